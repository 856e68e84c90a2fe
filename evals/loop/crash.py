"""`python -m evals.loop.crash`: kill -9 while proposals are made, decided, run, sent and escalated.

Two real processes at a time, one that proposes and decides and one that delivers and watches deadlines, are
killed at random moments and started again until the work is done: after a while; at a random one of their SQL
statements, commits and sends; at a random one of their function calls. Then the tables, and what arrived at a
receiver that answers badly now and then, are held against the plan and what each process had been told.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import sqlalchemy as sa

from evals.loop.crash_found import Found, look
from evals.loop.crash_tasks import RECORD
from evals.loop.crash_work import OUTWARD, START, Job, decide, look_after, read_ledger
from evals.loop.databases import DIALECTS, Place, places
from evals.loop.killing import Killer
from evals.loop.landing import Landing, landing
from evals.loop.trial import enrol
from evals.report import table
from retrieval.database import Store, feedback_table, feedback_text
from retrieval.outbox.destinations import Wanted, add
from retrieval.outbox.webhooks import WebhookSender
from tools.desk import open_desk
from tools.proposals.standing import make_rule

__all__ = ["main", "run_world"]

KILLS_A_WORLD = 40
TASKS = 60


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.loop.crash")
    parser.add_argument("--kills", type=int, default=200, help="on each database, at least")
    parser.add_argument("--a-world", type=int, default=KILLS_A_WORLD, help="kills of one store")
    parser.add_argument("--database", choices=DIALECTS, help="only this one")
    parser.add_argument("--tasks", type=int, default=TASKS, help="of each world")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--out", type=Path, help="where to keep the figures, as JSON")
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(10**6)
    print(f"seed {seed}", flush=True)
    results: dict[str, Found] = {}
    for dialect in DIALECTS if options.database is None else (options.database,):
        found = results[dialect] = Found()
        ways: Counter[str] = Counter()
        began = time.monotonic()
        with places(dialect) as made, tempfile.TemporaryDirectory() as name:
            while found.kills < options.kills:
                world = seed + found.worlds
                ways += run_world(found, next(made), Path(name), world, options.tasks, options.a_world)
                print(f"{dialect}: {found.kills} kills, {found.wrong} wrong", flush=True)
        seconds = time.monotonic() - began
        print(f"{dialect}: killed {dict(ways)}, {seconds:.0f} s", flush=True)
    print_found(results)
    if options.out:
        kept = {"seed": seed} | {name: asdict(found) for name, found in results.items()}
        options.out.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    return 1 if any(found.wrong for found in results.values()) else 0


def run_world(
    found: Found, place: Place, folder: Path, seed: int, tasks: int, kills: int = KILLS_A_WORLD
) -> Counter[str]:
    """One store, its work, and its kills; what it came to is added to `found`. How it was killed, counted."""
    chance = random.Random(seed)
    ledger, finished = folder / f"{seed}.ledger", folder / f"{seed}.finished"
    with landing(seed) as receiver:
        store = place.open()
        tokens = _furnish(store, receiver)
        job = Job(place, tasks, seed, ledger, finished, time.time(), tokens)
        half = kills // 2
        desk = Killer(job, decide, half, random.Random(chance.random()), finished.touch)
        worker = Killer(job, look_after, half, random.Random(chance.random()))
        for each in (worker, desk):
            each.start()
        for each in (desk, worker):
            each.join()
        found.kills += desk.ways.total() + worker.ways.total()
        found.notes += [*desk.notes, *worker.notes]
        look(found, store, seed, tasks, read_ledger(ledger), receiver.landed)
        store.close()
    return desk.ways + worker.ways


def _furnish(store: Store, receiver: Landing) -> tuple[str, str]:
    """People, a standing rule, a record and a place to send to. The tokens of two agents."""
    tokens = enrol(store, {"ann": "agent", "bob": "agent", "lee": "lead", "amy": "admin"}, START)
    conditions = {"priority": ["P1"], "topic": ["safety"]}
    make_rule(open_desk(store), tokens["lee"], "open_ticket", conditions, START)
    add(store, tokens["amy"], Wanted("hook", "webhook", receiver.url), (WebhookSender(OUTWARD),), START)
    row = {"seq": 1, "id": RECORD, "source": "made up", "version": 1, "row_hash": "-", "import_id": 1}
    with store.write() as connection:
        connection.execute(sa.insert(feedback_table()).values(**row, time=START))
        connection.execute(sa.insert(feedback_text).values(seq=1, text="It does not charge."))
    return tokens["ann"], tokens["bob"]


def print_found(results: dict[str, Found]) -> None:
    names = [name for name in asdict(Found()) if name != "notes"]
    rows = [[name, *(str(getattr(found, name)) for found in results.values())] for name in names]
    print(table(["", *results], rows))
    for name, found in results.items():
        for note in found.notes:
            print(f"{name}: {note}")
    verdict = "short" if any(found.wrong for found in results.values()) else "PASS"
    print(f"0 lost, 0 double tickets, 0 double sends without the same event id: {verdict}")


if __name__ == "__main__":
    sys.exit(main())
