"""Looking at what left, what waits and what died; sending again; dropping."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

import sqlalchemy as sa

from retrieval.audit.log import Entry, append
from retrieval.database import Store
from retrieval.errors import BadQuery
from retrieval.outbox.recording import erase_sealed
from retrieval.outbox.tables import delivery, destination, outbox_event
from retrieval.people.signing import signed_in

__all__ = ["Left", "State", "Told", "drop", "event", "events", "resend"]

State = Literal["waiting", "delivered", "dead", "dropped"]


@dataclass(frozen=True, slots=True)
class Told:
    """How far an event has got to one destination. next_at: of its next try, or of a dead one's dropping."""

    destination: str
    state: State
    attempts: int
    next_at: int
    failure: str | None
    ended_at: int | None


@dataclass(frozen=True, slots=True)
class Left:
    """An event and its deliveries. private: whether something is still sealed with it."""

    id: str
    kind: str
    subject: str
    at: int
    content: Mapping[str, Any]
    private: bool
    deliveries: tuple[Told, ...]


def events(
    store: Store,
    *,
    state: State | None = None,
    place: str | None = None,
    subject: str | None = None,
    limit: int = 50,
) -> tuple[Left, ...]:
    """The newest events first; those with a delivery in that state, or to that destination, when asked."""
    query = sa.select(outbox_event).order_by(outbox_event.c.seq.desc()).limit(limit)
    if subject is not None:
        query = query.where(outbox_event.c.subject == subject)
    of = sa.exists().where(delivery.c.event == outbox_event.c.seq)
    if state is not None:
        of = of.where(delivery.c.state == state)
    if place is not None:
        of = of.where(delivery.c.destination == destination.c.id, destination.c.name == place)
    if state is not None or place is not None:
        query = query.where(of)
    with store.whole().read() as connection:
        return _read(connection, connection.execute(query).all())


def event(store: Store, name: str) -> Left:
    """One event by its id. Raises BadQuery when there is none."""
    with store.whole().read() as connection:
        rows = connection.execute(sa.select(outbox_event).where(outbox_event.c.id == name)).all()
        if not rows:
            raise BadQuery("event_unknown", id=name)
        return _read(connection, rows)[0]


def resend(store: Store, token: str, name: str | None, at: int, place: str | None = None) -> int:
    """Has dead deliveries tried anew, with all their tries: of an event, to a destination, or both.

    Returns how many. Raises NotSignedIn, NotAllowed, BadQuery when there is no such event or nothing is dead.
    """
    fresh = {"state": "waiting", "attempts": 0, "first_at": None, "next_at": at, "leased_until": 0}
    return _decide(store, token, at, (name, place), "resent", fresh)


def drop(store: Store, token: str, name: str | None, at: int, place: str | None = None) -> int:
    """Gives dead deliveries up, so that what waits behind them goes on. Raises as `resend` does."""
    return _decide(store, token, at, (name, place), "dropped", {"state": "dropped", "ended_at": at})


def _decide(
    store: Store,
    token: str,
    at: int,
    which: tuple[str | None, str | None],
    action: str,
    values: Mapping[str, Any],
) -> int:
    name, place = which
    with store.whole().write() as connection:
        person = signed_in(connection, token, at)
        person.require("manage")
        rows = _dead(connection, name, place)
        if not rows:
            raise BadQuery("event_not_dead", id=name or place)
        for row in rows:
            mine = (delivery.c.event == row.seq) & (delivery.c.destination == row.destination)
            connection.execute(sa.update(delivery).where(mine).values(**values))
        erase_sealed(connection, [row.seq for row in rows])
        for event_id, each in groupby(rows, lambda row: row.id):
            content = {"destinations": [row.name for row in each]}
            append(connection, Entry(at, person.actor, f"delivery.{action}", f"event:{event_id}", content))
    return len(rows)


def _dead(connection: sa.Connection, name: str | None, place: str | None) -> Sequence[sa.Row[Any]]:
    """Raises BadQuery for an event there is not."""
    if name is None and place is None:
        raise BadQuery("event_which")
    known = sa.select(outbox_event.c.seq).where(outbox_event.c.id == name)
    if name is not None and connection.scalar(known) is None:
        raise BadQuery("event_unknown", id=name)
    query = (
        sa.select(outbox_event.c.seq, outbox_event.c.id, delivery.c.destination, destination.c.name)
        .join(delivery, delivery.c.event == outbox_event.c.seq)
        .join(destination, destination.c.id == delivery.c.destination)
        .where(delivery.c.state == "dead", delivery.c.ended_at.is_(None))
        .order_by(outbox_event.c.seq, destination.c.id)
        .with_for_update(of=delivery)
    )
    if name is not None:
        query = query.where(outbox_event.c.id == name)
    if place is not None:
        query = query.where(destination.c.name == place)
    return list(connection.execute(query))


def _read(connection: sa.Connection, rows: Sequence[sa.Row[Any]]) -> tuple[Left, ...]:
    query = (
        sa.select(delivery, destination.c.name)
        .join(destination, destination.c.id == delivery.c.destination)
        .where(delivery.c.event.in_([row.seq for row in rows]))
        .order_by(delivery.c.destination)
    )
    told: dict[int, list[Told]] = {}
    for each in connection.execute(query):
        told.setdefault(each.event, []).append(
            Told(each.name, each.state, each.attempts, each.next_at, each.failure, each.ended_at)
        )
    return tuple(
        Left(
            id=row.id,
            kind=row.kind,
            subject=row.subject,
            at=row.at,
            content=json.loads(row.content),
            private=row.sealed is not None,
            deliveries=tuple(told.get(row.seq, ())),
        )
        for row in rows
    )
