"""The tables of events, of where they go, and of how far they have got."""

import sqlalchemy as sa

from retrieval.database import metadata

__all__ = ["delivery", "destination", "outbox_event"]

outbox_event = sa.Table(
    "outbox_event",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("once", sa.Text, unique=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("sealed", sa.LargeBinary),
    sa.Column("at", sa.BigInteger, nullable=False),
)
"""`id`: what a receiver drops doubles by. `once`: there is one event of this name, however often it is
emitted. `subject`: events of one subject leave in order. `content`: JSON. `sealed`: what only the receiver
may read (an address, a filled placeholder), encrypted, and gone once delivered."""

destination = sa.Table(
    "destination",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("secret", sa.LargeBinary),
    sa.Column("events", sa.JSON, nullable=False),
    sa.Column("made_at", sa.BigInteger, nullable=False),
    sa.Column("ended_at", sa.BigInteger),
)
"""`kind`: webhook or email. `events`: kinds of events it gets; all when empty. `secret`: encrypted."""

delivery = sa.Table(
    "delivery",
    metadata,
    sa.Column("event", sa.Integer, primary_key=True),
    sa.Column("destination", sa.Integer, primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("next_at", sa.BigInteger, nullable=False),
    sa.Column("leased_until", sa.BigInteger, nullable=False),
    sa.Column("failure", sa.Text),
    sa.Column("ended_at", sa.BigInteger),
    sa.Index("ix_delivery_state", "state", "next_at"),
)
"""`state`: waiting, delivered or dead. `leased_until`: until when a worker has it in hand."""
