"""Which buckets of a trend are whole: half a month beside full ones would look like a fall."""

from collections.abc import Sequence
from datetime import date, timedelta

from tools.results import Cell

__all__ = ["Row", "bucket_days", "whole_rows"]

Row = Sequence[Cell]

_MOST_OUTSIDE = 0.1
"""A bucket of which the data leaves out more than this share of its days is not whole."""


def whole_rows(rows: Sequence[Row], first: date, end: date) -> list[Row]:
    """The rows of buckets that lie within the days from `first` to `end` (not included).

    Only the ends can be cut off. All rows when fewer than two are whole.
    """
    whole = [row for row in rows if _is_whole(str(row[0]), first, end)]
    return whole if len(whole) > 1 else list(rows)


def _is_whole(label: str, first: date, end: date) -> bool:
    start, after = bucket_days(label)
    inside = (min(after, end) - max(start, first)).days
    return inside >= (1 - _MOST_OUTSIDE) * (after - start).days


def bucket_days(label: str) -> tuple[date, date]:
    """The half-open days of a bucket's name: 2024, 2024-Q1, 2024-03, 2024-W09, 2024-03-05."""
    year, _, rest = label.partition("-")
    if not rest:
        return date(int(year), 1, 1), date(int(year) + 1, 1, 1)
    if rest.startswith("W"):
        monday = date.fromisocalendar(int(year), int(rest[1:]), 1)
        return monday, monday + timedelta(days=7)
    if rest.startswith("Q"):
        return _months(int(year), 3 * int(rest[1:]) - 2, 3)
    if "-" in rest:
        day = date.fromisoformat(label)
        return day, day + timedelta(days=1)
    return _months(int(year), int(rest), 1)


def _months(year: int, month: int, count: int) -> tuple[date, date]:
    end_year, end_month = divmod(year * 12 + month - 1 + count, 12)
    return date(year, month, 1), date(end_year, end_month + 1, 1)
