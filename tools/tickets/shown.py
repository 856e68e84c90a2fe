"""One ticket, all of it: how it stands, when it is due, what happened, and the feedback it is about."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from retrieval.database import Store, feedback_table, feedback_text
from retrieval.errors import BadQuery
from retrieval.records import whole_text
from tools.tickets.deadlines import deadlines
from tools.tickets.life import EventKind, TicketEvent, possible
from tools.tickets.listing import Listed
from tools.tickets.rules import Rules
from tools.tickets.store import How, linked_records, read_events, read_ticket, scope_of

__all__ = ["QUOTES", "Quoted", "Shown", "show_ticket", "ticket_number"]

QUOTES = 20
"""Records whose texts are shown."""

_LONGEST = 300
"""Characters of a text that are shown."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A record the ticket is about. how: it came to it. text: its beginning."""

    record: str
    how: How
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """zone: of the department's clock, by name. records: how many it is about; quotes: the first of them."""

    listed: Listed
    events: tuple[TicketEvent, ...]
    records: int
    quotes: tuple[Quoted, ...]
    zone: str

    @property
    def possible(self) -> tuple[EventKind, ...]:
        """What can happen next."""
        return possible(self.listed.ticket.state)

    def to_json(self) -> dict[str, Any]:
        return self.listed.to_json() | {
            "zone": self.zone,
            "possible": list(self.possible),
            "record_count": self.records,
            "records": [asdict(each) for each in self.quotes],
            "history": [_told(each) for each in self.events],
        }


def ticket_number(said: str) -> int:
    """The ticket somebody means by "T-12", "t12" or "12". Raises BadQuery."""
    digits = said.strip().removeprefix("T").removeprefix("t").removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise BadQuery("ticket_unknown", ticket=said)
    return int(digits)


def show_ticket(store: Store, ticket: int, rules: Rules, now: int, quotes: int = QUOTES) -> Shown:
    """The ticket at that moment (seconds UTC). Raises BadQuery when this store shows no such ticket."""
    with store.whole().read() as connection:
        found = read_ticket(connection, ticket, scope_of(store))
        events = read_events(connection, ticket)
        linked = linked_records(connection, ticket)
    shown = Listed(found, deadlines(events, rules, now))
    zone = rules.department(found.department).calendar.zone.key
    return Shown(shown, events, len(linked), tuple(_quotes(store, linked, quotes)), zone)


def _quotes(store: Store, linked: dict[str, How], most: int) -> Iterator[Quoted]:
    """The texts of the first records, as far as this store shows them."""
    table = feedback_table()
    first = list(linked)[:most]
    query = (
        sa.select(table.c.id, feedback_text.c.title, feedback_text.c.text)
        .join(feedback_text, feedback_text.c.seq == table.c.seq, isouter=True)
        .where(table.c.id.in_(first))
    )
    with store.read() as connection:
        texts = {row.id: whole_text(row.title, row.text) for row in connection.execute(query)}
    for record in first:
        if record in texts:
            said = " ".join(texts[record].split())
            yield Quoted(record, linked[record], said if len(said) <= _LONGEST else said[:_LONGEST] + "…")


def _told(event: TicketEvent) -> dict[str, Any]:
    """An event for programs: without the ids of all it was opened from, and without the ticket as it was."""
    content = {name: value for name, value in event.content.items() if name not in ("ticket", "records")}
    if "records" in event.content:
        content["record_count"] = len(event.content["records"])
    return {"at": event.at, "by": str(event.actor), "what": event.kind, **content}
