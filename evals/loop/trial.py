"""A kind of proposal that shows every time it ran, and people to decide about it: for measuring the desk.

Nothing in the kind itself keeps it from running twice, or from running what nobody approved: a row is written
each time, with what ran. Only the desk stands in the way.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field

from retrieval.database import Store
from retrieval.outbox.events import Event, emit
from retrieval.people.roles import Role
from retrieval.people.tables import person, sign_in
from tools.proposals.kinds import Execution, Kind
from tools.tickets.tables import ticket_event

__all__ = ["Note", "enrol", "ran", "sign_again", "trial_kind"]

_LASTS = 10**10


class Note(BaseModel):
    """What is proposed. world: of which measurement it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    world: str
    text: str = Field(min_length=1, max_length=100)
    priority: Literal["P1", "P2"] = "P2"


def trial_kind(at: Callable[[str], None] = lambda _: None, name: str = "trial") -> Kind:
    """The kind. `at` is called "before" and "after" what it does, to fail or to die there."""

    def execute(connection: sa.Connection, note: Note, execution: Execution) -> Mapping[str, Any]:
        at("before")
        row = {
            "ticket": execution.proposal,
            "at": execution.at,
            "actor_kind": execution.by.kind,
            "actor": execution.by.name,
            "kind": "ran",
            "content": note.model_dump(mode="json"),
        }
        connection.execute(sa.insert(ticket_event).values(**row))
        event = Event("ticket.changed", f"proposal:{execution.proposal}", execution.at, {"text": note.text})
        name = emit(connection, event)
        at("after")
        return {"event": name}

    return Kind(name, Note, "ticket", execute)


def ran(store: Store, proposals: Sequence[int] | None = None) -> dict[int, list[dict[str, Any]]]:
    """What ran, by proposal: each time, with its payload."""
    query = sa.select(ticket_event.c.ticket, ticket_event.c.content).where(ticket_event.c.kind == "ran")
    if proposals is not None:
        query = query.where(ticket_event.c.ticket.in_(proposals))
    found: dict[int, list[dict[str, Any]]] = {}
    with store.read() as connection:
        for number, content in connection.execute(query.order_by(ticket_event.c.id)):
            found.setdefault(number, []).append(content)
    return found


def enrol(store: Store, people: Mapping[str, Role], at: int = 0) -> dict[str, str]:
    """People who are signed in, with their tokens: passwords would take longer than what is measured."""
    rows = [
        {"name": name, "folded": name.casefold(), "role": role, "password": "-", "made_at": at}
        for name, role in people.items()
    ]
    with store.write() as connection:
        connection.execute(sa.insert(person), rows)
        return {name: _signed(connection, name, "1", at) for name in people}


def sign_again(store: Store, name: str, salt: str, at: int = 0) -> str:
    """Another token for somebody: one that `sign_in` would have given."""
    with store.write() as connection:
        return _signed(connection, name, salt, at)


def _signed(connection: sa.Connection, name: str, salt: str, at: int) -> str:
    token = f"trial-{name}-{salt}"
    number = connection.scalar(sa.select(person.c.id).where(person.c.name == name))
    row = {"token_hash": hashlib.sha256(token.encode()).hexdigest(), "person": number}
    connection.execute(sa.insert(sign_in).values(**row, made_at=at, expires_at=at + _LASTS))
    return token
