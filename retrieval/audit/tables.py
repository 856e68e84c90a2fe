"""The tables of the audit log."""

import sqlalchemy as sa

from retrieval.database import metadata

__all__ = ["audit_entry", "audit_head"]

audit_entry = sa.Table(
    "audit_entry",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("actor_kind", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("before", sa.Text, nullable=False),
    sa.Column("seal", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Index("ix_audit_entry_subject", "subject"),
)
"""`seq`: 1, 2, 3 without gaps. `content`: JSON. `before`: the hash of the entry before. `seal`: a keyed hash
of all that stands before it. `hash`: of all that and of the seal; the next entry repeats it. The database
refuses to change or delete a row."""

audit_head = sa.Table(
    "audit_head",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Column("seal", sa.Text, nullable=False),
)
"""One row: where the log ends, under a keyed hash. The migration makes it, for a log that is empty."""
