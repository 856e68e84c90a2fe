"""A made-up shop with people who work on tickets, and some feedback to open them from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from retrieval.audit.tables import audit_entry
from retrieval.database import Store
from retrieval.outbox.tables import outbox_event
from retrieval.people.accounts import add_first_admin, add_person
from retrieval.people.roles import Actor, Role
from retrieval.people.signing import sign_in
from tests.tools.feedback_data import put
from tools.proposals.kinds import Execution
from tools.tickets import tables
from tools.tickets.changing import Change, Changed, change
from tools.tickets.kinds import OPEN_TICKET
from tools.tickets.life import Ticket, fold, links
from tools.tickets.rules import Rules, load_rules
from tools.tickets.store import linked_records, read_events, read_ticket
from tools.tickets.ticket import TicketDraft

__all__ = ["MONDAY", "PASSWORD", "Workshop", "draft", "furnish"]

PASSWORD = "plum tart with custard"
MONDAY = int(datetime.fromisoformat("2026-11-16T10:00+00:00").timestamp())
"""Ten in the morning of an ordinary working day, in the store's zone."""

_ANN = Actor("person", "ann")
CUSTOMERS = ("ada", "ada", "bea", None, None, "cid", "dee", "dee")


@dataclass(frozen=True, slots=True)
class Workshop:
    """tokens: of everybody who has signed in, by name."""

    store: Store
    tokens: Mapping[str, str]
    rules: Rules

    def opened(self, at: int = MONDAY, **said: Any) -> int:
        """A ticket, opened as an approval opens it."""
        with self.store.whole().write() as connection:
            limit = self.store.limit
            execution = Execution(self.store, 1, _ANN, at, limit.key if limit else "")
            return int(OPEN_TICKET.execute(connection, draft(**said), execution)["ticket"])

    def does(self, who: str, ticket: int, op: Any, at: int = MONDAY, **said: Any) -> Changed:
        return change(self.store, self.tokens[who], ticket, Change(op=op, **said), at)

    def ticket(self, ticket: int) -> Ticket:
        with self.store.whole().read() as connection:
            return read_ticket(connection, ticket)

    def kinds(self, ticket: int) -> list[str]:
        """What happened to a ticket."""
        with self.store.whole().read() as connection:
            return [each.kind for each in read_events(connection, ticket)]

    def records(self, ticket: int) -> dict[str, str]:
        with self.store.whole().read() as connection:
            return dict(linked_records(connection, ticket))

    def is_replayed(self, ticket: int) -> bool:
        """Whether the history makes what is stored: the row and the links."""
        with self.store.whole().read() as connection:
            events = read_events(connection, ticket)
            row, linked = read_ticket(connection, ticket), linked_records(connection, ticket)
            return fold(events) == row and links(events) == linked

    def written(self) -> tuple[int, int, int]:
        """How many events of tickets, audit entries and outbox events there are."""
        with self.store.whole().read() as connection:
            counts = [
                connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
                for table in (tables.ticket_event, audit_entry, outbox_event)
            ]
        return counts[0], counts[1], counts[2]

    def left(self, kind: str) -> list[str]:
        """The subjects of the outbox events of a kind."""
        query = sa.select(outbox_event.c.subject).where(outbox_event.c.kind == kind)
        with self.store.whole().read() as connection:
            return list(connection.scalars(query.order_by(outbox_event.c.seq)))


def draft(**said: Any) -> TicketDraft:
    given: dict[str, Any] = {
        "title": "Parcels late",
        "summary": "Several parcels are late.",
        "language": "en",
        "department": "billing",
        "priority": "P2",
        "customers": 2,
        "records": ("f1", "f2", "f3"),
    }
    return TicketDraft(**(given | said))


def furnish(store: Store, at: int = MONDAY - 60, **staff: Role) -> Workshop:
    """The shop with its feedback and an admin called ann; others by name and role. at: when all sign in."""
    put(store, [{"customer": each, "text": f"text {n}"} for n, each in enumerate(CUSTOMERS, start=1)])
    admin = add_first_admin(store, "ann", PASSWORD, 0)
    for name, role in staff.items():
        add_person(store, name, role, PASSWORD, admin.actor, 0)
    tokens = {name: sign_in(store, name, PASSWORD, at, days=300) for name in ("ann", *staff)}
    return Workshop(store, tokens, load_rules(store.timezone))
