"""The table: each system's right answers, overall, by language and by check, with what they cost."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from evals.cases import Case
from evals.gold import evaluate, load
from evals.peers.answers import Answered, read
from evals.peers.asking import SYSTEMS, Bench, path_of
from evals.peers.judging import CHECKS, judge_words
from evals.report import table, wilson
from evals.scorers import Score

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["comparison", "verdicts", "wrong_answers"]

Verdicts = dict[str, tuple[Case, Answered, Score]]


def comparison(out: Path, cases: Sequence[Case], bench: Bench, seconds: float) -> str:
    """A row for each system that answered something."""
    head = (
        "system",
        "asked",
        "right",
        "share",
        "95 % interval",
        "en",
        "zh",
        *CHECKS,
        "s",
        "sent",
        "written",
    )
    rows = []
    for system in SYSTEMS:
        if found := verdicts(path_of(out, system), cases, bench, seconds):
            rows.append(_row(system, found))
    return table(head, rows)


def verdicts(path: Path, cases: Sequence[Case], bench: Bench, seconds: float) -> Verdicts:
    """Case, answer and verdict by case id; what took longer than so many seconds is wrong."""
    frame = cache(lambda suite, file: load(bench.file(suite, file)))
    answers = read(path)
    return {
        case.id: (case, answers[case.id], _verdict(case, answers[case.id], frame, seconds))
        for case in cases
        if case.id in answers
    }


def wrong_answers(out: Path, cases: Sequence[Case], bench: Bench, seconds: float) -> str:
    """Each answer with its question and verdict: for questions that may be read."""
    parts = []
    for system in SYSTEMS:
        for case, answered, score in verdicts(path_of(out, system), cases, bench, seconds).values():
            steps = "".join(f"  > {step}\n" for step in answered.steps)
            parts.append(
                f"\n{system} {case.id} {case.turns[0].check}: "
                f"{'RIGHT' if score.right else 'WRONG'}, {score.reason}\n"
                f"  ? {case.turns[0].phrasing(0)}\n{steps}  {answered.error or answered.text}"
            )
    return "\n".join(parts)


def _verdict(
    case: Case, answered: Answered, frame: "Callable[[str, str], pd.DataFrame]", seconds: float
) -> Score:
    if answered.error:
        return Score(False, answered.error)
    if answered.seconds > seconds:
        return Score(False, f"took {answered.seconds:.0f} s")
    turn = case.turns[0]
    gold = evaluate(turn.gold, frame(case.suite, case.file)) if turn.gold else None
    return judge_words(turn, gold, answered.text)


def _row(system: str, found: Verdicts) -> tuple[str, ...]:
    everything = list(found.values())
    right = sum(bool(score.right) for _, _, score in everything)
    low, high = wilson(right, len(everything))
    parts = [_part(score for case, _, score in everything if case.lang == lang) for lang in ("en", "zh")]
    parts += [
        _part(score for case, _, score in everything if case.turns[0].check == check) for check in CHECKS
    ]
    answers = [answered for _, answered, _ in everything]
    return (
        *(system, str(len(everything)), str(right), f"{right / len(everything):.0%}"),
        *(f"{low:.0%} - {high:.0%}", *parts),
        f"{median(each.seconds for each in answers):.1f}",
        *(_mean([getattr(each, name) for each in answers]) for name in ("sent", "written")),
    )


def _part(verdicts: Iterable[Score]) -> str:
    scores = list(verdicts)
    return f"{sum(bool(score.right) for score in scores)}/{len(scores)}"


def _mean(counts: Sequence[int | None]) -> str:
    known = [count for count in counts if count is not None]
    return f"{sum(known) / len(known):.0f}" if known else "-"
