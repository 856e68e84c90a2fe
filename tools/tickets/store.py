"""Tickets in the store: opening them, adding to them, and writing down what happens to them.

What writes runs on the connection of a transaction somebody has begun with `Store.write`: a ticket's event,
its row, its audit entry and its outbox event are written together or not at all.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any, Literal

import sqlalchemy as sa

from retrieval.audit.log import Entry, append
from retrieval.database import Store, feedback_table
from retrieval.errors import BadQuery, Conflict
from retrieval.outbox.events import Event, emit
from retrieval.outbox.events import EventKind as OutboxKind
from retrieval.people.roles import Actor
from tools.proposals.kinds import Execution
from tools.tickets import tables
from tools.tickets.life import EventKind, Ticket, TicketEvent, after, ticket_name
from tools.tickets.ticket import TicketDraft

__all__ = [
    "How",
    "add_to_ticket",
    "count_customers",
    "drop_links",
    "events_of",
    "happen",
    "keep_links",
    "link_records",
    "linked_records",
    "make_ticket",
    "note_answer",
    "open_ticket",
    "read_events",
    "read_ticket",
    "require_records",
    "scope_of",
]

How = Literal["opened", "added", "joined"]
"""How feedback came to a ticket: it was opened from it, a person added it, or it joined by itself."""

PAGE = 500
"""Ids in one statement: SQLite and PostgreSQL take more, but plan worse."""

_TOLD: Mapping[EventKind, OutboxKind] = {
    "opened": "ticket.opened",
    "resolved": "ticket.resolved",
    "warned": "ticket.deadline_near",
    "breached": "ticket.deadline_breached",
    "escalated": "ticket.escalated",
}
"""Which event leaves for what happened; `ticket.changed` for everything else."""


def open_ticket(connection: sa.Connection, draft: TicketDraft, execution: Execution) -> int:
    """Opens the ticket a person has approved; returns its id.

    Raises BadQuery when feedback it is about is no longer there.
    """
    require_records(connection, execution.store, draft.records)
    origin = {"proposal": execution.proposal}
    return make_ticket(connection, draft, execution.scope, execution.by, execution.at, **origin).id


def add_to_ticket(
    connection: sa.Connection, ticket: int, draft: TicketDraft, execution: Execution
) -> tuple[int, int]:
    """Adds a draft's feedback to a ticket about the same thing, its summary as a comment.

    Returns the ticket, which is another one where this was merged, and how many records are new on it. Raises
    Conflict when the ticket is no longer worked on, BadQuery when it or the feedback is not there.
    """
    require_records(connection, execution.store, draft.records)
    found = read_ticket(connection, ticket, execution.scope)
    while found.merged_into is not None:
        found = read_ticket(connection, found.merged_into)
    if not found.is_working:
        raise Conflict("ticket_add_ended", ticket=found.name)
    new = link_records(connection, found, draft.records, "added", execution.by, execution.at)
    found = read_ticket(connection, found.id)
    said = {"text": f"{draft.title}\n{draft.summary}", "proposal": execution.proposal}
    happen(connection, found, "commented", said, execution.by, execution.at)
    return found.id, new


def make_ticket(
    connection: sa.Connection, draft: TicketDraft, scope: str, by: Actor, at: int, **origin: int
) -> Ticket:
    """Writes a new ticket. origin: what it came from, such as `proposal=7` or `split_from=3`."""
    kept = draft.model_dump(mode="json", exclude={"records", "add_to"}) | {"scope": scope}
    opening = {"ticket": kept, **origin}
    row = kept | {"state": "open", "level": 0, "opened_at": at, "edition": 1}
    written = connection.execute(sa.insert(tables.ticket).values(**row)).inserted_primary_key
    number = int(written[0]) if written else 0
    ticket = _written(connection, None, TicketEvent(0, number, at, by, "opened", opening))
    if draft.records:
        records = tuple(dict.fromkeys(draft.records))
        keep_links(connection, number, records, "opened", at)
        content = {"records": list(records), "how": "opened", "customers": draft.customers}
        ticket = _written(connection, ticket, TicketEvent(0, number, at, by, "linked", content), quiet=True)
    return ticket


def link_records(
    connection: sa.Connection, ticket: Ticket, records: Sequence[str], how: How, by: Actor, at: int
) -> int:
    """Links feedback the ticket does not have yet; returns how much that was. Raises Conflict."""
    known = linked_records(connection, ticket.id)
    new = [each for each in dict.fromkeys(records) if each not in known]
    if not new:
        return 0
    more = count_customers(connection, [*known, *new]) - count_customers(connection, known)
    content = {"records": new, "how": how, "customers": ticket.customers + more}
    happen(connection, ticket, "linked", content, by, at)
    keep_links(connection, ticket.id, new, how, at)
    return len(new)


def happen(
    connection: sa.Connection,
    ticket: Ticket,
    kind: EventKind,
    content: Mapping[str, Any],
    by: Actor,
    at: int,
) -> Ticket:
    """Writes what happened to a ticket; returns it as it then is. Raises Conflict if it is not possible."""
    return _written(connection, ticket, TicketEvent(0, ticket.id, at, by, kind, content))


def note_answer(connection: sa.Connection, ticket: int, by: Actor, at: int, **how: Any) -> None:
    """The customer has heard from us: call when a reply about a ticket is sent, as `proposal=7`.

    Told to the ticket it was merged into, if it was; to none that is not worked on any more.
    """
    found = read_ticket(connection, ticket)
    while found.merged_into is not None:
        found = read_ticket(connection, found.merged_into)
    if found.is_working:
        happen(connection, found, "answered", how, by, at)


def read_ticket(connection: sa.Connection, ticket: int, scope: str = "") -> Ticket:
    """The ticket as it stands. scope: the key of the limit it must have been opened under; any when empty.

    Raises BadQuery when there is none, which is also what a ticket of another scope looks like.
    """
    row = connection.execute(sa.select(tables.ticket).where(tables.ticket.c.id == ticket)).mappings().first()
    if row is None or (scope and row["scope"] != scope):
        raise BadQuery("ticket_unknown", ticket=ticket_name(ticket))
    return Ticket(**row)


def read_events(
    connection: sa.Connection, ticket: int, kinds: Collection[str] = ()
) -> tuple[TicketEvent, ...]:
    """What happened to the ticket, oldest first; only events of those kinds, when any are given."""
    table = tables.ticket_event
    query = sa.select(table).where(table.c.ticket == ticket).order_by(table.c.id)
    return tuple(map(_read, connection.execute(query.where(table.c.kind.in_(kinds)) if kinds else query)))


def events_of(
    connection: sa.Connection, tickets: Sequence[int], kinds: Collection[str]
) -> dict[int, tuple[TicketEvent, ...]]:
    """The events of those kinds of several tickets, oldest first."""
    table = tables.ticket_event
    found: dict[int, list[TicketEvent]] = {each: [] for each in tickets}
    for page in _pages(tickets):
        query = sa.select(table).where(table.c.ticket.in_(page), table.c.kind.in_(kinds))
        for row in connection.execute(query.order_by(table.c.id)):
            found[row.ticket].append(_read(row))
    return {number: tuple(events) for number, events in found.items()}


def linked_records(connection: sa.Connection, ticket: int) -> dict[str, How]:
    """The ids of the feedback a ticket is about, and how each came to it."""
    table = tables.ticket_feedback
    query = sa.select(table.c.record, table.c.how).where(table.c.ticket == ticket)
    return {row.record: row.how for row in connection.execute(query.order_by(table.c.at, table.c.record))}


def keep_links(connection: sa.Connection, ticket: int, records: Sequence[str], how: How, at: int) -> None:
    """Writes down what a ticket is about; `happen` tells of it."""
    rows = [{"ticket": ticket, "record": each, "how": how, "at": at} for each in records]
    for page in _pages(rows):
        connection.execute(sa.insert(tables.ticket_feedback), page)


def drop_links(connection: sa.Connection, ticket: int, records: Sequence[str]) -> None:
    """Takes them off again."""
    table = tables.ticket_feedback
    for page in _pages(records):
        connection.execute(sa.delete(table).where(table.c.ticket == ticket, table.c.record.in_(page)))


def count_customers(connection: sa.Connection, records: Iterable[str]) -> int:
    """Distinct customers of these records; a record that names none counts as one."""
    named: set[str] = set()
    unnamed = 0
    for row in _facts(connection, tuple(dict.fromkeys(records))):
        if row.customer is None:
            unnamed += 1
        else:
            named.add(row.customer)
    return len(named) + unnamed


def require_records(connection: sa.Connection, store: Store, records: Sequence[str]) -> None:
    """Raises BadQuery for records that are not there, or that this store does not show."""
    wanted = tuple(dict.fromkeys(records))
    if store.limit is None:
        found = {row.id for row in _facts(connection, wanted)}
    else:
        with store.read() as limited:
            found = {row.id for row in _facts(limited, wanted)}
    if gone := [each for each in wanted if each not in found]:
        raise BadQuery("ticket_records", records=", ".join(gone[:5]), count=len(gone))


def scope_of(store: Store) -> str:
    """The key that tickets opened through this store have; empty when it shows everything."""
    return store.limit.key if store.limit else ""


def _written(
    connection: sa.Connection, ticket: Ticket | None, event: TicketEvent, quiet: bool = False
) -> Ticket:
    """Writes the event, the row it makes, and the audit entry; and the outbox event, unless it is quiet."""
    now = after(ticket, event)
    row = {"ticket": event.ticket, "at": event.at, "kind": event.kind, "content": dict(event.content)}
    actor = {"actor_kind": event.actor.kind, "actor": event.actor.name}
    connection.execute(sa.insert(tables.ticket_event).values(**row, **actor))
    if ticket is not None:
        changed = {each.name: getattr(now, each.name) for each in fields(Ticket) if each.name not in _FIXED}
        connection.execute(sa.update(tables.ticket).where(tables.ticket.c.id == now.id).values(**changed))
    append(connection, _entry(now, event))
    if not quiet:
        emit(connection, _event(now, event))
    return now


_FIXED = frozenset(("id", "title", "summary", "language", "topic", "product", "factors", "segment", "scope"))
"""What no event changes."""


def _read(row: sa.Row[Any]) -> TicketEvent:
    return TicketEvent(row.id, row.ticket, row.at, Actor(row.actor_kind, row.actor), row.kind, row.content)


def _entry(ticket: Ticket, event: TicketEvent) -> Entry:
    """For the audit log, which nobody can erase from: what was done, without what people wrote."""
    told = {name: value for name, value in event.content.items() if name not in ("ticket", "text", "reason")}
    records = told.pop("records", None)
    if records is not None:
        told["record_count"] = len(records)
    standing = {"state": ticket.state, "edition": ticket.edition}
    action = f"ticket.{event.kind}"
    return Entry(event.at, event.actor, action, f"ticket:{event.ticket}", told | standing)


def _event(ticket: Ticket, event: TicketEvent) -> Event:
    """For the outbox: how the ticket now is, and what happened."""
    shown = (
        "title",
        "state",
        "department",
        "priority",
        "assignee",
        "level",
        "customers",
        "language",
        "edition",
    )
    content: dict[str, Any] = {"ticket": ticket.name, "what": event.kind, "by": str(event.actor)}
    content |= {name: value for name, value in asdict(ticket).items() if name in shown}
    content |= {
        name: event.content[name] for name in ("deadline", "due", "into", "from") if name in event.content
    }
    once = event.content.get("once")
    kind = _TOLD.get(event.kind, "ticket.changed")
    return Event(kind, f"ticket:{ticket.id}", event.at, content, once=once)


def _facts(connection: sa.Connection, records: Sequence[str]) -> Iterator[Any]:
    table = feedback_table()
    for page in _pages(records):
        yield from connection.execute(sa.select(table.c.id, table.c.customer).where(table.c.id.in_(page)))


def _pages(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), PAGE):
        yield rows[start : start + PAGE]
