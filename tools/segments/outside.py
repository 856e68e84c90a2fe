"""Periods held against the days the data has: what lies outside them, and the nearest that does not."""

from datetime import date, timedelta

from tools.segments.query import Period
from tools.segments.spans import Span, unit_of, unit_span

__all__ = ["lies_outside", "nearest", "partly_outside", "period_label"]

_DAY = timedelta(days=1)
_MOST_OUTSIDE = 0.1
"""A period is said to be cut off when the data leaves out more than this share of its days."""


def lies_outside(period: Period, data: Span) -> bool:
    """Whether no day of the period is among those from the first to the last of the data."""
    first, end = _ends(period)
    return bool((first and first > data[1]) or (end and end <= data[0]))


def partly_outside(period: Period, data: Span) -> bool:
    """Whether a good part of a closed period lies before the first or after the last day of the data."""
    first, end = _ends(period)
    if first is None or end is None or lies_outside(period, data):
        return False
    inside = (min(end, data[1] + _DAY) - max(first, data[0])).days
    return inside < (1 - _MOST_OUTSIDE) * (end - first).days


def nearest(period: Period, data: Span) -> Span:
    """The closest days the data has that are a period of the same kind: the last month or year it reaches.

    Of what is no calendar unit, as many days; no more than the data has.
    """
    first, end = _ends(period)
    later = first is not None and first > data[1]
    edge = data[1] if later else data[0]
    unit = unit_of((first, end)) if first and end else None
    if unit in ("week", "month", "quarter", "half", "year"):
        span = unit_span(edge, unit)
    else:
        length = min((end - first) if first and end else _DAY, data[1] + _DAY - data[0])
        span = (edge + _DAY - length, edge + _DAY) if later else (edge, edge + length)
    return max(span[0], data[0]), min(span[1], data[1] + _DAY)


def period_label(span: Span) -> str:
    """2019, 2019-Q1, 2019-03, 2019-03-05, or the first and the last day."""
    unit, first = unit_of(span), span[0]
    if unit == "year":
        return str(first.year)
    if unit == "quarter":
        return f"{first.year}-Q{first.month // 3 + 1}"
    if unit == "month":
        return f"{first:%Y-%m}"
    return str(first) if unit == "day" else f"{first} – {span[1] - _DAY}"


def _ends(period: Period) -> tuple[date | None, date | None]:
    first, end = (date.fromisoformat(str(each)[:10]) if each else None for each in (period.start, period.end))
    return first, end
