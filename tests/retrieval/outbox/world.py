"""What the tests of the outbox share: somebody who may manage, events, a way out that does as it is told."""

import random
from collections.abc import Callable
from typing import ClassVar

import sqlalchemy as sa

from evals.loop.trial import enrol
from retrieval.audit.tables import audit_entry
from retrieval.database import Store
from retrieval.outbox.destinations import Destination, Wanted, add
from retrieval.outbox.events import Event, EventKind, emit
from retrieval.outbox.network import allowed_hosts
from retrieval.outbox.sender import Outcome, Outward, Parcel, Sender
from retrieval.outbox.sending import open_senders
from retrieval.outbox.tables import delivery

__all__ = ["START", "Told", "admin", "audited", "dice", "place", "states", "ways", "wrote"]

START = 1_800_000_000


class Told:
    """A way out that keeps what it was handed and answers as `answer` says; it arrives unless told."""

    kind: ClassVar[str] = "told"
    at_once: ClassVar[int] = 8
    signs: ClassVar[bool] = False
    ordered: ClassVar[bool] = True
    longest: int = 20

    def __init__(self, answer: Callable[[Parcel], Outcome] | None = None) -> None:
        self.answer = answer or (lambda _: Outcome("arrived"))
        self.got: list[Parcel] = []

    def check(self, address: str) -> str:
        return address

    async def send(self, parcel: Parcel, at: int) -> Outcome:  # noqa: ARG002 - time is no matter here
        self.got.append(parcel)
        return self.answer(parcel)


def ways(seconds: float = 5.0, smtp_url: str | None = None) -> tuple[Sender, ...]:
    """The ways out there are, allowed to reach this machine."""
    allowed = allowed_hosts(["127.0.0.1", "localhost"])
    return open_senders(Outward(allowed, smtp_url, "desk@shop.example" if smtp_url else "", seconds=seconds))


def admin(store: Store) -> str:
    return enrol(store, {"ada": "admin"}, START)["ada"]


def place(store: Store, token: str, sender: Sender, name: str = "there", **wanted: object) -> Destination:
    """A destination of a way out."""
    values: dict[str, object] = {"address": "anywhere", "events": ()} | wanted
    return add(store, token, Wanted(name, sender.kind, **values), (sender,), START).destination  # type: ignore[arg-type]


def wrote(
    store: Store,
    subject: str = "ticket:1",
    number: int = 0,
    at: int = START,
    kind: EventKind = "ticket.changed",
    sealed: bytes | None = None,
) -> str:
    """An event, in a transaction of its own."""
    with store.write() as connection:
        return emit(connection, Event(kind, subject, at, {"number": number}, sealed=sealed))


def states(store: Store) -> list[str]:
    """Of all deliveries, in the order of their events."""
    with store.read() as connection:
        return list(connection.scalars(sa.select(delivery.c.state).order_by(delivery.c.event)))


def audited(store: Store) -> list[str]:
    """What was done, by the audit log."""
    with store.read() as connection:
        return list(connection.scalars(sa.select(audit_entry.c.action).order_by(audit_entry.c.seq)))


def dice(seed: int = 1) -> random.Random:
    return random.Random(seed)
