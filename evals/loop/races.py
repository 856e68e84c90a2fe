"""`python -m evals.loop.races`: what is rejected never runs, what is approved runs once, as it was edited.

Two measurements on SQLite and on PostgreSQL, both counted from the rows that running leaves behind:

- random sequences: people propose, edit, approve, reject, replay, lose their role or their account, and make
  standing rules, while runs break and processes die (`evals.loop.machine`), beside a model of what must come;
- races: threads of this process, and processes of their own, decide about one proposal at the same moment.
"""

import argparse
import json
import multiprocessing
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from itertools import cycle, islice
from pathlib import Path
from typing import Any, Literal

from evals.loop.databases import DIALECTS, Place, places
from evals.loop.machine import Counts, machine
from evals.loop.trial import enrol, ran, trial_kind
from evals.report import table
from retrieval.database import Store
from retrieval.errors import Refused
from retrieval.people.roles import Actor
from tools.proposals.desk import Desk
from tools.proposals.proposal import Ask

__all__ = ["RACES", "Race", "Tally", "main", "race"]

Step = Literal["approve", "approve edited", "edit", "reject"]


@dataclass(frozen=True, slots=True)
class Race:
    """Steps that start at the same moment, each by a person of its own unless `same` is one person twice."""

    name: str
    steps: tuple[Step, ...]
    same: bool = False


RACES = (
    Race("two approve", ("approve", "approve")),
    Race("approve and reject", ("approve", "reject")),
    Race("edit and approve", ("edit", "approve")),
    Race("edited and as it is", ("approve edited", "approve")),
    Race("edited and rejected", ("approve edited", "reject")),
    Race("one approves twice", ("approve", "approve"), same=True),
    Race("everybody", ("approve", "reject", "edit", "approve edited")),
)


@dataclass(slots=True)
class Tally:
    """What a kind of race came to, counted from the rows."""

    name: str
    races: int = 0
    ran: int = 0
    rejected: int = 0
    refused: int = 0
    rejected_ran: int = 0
    not_once: int = 0
    not_as_decided: int = 0

    @property
    def sound(self) -> bool:
        return not (self.rejected_ran or self.not_once or self.not_as_decided)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.loop.races")
    parser.add_argument("--sequences", type=int, default=10_000, help="on SQLite; a tenth on PostgreSQL")
    parser.add_argument(
        "--races", type=int, default=280, help="of each way (threads, processes) and database"
    )
    parser.add_argument("--database", choices=DIALECTS, help="only this one")
    parser.add_argument("--out", type=Path, help="where to keep the figures, as JSON")
    options = parser.parse_args()
    kept: dict[str, Any] = {"sequences": {}, "races": {}}
    sound = True
    for dialect in DIALECTS if options.database is None else (options.database,):
        count = options.sequences if dialect == "sqlite" else options.sequences // 10
        with places(dialect) as made:
            began = time.monotonic()
            counts = sequences(made, count)
            print(f"{dialect}: {counts}, {time.monotonic() - began:.0f} s", flush=True)
            kept["sequences"][dialect] = as_json(counts)
            sound &= not (counts.rejected_ran or counts.not_once or counts.not_as_edited)
            for way in ("threads", "processes"):
                tallies = raced(next(made), way, options.races)
                print_tallies(dialect, way, tallies)
                kept["races"][f"{dialect}, {way}"] = [as_json(each) for each in tallies]
                sound &= all(each.sound for each in tallies)
    verdict = "PASS" if sound else "short"
    print(f"rejected that ran 0, approved that ran other than once 0, edited that ran unedited 0: {verdict}")
    if options.out:
        options.out.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    return 0 if sound else 1


def sequences(made: Iterator[Place], count: int, each_store: int = 1_000) -> Counts:
    """So many random sequences. Raises AssertionError where one does not come out as the model says."""
    from hypothesis import HealthCheck, Phase, settings
    from hypothesis.stateful import run_state_machine_as_test

    total = Counts()
    while total.sequences < count:
        store = next(made).open()
        loop = machine(store)
        loop.counts = total
        run_state_machine_as_test(
            loop,
            settings=settings(
                max_examples=min(each_store, count - total.sequences),
                stateful_step_count=20,
                deadline=None,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )
        store.close()
        print(f"{total.sequences} sequences", flush=True)
    return total


def raced(place: Place, way: str, count: int) -> list[Tally]:
    """So many races, all kinds in turn, between threads of this process or between processes."""
    store = place.open()
    people = enrol(store, {f"p{number}": "agent" for number in range(4)})
    tokens = list(people.values())
    tallies = {each.name: Tally(each.name) for each in RACES}
    with runners(way, place, store) as start:
        for number, each in enumerate(islice(cycle(RACES), count)):
            race(store, each, number, tokens, start, tallies[each.name])
    store.close()
    return list(tallies.values())


def race(
    store: Store,
    wanted: Race,
    number: int,
    tokens: Sequence[str],
    start: Callable[..., Future[Any]],
    tally: Tally,
) -> None:
    """One race over one new proposal; what it came to is added to the tally."""
    desk = Desk(store, (trial_kind(),))
    payload = {"world": "race", "text": "as proposed"}
    made = desk.propose(Ask("trial", payload, f"{number}", Actor("assistant", "race"), "", 1))
    moment = time.time() + 0.02
    waiting = [
        start(tokens[0 if wanted.same else place], made.id, step, place, moment)
        for place, step in enumerate(wanted.steps)
    ]
    answers = [each.result() for each in waiting]
    stands, rows = desk.get(made.id), ran(store, [made.id]).get(made.id, [])
    said = [answer for answer in answers if answer is not None]
    tally.races += 1
    tally.ran += len(rows)
    tally.rejected += stands.state == "rejected"
    tally.refused += len(answers) - len(said)
    tally.rejected_ran += bool(rows) and (stands.state == "rejected" or "rejected" in {s for s, _ in said})
    tally.not_once += (stands.state == "executed") != (len(rows) == 1)
    told = {text for state, text in said if state == "executed"}
    tally.not_as_decided += any(row != stands.payload for row in rows) or (
        bool(rows) and told != {stands.payload["text"]}
    )


def decide(
    store: Store, token: str, number: int, step: Step, place: int, start: float
) -> tuple[str, str] | None:
    """Decides at the moment `start`; what the person was told, as state and text, or None when refused."""
    desk = Desk(store, (trial_kind(),))
    payload = {"world": "race", "text": f"edited by {place}"}
    actions: dict[Step, Callable[[], Any]] = {
        "approve": lambda: desk.approve(token, number, 2, edition=0),
        "approve edited": lambda: desk.approve(token, number, 2, edition=0, payload=payload),
        "edit": lambda: desk.edit(token, number, payload, 0, 2),
        "reject": lambda: desk.reject(token, number, 2, "no"),
    }
    while time.time() < start:
        pass
    try:
        done = actions[step]()
    except Refused:
        return None
    return done.state, done.payload["text"]


def decide_apart(place: Place, token: str, number: int, step: Step, who: int, start: float) -> Any:
    """The same in a process of its own, which opens the store once."""
    return decide(_opened(place), token, number, step, who, start)


@cache
def _opened(place: Place) -> Store:
    return place.open()


@contextmanager
def runners(way: str, place: Place, store: Store) -> Iterator[Callable[..., Future[Any]]]:
    """What starts a decision: in a thread over this store, or in a process that opens its own."""
    if way == "threads":
        with ThreadPoolExecutor(4) as threads:
            yield lambda *given: threads.submit(decide, store, *given)
        return
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(4, mp_context=fresh) as processes:
        yield lambda *given: processes.submit(decide_apart, place, *given)


def as_json(counts: Counts | Tally) -> dict[str, Any]:
    return asdict(counts)


def print_tallies(dialect: str, way: str, tallies: Sequence[Tally]) -> None:
    head = ["races", "ran", "rejected", "refused", "rejected that ran", "not once", "not as decided"]
    rows = [[str(cell) for cell in asdict(each).values()] for each in tallies]
    print(table([f"{dialect}, {way}", *head], rows), flush=True)


if __name__ == "__main__":
    sys.exit(main())
