"""Events, written in the transaction of what they tell of."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import sqlalchemy as sa

from retrieval.outbox.tables import delivery, destination, outbox_event

__all__ = ["KINDS", "Event", "EventKind", "emit", "has_taker"]

EventKind = Literal[
    "feedback.imported",
    "ticket.opened",
    "ticket.changed",
    "ticket.deadline_near",
    "ticket.deadline_breached",
    "ticket.escalated",
    "ticket.resolved",
    "reply.approved",
    "theme.rising",
]
KINDS: tuple[EventKind, ...] = EventKind.__args__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Event:
    """Something to tell others.

    subject: what it is about ("ticket:12"); events of one subject arrive in the order they were emitted.
    at: seconds UTC. once: a name of which there is only one event, such as "ticket:12 breached 1".
    sealed: what `sealing.seal` made of what only the receiver may read.
    """

    kind: EventKind
    subject: str
    at: int
    content: Mapping[str, Any] = field(default_factory=dict)
    once: str | None = None
    sealed: bytes | None = field(default=None, repr=False)


def emit(connection: sa.Connection, event: Event) -> str:
    """Writes the event and a delivery to each destination that wants it. Call inside `Store.write`.

    Returns the event's id; that of the first, when there already is one of the same `once`.
    """
    if event.once is not None:
        known = connection.scalar(sa.select(outbox_event.c.id).where(outbox_event.c.once == event.once))
        if known is not None:
            return str(known)
    name = f"msg_{secrets.token_hex(16)}"
    places = _takers(connection, event.kind)
    written = connection.execute(
        sa.insert(outbox_event).values(
            id=name,
            once=event.once,
            kind=event.kind,
            subject=event.subject,
            content=json.dumps(event.content, ensure_ascii=False, sort_keys=True),
            sealed=event.sealed if places else None,
            at=event.at,
        )
    ).inserted_primary_key
    rows = [
        {"event": written[0] if written else 0, "destination": place, "subject": event.subject}
        | {"state": "waiting", "attempts": 0, "next_at": event.at, "leased_until": 0}
        for place in places
    ]
    if rows:
        connection.execute(sa.insert(delivery), rows)
    return name


def has_taker(connection: sa.Connection, kind: EventKind) -> bool:
    """Whether an event of this kind would go anywhere: ask before promising somebody that it leaves."""
    return bool(_takers(connection, kind))


def _takers(connection: sa.Connection, kind: EventKind) -> list[int]:
    places = connection.execute(
        sa.select(destination.c.id, destination.c.events).where(destination.c.ended_at.is_(None))
    )
    return [place.id for place in places if not place.events or kind in place.events]
