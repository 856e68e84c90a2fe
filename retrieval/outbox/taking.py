"""What is due, lent to one worker at a time."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from retrieval.database import Store
from retrieval.errors import StoreUnavailable
from retrieval.outbox.backoff import DOWN_AFTER
from retrieval.outbox.places import place_of
from retrieval.outbox.sealing import unseal
from retrieval.outbox.sender import Parcel, Place, Sender
from retrieval.outbox.tables import delivery, destination, outbox_event

__all__ = ["SPARE", "Taken", "brief", "due_places", "take"]

SPARE = 30
"""Seconds a lease lasts longer than a try may take: for writing down what came of it."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A delivery in this worker's hands. attempts and leased_until: what it is recognized by afterwards.

    readable: whether what was sealed with the event could be opened.
    """

    event: int
    place: int
    attempts: int
    leased_until: int
    first_at: int
    parcel: Parcel = field(repr=False)
    readable: bool = True


@contextmanager
def brief(store: Store) -> Iterator[sa.Connection]:
    """A short transaction that locks rows and not the store; on SQLite, which has one lock, `Store.write`."""
    if store.dialect == "sqlite":
        with store.whole().write() as connection:
            yield connection
    else:
        with store.engine.begin() as connection:
            yield connection


def due_places(store: Store, at: int) -> list[int]:
    """Destinations that something may be due for."""
    query = (
        sa.select(destination.c.id)
        .where(
            _open(at),
            sa.exists().where(
                delivery.c.destination == destination.c.id,
                _undone(),
                delivery.c.state == "waiting",
                delivery.c.next_at <= at,
                delivery.c.leased_until <= at,
            ),
        )
        .order_by(destination.c.id)
    )
    with store.whole().read() as connection:
        return list(connection.scalars(query))


def take(store: Store, senders: Mapping[str, Sender], place: int, at: int, most: int) -> list[Taken]:
    """Lends up to `most` due deliveries of a place, fewer while others of it are under way."""
    with brief(store) as connection:
        row = connection.execute(sa.select(destination).where(destination.c.id == place, _open(at))).first()
        sender = senders.get(row.kind) if row else None
        if row is None or sender is None:
            return []
        under_way = _under_way(connection, place, at)
        room = min(most, sender.at_once - under_way, 1 - under_way if row.failures >= DOWN_AFTER else most)
        if room <= 0:
            return []
        target = place_of(store, row, at)
        due = connection.execute(_due(place, at, room, sender.ordered)).all()
        lease = at + sender.longest + SPARE
        _lend(connection, due, place, at, lease)
        events = _events(connection, [each.event for each in due])
    return [_taken(store, each, events[each.event], target, (at, lease), row.events) for each in due]


def _open(at: int) -> sa.ColumnElement[bool]:
    return sa.and_(
        destination.c.ended_at.is_(None), destination.c.paused_at.is_(None), destination.c.rest_until <= at
    )


def _undone() -> sa.ColumnElement[bool]:
    return delivery.c.ended_at.is_(None)


def _under_way(connection: sa.Connection, place: int, at: int) -> int:
    query = sa.select(sa.func.count()).where(
        delivery.c.destination == place, _undone(), delivery.c.leased_until > at
    )
    return connection.scalar(query) or 0


def _due(place: int, at: int, most: int, ordered: bool) -> sa.Select[Any]:
    """Of each subject the first that is not done, when it is due; locked, without waiting for others' locks.

    A dead delivery is not done: what is behind it waits until somebody has it sent again or dropped.
    """
    query = (
        sa.select(delivery.c.event, delivery.c.attempts, delivery.c.first_at)
        .where(
            delivery.c.destination == place,
            _undone(),
            delivery.c.state == "waiting",
            delivery.c.next_at <= at,
            delivery.c.leased_until <= at,
        )
        .order_by(delivery.c.next_at, delivery.c.event)
        .limit(most)
        .with_for_update(of=delivery, skip_locked=True)
    )
    if not ordered:
        return query
    undone = delivery.alias("undone")
    first = (
        sa.select(sa.func.min(undone.c.event).label("event"))
        .where(undone.c.destination == place, undone.c.ended_at.is_(None))
        .group_by(undone.c.subject)
        .subquery("first")
    )
    return query.join(first, first.c.event == delivery.c.event)


def _lend(connection: sa.Connection, due: Sequence[Any], place: int, at: int, lease: int) -> None:
    if due:
        connection.execute(
            sa.update(delivery)
            .where(delivery.c.destination == place, delivery.c.event.in_([each.event for each in due]))
            .values(
                attempts=delivery.c.attempts + 1,
                leased_until=lease,
                first_at=sa.func.coalesce(delivery.c.first_at, at),
            )
        )


def _events(connection: sa.Connection, numbers: Sequence[int]) -> dict[int, sa.Row[Any]]:
    query = sa.select(outbox_event).where(outbox_event.c.seq.in_(numbers))
    return {row.seq: row for row in connection.execute(query)}


def _taken(
    store: Store,
    row: sa.Row[Any],
    event: sa.Row[Any],
    place: Place,
    times: tuple[int, int],
    asked_for: Sequence[str],
) -> Taken:
    at, lease = times
    private, readable = {}, True
    if event.sealed is not None and event.kind in asked_for:  # "everything" does not ask for what is private
        try:
            private = unseal(store, event.sealed)
        except StoreUnavailable:
            readable = False
    parcel = Parcel(
        id=event.id,
        kind=event.kind,
        subject=event.subject,
        at=event.at,
        content=json.loads(event.content),
        place=place,
        attempt=row.attempts + 1,
        private=private,
    )
    first_at = at if row.first_at is None else row.first_at
    return Taken(event.seq, place.id, row.attempts + 1, lease, first_at, parcel, readable)
