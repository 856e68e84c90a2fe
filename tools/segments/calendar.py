"""Clock and calendar: local dates to instants, and instants to hours, days, weeks, months in SQL.

Instants are whole seconds since 1970 UTC. A zone's daylight-saving changes within the data's span become a
CASE over instants; the rest is integer arithmetic, the same on both databases.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, Literal
from zoneinfo import ZoneInfo

import sqlalchemy as sa

__all__ = [
    "Bucket",
    "bucket_key",
    "bucket_label",
    "bucket_labels_between",
    "instant",
    "local_seconds",
    "local_text",
    "offsets",
    "span_named",
]

Bucket = Literal["hour", "day", "weekday", "week", "month", "quarter", "year"]

DAY = 86400
EPOCH = 719468
"""Days from 1 March of the year 0 to 1 January 1970. Counted from there, every day number is positive and a
leap day is the last of its year, so that months follow from integer division alone."""

_1900, _2100 = -2203800000, 4107456000
"""Instants a day or two inside 1 March 1900 and 28 February 2100."""

_WEEK = timedelta(days=7)
_NAMED = re.compile(r"(\d{4})(?:[-/](\d{1,2}))?(?:[-/](\d{1,2}))?")


def instant(moment: date | datetime, zone: ZoneInfo) -> int:
    """The instant at which a local date begins, or at which a local clock shows `moment`."""
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=zone)).timestamp())


def span_named(text: str, zone: ZoneInfo) -> tuple[int, int]:
    """The half-open span of instants a date names: "2024", "2024-03", "2024-03-05", or an ISO time.

    Raises ValueError when it names none.
    """
    named = _NAMED.fullmatch(text.strip())
    if not named:
        start = instant(datetime.fromisoformat(text.strip()), zone)
        return start, start + 1
    year, month, day = (int(part) if part else None for part in named.groups())
    first = date(year or 0, month or 1, day or 1)
    if day:
        after = first + timedelta(days=1)
    elif month:
        after = date(first.year + month // 12, month % 12 + 1, 1)
    else:
        after = date(first.year + 1, 1, 1)
    return instant(first, zone), instant(after, zone)


@lru_cache(maxsize=64)
def offsets(zone: ZoneInfo, first: int, last: int) -> tuple[tuple[int | None, int], ...]:
    """(until, offset) pairs: the zone's seconds east of UTC before the instant `until`, the last one open."""
    found: list[tuple[int | None, int]] = []
    known, offset = first, _offset(zone, first)
    while known < last:
        step = min(known + 7 * DAY, last)
        if _offset(zone, step) != offset:
            change = _change(zone, known, step)
            found.append((change, offset))
            step, offset = change, _offset(zone, change)
        known = step
    return (*found, (None, offset))


def _change(zone: ZoneInfo, before: int, after: int) -> int:
    """The first instant in (before, after] whose offset differs from that at `before`."""
    offset = _offset(zone, before)
    while after - before > 1:
        middle = (before + after) // 2
        before, after = (middle, after) if _offset(zone, middle) == offset else (before, middle)
    return after


def _offset(zone: ZoneInfo, moment: int) -> int:
    utc = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=moment)
    offset = utc.astimezone(zone).utcoffset() if date(1, 1, 3) < utc.date() < date(9999, 12, 29) else None
    return int(offset.total_seconds()) if offset else 0


def local_seconds(
    column: sa.ColumnElement[Any], zone: ZoneInfo, first: int, last: int
) -> sa.ColumnElement[int]:
    """SQL for what a clock in the zone shows, as seconds since 1970, for instants from first to last."""
    *earlier, (_, final) = offsets(zone, first, last)
    if not earlier:
        return column + _whole(final) if final else column
    changes = [(column < _whole(until or 0), _whole(offset)) for until, offset in earlier]
    return column + sa.case(*changes, else_=_whole(final))


def bucket_key(local: sa.ColumnElement[Any], bucket: Bucket, first: int, last: int) -> sa.ColumnElement[int]:
    """SQL for the number of the calendar bucket that local seconds fall in; later buckets have larger ones.

    hour: 0-23 of the day. weekday: 1 (Monday) to 7. The others count days, weeks, months, quarters, years.
    Instants from first to last are what is there: within 1900-2100 shorter arithmetic does.
    """
    shifted = local + _whole(EPOCH * DAY)
    if bucket == "hour":
        return shifted // 3600 % 24
    day = shifted // DAY
    if bucket == "day":
        return day
    if bucket == "weekday":
        return (day + 2) % 7 + 1
    if bucket == "week":
        return (day + 2) // 7
    month = _month_of_1900s(day) if _1900 < first and last < _2100 else _month(day)
    return month // {"month": 1, "quarter": 3, "year": 12}[bucket]


def _month(day: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
    """Months since January of the year 0. Years begin in March here: 153 days are always five months."""
    in_centuries = day * 4 + 3
    in_years = in_centuries % 146097 // 4 * 4 + 3
    day_of_year = in_years % 1461 // 4
    return (in_centuries // 146097) * 1200 + (in_years // 1461) * 12 + (day_of_year * 5 + 461) // 153 - 1


def _month_of_1900s(day: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
    """The same from March 1900 to February 2100, when every fourth year is a leap year."""
    in_years = day * 4 + (3 - 4 * 693960)
    return (in_years // 1461) * 12 + (in_years % 1461 // 4 * 5 + 461) // 153 + (1900 * 12 - 1)


def bucket_label(key: sa.ColumnElement[Any], bucket: Bucket, dialect: str) -> sa.ColumnElement[Any]:
    """SQL for a bucket's name: 2024-03-05, 2024-W09, 2024-03, 2024-Q1, 2024; hours, weekdays: numbers."""
    if bucket in ("hour", "weekday"):
        return key
    if bucket in ("day", "week"):
        day = (key if bucket == "day" else key * 7 + 1) - EPOCH  # a week is named after its Thursday
        return _day_label(day, bucket, dialect)
    if dialect == "sqlite":
        parts = {"month": ("%04d-%02d", 12, 1), "quarter": ("%04d-Q%d", 4, 1), "year": ("%04d", 1, 0)}
        form, size, numbered = parts[bucket]
        label = sa.func.printf(form, key // size, *([key % size + 1] if numbered else []))
        return sa.case((key.is_not(None), label))  # printf shows NULL as 0
    size, width = {"month": (12, 1), "quarter": (4, 3), "year": (1, 1)}[bucket]
    start = sa.func.make_date(_int(key // size), _int(key % size * width + 1), 1)
    return sa.func.to_char(start, {"month": "YYYY-MM", "quarter": 'YYYY-"Q"Q', "year": "YYYY"}[bucket])


def _day_label(day: sa.ColumnElement[Any], bucket: Bucket, dialect: str) -> sa.ColumnElement[Any]:
    if dialect != "sqlite":
        form = "YYYY-MM-DD" if bucket == "day" else 'IYYY-"W"IW'
        return sa.func.to_char(sa.func.make_date(1970, 1, 1) + _int(day), form)
    seconds = day * DAY
    if bucket == "day":
        return sa.func.strftime("%Y-%m-%d", seconds, "unixepoch")
    of_year = sa.cast(sa.func.strftime("%j", seconds, "unixepoch"), sa.Integer)
    year = sa.func.strftime("%Y", seconds, "unixepoch", type_=sa.Text)
    return year + sa.func.printf("-W%02d", (of_year - 1) // 7 + 1, type_=sa.Text)


def local_text(local: sa.ColumnElement[Any], dialect: str) -> sa.ColumnElement[Any]:
    """SQL for local seconds as 2024-03-05T14:30:00."""
    if dialect == "sqlite":
        return sa.func.strftime("%Y-%m-%dT%H:%M:%S", local, "unixepoch")
    start = sa.func.timezone("UTC", sa.func.to_timestamp(local))
    return sa.func.to_char(start, 'YYYY-MM-DD"T"HH24:MI:SS')


def bucket_labels_between(bucket: Bucket, first: str, last: str) -> Iterator[str | int]:
    """Every bucket's name from `first` to `last`, both included; all of them for hours and weekdays."""
    if bucket == "hour":
        yield from range(24)
    elif bucket == "weekday":
        yield from range(1, 8)
    else:
        label, end = first, last
        while label <= end:
            yield label
            label = _next(label, bucket)


def _next(label: str, bucket: Bucket) -> str:
    if bucket == "day":
        return (date.fromisoformat(label) + timedelta(days=1)).isoformat()
    if bucket == "week":
        year, week, _ = (datetime.strptime(f"{label}-1", "%G-W%V-%u").date() + _WEEK).isocalendar()
        return f"{year:04d}-W{week:02d}"
    if bucket == "year":
        return f"{int(label) + 1:04d}"
    year, part = int(label[:4]), int(label[6:] if bucket == "quarter" else label[5:])
    size = 4 if bucket == "quarter" else 12
    year, part = (year + 1, 1) if part == size else (year, part + 1)
    return f"{year:04d}-Q{part}" if bucket == "quarter" else f"{year:04d}-{part:02d}"


def _whole(number: int) -> sa.ColumnElement[int]:
    """A number that is part of the statement: hundreds of changes would be as many parameters."""
    return sa.literal_column(str(number), sa.BigInteger)


def _int(number: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
    return sa.cast(number, sa.Integer)
