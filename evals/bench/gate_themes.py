"""What the claim gate costs for answers about themes: long ones, over results with many figures each."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from evals.bench.figures import Figure
from evals.bench.gate import BAR, milliseconds

if TYPE_CHECKING:
    from assistant.gate.gate import Guard

__all__ = ["themed_gate_figures", "themed_home"]

TODAY = date(2026, 6, 16)
"""Shortly after the last record of the sample."""

QUESTIONS = (
    "What are people complaining about?",
    "what do people in the app channel complain about",
    "Top 10 themes this year",
    "which issues cost us the most NPS",
    "what changed in complaints between April and May",
    "what should we do next",
    "who is affected the most",
    "what do customers praise?",
    "大家最近在抱怨什么？",
    "VIP客户的痛点是什么",
    "哪些问题最拉低NPS",
    "今年的主要投诉主题有哪些",
    "五月和四月相比，投诉有什么变化",
    "接下来该做什么",
)


def themed_home(folder: Path) -> Path:
    """A third of the sample, with the themes found in it."""
    from evals.cases import themed
    from evals.homes import home_of

    themed.write(folder)
    return home_of(folder / "third.csv", folder / "homes", themed=True)


def themed_gate_figures(home: Path, rounds: int) -> Iterator[Figure]:
    """p95 of checking the answers to questions about themes, the index of their results included."""
    from assistant.agent import open_assistant
    from assistant.answering import answer
    from assistant.events import Answer, Done
    from assistant.settings import Settings

    answers: list[Answer] = []
    with open_assistant(Settings(home=home), remember=False) as assistant:
        for question in QUESTIONS:
            *_, last = answer(assistant, question, now=TODAY)
            if isinstance(last, Done) and last.answer.results:
                answers.append(last.answer)
        guard = assistant.guard
        taken = [milliseconds(_check, guard, each) for _ in range(rounds) for each in answers]
    length = median(len(each.answer) for each in answers)
    beside = (
        f"p50 {median(taken):.1f} ms of processor; {len(answers)} answers x {rounds}, "
        f"of {length:,.0f} characters at the median"
    )
    yield Figure("claim gate, themes, p95", quantiles(taken, n=20)[-1], "ms", BAR, "less", beside)


def _check(guard: "Guard", told: Any) -> str:
    """The whole check, with nothing kept from the one before."""
    from assistant.gate.shelf import Shelf

    fresh = replace(guard, shelf=Shelf())
    checking = fresh.checking(told.results, told.question, told.language, TODAY)
    return "".join(unit for unit, _ in checking.add(told.answer)) + checking.finish()
