"""`python -m evals.loop.webhooks`: a receiver that fails, hangs, repeats and goes away, on a simulated clock.

Several worker processes deliver to one receiver on loopback; one of them is killed with SIGKILL now and then.
Bar: everything delivered, in order per ticket, and whatever comes twice comes under the same id. Beside it
stand two senders of the same events: one that posts once, and one that retries each event by itself.
"""

import argparse
import json
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import sqlalchemy as sa

from evals.loop.databases import DIALECTS, Place, places
from evals.loop.trial import enrol
from evals.loop.webhook_receiver import AWAY, Received, Receiver
from evals.loop.webhook_rivals import post_once, retry_each
from evals.report import table
from retrieval.database import Store
from retrieval.outbox.delivering import deliver
from retrieval.outbox.destinations import Wanted, add
from retrieval.outbox.events import Event, emit
from retrieval.outbox.looking import events as left
from retrieval.outbox.network import allowed_hosts
from retrieval.outbox.sender import Outward, Sender
from retrieval.outbox.sending import open_senders
from retrieval.outbox.tables import delivery, destination

__all__ = ["main"]

START = 1_800_000_000
LIMIT = 0.3
"""Real seconds a try may take here; the receiver hangs three times as long."""

STEP = 30
"""Simulated seconds the clock moves at least from one round to the next."""

RESULTS = Path(__file__).parent / "results" / "webhooks.json"


@dataclass(frozen=True, slots=True)
class Emitted:
    """An event to come: when, about which ticket, and its number among that ticket's."""

    at: int
    subject: str
    number: int


@dataclass(slots=True)
class Figures:
    """What came of it. caught_up: seconds from each return until 95 % of what had waited was there, and
    all of it."""

    sender: str
    emitted: int = 0
    delivered: int = 0
    out_of_order: int = 0
    doubles: int = 0
    doubles_under_another_id: int = 0
    same_time: int = 0
    wrong_signatures: int = 0
    dead: int = 0
    kills: int = 0
    requests: int = 0
    caught_up: list[tuple[int, int]] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        wrong = (self.out_of_order, self.doubles_under_another_id, self.wrong_signatures, self.dead)
        return self.delivered == self.emitted and not any(wrong)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.loop.webhooks")
    parser.add_argument("--events", type=int, default=3_000)
    parser.add_argument("--tickets", type=int, default=300)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--kills", type=int, default=12, help="of workers, for each database")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help=f"keep the figures in {RESULTS.name}")
    parser.add_argument("--worker", nargs=2, metavar=("URL", "SECRET"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        return work(Place(options.worker[0], Path(options.worker[1])))
    plan = planned(options.events, options.tickets, options.seed)
    found = [
        measured("post once, forget", plan, options.seed, post_once),
        measured("retry each event by itself", plan, options.seed, retry_each),
    ]
    for dialect in DIALECTS:
        with places(dialect) as several:
            found.append(of_outbox(dialect, next(several), plan, options))
            print(f"{found[-1]}", file=sys.stderr, flush=True)
    show(found, options.tickets)
    if options.write:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps([asdict(each) for each in found], indent=1) + "\n", encoding="utf-8")
    return 0 if all(each.passed for each in found[2:]) else 1


def planned(count: int, tickets: int, seed: int) -> list[Emitted]:
    """Events over fourteen hours, many of them while nobody answers, and some over the days after.

    They come in bursts, a quarter of an hour apart or more, so that several of a ticket often come at once.
    """
    dice = random.Random(seed)
    times = sorted(
        int(dice.triangular(0, 14 * 3_600, 3_600) if dice.random() < 0.9 else dice.uniform(0, 96 * 3_600))
        // 900
        * 900
        for _ in range(count)
    )
    numbers: Counter[str] = Counter()
    plan = []
    for at in times:
        subject = f"ticket:{dice.randrange(tickets)}"
        numbers[subject] += 1
        plan.append(Emitted(at, subject, numbers[subject]))
    return plan


def measured(name: str, plan: Sequence[Emitted], seed: int, send: object) -> Figures:
    """What a rival makes of the same events and the same kind of receiver."""
    assert callable(send)
    began = time.monotonic()
    with Receiver(_SECRET, LIMIT * 3, seed, START) as receiver:
        send(receiver, plan, LIMIT)
    told = counted(Figures(name), plan, receiver)
    told.seconds = time.monotonic() - began
    return told


_SECRET = "whsec_" + "A" * 43 + "="


def of_outbox(dialect: str, place: Place, plan: Sequence[Emitted], options: argparse.Namespace) -> Figures:
    """The outbox with several workers, some of which are killed at work."""
    told, began = Figures(f"outbox, {dialect}"), time.monotonic()
    store = place.open()
    dice = random.Random(options.seed)
    with Receiver(_SECRET, LIMIT * 3, options.seed, START) as receiver:
        token = enrol(store, {"ada": "admin"}, START)["ada"]
        wanted = Wanted("receiver", "webhook", receiver.url)
        receiver.secret = str(add(store, token, wanted, senders(), START).secret)
        workers = [Worker(place) for _ in range(options.workers)]
        waiting, now = list(plan), 0
        kill_at = sorted(dice.randrange(len(plan)) for _ in range(options.kills))
        while waiting or outstanding(store):
            receiver.now = now
            waiting = write(store, waiting, now)
            kill = bool(kill_at) and len(plan) - len(waiting) >= kill_at[0] and not _is_away(now)
            told.kills += all_work(workers, place, now, dice if kill else None)
            if kill:
                kill_at.pop(0)
            now = next_time(store, waiting, now)
        for each in workers:
            each.close()
    told.dead = len(left(store, state="dead", limit=10_000))
    store.close()
    told = counted(told, plan, receiver)
    told.seconds = time.monotonic() - began
    return told


def senders() -> tuple[Sender, ...]:
    return open_senders(Outward(allowed=allowed_hosts(["127.0.0.1"]), seconds=LIMIT))


def write(store: Store, waiting: list[Emitted], now: int) -> list[Emitted]:
    """Writes what has happened by now; returns what is still to come."""
    due = [each for each in waiting if each.at <= now]
    if due:
        with store.write() as connection:
            for each in due:
                content = {"number": each.number}
                emit(connection, Event("ticket.changed", each.subject, START + each.at, content))
    return waiting[len(due) :]


def outstanding(store: Store) -> int:
    with store.read() as connection:
        query = sa.select(sa.func.count()).where(delivery.c.state == "waiting")
        return connection.scalar(query) or 0


def next_time(store: Store, waiting: Sequence[Emitted], now: int) -> int:
    """When something happens next: an event, a try, the end of a lease or of a rest."""
    first = sa.select(sa.func.min(delivery.c.event)).where(delivery.c.ended_at.is_(None))
    heads = sa.select(delivery.c.next_at, delivery.c.leased_until).where(
        delivery.c.event.in_(first.group_by(delivery.c.subject))
    )
    with store.read() as connection:
        times = [max(row) - START for row in connection.execute(heads)]
        rest = (connection.scalar(sa.select(destination.c.rest_until)) or 0) - START
    coming = [max(time, rest) for time in times] + [each.at for each in waiting[:1]]
    return max(now + STEP, min(coming, default=now))


def _is_away(now: int) -> bool:
    return any(begin <= now < end for begin, end in AWAY)


class Worker:
    """A process that delivers one round whenever it is told the time."""

    def __init__(self, place: Place) -> None:
        command = [sys.executable, "-m", "evals.loop.webhooks", "--worker", place.url, str(place.secret)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        self.answer()

    def tell(self, now: int) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{now}\n")
        self._process.stdin.flush()

    def answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def kill(self) -> None:
        """SIGKILL, in the middle of whatever it does."""
        self._process.kill()
        self._close()

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._close()

    def _close(self) -> None:
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()


def work(place: Place) -> int:
    """A worker's end of it: a time a line, until there is no more."""
    store, ways = place.open(), senders()
    print("ready", flush=True)
    for line in sys.stdin:
        print(deliver(store, ways, START + int(line)), flush=True)
    store.close()
    return 0


def all_work(workers: list[Worker], place: Place, now: int, dice: random.Random | None) -> int:
    """One round of all workers; with dice, one of them is killed while it is at it. Returns how many."""
    for each in workers:
        each.tell(now)
    killed = 0
    if dice is not None:
        time.sleep(dice.uniform(0.02, 0.3))
        victim = dice.randrange(len(workers))
        workers[victim].kill()
        killed = 1
    for number, each in enumerate(workers):
        if dice is not None and number == victim:
            continue
        each.answer()
    if dice is not None:
        workers[victim] = Worker(place)
    return killed


def counted(told: Figures, plan: Sequence[Emitted], receiver: Receiver) -> Figures:
    """Figures from what the receiver processed; it drops what comes again under an id it knows."""
    first: dict[str, Received] = {}
    for each in receiver.processed:
        first.setdefault(each.id, each)
    last: dict[str, int] = {}
    for each in first.values():
        told.out_of_order += each.number < last.get(each.subject, 0)
        last[each.subject] = max(each.number, last.get(each.subject, 0))
    by_event = Counter((each.subject, each.number) for each in first.values())
    told.emitted, told.delivered = len(plan), len(by_event)
    told.doubles = len(receiver.processed) - len(first)
    told.doubles_under_another_id = sum(count - 1 for count in by_event.values())
    told.wrong_signatures = sum(not each.signed for each in receiver.processed)
    told.same_time, told.requests = receiver.together, receiver.requests
    arrived = {(each.subject, each.number): each.at for each in reversed(first.values())}
    for _, back in AWAY:
        waited = [arrived.get((each.subject, each.number)) for each in plan if each.at <= back]
        late = sorted(at - back for at in waited if at is not None and at >= back)
        if None not in waited and late:
            told.caught_up.append((late[len(late) * 95 // 100], late[-1]))
    return told


def show(found: Sequence[Figures], tickets: int) -> None:
    head = ["sender", "delivered", "out of order", "doubles", "other id", "same time", "bad signature"]
    head += ["dead", "kills", "requests", "95 % / all caught up after 1 h, 3 days", "s"]
    rows = []
    for each in found:
        caught = (
            "  ".join(f"{most / 60:.0f} / {last / 60:.0f} min" for most, last in each.caught_up) or "never"
        )
        counts = (each.out_of_order, each.doubles, each.doubles_under_another_id, each.same_time)
        more = (each.wrong_signatures, each.dead, each.kills, each.requests)
        rows.append([each.sender, f"{each.delivered}/{each.emitted}", *map(str, counts + more), caught])
        rows[-1].append(f"{each.seconds:.0f}")
    print(table(head, rows))
    print(
        f"{found[0].emitted} events of {tickets} tickets; bar: all delivered, none out of order, 0 other id"
    )
    for each in found[2:]:
        print(f"{each.sender}: {'PASS' if each.passed else 'short'}")


if __name__ == "__main__":
    sys.exit(main())
