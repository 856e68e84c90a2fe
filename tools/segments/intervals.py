"""How sure a figure is: 95 % intervals for shares, means, NPS, and for differences between two sides."""

from collections.abc import Mapping
from math import sqrt
from typing import Any

from tools.segments.measures import FRACTIONS
from tools.segments.query import Measure, SegmentQuery

__all__ = [
    "SMALL",
    "mean",
    "mean_difference",
    "newcombe",
    "nps",
    "nps_difference",
    "row_intervals",
    "t_quantile",
    "wilson",
]

SMALL = 30
"""Fewer records than this are a small sample: the answer says so."""

_Z = 1.959963984540054
_T_SMALL = (12.7062, 4.3027, 3.1824, 2.7764)

Span = tuple[float, float]


def wilson(part: float, n: int) -> Span:
    """Wilson's interval for a share of `n` records."""
    square = _Z * _Z
    middle = (part + square / (2 * n)) / (1 + square / n)
    half = _Z / (1 + square / n) * sqrt(max(part * (1 - part), 0.0) / n + square / (4 * n * n))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def newcombe(part_a: float, n_a: int, part_b: float, n_b: int) -> Span:
    """Newcombe's interval for the difference of two independent shares."""
    (low_a, high_a), (low_b, high_b) = wilson(part_a, n_a), wilson(part_b, n_b)
    difference = part_a - part_b
    return (
        difference - sqrt((part_a - low_a) ** 2 + (high_b - part_b) ** 2),
        difference + sqrt((high_a - part_a) ** 2 + (part_b - low_b) ** 2),
    )


def mean(value: float, squares: float, n: int) -> Span:
    """Student's interval for a mean of n >= 2 values, from the sum of their squares."""
    half = t_quantile(n - 1) * sqrt(_mean_variance(value, squares, n))
    return value - half, value + half


def nps(score: float, decided: int, n: int) -> Span:
    """Interval for an NPS in points; `decided` is promoters plus detractors."""
    half = _Z * sqrt(_nps_variance(score, decided, n))
    return max(score - half, -100.0), min(score + half, 100.0)


def t_quantile(freedom: int) -> float:
    """The 97.5 % point of Student's distribution, to three digits."""
    if freedom <= len(_T_SMALL):
        return _T_SMALL[freedom - 1]
    z, inverse = _Z, 1 / freedom
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term * inverse**power for power, term in enumerate(terms, start=1))


def row_intervals(
    query: SegmentQuery, names: tuple[str, ...], row: Mapping[str, Any], overlap: bool
) -> dict[str, Any]:
    """The intervals of one row by column name: {"low", "high", "n", "small"}; low and high may be None.

    Shares also have "part", the records of the `n` that are the share.

    Differences have none when the two sides share records (`overlap`).
    """
    found: dict[str, Any] = {}
    sides = ("a", "b") if query.compare else ("a",)
    width = 4 if query.compare else 1
    for place, measure in enumerate(query.measures):
        columns = names[len(query.group_by) + place * width :]
        for side, column in zip(sides, columns, strict=False):
            n = int(row[f"n_{side}_{place}"] or 0)
            span = _span(measure, *_figures(row, side, place))
            if span or measure.op not in ("count", "customers", "distinct"):
                found[column] = _told(span, n)
                if measure.op in FRACTIONS and measure.op != "share_of_total":
                    found[column]["part"] = int(row[f"spread_{side}_{place}"] or 0)
        if query.compare and not overlap:
            span = _difference(measure, row, place)
            if span:
                smaller = min(int(row[f"n_{side}_{place}"] or 0) for side in sides)
                found[columns[2]] = _told(span, smaller)
    return found


def _told(span: Span | None, n: int) -> dict[str, Any]:
    low, high = span or (None, None)
    return {"low": low, "high": high, "n": n, "small": n < SMALL}


def _figures(row: Mapping[str, Any], side: str, place: int) -> tuple[float | None, float, int]:
    value, spread = row[f"value_{side}_{place}"], row[f"spread_{side}_{place}"]
    return None if value is None else float(value), float(spread or 0), int(row[f"n_{side}_{place}"] or 0)


def _span(measure: Measure, value: float | None, spread: float, n: int) -> Span | None:
    if value is None or n == 0:
        return None
    if measure.op in FRACTIONS and measure.op != "share_of_total":
        return wilson(value, n)
    if measure.op == "nps":
        return nps(value, int(spread), n)
    if measure.op == "average" and n > 1:
        return mean(value, spread, n)
    return None


def _difference(measure: Measure, row: Mapping[str, Any], place: int) -> Span | None:
    (a, spread_a, n_a), (b, spread_b, n_b) = (_figures(row, side, place) for side in ("a", "b"))
    if a is None or b is None or min(n_a, n_b) == 0:
        return None
    if measure.op in FRACTIONS and measure.op != "share_of_total":
        return newcombe(a, n_a, b, n_b)
    if measure.op == "nps":
        return nps_difference((a, spread_a, n_a), (b, spread_b, n_b))
    if measure.op == "average" and min(n_a, n_b) > 1:
        return mean_difference((a, spread_a, n_a), (b, spread_b, n_b))
    return None


def nps_difference(a: tuple[float, float, int], b: tuple[float, float, int]) -> Span:
    """Interval for the difference of two NPS in points, of (score, promoters plus detractors, n) each."""
    half = _Z * sqrt(_nps_variance(a[0], int(a[1]), a[2]) + _nps_variance(b[0], int(b[1]), b[2]))
    return a[0] - b[0] - half, a[0] - b[0] + half


def mean_difference(a: tuple[float, float, int], b: tuple[float, float, int]) -> Span:
    """Welch's interval for the difference of two means, of (mean, sum of squares, n >= 2) each."""
    half = _welch(_mean_variance(*a), a[2], _mean_variance(*b), b[2])
    return a[0] - b[0] - half, a[0] - b[0] + half


def _welch(variance_a: float, n_a: int, variance_b: float, n_b: int) -> float:
    """Half the width of Welch's interval for a difference of means."""
    total = variance_a + variance_b
    if total == 0:
        return 0.0
    freedom = total**2 / (variance_a**2 / (n_a - 1) + variance_b**2 / (n_b - 1))
    return t_quantile(max(int(freedom), 1)) * sqrt(total)


def _mean_variance(value: float, squares: float, n: int) -> float:
    """The variance of a mean."""
    return max(squares - n * value * value, 0.0) / (n - 1) / n


def _nps_variance(score: float, decided: int, n: int) -> float:
    """The variance of an NPS, in squared points."""
    return max(decided / n - (score / 100) ** 2, 0.0) / n * 10_000
