"""Tickets as they are listed: with their deadlines, what is most pressing first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from retrieval.database import Store
from tools.tickets import tables
from tools.tickets.deadlines import DEADLINE_EVENTS, Deadlines, deadlines
from tools.tickets.life import WORKING, Ticket
from tools.tickets.rules import Rules
from tools.tickets.store import events_of
from tools.tickets.ticket import State

__all__ = ["Listed", "Wanted", "listed", "with_deadlines"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tickets. states: those worked on unless others are given. overdue: only those past their time."""

    states: tuple[State, ...] = WORKING
    department: str | None = None
    assignee: str | None = None
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A ticket with its deadlines."""

    ticket: Ticket
    deadlines: Deadlines

    @property
    def is_overdue(self) -> bool:
        """Whether something that is still to be done is past its time."""
        return any(each.state == "breached" and each.met_at is None for each in self.deadlines.current)

    def to_json(self) -> dict[str, Any]:
        return self.ticket.to_json() | {"overdue": self.is_overdue, "deadlines": self.deadlines.to_json()}


def listed(store: Store, wanted: Wanted, rules: Rules, now: int) -> tuple[Listed, ...]:
    """The tickets this store shows: overdue first, then those passed on, then by priority and time due."""
    table = tables.ticket
    query = sa.select(table).where(table.c.state.in_(wanted.states)).order_by(table.c.id)
    if wanted.department is not None:
        query = query.where(table.c.department == wanted.department)
    if wanted.assignee is not None:
        query = query.where(table.c.assignee == (wanted.assignee or None))
    if store.limit is not None:
        query = query.where(table.c.scope == store.limit.key)
    with store.whole().read() as connection:
        tickets = [Ticket(**row) for row in connection.execute(query).mappings()]
        found = list(with_deadlines(connection, tickets, rules, now))
    if wanted.overdue:
        found = [each for each in found if each.is_overdue]
    return tuple(sorted(found, key=_pressing))


def with_deadlines(
    connection: sa.Connection, tickets: Sequence[Ticket], rules: Rules, now: int
) -> Iterator[Listed]:
    """Each with its deadlines as they stand. now: seconds UTC."""
    events = events_of(connection, [each.id for each in tickets], DEADLINE_EVENTS)
    for each in tickets:
        yield Listed(each, deadlines(events[each.id], rules, now))


def _pressing(each: Listed) -> tuple[bool, int, str, float, int]:
    due = each.deadlines.next_due
    ticket = each.ticket
    return (
        not each.is_overdue,
        -ticket.level,
        ticket.priority,
        float("inf") if due is None else due,
        ticket.id,
    )
