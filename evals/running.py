"""Asking: every phrasing of every conversation, k times, each answer judged and written down as it comes."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evals.asking import answers
from evals.cases import SPLITS, Case, Split
from evals.command import OFFLINE, Model
from evals.homes import home_of, texts_of
from evals.judging import Judging
from evals.records import Asked, Header, Run, RunFile
from evals.scorers.state import content_of, state
from evals.suites import SUITES, Suite
from evals.versions import ANSWERING, commit, fingerprint

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

    @property
    def whole(self) -> bool:
        """Whether every question of its suites is asked."""
        return not (self.files or self.cases or self.limit) and set(self.splits) == set(SPLITS)

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
        commit=commit(),
        code=fingerprint(*ANSWERING),
        prompts=fingerprint("prompts"),
    )


def perform(plan: Plan, file: RunFile, told: Told = print) -> Run:
    """Asks what the run's file has not yet; returns the whole run. Raises CommandFailed, BadCase, BadGold.

    While one file is asked about, the homes of the next are made.
    """
    ahead = ThreadPoolExecutor(1)
    try:
        for work in list(_works(plan, file, ahead, told)):
            _ask_file(plan, work, file, told)
    finally:
        ahead.shutdown(cancel_futures=True)
    return file.run


@dataclass(frozen=True, slots=True)
class _Work:
    """A file, its cases and the phrasings not asked yet; home: where it is imported, in a while."""

    path: Path
    cases: Sequence[Case]
    missing: Sequence[tuple[Case, Asked]]
    home: Future[Path]


def _works(plan: Plan, file: RunFile, ahead: Executor, told: Told) -> Iterator[_Work]:
    for suite in plan.suites:
        by_file = plan.chosen(suite)
        folder = suite.files(plan.homes / f"{suite.name}-files") if by_file else None
        if by_file and folder is None:
            told(f"{suite.name}: left out, its files are not there")
            continue
        for name, cases in by_file.items():
            assert folder is not None
            path = folder / f"{name}.csv"
            if not path.exists():
                told(f"{path.name}: left out, it is not there")
            elif missing := file.missing(cases, plan.k):
                home = ahead.submit(home_of, path, plan.homes, themed=suite.themed)
                yield _Work(path, cases, missing, home)


def _ask_file(plan: Plan, work: _Work, file: RunFile, told: Told) -> None:
    started = time.monotonic()
    home = work.home.result()
    judging = Judging(work.path, work.cases, lambda: texts_of(home))
    before = content_of(home)
    ready = time.monotonic()
    for answer in answers(home, [_conversation(*each) for each in work.missing], plan.model, plan.jobs):
        file.add(judging.record(answer))
    file.add_state(work.path.name, state(before, content_of(home)))
    asked, count = time.monotonic() - ready, len(work.missing)
    told(f"{work.path.name}: ready in {ready - started:.1f} s, {count} conversations in {asked:.1f} s")


def _conversation(case: Case, asked: Asked) -> dict[str, Any]:
    """A line of `feedback ask --batch`."""
    turns = [{"question": turn.phrasing(asked.phrasing)} for turn in case.turns]
    return {"id": asked.id, "turns": turns} | ({"now": case.now} if case.now else {})
