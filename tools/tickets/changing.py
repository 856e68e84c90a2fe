"""Changing a ticket: a signed-in person's doing, in one transaction with its event and audit entry."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field

from retrieval.database import Store
from retrieval.errors import BadQuery, Conflict
from retrieval.people.accounts import folded
from retrieval.people.roles import ROLES, Person
from retrieval.people.signing import signed_in
from retrieval.people.tables import person
from retrieval.understanding.routing import Routing, load_routing
from tools.tickets.life import EventKind, Ticket, require_possible
from tools.tickets.merging import absorb, split_off, unlink
from tools.tickets.routing import require_department
from tools.tickets.store import happen, link_records, read_ticket, require_records, scope_of
from tools.tickets.ticket import Priority

__all__ = ["OPERATIONS", "Change", "Changed", "Operation", "change"]

Operation = Literal[
    "start",
    "assign",
    "comment",
    "answer",
    "wait",
    "resume",
    "resolve",
    "close",
    "reopen",
    "priority",
    "department",
    "merge",
    "split",
    "link",
    "unlink",
]


class Change(BaseModel):
    """What somebody does to a ticket.

    edition: the one they looked at; None when it does not matter. text: the comment, what was done (resolve),
    the reason (reopen, priority, department, merge), what was said or asked (answer, wait), or the summary of
    what is split off. assignee: an account's name; empty for nobody.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    op: Operation
    edition: int | None = Field(None, ge=0, le=2**31 - 1)
    text: str = Field("", max_length=8_000)
    assignee: str | None = None
    priority: Priority | None = None
    department: str | None = None
    into: int | None = Field(None, ge=1, le=2**31 - 1, description="the ticket to merge into")
    records: tuple[str, ...] = Field((), max_length=10_000)
    title: str = Field("", max_length=200, description="of the ticket that is split off")


@dataclass(frozen=True, slots=True)
class Changed:
    """ticket: as it now is. other: the ticket it was merged into, or that was split off."""

    ticket: Ticket
    other: Ticket | None = None

    def to_json(self) -> dict[str, Any]:
        return {"ticket": self.ticket.to_json(), "other": self.other.to_json() if self.other else None}


@dataclass(frozen=True, slots=True)
class _Doing:
    """A change on its way. store: whoever's it is, perhaps limited; connection: of the whole store."""

    connection: sa.Connection
    store: Store
    who: Person
    ticket: Ticket
    change: Change
    at: int
    routing: Routing | None

    def happens(self, kind: EventKind, **content: Any) -> Changed:
        return Changed(happen(self.connection, self.ticket, kind, content, self.who.actor, self.at))


def change(
    store: Store, token: str, ticket: int, change: Change, at: int, routing: Routing | None = None
) -> Changed:
    """Makes the change, or raises and leaves everything as it was. at: seconds UTC.

    routing: the departments there are; the built-in ones when None. Raises NotSignedIn, NotAllowed, Conflict
    (which says what is possible instead) and BadQuery for what is missing or does not exist.
    """
    kind, do = OPERATIONS[change.op]
    with store.whole().write() as connection:
        who = signed_in(connection, token, at)
        who.require("rule" if change.op in ("merge", "split") else "ticket")
        found = read_ticket(connection, ticket, scope_of(store))
        if change.edition is not None and change.edition != found.edition:
            raise Conflict("ticket_edition", ticket=found.name, edition=found.edition)
        require_possible(found, kind)
        return do(_Doing(connection, store, who, found, change, at, routing))


def _start(doing: _Doing) -> Changed:
    """Whoever starts a ticket that nobody has, has it."""
    return doing.happens("started", assignee=doing.ticket.assignee or doing.who.name)


def _assign(doing: _Doing) -> Changed:
    name = _account(doing) if doing.change.assignee else None
    if name == doing.ticket.assignee:
        return Changed(doing.ticket)
    return doing.happens("assigned", assignee=name)


def _account(doing: _Doing) -> str:
    """The account's name as it is written. Raises BadQuery for one that may not work on tickets."""
    said = doing.change.assignee or ""
    query = sa.select(person.c.name, person.c.role).where(
        person.c.folded == folded(said), person.c.ended_at.is_(None)
    )
    row = doing.connection.execute(query).first()
    if row is None or "ticket" not in ROLES[row.role]:
        raise BadQuery("ticket_assignee", name=said)
    return str(row.name)


def _saying(kind: EventKind, needed: bool = True) -> Callable[[_Doing], Changed]:
    """A change that is told in words."""

    def do(doing: _Doing) -> Changed:
        said = doing.change.text.strip()
        if needed and not said:
            raise BadQuery("ticket_text", ticket=doing.ticket.name)
        return doing.happens(kind, text=said)

    return do


def _priority(doing: _Doing) -> Changed:
    if doing.change.priority is None:
        raise BadQuery("ticket_value", ticket=doing.ticket.name)
    if doing.change.priority == doing.ticket.priority:
        return Changed(doing.ticket)
    before = doing.ticket.priority
    return doing.happens("prioritised", priority=doing.change.priority, before=before, text=doing.change.text)


def _department(doing: _Doing) -> Changed:
    """Another department: whoever had the ticket no longer has it."""
    if doing.change.department is None:
        raise BadQuery("ticket_value", ticket=doing.ticket.name)
    name = require_department(doing.change.department, doing.routing or load_routing())
    before = doing.ticket.department
    if name == before:
        return Changed(doing.ticket)
    return doing.happens("moved", department=name, before=before, assignee=None, text=doing.change.text)


def _merge(doing: _Doing) -> Changed:
    if doing.change.into is None:
        raise BadQuery("ticket_value", ticket=doing.ticket.name)
    into = read_ticket(doing.connection, doing.change.into, scope_of(doing.store))
    gone, kept = absorb(doing.connection, doing.ticket, into, doing.change.text, doing.who.actor, doing.at)
    return Changed(gone, kept)


def _split(doing: _Doing) -> Changed:
    said = doing.change
    left, new = split_off(
        doing.connection, doing.ticket, said.records, said.title, said.text, doing.who.actor, doing.at
    )
    return Changed(left, new)


def _link(doing: _Doing) -> Changed:
    records = _records(doing)
    require_records(doing.connection, doing.store, records)
    link_records(doing.connection, doing.ticket, records, "added", doing.who.actor, doing.at)
    return Changed(read_ticket(doing.connection, doing.ticket.id))


def _unlink(doing: _Doing) -> Changed:
    return Changed(unlink(doing.connection, doing.ticket, _records(doing), doing.who.actor, doing.at))


def _records(doing: _Doing) -> tuple[str, ...]:
    if not doing.change.records:
        raise BadQuery("ticket_value", ticket=doing.ticket.name)
    return doing.change.records


OPERATIONS: Mapping[Operation, tuple[EventKind, Callable[[_Doing], Changed]]] = {
    "start": ("started", _start),
    "assign": ("assigned", _assign),
    "comment": ("commented", _saying("commented")),
    "answer": ("answered", _saying("answered", needed=False)),
    "wait": ("waiting", _saying("waiting", needed=False)),
    "resume": ("resumed", _saying("resumed", needed=False)),
    "resolve": ("resolved", _saying("resolved")),
    "close": ("closed", _saying("closed", needed=False)),
    "reopen": ("reopened", _saying("reopened")),
    "priority": ("prioritised", _priority),
    "department": ("moved", _department),
    "merge": ("merged", _merge),
    "split": ("split", _split),
    "link": ("linked", _link),
    "unlink": ("unlinked", _unlink),
}
"""What each operation makes happen, and how."""
