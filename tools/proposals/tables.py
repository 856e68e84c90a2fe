"""The tables of proposals and standing rules."""

import sqlalchemy as sa

from retrieval.database import metadata

__all__ = ["proposal", "standing_rule"]

proposal = sa.Table(
    "proposal",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("payload", sa.JSON, nullable=False),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("asked_by_kind", sa.Text, nullable=False),
    sa.Column("asked_by", sa.Text, nullable=False),
    sa.Column("thread", sa.Text),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("rests_on", sa.JSON, nullable=False),
    sa.Column("made_at", sa.BigInteger, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("edition", sa.Integer, nullable=False),
    sa.Column("decided_at", sa.BigInteger),
    sa.Column("decided_by_kind", sa.Text),
    sa.Column("decided_by", sa.Text),
    sa.Column("reason", sa.Text),
    sa.Column("executed", sa.JSON),
    sa.Column("outcome", sa.JSON),
    sa.Index("ix_proposal_state", "state", "kind"),
)
"""`key`: the idempotency key. `payload`: exactly what was asked for; never changed. `scope`: key of the limit
it was made under; empty when all could be seen. `rests_on`: results and records. `state`: proposed,
executed or rejected. `edition`: grows with each edit. `executed`: the payload as it
ran. `outcome`: what came of it."""

standing_rule = sa.Table(
    "standing_rule",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("conditions", sa.JSON, nullable=False),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("made_at", sa.BigInteger, nullable=False),
    sa.Column("ended_at", sa.BigInteger),
)
"""Proposals of `kind` whose payload has one of the values of every condition are approved by the rule."""
