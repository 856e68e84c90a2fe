"""What is killed: a process that proposes and decides, and one that delivers and looks after deadlines.

Each goes on from where the last one of its role was killed, by what it had been told by then (the ledger),
and asks again whatever it is not sure of, as a person does whose browser was cut off.
"""

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal

import sqlalchemy as sa

from evals.loop.crash_tasks import Task, task
from evals.loop.databases import Place
from retrieval.database import Store
from retrieval.errors import Conflict
from retrieval.outbox.delivering import deliver
from retrieval.outbox.network import allowed_hosts
from retrieval.outbox.sender import Outcome, Outward, Parcel
from retrieval.outbox.tables import delivery
from retrieval.outbox.webhooks import WebhookSender
from retrieval.people.roles import Actor
from tools.desk import open_desk
from tools.proposals.desk import Desk
from tools.proposals.proposal import Ask, Proposal
from tools.tickets.rules import load_rules
from tools.tickets.watching import watch

__all__ = ["LATE", "OUTWARD", "START", "Burning", "Fuse", "Job", "decide", "look_after", "read_ledger"]

START = 1_767_600_000
"""Simulated UTC seconds at which a world begins."""

LATE = START + 400 * 86_400
"""When everything that can be due is due."""

OUTWARD = Outward(allowed_hosts(("127.0.0.1",)), seconds=5.0)

_FAST = 600
"""Simulated seconds in one of the clock's: deadlines pass while the work goes on."""

_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Fuse:
    """Kills the process at a point: of its SQL statements, commits and sends, or of its calls of functions.

    "none": somebody else kills it, after a while, or nobody does.
    """

    way: Literal["statement", "call", "none"] = "none"
    count: int = 0


@dataclass(frozen=True, slots=True)
class Job:
    """What a process is started with. began: the clock's seconds at the start. tokens: of two agents."""

    place: Place
    tasks: int
    seed: int
    ledger: Path
    finished: Path
    began: float
    tokens: tuple[str, str]
    fuse: Fuse = Fuse()

    def now(self) -> int:
        return START + int((time.time() - self.began) * _FAST)

    def write(self, **told: Any) -> None:
        """What this process was told: written at once, so that it outlives the process."""
        line = json.dumps(told).encode() + b"\n"
        handle = os.open(self.ledger, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(handle, line)
        os.close(handle)


def read_ledger(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def decide(job: Job) -> None:
    """Proposes and decides every task that is not known to be done."""
    burning = Burning(job.fuse)
    store = job.place.open()
    burning.light(store)
    desk = open_desk(store)
    done = {each["task"] for each in read_ledger(job.ledger) if each["step"] == "done"}
    for number in range(job.tasks):
        if number not in done:
            _Course(job, desk, task(job.seed, number)).run()
            job.write(task=number, step="done")
    sys.setprofile(None)
    store.close()


@dataclass(frozen=True, slots=True)
class _Course:
    """One task on its way. Every request may have been carried out before: then its answer is the same."""

    job: Job
    desk: Desk
    task: Task

    def run(self) -> None:
        wanted, course = self.task, self.task.course
        asked = Ask(
            wanted.kind, wanted.asked, f"task {wanted.number}", Actor("assistant", "t"), "made up", START
        )
        found = self._ask("proposed", lambda: self.desk.propose(asked))
        if found is None or course == "rule":
            return
        number, token = found.id, self.job.tokens[0]
        edition = 0
        if course.startswith("edit"):
            self._ask("edited", lambda: self.desk.edit(token, number, wanted.edited, 0, self.job.now()))
            edition = 1
        if wanted.runs:
            edited = wanted.edited if course == "approve edited" else None
            self._ask(
                "approved",
                lambda: self.desk.approve(token, number, self.job.now(), edition=edition, payload=edited),
            )
        else:
            self._ask("rejected", lambda: self.desk.reject(token, number, self.job.now(), "no"))
        with suppress(Conflict):  # somebody else is too late, whatever was decided
            self.desk.approve(self.job.tokens[1], number, self.job.now(), edition=edition)

    def _ask(self, step: str, request: Callable[[], Proposal]) -> Proposal | None:
        """Sends a request, perhaps twice, and writes down what was answered; None where it came too late."""
        answered: Proposal | None = None
        for _ in range(1 + self.task.again):
            with suppress(Conflict):
                answered = request()
                self.job.write(
                    task=self.task.number,
                    step=step,
                    proposal=answered.id,
                    state=answered.state,
                    outcome=answered.outcome,
                )
        return answered


def look_after(job: Job) -> None:
    """Delivers and watches until all is decided, and then until nothing is due any more."""
    burning = Burning(job.fuse)
    store = job.place.open()
    burning.light(store)
    rules = load_rules(store.timezone)
    sender = _Posting(OUTWARD)
    sender.burning = burning
    late = LATE
    while True:
        finished = job.finished.exists()
        at, late = (late, late + _DAY) if finished else (job.now(), late)
        seen = watch(store, rules, at)
        for name, tickets in asdict(seen).items():
            for each in tickets:
                job.write(step=name, ticket=each)
        tried = deliver(store, (sender,), at).tried
        if finished and not tried and not any(asdict(seen).values()) and not _waiting(store):
            break
        if not tried:
            time.sleep(0.01)
    sys.setprofile(None)
    store.close()


def _waiting(store: Store) -> int:
    query = sa.select(sa.func.count()).select_from(delivery).where(delivery.c.state == "waiting")
    with store.read() as connection:
        return int(connection.scalar(query) or 0)


class Burning:
    """A fuse that has been lit."""

    def __init__(self, fuse: Fuse) -> None:
        self.left, self.way = fuse.count, fuse.way

    def point(self, *_: Any, **__: Any) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def light(self, store: Store | None = None) -> None:
        """Lit over a store, its statements are points."""
        if self.way == "statement" and store is not None:
            for name in ("before_cursor_execute", "after_cursor_execute", "commit", "checkin"):
                sa.event.listen(store.engine, name, self.point)  # at "checkin" a transaction is over
        elif self.way == "call":
            threading.setprofile(self.point)
            sys.setprofile(self.point)


class _Posting(WebhookSender):
    """Webhooks, with a point before and after each: what has arrived and is not yet written down."""

    kind: ClassVar[str] = "webhook"
    burning: Burning

    async def send(self, parcel: Parcel, at: int) -> Outcome:
        self._point()
        outcome = await WebhookSender.send(self, parcel, at)
        self._point()
        return outcome

    def _point(self) -> None:
        if self.burning.way == "statement":
            self.burning.point()
