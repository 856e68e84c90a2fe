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
may read (an address, a filled placeholder), encrypted, and gone once nobody waits for it any more."""

destination = sa.Table(
    "destination",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("secret", sa.LargeBinary),
    sa.Column("events", sa.JSON, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("made_at", sa.BigInteger, nullable=False),
    sa.Column("paused_at", sa.BigInteger),
    sa.Column("rest_until", sa.BigInteger, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("failing_since", sa.BigInteger),
    sa.Column("ended_at", sa.BigInteger),
    sa.Column("ended_why", sa.Text),
)
"""`kind`: webhook or email. `events`: kinds of events it gets; all when empty. `secret`: encrypted.
`language`: of what people read there. `rest_until`: it asked for nothing before then. `failures`: tries in
a row that failed, and `failing_since` when the first of them did. `ended_why`: "gone" or "asked"."""

_UNDONE = sa.text("ended_at IS NULL")

delivery = sa.Table(
    "delivery",
    metadata,
    sa.Column("event", sa.Integer, primary_key=True),
    sa.Column("destination", sa.Integer, primary_key=True),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("first_at", sa.BigInteger),
    sa.Column("next_at", sa.BigInteger, nullable=False),
    sa.Column("leased_until", sa.BigInteger, nullable=False),
    sa.Column("failure", sa.Text),
    sa.Column("ended_at", sa.BigInteger),
    sa.Index("ix_delivery_due", "destination", "next_at", sqlite_where=_UNDONE, postgresql_where=_UNDONE),
    sa.Index(
        "ix_delivery_subject",
        "destination",
        "subject",
        "event",
        sqlite_where=_UNDONE,
        postgresql_where=_UNDONE,
    ),
)
"""`state`: waiting, delivered, dead (its tries are used up: a person looks) or dropped (nobody wants it any
more). `subject`: the event's. `first_at`: of the first try. `next_at`: of the next one; of a dead delivery,
when it is dropped. `leased_until`: until when a worker has it in hand. `ended_at`: since when it is delivered
or dropped; the indexes hold what is not."""
