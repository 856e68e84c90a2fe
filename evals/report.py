"""Scores as tables: a share never stands without its count and its interval."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from evals.cases import Case
from evals.scoring import Answer, Score

__all__ = ["Judged", "failures", "score_table", "table", "totals", "wilson"]


@dataclass(frozen=True, slots=True)
class Judged:
    """A case, what was answered to it, and the verdict."""

    case: Case
    answer: Answer | None
    score: Score


def wilson(right: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a share, sound for small n and near 0 and 1."""
    if not n:
        return 0.0, 1.0
    share, spread = right / n, z * z / n
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def score_table(judged: Sequence[Judged]) -> str:
    """A row for each file, language and split, then for each language and split, then in all."""
    keys: list[tuple[str, Callable[[Case], str]]] = [
        ("", lambda case: f"{case.suite}/{case.file} {case.lang} {case.split}"),
        ("all ", lambda case: f"{case.suite} {case.lang} {case.split}"),
        ("all ", lambda case: f"{case.suite} {case.split}"),
    ]
    rows = []
    for head, key in keys:
        groups = dict.fromkeys(key(each.case) for each in judged)
        for group in groups:
            rows.append(_row(head + group, [each for each in judged if key(each.case) == group]))
    return table(("questions", "n", "right", "share", "95 % interval"), rows)


def _row(name: str, judged: Sequence[Judged]) -> tuple[str, ...]:
    n, right = len(judged), sum(each.score.right for each in judged)
    low, high = wilson(right, n)
    return name, str(n), str(right), f"{right / n:.0%}", f"{low:.0%} - {high:.0%}"


def totals(judged: Iterable[Judged]) -> dict[str, dict[str, int]]:
    """Counts by language and split, as baselines keep them."""
    counts: dict[str, dict[str, int]] = {}
    for each in judged:
        count = counts.setdefault(f"{each.case.lang} {each.case.split}", {"n": 0, "right": 0})
        count["n"] += 1
        count["right"] += each.score.right
    return counts


def failures(judged: Iterable[Judged], show_held: bool) -> str:
    """Each wrong answer with its question, gold and reason; held-back questions only when asked for."""
    parts = []
    for each in judged:
        if each.score.right or (each.case.split == "held" and not show_held):
            continue
        said = str(each.answer.get("answer", each.answer.get("error"))) if each.answer else "(nothing)"
        asked = " / ".join(each.case.turns)
        indented = "\n".join(f"    {line}" for line in said.splitlines()[:8])
        parts.append(f"{each.case.id}: {asked}\n  why wrong: {each.score.why}\n{indented}")
    return "\n\n".join(parts)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Plain columns, the first to the left and the others to the right."""
    widths = [max(len(str(row[place])) for row in [head, *rows]) for place in range(len(head))]
    lines = []
    for row in [head, *rows]:
        cells = [cell.rjust(width) for cell, width in zip(row, widths, strict=True)]
        lines.append("  ".join([str(row[0]).ljust(widths[0]), *cells[1:]]).rstrip())
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)
