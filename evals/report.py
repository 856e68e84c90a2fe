"""Scores as tables: a share never stands without its count and its interval."""

from collections.abc import Callable, Iterable, Sequence
from math import sqrt

from evals.records import Record

__all__ = ["score_table", "table", "wilson"]


def wilson(right: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a share, sound for small n and near 0 and 1."""
    if not n:
        return 0.0, 1.0
    share, spread = right / n, z * z / n
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def score_table(records: Iterable[Record]) -> str:
    """A row for each file, language and split, then for each language and split, then in all."""
    judged = [record for record in records if record.right is not None]
    keys: list[tuple[str, Callable[[Record], str]]] = [
        ("", lambda each: f"{each.suite}/{each.file} {each.lang} {each.split}"),
        ("all ", lambda each: f"{each.suite} {each.lang} {each.split}"),
        ("all ", lambda each: f"{each.suite} {each.split}"),
    ]
    rows = []
    for head, key in keys:
        for group in dict.fromkeys(map(key, judged)):
            rows.append(_row(head + group, [each for each in judged if key(each) == group]))
    return table(("questions", "n", "right", "share", "95 % interval"), rows)


def _row(name: str, judged: Sequence[Record]) -> tuple[str, ...]:
    n, right = len(judged), sum(bool(each.right) for each in judged)
    low, high = wilson(right, n)
    return name, str(n), str(right), f"{right / n:.0%}", f"{low:.0%} - {high:.0%}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Plain columns, the first to the left and the others to the right."""
    widths = [max(len(str(row[place])) for row in [head, *rows]) for place in range(len(head))]
    lines = []
    for row in [head, *rows]:
        cells = [cell.rjust(width) for cell, width in zip(row, widths, strict=True)]
        lines.append("  ".join([str(row[0]).ljust(widths[0]), *cells[1:]]).rstrip())
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)
