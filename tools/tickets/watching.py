"""Looking after deadlines: warns when one is near, says when one is past, passes the ticket on.

Each happens once for each deadline, however often and from however many processes this runs: what has been
done stands in the ticket's events, read and written in one transaction that holds the store's write lock.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from retrieval.database import Store
from retrieval.people.roles import Actor
from tools.tickets import tables
from tools.tickets.deadlines import DEADLINE_EVENTS, Deadline, deadlines
from tools.tickets.escalating import successor
from tools.tickets.life import WORKING, EventKind, Ticket, TicketEvent
from tools.tickets.rules import Escalation, Rules
from tools.tickets.store import events_of, happen, read_ticket

__all__ = ["WATCH", "Watched", "watch"]

WATCH = Actor("system", "watch")
"""Who does it."""

_NOTICES: tuple[EventKind, ...] = ("warned", "breached", "escalated")


@dataclass(frozen=True, slots=True)
class Watched:
    """What was done: names of tickets, one for each deadline warned of, found past, or passed on for."""

    warned: tuple[str, ...] = ()
    breached: tuple[str, ...] = ()
    escalated: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Step:
    """Something to do about a ticket. once: what it is called; nothing is done twice under one name."""

    kind: EventKind
    once: str
    deadline: Deadline | None = None
    escalation: Escalation | None = None


def watch(store: Store, rules: Rules, at: int) -> Watched:
    """Does what is due at that moment (seconds UTC); what an earlier look missed is made up for."""
    done: list[tuple[str, EventKind]] = []
    for number in _pressing(store, rules, at):
        with store.whole().write() as connection:
            ticket = read_ticket(connection, number)
            for step in _to_do(ticket, _events(connection, [number])[number], rules, at):
                ticket = _do(connection, ticket, step, rules, at)
                done.append((ticket.name, step.kind))
    by_kind = {kind: tuple(name for name, what in done if what == kind) for kind in (*_NOTICES, "closed")}
    return Watched(**by_kind)


def _pressing(store: Store, rules: Rules, at: int) -> list[int]:
    """The tickets about which there is something to do; read without holding anybody up."""
    table = tables.ticket
    states = WORKING if rules.close_after is None else (*WORKING, "resolved")
    query = sa.select(table).where(table.c.state.in_(states)).order_by(table.c.id)
    with store.whole().read() as connection:
        tickets = [Ticket(**row) for row in connection.execute(query).mappings()]
        events = _events(connection, [each.id for each in tickets])
    return [each.id for each in tickets if any(_to_do(each, events[each.id], rules, at))]


def _events(connection: sa.Connection, tickets: Sequence[int]) -> dict[int, tuple[TicketEvent, ...]]:
    return events_of(connection, tickets, (*DEADLINE_EVENTS, *_NOTICES))


def _to_do(ticket: Ticket, events: Sequence[TicketEvent], rules: Rules, at: int) -> Iterator[_Step]:
    if ticket.state == "resolved":
        resolved_at = max(each.at for each in events if each.kind == "resolved")
        if rules.close_after is not None and at >= resolved_at + rules.close_after:
            yield _Step("closed", "")
    elif ticket.is_working:
        done = {each.content.get("once") for each in events}
        current = deadlines(events, rules, at).current
        yield from (step for each in current for step in _steps(ticket, each, rules) if step.once not in done)


def _steps(ticket: Ticket, deadline: Deadline, rules: Rules) -> Iterator[_Step]:
    """All that is due for a deadline as it stands, done or not. One that is past is not warned of."""
    name = f"{ticket.name} {deadline.kind} {deadline.round}"
    if deadline.state == "near":
        yield _Step("warned", f"{name} near", deadline)
    if deadline.state == "breached":
        yield _Step("breached", f"{name} breached", deadline)
    if deadline.met_at is None and deadline.state != "off":
        for each in rules.escalations:
            if each.deadline == deadline.kind and _calls_for(each, deadline):
                yield _Step("escalated", f"{name} escalated at {each.used:g}", deadline, each)


def _calls_for(escalation: Escalation, deadline: Deadline) -> bool:
    """Passed on for being overdue only once it is: at the very moment it is due, it is not."""
    overdue = deadline.state == "breached" or escalation.used < 1
    return overdue and deadline.used >= escalation.used * deadline.target


def _do(connection: sa.Connection, ticket: Ticket, step: _Step, rules: Rules, at: int) -> Ticket:
    content: dict[str, Any] = {}
    if step.deadline:
        content = {"deadline": step.deadline.kind, "round": step.deadline.round, "due": step.deadline.due}
        content["once"] = step.once
    if step.escalation:
        leads = rules.department(ticket.department).leads
        passed_to = successor(connection, ticket, leads, step.escalation.role)
        content |= {"level": ticket.level + 1, "before": ticket.assignee, "assignee": passed_to}
    return happen(connection, ticket, step.kind, content, WATCH, at)
