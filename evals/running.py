"""Asking: every phrasing of every conversation, k times, each answer judged and written down as it comes."""

import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.cases import SPLITS, Case, Split
from evals.command import OFFLINE, Model, ask
from evals.gold import evaluate, load
from evals.homes import home_of, import_version
from evals.records import Asked, Header, Record, RunFile
from evals.scorers import Answer, scores
from evals.suites import SUITES, Suite

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Plan", "Told", "header_of", "perform"]

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to ask. files, cases: only these, all where empty. limit: at most so many conversations
    of each file. jobs: how many processes ask at once.
    """

    homes: Path
    suites: tuple[Suite, ...] = SUITES
    splits: tuple[Split, ...] = SPLITS
    files: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    model: Model = OFFLINE
    k: int = 1
    limit: int | None = None
    jobs: int = 1

    def chosen(self, suite: Suite) -> dict[str, list[Case]]:
        """The conversations of a suite to be had, by file."""
        found: dict[str, list[Case]] = {}
        for case in suite.cases(self.splits):
            if (not self.files or case.file in self.files) and (not self.cases or case.id in self.cases):
                found.setdefault(case.file, []).append(case)
        return {file: cases[: self.limit] for file, cases in found.items()}


def header_of(plan: Plan) -> Header:
    return Header(
        model=plan.model.name,
        suites=tuple(suite.name for suite in plan.suites),
        splits=tuple(plan.splits),
        k=plan.k,
        date=datetime.now(UTC).strftime("%Y-%m-%d %H:%M"),
        commit=_commit(),
        imported_by=import_version()[:12],
    )


def perform(plan: Plan, file: RunFile, told: Told = print) -> list[Record]:
    """Asks what the run's file has not yet; returns all its records. Raises CommandFailed."""
    records = list(file.kept)
    for suite in plan.suites:
        by_file = plan.chosen(suite)
        folder = suite.files(plan.homes / f"{suite.name}-files") if by_file else None
        if by_file and folder is None:
            told(f"{suite.name}: left out, its files are not there")
            continue
        for name, cases in by_file.items():
            assert folder is not None
            records += _ask_file(plan, folder / f"{name}.csv", cases, file, told)
    return records


def _ask_file(plan: Plan, path: Path, cases: Sequence[Case], file: RunFile, told: Told) -> list[Record]:
    if not path.exists():
        told(f"{path.name}: left out, it is not there")
        return []
    missing = file.missing(cases, plan.k)
    if not missing:
        return []
    started = time.monotonic()
    home = home_of(path, plan.homes)
    frame = load(path)
    ready = time.monotonic()
    judged = _Judging(frame, {case.id: case for case in cases})
    records = []
    for answer in _answers(home, missing, plan):
        record = judged.record(answer)
        file.add([record])
        records.append(record)
    asked = time.monotonic() - ready
    told(f"{path.name}: ready in {ready - started:.1f} s, {len(records)} questions in {asked:.1f} s")
    return records


class _Judging:
    """The cases of one file with their gold, each computed once."""

    def __init__(self, frame: "pd.DataFrame", cases: dict[str, Case]) -> None:
        self._frame, self._cases = frame, cases
        self._gold: dict[tuple[str, int], Any] = {}

    def record(self, line: Answer) -> Record:
        asked, place = Asked.of(line["id"]), line["turn"]
        case = self._cases[asked.case]
        turn = case.turns[place]
        if (case.id, place) not in self._gold:
            self._gold[case.id, place] = evaluate(turn.gold, self._frame) if turn.gold else None
        gold = self._gold[case.id, place]
        answer = {key: value for key, value in line.items() if key not in ("id", "turn")}
        return Record(
            case=case.id,
            suite=case.suite,
            split=case.split,
            file=case.file,
            lang=case.lang,
            turn=place,
            turns=len(case.turns),
            phrasing=asked.phrasing,
            trial=asked.trial,
            check=turn.check,
            question=turn.phrasing(asked.phrasing),
            gold=None if gold is None else str(gold),
            answer=answer,
            scores=scores(turn, case.lang, gold, answer),
        )


def _answers(home: Path, missing: Sequence[tuple[Case, Asked]], plan: Plan) -> Iterator[dict[str, Any]]:
    """The answers of all conversations, from `jobs` processes at once, in the order they come."""
    arrived: queue.SimpleQueue[dict[str, Any] | Exception | None] = queue.SimpleQueue()
    stop = threading.Event()

    def work(part: Sequence[tuple[Case, Asked]]) -> None:
        try:
            for answer in ask(home, [_conversation(*each) for each in part], plan.model):
                arrived.put(answer)
                if stop.is_set():
                    return
        except Exception as error:
            arrived.put(error)
        finally:
            arrived.put(None)

    parts = [part for start in range(plan.jobs) if (part := missing[start :: plan.jobs])]
    threads = [threading.Thread(target=work, args=(part,), daemon=True) for part in parts]
    for thread in threads:
        thread.start()
    try:
        while parts:
            answer = arrived.get()
            if isinstance(answer, Exception):
                raise answer
            if answer is None:
                parts.pop()
            else:
                yield answer
    finally:
        stop.set()


def _conversation(case: Case, asked: Asked) -> dict[str, Any]:
    """A line of `feedback ask --batch`."""
    turns = [{"question": turn.phrasing(asked.phrasing)} for turn in case.turns]
    return {"id": asked.id, "turns": turns} | ({"now": case.now} if case.now else {})


def _commit() -> str:
    """The commit that is checked out, "+" after it when files have changed; "unknown" outside a checkout."""
    here = Path(__file__).parent

    def git(*arguments: str) -> str:
        return subprocess.run(
            ["git", *arguments], cwd=here, capture_output=True, text=True, check=True
        ).stdout

    try:
        return git("rev-parse", "--short=12", "HEAD").strip() + ("+" if git("status", "--porcelain") else "")
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"the commit is not known: {error}", file=sys.stderr)
        return "unknown"
