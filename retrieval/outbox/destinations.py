"""Destinations: where events go. An admin adds, pauses and ends them, and every change is audited."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa

from prompts import Language
from retrieval.audit.log import Entry, append
from retrieval.database import Store
from retrieval.errors import BadQuery, Conflict
from retrieval.outbox.events import KINDS
from retrieval.outbox.places import first_secret, next_secret
from retrieval.outbox.recording import drop_waiting
from retrieval.outbox.sender import Sender
from retrieval.outbox.tables import delivery, destination
from retrieval.people.roles import Person
from retrieval.people.signing import signed_in

__all__ = ["Added", "Destination", "Wanted", "add", "destinations", "end", "pause", "resume", "rotate"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A destination to add. kind: of its way out ("webhook", "email"). events: their kinds; all when empty.

    What is sealed with an event goes only where its kind is named.
    """

    name: str
    kind: str
    address: str
    events: tuple[str, ...] = ()
    language: Language = "en"


@dataclass(frozen=True, slots=True)
class Destination:
    """As it stands. waiting, dead: how many events have not arrived, and how many a person has to look at."""

    id: int
    name: str
    kind: str
    address: str
    events: tuple[str, ...]
    language: Language
    made_at: int
    paused_at: int | None
    rest_until: int
    failures: int
    failing_since: int | None
    ended_at: int | None
    ended_why: str | None
    waiting: int = 0
    dead: int = 0


@dataclass(frozen=True, slots=True)
class Added:
    """secret: shown this once; None for a way out that does not sign."""

    destination: Destination
    secret: str | None


def add(store: Store, token: str, wanted: Wanted, senders: Sequence[Sender], at: int) -> Added:
    """Adds a destination; it gets what happens from now on.

    Raises NotSignedIn, NotAllowed, Conflict when the name is taken, BadQuery for unknown kinds and BadSetting
    for an address that nothing may be sent to.
    """
    by_kind = {sender.kind: sender for sender in senders}
    with _admin(store, token, at) as (connection, person):
        name = wanted.name.strip()
        if not name or len(name) > 80 or not name.isprintable():
            raise BadQuery("destination_name", name=wanted.name)
        if wanted.kind not in by_kind:
            raise BadQuery("destination_kind", kind=wanted.kind, known=", ".join(by_kind))
        if unknown := [each for each in wanted.events if each not in KINDS]:
            raise BadQuery("destination_events", unknown=", ".join(unknown), known=", ".join(KINDS))
        if connection.scalar(sa.select(destination.c.id).where(destination.c.name == name)) is not None:
            raise Conflict("destination_taken", name=name)
        sender = by_kind[wanted.kind]
        secret, kept = first_secret(store) if sender.signs else (None, None)
        row = {
            "name": name,
            "kind": wanted.kind,
            "address": sender.check(wanted.address),
            "events": sorted({*wanted.events}),
            "language": wanted.language,
        }
        fresh = {"secret": kept, "made_at": at, "rest_until": 0, "failures": 0}
        connection.execute(sa.insert(destination).values(**row, **fresh))
        added = _one(connection, name)
        told = {"name": name, "kind": added.kind, "events": list(added.events), "host": _host(added.address)}
        _audit(connection, person, "added", added, at, told)
    return Added(added, secret)


def destinations(store: Store, *, ended: bool = False) -> tuple[Destination, ...]:
    """All that there are, with what waits for them; those that have ended too when asked for."""
    with store.whole().read() as connection:
        query = sa.select(destination).order_by(destination.c.id)
        rows = connection.execute(query if ended else query.where(destination.c.ended_at.is_(None))).all()
        counts = _undone(connection)
        return tuple(_read(row, counts) for row in rows)


def pause(store: Store, token: str, name: str, at: int) -> Destination:
    """Sends nothing there until `resume`; what happens meanwhile waits. Raises as `add` does."""
    return _changed(store, token, name, at, "paused", lambda _: {"paused_at": at})


def resume(store: Store, token: str, name: str, at: int) -> Destination:
    """Sends again: what waits is due at once, whatever its last try came to."""
    fresh = {"paused_at": None, "rest_until": 0, "failures": 0, "failing_since": None}
    return _changed(store, token, name, at, "resumed", lambda _: fresh)


def end(store: Store, token: str, name: str, at: int) -> Destination:
    """Ends a destination for good: what has not arrived there is dropped."""
    return _changed(store, token, name, at, "ended", lambda _: {"ended_at": at, "ended_why": "asked"})


def rotate(store: Store, token: str, name: str, at: int) -> Added:
    """A new secret, shown this once; the old one signs beside it for a day."""
    secret: str | None = None

    def turned(row: sa.Row[Any]) -> Mapping[str, Any]:
        nonlocal secret
        if not row.secret:
            raise BadQuery("destination_unsigned", name=name)
        secret, kept = next_secret(store, row.secret, at)
        return {"secret": kept}

    return Added(_changed(store, token, name, at, "rotated", turned), secret)


@contextmanager
def _admin(store: Store, token: str, at: int) -> Iterator[tuple[sa.Connection, Person]]:
    """A transaction of somebody who may manage, asked inside it. Raises NotSignedIn, NotAllowed."""
    with store.whole().write() as connection:
        person = signed_in(connection, token, at)
        person.require("manage")
        yield connection, person


def _changed(
    store: Store,
    token: str,
    name: str,
    at: int,
    action: str,
    values: Callable[[sa.Row[Any]], Mapping[str, Any]],
) -> Destination:
    with _admin(store, token, at) as (connection, person):
        row = connection.execute(
            sa.select(destination)
            .where(destination.c.name == name, destination.c.ended_at.is_(None))
            .with_for_update()
        ).first()
        if row is None:
            raise BadQuery("destination_unknown", name=name)
        changed = values(row)
        connection.execute(sa.update(destination).where(destination.c.id == row.id).values(**changed))
        content: dict[str, Any] = {"name": name}
        if action == "ended":
            content |= {"why": "asked", "dropped": drop_waiting(connection, row.id, at, "ended")}
        elif action == "resumed":
            _bring_forward(connection, row.id, at)
        now = _one(connection, name)
        _audit(connection, person, action, now, at, content)
    return now


def _bring_forward(connection: sa.Connection, place: int, at: int) -> None:
    waits = (delivery.c.destination == place) & (delivery.c.state == "waiting") & (delivery.c.next_at > at)
    connection.execute(sa.update(delivery).where(waits, delivery.c.ended_at.is_(None)).values(next_at=at))


def _audit(
    connection: sa.Connection,
    person: Person,
    action: str,
    place: Destination,
    at: int,
    content: Mapping[str, Any],
) -> None:
    entry = Entry(at, person.actor, f"destination.{action}", f"destination:{place.id}", content)
    append(connection, entry)


def _host(address: str) -> str:
    """Where an address leads, without what is personal or secret in it."""
    return urlsplit(address).hostname or address.rpartition("@")[2]


def _one(connection: sa.Connection, name: str) -> Destination:
    row = connection.execute(sa.select(destination).where(destination.c.name == name)).one()
    return _read(row, _undone(connection))


def _undone(connection: sa.Connection) -> dict[tuple[int, str], int]:
    """How many deliveries are not done, by place and state."""
    query = (
        sa.select(delivery.c.destination, delivery.c.state, sa.func.count())
        .where(delivery.c.ended_at.is_(None))
        .group_by(delivery.c.destination, delivery.c.state)
    )
    return {(place, state): count for place, state, count in connection.execute(query)}


def _read(row: sa.Row[Any], counts: Mapping[tuple[int, str], int]) -> Destination:
    names = {each for each in Destination.__dataclass_fields__ if each not in ("waiting", "dead", "events")}
    told = {name: value for name, value in row._mapping.items() if name in names}
    return Destination(
        **told,
        events=tuple(row.events),
        waiting=counts.get((row.id, "waiting"), 0),
        dead=counts.get((row.id, "dead"), 0),
    )
