"""What came of a try, written down: once, and only by the worker whose try it was."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from retrieval.audit.log import Entry, append
from retrieval.database import Store
from retrieval.outbox.backoff import DOWN_AFTER, GIVE_UP, next_probe, next_try
from retrieval.outbox.sender import Outcome
from retrieval.outbox.tables import delivery, destination, outbox_event
from retrieval.outbox.taking import Taken, brief
from retrieval.people.roles import Actor

__all__ = ["KEEP_DEAD", "OUTBOX", "Recorded", "drop_waiting", "erase_sealed", "expire", "record"]

KEEP_DEAD = 30 * 86_400
"""Seconds a dead delivery waits for a person; then it is dropped, and what was sealed for it is erased."""

BACK_WITHIN = 60
"""Seconds over which what waited is spread when a place that was down answers again."""

OUTBOX = Actor("system", "outbox")


@dataclass(slots=True)
class Recorded:
    """What became of tries: how many arrived, will be tried again, died, or were no longer this worker's."""

    arrived: int = 0
    again: int = 0
    dead: int = 0
    gone: int = 0
    late: int = 0


def record(
    store: Store, place: int, tries: Sequence[tuple[Taken, Outcome]], at: int, chance: random.Random
) -> Recorded:
    """Writes down tries of one place, in one transaction."""
    told = Recorded()
    with brief(store) as connection:
        row = connection.execute(
            sa.select(destination).where(destination.c.id == place).with_for_update()
        ).one()
        health = _Health(row.failures, row.failing_since, row.rest_until)
        ended = []
        for taken, outcome in sorted(tries, key=lambda each: each[0].event):
            if not _mine(connection, taken):
                told.late += 1
                continue
            health.note(outcome, at, chance)
            state, values = _change(taken, outcome, health, at, chance)
            _write(connection, taken, values)
            _count(told, outcome, state)
            if state == "delivered":
                ended.append(taken.event)
        _keep(connection, place, health, at)
        erase_sealed(connection, ended)
    if any(outcome.ended == "gone" for _, outcome in tries):
        _end(store, place, at)
    return told


def expire(store: Store, at: int) -> int:
    """Drops what has been dead for KEEP_DEAD, each with an audit entry. Returns how many."""
    due = sa.and_(delivery.c.state == "dead", delivery.c.ended_at.is_(None), delivery.c.next_at <= at)
    with store.whole().read() as connection:
        if connection.scalar(sa.select(sa.func.count()).where(due)) == 0:
            return 0
    with store.whole().write() as connection:
        rows = connection.execute(
            sa.select(outbox_event.c.id, delivery.c.event, delivery.c.destination)
            .join(outbox_event, outbox_event.c.seq == delivery.c.event)
            .where(due)
        ).all()
        connection.execute(sa.update(delivery).where(due).values(state="dropped", ended_at=at))
        for row in rows:
            content = {"destination": row.destination, "why": "dead for too long"}
            append(connection, Entry(at, OUTBOX, "delivery.dropped", f"event:{row.id}", content))
        erase_sealed(connection, [row.event for row in rows])
    return len(rows)


def drop_waiting(connection: sa.Connection, place: int, at: int, why: str) -> int:
    """Drops all that has not arrived at a place that has ended. Returns how many."""
    undone = sa.and_(delivery.c.destination == place, delivery.c.ended_at.is_(None))
    events = connection.scalars(sa.select(delivery.c.event).where(undone).order_by(delivery.c.event)).all()
    values = {"state": "dropped", "ended_at": at, "failure": why, "leased_until": 0}
    connection.execute(sa.update(delivery).where(undone).values(**values))
    erase_sealed(connection, events)
    return len(events)


def erase_sealed(connection: sa.Connection, events: Iterable[int]) -> None:
    """Erases what was sealed with events that nobody waits for any more.

    An event's row is locked before its deliveries are counted: of two workers that end the last two at once,
    the later one sees both ended.
    """
    for number in sorted(set(events)):
        kept = sa.select(outbox_event.c.seq).where(
            outbox_event.c.seq == number, outbox_event.c.sealed.is_not(None)
        )
        if connection.scalar(kept.with_for_update()) is None:
            continue
        undone = sa.select(delivery.c.event).where(delivery.c.event == number, delivery.c.ended_at.is_(None))
        if connection.scalar(undone.limit(1)) is None:
            connection.execute(
                sa.update(outbox_event).where(outbox_event.c.seq == number).values(sealed=None)
            )


@dataclass(slots=True)
class _Health:
    """How a place has answered of late. down: nobody is there. back: it was down, and answers again."""

    failures: int
    failing_since: int | None
    rest_until: int
    down: bool = False
    back: bool = False

    def note(self, outcome: Outcome, at: int, chance: random.Random) -> None:
        self.down = False
        if outcome.ended == "arrived":
            self.back = self.back or self.failures >= DOWN_AFTER
            self.failures, self.failing_since = 0, None
        elif outcome.ended in ("failed", "away"):
            self.failures += 1
            self.failing_since = at if self.failing_since is None else self.failing_since
            self.down = outcome.ended == "away" and self.failures >= DOWN_AFTER
        if self.down:
            self.rest_until = max(self.rest_until, next_probe(self.failures, at, chance))
        elif outcome.ended == "busy":
            self.rest_until = max(self.rest_until, at + outcome.after)


def _change(
    taken: Taken, outcome: Outcome, health: _Health, at: int, chance: random.Random
) -> tuple[str, dict[str, Any]]:
    """The state a try leaves its delivery in, and what to write.

    Where the place was busy or down it was not this event's fault, and the try does not count.
    """
    values: dict[str, Any] = {"leased_until": 0, "failure": outcome.why or None}
    again: int | None
    if outcome.ended == "arrived":
        return "delivered", values | {"state": "delivered", "ended_at": at}
    if outcome.ended == "busy" or health.down:
        values["attempts"] = taken.attempts - 1
        again = health.rest_until if at - taken.first_at < GIVE_UP else None
    elif outcome.ended == "refused":
        again = None
    else:
        again = next_try(taken.attempts, taken.first_at, at, chance)
    if again is None:
        return "dead", values | {"state": "dead", "next_at": at + KEEP_DEAD}
    return "waiting", values | {"next_at": again}


def _mine(connection: sa.Connection, taken: Taken) -> bool:
    """Whether the delivery is still this worker's; locks it. A lease that ran out may be another's now."""
    query = sa.select(delivery.c.event).where(
        delivery.c.event == taken.event,
        delivery.c.destination == taken.place,
        delivery.c.attempts == taken.attempts,
        delivery.c.leased_until == taken.leased_until,
        delivery.c.state == "waiting",
    )
    return connection.execute(query.with_for_update()).first() is not None


def _write(connection: sa.Connection, taken: Taken, values: dict[str, Any]) -> None:
    mine = (delivery.c.event == taken.event) & (delivery.c.destination == taken.place)
    connection.execute(sa.update(delivery).where(mine).values(**values))


def _count(told: Recorded, outcome: Outcome, state: str) -> None:
    told.arrived += state == "delivered"
    told.dead += state == "dead"
    told.gone += outcome.ended == "gone"
    told.again += state == "waiting"


def _keep(connection: sa.Connection, place: int, health: _Health, at: int) -> None:
    values = {
        "failures": health.failures,
        "failing_since": health.failing_since,
        "rest_until": health.rest_until,
    }
    connection.execute(sa.update(destination).where(destination.c.id == place).values(**values))
    if health.back:  # what waits for its next try need not wait for hours: the place is there again
        later = delivery.c.next_at > at + BACK_WITHIN
        connection.execute(
            sa.update(delivery)
            .where(
                delivery.c.destination == place,
                delivery.c.ended_at.is_(None),
                delivery.c.state == "waiting",
                later,
            )
            .values(next_at=at + delivery.c.event % BACK_WITHIN)
        )


def _end(store: Store, place: int, at: int) -> None:
    """A place that said 410 Gone gets nothing more."""
    with store.whole().write() as connection:
        open_ = (destination.c.id == place) & destination.c.ended_at.is_(None)
        changed = connection.execute(
            sa.update(destination).where(open_).values(ended_at=at, ended_why="gone")
        )
        if changed.rowcount:
            dropped = drop_waiting(connection, place, at, "gone")
            content = {"why": "gone", "dropped": dropped}
            append(connection, Entry(at, OUTBOX, "destination.ended", f"destination:{place}", content))
