"""The tables of proposals and standing rules."""

import sqlalchemy as sa

from retrieval.database import metadata

__all__ = ["proposal", "proposal_edit", "standing_rule"]

proposal = sa.Table(
    "proposal",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.Text, nullable=False),
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
    sa.Column("edited", sa.JSON),
    sa.Column("decided_at", sa.BigInteger),
    sa.Column("decided_by_kind", sa.Text),
    sa.Column("decided_by", sa.Text),
    sa.Column("reason", sa.Text),
    sa.Column("executed", sa.JSON),
    sa.Column("outcome", sa.JSON),
    sa.Index("ix_proposal_state", "state", "kind"),
    sa.Index("ix_proposal_key", "scope", "asked_by_kind", "asked_by", "key", unique=True),
)
"""`key`: the idempotency key, of whoever asked. `payload`: exactly what was asked for; never changed.
`scope`: key of the limit it was made under; empty when all could be seen. `rests_on`: results and records.
`state`: proposed, executed or rejected. `edition`: grows with each edit. `edited`: as it stands, once edited.
`executed`: the payload as it ran. `outcome`: what came of it."""

proposal_edit = sa.Table(
    "proposal_edit",
    metadata,
    sa.Column("proposal", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("edition", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("payload", sa.JSON, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
)
"""What a person made of a proposal. `edition`: that this edit made; before the first: what was asked."""

standing_rule = sa.Table(
    "standing_rule",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("conditions", sa.JSON, nullable=False),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("made_at", sa.BigInteger, nullable=False),
    sa.Column("ended_at", sa.BigInteger),
    sa.Column("ended_by", sa.Text),
)
"""Proposals of `kind` whose payload has one of the values of every condition are approved by the rule; those
made under the same `scope` only, unless that is empty."""
