"""`python -m evals.loop.framework`: LangChain's own human-in-the-loop and the desk, in one harness.

The same tasks, decisions, kill points and double decisions, on SQLite: HumanInTheLoopMiddleware with a
SqliteSaver in each of its durability modes, and the desk. Counted from the rows that running leaves behind.
"""

import argparse
import json
import random
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from langchain_core.messages import HumanMessage

from evals.loop.databases import Place, places
from evals.loop.framework_work import (
    Decision,
    FrameworkJob,
    JumpToTools,
    agent_over,
    answer,
    decision_of,
    ours,
    ran_theirs,
    theirs,
)
from evals.loop.killing import Killer
from evals.loop.trial import enrol, ran, trial_kind
from evals.report import table
from retrieval.errors import Refused
from retrieval.people.roles import Actor
from tools.proposals.desk import Desk
from tools.proposals.proposal import Ask

__all__ = ["Side", "main", "raced_desk", "rejected_with_a_jump", "replayed"]

MODES = ("sync", "async", "exit")
KILLS_A_FOLDER = 20
TASKS = 30


@dataclass(slots=True)
class Side:
    """What one side came to. tasks: decided, or raced for. double: rows beyond the first of a task."""

    name: str
    tasks: int = 0
    kills: int = 0
    double: int = 0
    lost: int = 0
    rejected_ran: int = 0
    not_as_decided: int = 0
    unfinished: int = 0

    def count(self, decision: Decision, rows: Sequence[str]) -> None:
        self.tasks += 1
        self.double += max(0, len(rows) - 1)
        self.lost += decision != "reject" and not rows
        self.rejected_ran += decision == "reject" and bool(rows)
        self.not_as_decided += decision != "reject" and any(
            row.endswith("edited") != (decision == "edit") for row in rows
        )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.loop.framework")
    parser.add_argument("--kills", type=int, default=200, help="of the desk, and in each durability mode")
    parser.add_argument("--races", type=int, default=40, help="of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="where to keep the figures, as JSON")
    options = parser.parse_args()
    killed = [killed_desk(options.kills, options.seed)]
    show("killed and resumed", killed)
    for mode in MODES:
        killed.append(killed_agent(mode, options.kills, options.seed))
        show("killed and resumed", killed[-1:])
    raced = [*raced_desk(options.races), *raced_agent(options.races)]
    show("decided twice", raced)
    if options.out:
        kept = {
            "killed": [asdict(each) for each in killed],
            "decided twice": [asdict(each) for each in raced],
        }
        options.out.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    return 0


def killed_agent(mode: str, kills: int, seed: int) -> Side:
    side = Side(f"LangChain, durability {mode}")
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as name:
        while side.kills < kills:
            folder = Path(name) / str(side.kills)
            folder.mkdir()
            unused = Place("", folder)
            job = FrameworkJob(folder, unused, TASKS, chance.randrange(10**6), mode, "")
            _kill(side, job, theirs, chance)
            rows = ran_theirs(folder)
            for number in range(TASKS):
                side.count(decision_of(job.seed, number), rows.get(number, []))
    return side


def killed_desk(kills: int, seed: int) -> Side:
    side = Side("the desk")
    chance = random.Random(seed)
    with places("sqlite") as made:
        while side.kills < kills:
            place = next(made)
            store = place.open()
            token = enrol(store, {"ann": "agent"})["ann"]
            job = FrameworkJob(place.secret.parent, place, TASKS, chance.randrange(10**6), "", token)
            _kill(side, job, ours, chance)
            told = {row.key: row.id for row in Desk(store, ()).listed(limit=500)}
            rows = ran(store)
            for number in range(TASKS):
                found = rows.get(told.get(f"{number}", 0), [])
                side.count(decision_of(job.seed, number), [each["text"] for each in found])
            store.close()
    return side


def _kill(side: Side, job: FrameworkJob, role: Callable[[Any], None], chance: random.Random) -> None:
    killer = Killer(job, role, KILLS_A_FOLDER, random.Random(chance.random()))
    killer.run()
    side.kills += killer.ways.total()
    side.unfinished += len(killer.notes)


RACES: dict[str, tuple[Decision, ...]] = {
    "two approve at once": ("approve", "approve"),
    "approved and rejected at once": ("approve", "reject"),
    "edited and approved at once": ("edit", "approve"),
}


def raced_agent(count: int) -> list[Side]:
    """Decisions at the same moment; the same approval again; and a rejection where a middleware jumps."""
    sides = []
    with tempfile.TemporaryDirectory() as name:
        for place, (race, decisions) in enumerate(RACES.items()):
            side = Side(f"LangChain: {race}")
            folder = Path(name) / str(place)
            folder.mkdir()
            for number in range(count):
                _race(side, folder, number, decisions)
            sides.append(side)
        for key, title in (
            ("again", "the same approval again"),
            ("checkpoint", "again, for the checkpoint it saw"),
        ):
            folder = Path(name) / key
            folder.mkdir()
            sides.append(replayed(f"LangChain: {title}", folder, count, key == "checkpoint"))
        folder = Path(name) / "jump"
        folder.mkdir()
        sides.append(rejected_with_a_jump(folder, count))
    return sides


def _asked(agent: Any, number: int) -> dict[str, Any]:
    config = {"configurable": {"thread_id": f"{number}"}}
    agent.invoke({"messages": [HumanMessage(str(number))]}, config)
    return config


def _race(side: Side, folder: Path, number: int, decisions: Sequence[Decision]) -> None:
    with agent_over(folder) as agent:
        config = _asked(agent, number)
    told: list[Decision] = []
    start = threading.Barrier(len(decisions))

    def decide(decision: Decision) -> None:
        with agent_over(folder) as agent:
            start.wait()
            try:
                agent.invoke(answer(number, decision), config)
            except Exception:
                return
            told.append(decision)

    threads = [threading.Thread(target=decide, args=(each,)) for each in decisions]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    _count_race(side, told, ran_theirs(folder).get(number, []))


def _count_race(side: Side, told: Sequence[str], rows: Sequence[str]) -> None:
    """told: the decisions that somebody was told are done."""
    side.tasks += 1
    side.double += max(0, len(rows) - 1)
    side.lost += not rows and "reject" not in told
    side.rejected_ran += bool(rows) and "reject" in told
    shown = {"edit" if row.endswith("edited") else "approve" for row in rows}
    side.not_as_decided += bool({*told} - {"reject"} - shown)


def replayed(name: str, folder: Path, count: int, checkpoint: bool) -> Side:
    side = Side(name)
    with agent_over(folder) as agent:
        for number in range(count):
            config = _asked(agent, number)
            seen = agent.get_state(config).config if checkpoint else config
            for _ in range(2):
                agent.invoke(answer(number, "approve"), seen)
            side.count("approve", ran_theirs(folder).get(number, []))
    return side


def rejected_with_a_jump(folder: Path, count: int) -> Side:
    side = Side("LangChain: rejected, and a middleware jumps to tools")
    with agent_over(folder, before=(JumpToTools(),)) as agent:
        for number in range(count):
            config = _asked(agent, number)
            if agent.get_state(config).interrupts:
                agent.invoke(answer(number, "reject"), config)
            side.count("reject", ran_theirs(folder).get(number, []))
    return side


def raced_desk(count: int) -> list[Side]:
    """The same at the desk, each person on a connection of their own."""
    sides = []
    with places("sqlite") as made:
        store = next(made).open()
        tokens = list(enrol(store, {"ann": "agent", "bob": "agent"}).values())
        desk = Desk(store, (trial_kind(),))
        again: dict[str, tuple[Decision, ...]] = {"the same approval again": ("approve", "approve")}
        for race, decisions in (RACES | again).items():
            side = Side(f"the desk: {race}")
            for number in range(count):
                payload = {"world": "w", "text": f"task {number}"}
                key = f"{race} {number}"
                made_ = desk.propose(Ask("trial", payload, key, Actor("assistant", "t"), "", 1))
                told: list[str] = []
                _decide_both(desk, made_.id, payload, decisions, tokens, told, at_once=race not in again)
                rows = [each["text"] for each in ran(store, [made_.id]).get(made_.id, [])]
                _count_race(side, told, rows)
            sides.append(side)
        store.close()
    return sides


def _decide_both(
    desk: Desk,
    number: int,
    payload: dict[str, Any],
    decisions: Sequence[Decision],
    tokens: Sequence[str],
    told: list[str],
    at_once: bool,
) -> None:
    start = threading.Barrier(len(decisions) if at_once else 1)

    def decide(decision: Decision, token: str) -> None:
        start.wait()
        edited = payload | {"text": f"{payload['text']} edited"}
        try:
            if decision == "reject":
                desk.reject(token, number, 2, "no")
            else:
                desk.approve(token, number, 2, edition=0, payload=edited if decision == "edit" else None)
        except Refused:
            return
        told.append(decision)

    threads = [
        threading.Thread(target=decide, args=(decision, tokens[place if at_once else 0]))
        for place, decision in enumerate(decisions)
    ]
    for each in threads:
        each.start()
        if not at_once:
            each.join()
    for each in threads:
        each.join()


def show(title: str, sides: Sequence[Side]) -> None:
    head = ["tasks", "kills", "double", "lost", "rejected that ran", "not as decided", "unfinished"]
    rows = [[str(cell) for cell in asdict(each).values()] for each in sides]
    print(table([title, *head], rows), flush=True)


if __name__ == "__main__":
    sys.exit(main())
