"""The tables of tickets, what happened to them, and the feedback they are about."""

import sqlalchemy as sa

from retrieval.database import metadata

__all__ = ["ticket", "ticket_event", "ticket_feedback"]

ticket = sa.Table(
    "ticket",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("summary", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("topic", sa.Text),
    sa.Column("product", sa.Text),
    sa.Column("department", sa.Text, nullable=False),
    sa.Column("priority", sa.Text, nullable=False),
    sa.Column("factors", sa.JSON, nullable=False),
    sa.Column("customers", sa.Integer, nullable=False),
    sa.Column("segment", sa.JSON),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("assignee", sa.Text),
    sa.Column("level", sa.Integer, nullable=False),
    sa.Column("merged_into", sa.Integer),
    sa.Column("opened_at", sa.BigInteger, nullable=False),
    sa.Column("edition", sa.Integer, nullable=False),
    sa.Index("ix_ticket_state", "state", "department"),
)
"""A ticket as it stands; how it came to be so is in its events, and deadlines are derived from those.

`factors`: why this department, topic and priority. `customers`: distinct ones when last counted. `segment`:
what was asked for, as filters, when it was opened from a question, theme or search. `level`: how many times
it has been escalated. `edition`: grows with every change."""

ticket_event = sa.Table(
    "ticket_event",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("ticket", sa.Integer, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("actor_kind", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("content", sa.JSON, nullable=False),
    sa.Index("ix_ticket_event", "ticket", "id"),
)

ticket_feedback = sa.Table(
    "ticket_feedback",
    metadata,
    sa.Column("ticket", sa.Integer, primary_key=True),
    sa.Column("record", sa.Text, primary_key=True),
    sa.Column("how", sa.Text, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Index("ix_ticket_feedback_record", "record"),
)
"""`record`: a record's id. `how`: opened (it was opened from it), added (by a person), or
joined (by itself)."""
