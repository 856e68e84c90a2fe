"""Asking: every phrasing of every conversation, k times, each answer judged and written down as it comes."""

import time
from collections.abc import Callable, Sequence
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
    """Asks what the run's file has not yet; returns the whole run. Raises CommandFailed, BadCase, BadGold."""
    for suite in plan.suites:
        by_file = plan.chosen(suite)
        folder = suite.files(plan.homes / f"{suite.name}-files") if by_file else None
        if by_file and folder is None:
            told(f"{suite.name}: left out, its files are not there")
            continue
        for name, cases in by_file.items():
            assert folder is not None
            _ask_file(plan, folder / f"{name}.csv", cases, file, told, suite.themed)
    return file.run


def _ask_file(plan: Plan, path: Path, cases: Sequence[Case], file: RunFile, told: Told, themed: bool) -> None:
    if not path.exists():
        told(f"{path.name}: left out, it is not there")
        return
    missing = file.missing(cases, plan.k)
    if not missing:
        return
    started = time.monotonic()
    home = home_of(path, plan.homes, themed=themed)
    judging = Judging(path, cases, lambda: texts_of(home))
    before = content_of(home)
    ready = time.monotonic()
    for answer in answers(home, [_conversation(*each) for each in missing], plan.model, plan.jobs):
        file.add(judging.record(answer))
    file.add_state(path.name, state(before, content_of(home)))
    asked = time.monotonic() - ready
    told(f"{path.name}: ready in {ready - started:.1f} s, {len(missing)} conversations in {asked:.1f} s")


def _conversation(case: Case, asked: Asked) -> dict[str, Any]:
    """A line of `feedback ask --batch`."""
    turns = [{"question": turn.phrasing(asked.phrasing)} for turn in case.turns]
    return {"id": asked.id, "turns": turns} | ({"now": case.now} if case.now else {})
