"""What a segment query should give, worked out anew in Python and pandas: no SQL, none of the tools' code."""

import math
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from tests.tools.feedback_data import OWN, Row
from tools.segments.query import Filter, GroupBy, Measure, Period, SegmentQuery

__all__ = ["bucket", "expected", "meets", "moment"]

DATES = ("time", "ordered_at")
Table = dict[tuple[Any, ...], list[Any]]


def moment(day: date | datetime, zone: ZoneInfo) -> float:
    clock = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)
    return clock.replace(tzinfo=zone).timestamp()


def bucket(seconds: int, unit: str, zone: ZoneInfo) -> str | int:
    clock = datetime.fromtimestamp(seconds, UTC).astimezone(zone)
    year, week, weekday = clock.isocalendar()
    labels: dict[str, str | int] = {
        "hour": clock.hour,
        "day": clock.strftime("%Y-%m-%d"),
        "weekday": weekday,
        "week": f"{year}-W{week:02d}",
        "month": clock.strftime("%Y-%m"),
        "quarter": f"{clock.year}-Q{(clock.month + 2) // 3}",
        "year": str(clock.year),
    }
    return labels[unit]


def _same_letter(a: str, b: str) -> bool:
    return b in (a, a.lower(), a.upper(), a.title())


def _contains(text: str, part: str) -> bool:
    starts = range(len(text) - len(part) + 1)
    return any(all(_same_letter(p, text[start + i]) for i, p in enumerate(part)) for start in starts)


def meets(row: Row, condition: Filter, zone: ZoneInfo) -> bool:
    if condition.any_of:
        return any(meets(row, each, zone) for each in condition.any_of)
    value, op = row.get(condition.field), condition.op
    if op in ("missing", "present"):
        return (value is None) == (op == "missing")
    if value is None:
        return op in ("!=", "not in", "not contains")
    wanted: Any = condition.values or (condition.value,)
    if op in ("contains", "not contains"):
        return _contains(value, str(wanted[0])) == (op == "contains")
    if condition.bucket:
        value = bucket(value, condition.bucket, zone)
    elif condition.field in DATES:
        day = datetime.fromtimestamp(value, UTC).astimezone(zone).date().isoformat()
        value, wanted = day, tuple(str(each) for each in wanted)
    results = {
        "=": value == wanted[0],
        "!=": value != wanted[0],
        "in": value in wanted,
        "not in": value not in wanted,
    }
    if op in results:
        return bool(results[op])
    low, high = wanted[0], wanted[-1]
    return bool(
        {"<": lambda: value < low, "<=": lambda: value <= low, ">": lambda: value > low}.get(
            op, lambda: value >= low if op == ">=" else low <= value <= high
        )()
    )


def _in_period(row: Row, period: Period | None, zone: ZoneInfo) -> bool:
    if period is None or (period.start is None and period.end is None):
        return True
    time = row.get("time")
    if time is None:
        return False
    after = period.start is None or time >= moment(period.start, zone)
    return after and (period.end is None or time < moment(period.end, zone))


def _side(rows: Sequence[Row], filters: Sequence[Filter], period: Period | None, zone: ZoneInfo) -> list[Row]:
    return [
        row for row in rows if _in_period(row, period, zone) and all(meets(row, f, zone) for f in filters)
    ]


def _mentions(condition: Filter, names: Sequence[str]) -> bool:
    return condition.field in names or any(_mentions(each, names) for each in condition.any_of)


def _key(row: Row, groups: Sequence[GroupBy], zone: ZoneInfo) -> tuple[Any, ...]:
    key: list[Any] = []
    for group in groups:
        value = row.get(group.field)
        if value is not None and group.field in DATES:
            value = bucket(value, group.bucket or "day", zone)
        key.append(bool(value) if OWN.get(group.field) == "flag" and value is not None else value)
    return tuple(key)


def _measured(row: Row, measure: Measure) -> bool:
    field = measure.field or {
        "customers": "customer",
        "nps": "nps",
        "csat": "csat",
        "share_negative": "sentiment",
        "share_positive": "sentiment",
    }.get(measure.op)
    value = row.get(field) if field else 0
    if value is None:
        return False
    low, high = {"nps": (0, 10), "csat": (1, 5)}.get(measure.op, (-math.inf, math.inf))
    return measure.op not in ("nps", "csat") or low <= value <= high


def _compute(rows: Sequence[Row], measure: Measure, total: int, zone: ZoneInfo) -> Any:
    op, n = measure.op, len(rows)
    if op in ("count", "share"):
        met = sum(all(meets(row, each, zone) for each in measure.where) for row in rows)
        return met if op == "count" else met / n if n else None
    if op == "share_of_total":
        return n / total if total else None
    defaults = {"customers": "customer", "nps": "nps", "csat": "csat"}
    name = measure.field or defaults.get(op, "sentiment")
    values = pd.Series([row.get(name) for row in rows if _measured(row, measure)])
    if op in ("customers", "distinct"):
        return int(values.nunique())
    if op == "sum":
        return float(values.astype(float).sum())
    if values.empty:
        return None
    return _of_values(values, measure)


def _of_values(values: "pd.Series[Any]", measure: Measure) -> Any:
    op = measure.op
    if op in ("share_negative", "share_positive"):
        return (values == op.removeprefix("share_")).mean()
    values = values.astype(float)
    if op == "nps":
        return 100 * ((values >= 9).mean() - (values <= 6).mean())
    if op == "csat":
        return (values >= 4).mean()
    if op == "percentile":
        return values.quantile((measure.percentile or 0) / 100)
    pandas_name = {"average": "mean"}.get(op, op)
    return getattr(values, pandas_name)()


def expected(rows: Sequence[Row], query: SegmentQuery, zone: ZoneInfo) -> dict[str, Any]:
    """Groups with the value of each measure on each side (dates as seconds), before order and limit."""
    sides = [_side(rows, query.filters, query.period, zone)]
    if query.compare:
        kept = [each for each in query.filters if not _mentions(each, query.compare.without)]
        period = query.compare.period or (None if "time" in query.compare.without else query.period)
        sides.append(_side(rows, [*kept, *query.compare.filters], period, zone))
    either = [row for row in rows if any(row is each for side in sides for each in side)]
    keys = dict.fromkeys(_key(row, query.group_by, zone) for row in either) if query.group_by else {(): None}
    table: Table = {}
    sizes: dict[tuple[Any, ...], int] = {}
    for key in keys:
        sizes[key] = sum(_key(row, query.group_by, zone) == key for row in either)
        within = [[row for row in side if _key(row, query.group_by, zone) == key] for side in sides]
        table[key] = [
            _compute(part, measure, len(side), zone)
            for measure in query.measures
            for part, side in zip(within, sides, strict=True)
        ]
    covered = [
        row
        for row in either
        if None not in _key(row, query.group_by, zone) and _measured(row, query.measures[0])
    ]
    return {
        "table": table,
        "sizes": sizes,
        "records": len(sides[0]),
        "covered": len(covered),
        "missing": len(either) - len(covered),
    }
