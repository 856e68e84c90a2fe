"""New feedback joins the open ticket it is about, by itself; after a resolution it counts as recurring.

New to a ticket is what was imported after it was opened. Records are looked at once, in the order they came,
when they are noted: a cursor in the store moves on in the transaction that links them, so that stopping
anywhere loses and doubles nothing. What a person took out of a ticket joins none by itself again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from retrieval.database import Store, feedback_table, import_run, meta
from retrieval.embedding import Embedder
from retrieval.errors import Conflict
from retrieval.noting.tables import note
from retrieval.people.roles import Actor
from tools.tickets import tables
from tools.tickets.life import ENDED, WORKING, Ticket
from tools.tickets.matching import Matcher, Said, open_tickets, read_said
from tools.tickets.store import count_customers, link_records, read_ticket

__all__ = ["JOINER", "Joined", "Recurring", "join_new", "recurring"]

JOINER = Actor("system", "joining")
PAGE = 500
RECENT = 90 * 86_400
"""Seconds after its end in which a ticket's feedback still counts as recurring."""


@dataclass(frozen=True, slots=True)
class Recurring:
    """Feedback that came back after a ticket was resolved: a person may reopen it.

    records: linked since, of after `resolved_at` (UTC seconds). customers: theirs, as tickets count them.
    """

    ticket: int
    title: str
    resolved_at: int
    records: tuple[str, ...]
    customers: int


@dataclass(frozen=True, slots=True)
class _New:
    """A noted record not looked at yet. imported_at: UTC seconds, None when it is not known."""

    seq: int
    id: str
    sentiment: str | None
    imported_at: int | None

    def is_new_to(self, ticket: Ticket) -> bool:
        return self.imported_at is None or self.imported_at >= ticket.opened_at


@dataclass(frozen=True, slots=True)
class Joined:
    """looked_at: records that were new. links: (record, ticket). recurring: ended tickets it came back to."""

    looked_at: int
    links: tuple[tuple[str, int], ...] = ()
    recurring: tuple[Recurring, ...] = ()


def join_new(store: Store, embedder: Embedder, at: int) -> Joined:
    """Links every noted record not looked at yet to the ticket it is most likely about. at: UTC seconds.

    Only tickets of this store's own scope are joined: others' are about a part of it, and may not grow.
    Raises ModelUnavailable when an embedding endpoint does not answer, with what was linked until then kept.
    """
    own = store.limit.key if store.limit else ""
    tickets = [each for each in (*open_tickets(store), *_lately_ended(store, at)) if each.scope == own]
    matcher: Matcher | None = None
    looked, links = 0, []
    while page := _page(store):
        found: list[tuple[str, int]] = []
        wanted = [each for each in page if each.sentiment != "positive" and any(map(each.is_new_to, tickets))]
        if wanted:
            matcher = matcher or Matcher(store, embedder)
            found = list(_best(store, matcher, tickets, wanted))
        links += _link(store, found, page[-1].seq, at)
        looked += len(page)
    touched = {ticket for _, ticket in links}
    returned = tuple(each for each in recurring(store, at) if each.ticket in touched)
    return Joined(looked, tuple(links), returned)


def recurring(store: Store, at: int) -> tuple[Recurring, ...]:
    """The tickets that ended lately and have feedback of after their resolution, the most of it first."""
    found = []
    with store.whole().read() as connection:
        for ticket in _lately_ended(store, at):
            ended = _resolved_at(connection, ticket)
            records = _since(connection, ticket, ended)
            if records:
                customers = count_customers(connection, records)
                found.append(Recurring(ticket.id, ticket.title, ended, tuple(records), customers))
    return tuple(sorted(found, key=lambda each: (-len(each.records), each.ticket)))


def _best(
    store: Store, matcher: Matcher, tickets: Sequence[Ticket], records: Sequence[_New]
) -> Iterator[tuple[str, int]]:
    """The ticket of each record that has one likely enough, and that no person took out of a ticket."""
    kept_out = _unlinked(store)
    new = {each.id: each for each in records if each.id not in kept_out}
    for said in _free(store, list(new)):
        options = [each for each in tickets if new[said.id].is_new_to(each)]
        matches = matcher.matches(matcher.account([said]), options)
        likely = [each for each in matches if each.plain]
        if likely:  # one that is worked on before one that has ended
            best = max(likely, key=lambda each: (each.state in WORKING, each.score, -each.ticket))
            yield said.id, best.ticket


def _link(store: Store, found: Sequence[tuple[str, int]], upto: int, at: int) -> list[tuple[str, int]]:
    """Links and moves the cursor, in one transaction; what has changed in between is left out."""
    done = []
    by_ticket: dict[int, list[str]] = {}
    for record, ticket in found:
        by_ticket.setdefault(ticket, []).append(record)
    with store.whole().write() as connection:
        if _cursor(connection, store) >= upto:  # another process was here
            return []
        for ticket, records in by_ticket.items():
            standing = read_ticket(connection, ticket)
            try:
                if link_records(connection, standing, records, "joined", JOINER, at):
                    done += [(record, ticket) for record in records]
            except Conflict:  # merged since
                continue
        _move(connection, store, upto)
    return done


def _page(store: Store) -> list[_New]:
    """The next noted records past the cursor."""
    table = feedback_table()
    with store.whole().read() as connection:
        after = _cursor(connection, store)
    query = (
        sa.select(table.c.seq, table.c.id, table.c.sentiment, import_run.c.finished_at)
        .join(note, note.c.seq == table.c.seq)
        .outerjoin(import_run, import_run.c.id == table.c.import_id)
        .where(table.c.seq > after)
        .order_by(table.c.seq)
        .limit(PAGE)
    )
    with store.read() as connection:
        return [_New(*tuple(row)) for row in connection.execute(query)]


def _free(store: Store, records: Sequence[str]) -> list[Said]:
    """Those that no ticket has yet, with their texts."""
    table = tables.ticket_feedback
    with store.whole().read() as connection:
        taken = set(connection.scalars(sa.select(table.c.record).where(table.c.record.in_(records))))
    return read_said(store, [each for each in records if each not in taken])


def _lately_ended(store: Store, at: int) -> list[Ticket]:
    ended = open_tickets(store, ENDED)
    with store.whole().read() as connection:
        return [each for each in ended if _resolved_at(connection, each) > at - RECENT]


def _resolved_at(connection: sa.Connection, ticket: Ticket) -> int:
    """When it was last resolved, UTC seconds."""
    table = tables.ticket_event
    query = sa.select(sa.func.max(table.c.at)).where(table.c.ticket == ticket.id, table.c.kind == "resolved")
    return int(connection.scalar(query) or 0)


def _since(connection: sa.Connection, ticket: Ticket, ended: int) -> list[str]:
    """Its feedback that was written after it was resolved; without a time, that joined after it."""
    links, table = tables.ticket_feedback, feedback_table()
    query = (
        sa.select(links.c.record)
        .join(table, table.c.id == links.c.record)
        .where(links.c.ticket == ticket.id, sa.func.coalesce(table.c.time, links.c.at) > ended)
        .order_by(links.c.record)
    )
    return list(connection.scalars(query))


def _unlinked(store: Store) -> set[str]:
    """The records that somebody took out of a ticket."""
    table = tables.ticket_event
    query = sa.select(table.c.content).where(table.c.kind.in_(("unlinked", "split")))
    with store.whole().read() as connection:
        return {record for content in connection.scalars(query) for record in content.get("records", ())}


def _cursor(connection: sa.Connection, store: Store) -> int:
    """The last record (seq) that was looked at; before the first look, none."""
    value = connection.scalar(sa.select(meta.c.value).where(meta.c.key == _key(store)))
    return int(value or 0)


def _move(connection: sa.Connection, store: Store, upto: int) -> None:
    connection.execute(sa.delete(meta).where(meta.c.key == _key(store)))
    connection.execute(sa.insert(meta).values(key=_key(store), value=str(upto)))


def _key(store: Store) -> str:
    return f"joined:{store.limit.key}" if store.limit else "joined"
