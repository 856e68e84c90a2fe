"""The table of replies that were approved."""

import sqlalchemy as sa

from retrieval.database import metadata

__all__ = ["reply"]

reply = sa.Table(
    "reply",
    metadata,
    sa.Column("proposal", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("record", sa.Text, nullable=False),
    sa.Column("ticket", sa.Integer),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("topic", sa.Text),
    sa.Column("intent", sa.Text),
    sa.Column("drafted", sa.Text, nullable=False),
    sa.Column("approved", sa.Text, nullable=False),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Index("ix_reply_record", "record"),
)
"""`drafted` and `approved`: a pair to learn from, with placeholders unfilled. `event`: how it leaves."""
