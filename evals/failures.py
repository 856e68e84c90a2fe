"""What went wrong, question by question: a gold with all the ways it was put, the wrong ones in full."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evals.records import Asked, Record, Run
from evals.shares import judged

__all__ = ["Failure", "Wrong", "failures"]


@dataclass(frozen=True, slots=True)
class Wrong:
    """before: the questions of the conversation up to this one. problem: why it is wrong."""

    record: Record
    before: tuple[str, ...]
    problem: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A gold that was wrong in some phrasing, or an answer that claims what has no source.

    right, asked: how many of its answers are right.
    """

    first: Record
    right: int
    asked: int
    wrong: tuple[Wrong, ...]


def failures(run: Run, show_held: bool) -> list[Failure]:
    """Held-back questions only when asked for."""
    questions = _questions(run.records)
    items: dict[str, list[Record]] = {}
    for record in run.records:
        if record.split == "dev" or show_held:
            items.setdefault(record.item, []).append(record)
    found = []
    for records in items.values():
        wrong = tuple(
            Wrong(record, tuple(questions[record.asked][: record.turn]), problem)
            for record in _once(records)
            if (problem := _problem(record))
        )
        if wrong:
            asked = judged(records)
            found.append(Failure(records[0], sum(bool(each.right) for each in asked), len(asked), wrong))
    return found


def _questions(records: Iterable[Record]) -> dict[Asked, list[str]]:
    found: dict[Asked, list[str]] = {}
    for record in records:
        found.setdefault(record.asked, []).append(record.question)
    return found


def _once(records: Sequence[Record]) -> list[Record]:
    """Trials that say the same only once."""
    seen = {(record.phrasing, str(record.answer.get("answer"))): record for record in reversed(records)}
    return sorted(seen.values(), key=lambda record: (record.phrasing, record.trial))


def _problem(record: Record) -> str:
    problems = [] if record.right in (True, None) else [record.scores["right"].reason]
    if (score := record.scores.get("unbacked")) and score.value:
        problems.append(f"no source for {score.reason}")
    if (score := record.scores.get("struck")) and score.value:
        problems.append(f"struck: {score.reason}")
    if (score := record.scores.get("tool")) and not score.right:
        problems.append(score.reason)
    if record.right is None and "error" in record.answer:
        problems.append(f"an error: {record.answer['error']['code']}")
    return "; ".join(problems)
