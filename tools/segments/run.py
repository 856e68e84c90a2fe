"""A query run: one statement, one result."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from retrieval.catalog import Catalog, data_span
from retrieval.database import Store
from retrieval.records import FieldKind
from retrieval.visible import as_run
from tools.results import Cell, Result
from tools.segments.calendar import bucket_labels_between, instant
from tools.segments.checking import Unknown, check, find_field
from tools.segments.compiling import absent_fields, column_names, compile_query
from tools.segments.intervals import row_intervals
from tools.segments.measures import ADDITIVE, measure_name
from tools.segments.outside import lies_outside, nearest, period_label
from tools.segments.query import Period, SegmentQuery

__all__ = ["literal_sql", "run_query"]

MAX_INTERVAL_ROWS = 50
MAX_FILLED = 1000
"""A longer table of buckets is not filled up: most of it would be zeros."""


def run_query(store: Store, catalog: Catalog, query: SegmentQuery, handle: str = "r1") -> Result:
    """Counts, in one statement. Raises BadQuery for what this data cannot answer.

    `facts`: records (and records_b), groups, groups_kept (those large enough), groups_below_minimum,
    groups_within (of those large enough, the ones that meet the query's bounds, when it has any),
    groups_beyond_limit (0 where the limit is of each first group), filled (empty buckets added as zeros),
    period and period_b as local dates, data (its first and last day, with a period), labels, overlap, absent
    (records whose value is missing in a denied filter or a share's condition), several (the field grouped by
    of which a record may have more than one: its groups overlap), unknown_values, measures (their names), and
    intervals of a table of at most 50 rows, one entry a row.
    """
    checked = check(catalog, query, store.timezone)
    query = checked.query
    statement = compile_query(catalog, store.dialect, store.timezone, query)
    with store.read() as connection:
        found = connection.execute(statement).all()
        beyond = not found  # the offset leaves no row, not even one for the totals
        if beyond:
            first = compile_query(catalog, store.dialect, store.timezone, _first(query))
            found = connection.execute(first).all()
        sql = literal_sql(as_run(connection, statement), store.engine.dialect)
    names = column_names(query)
    hidden = [column.name for column in statement.selected_columns][len(names) :]
    beside = [dict(zip(hidden, row[len(names) :], strict=True)) for row in found]
    totals = {key: int(value) for key, value in _totals(beside).items()}
    kept = [place for place, row in enumerate(beside) if row["records"] is not None and not beyond]
    kinds = _kinds(catalog, query, len(names))
    rows = [tuple(map(_cell, found[place][: len(names)], kinds)) for place in kept]
    facts = _facts(catalog, store, query, totals, rows) | _unknown(checked.unknown)
    filled = _filled(query, rows)
    if len(rows) <= MAX_INTERVAL_ROWS:
        overlap = totals.get("all_both", 0) > 0
        intervals = [row_intervals(query, names, beside[place], overlap) for place in kept]
        if any(intervals):
            facts["intervals"] = _aligned(intervals, rows, filled)
    if len(filled) > len(rows):
        facts["filled"] = len(filled) - len(rows)
    return Result(
        handle=handle,
        tool="query_segments",
        query=query.model_dump(mode="json", exclude_defaults=True),
        sql=sql,
        columns=names,
        rows=tuple(filled),
        covered=totals["all_covered"],
        missing=totals["all_records"] - totals["all_covered"],
        facts=facts,
    )


def _first(query: SegmentQuery) -> SegmentQuery:
    return query.model_copy(update={"offset": 0, "limit": 1})


def literal_sql(statement: sa.Select[Any], dialect: sa.Dialect) -> str:
    """The statement with its values in place, as it can be pasted into the database's own shell."""
    plain: Any = type(dialect)(paramstyle="named")  # type: ignore[call-arg]  # no doubled percent signs
    plain._backslash_escapes = False  # standard_conforming_strings is on
    return str(statement.compile(dialect=plain, compile_kwargs={"literal_binds": True}))


def _totals(beside: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The totals stand on every row, and there is always one."""
    return {key: value for key, value in beside[0].items() if key.startswith("all_")}


def _kinds(catalog: Catalog, query: SegmentQuery, width: int) -> list[FieldKind | None]:
    groups = [None if each.bucket else find_field(catalog, each.field).kind for each in query.group_by]
    return [*groups, *[None] * (width - len(groups))]


def _cell(value: Any, kind: FieldKind | None) -> Cell:
    """A plain value: whole numbers as such, flags as true or false."""
    if value is None:
        return None
    if kind == "flag":
        return bool(value)
    if isinstance(value, Decimal):
        value = float(value)
    if kind == "number" and isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, str | int | float) else str(value)


def _facts(
    catalog: Catalog,
    store: Store,
    query: SegmentQuery,
    totals: Mapping[str, int],
    rows: Sequence[tuple[Cell, ...]],
) -> dict[str, Any]:
    facts: dict[str, Any] = {"records": totals["all_records_a"], "of_records": catalog.records}
    facts["measures"] = [measure_name(each) for each in query.measures]
    if several := [each.field for each in query.group_by if find_field(catalog, each.field).many]:
        facts["several"] = several[0]
    if query.group_by:
        named = sum(None not in row[: len(query.group_by)] for row in rows)
        facts["groups"] = totals["all_groups"]
        facts["groups_below_minimum"] = totals["all_groups"] - totals["all_kept"]
        facts["groups_kept"] = totals["all_kept"]
        beyond = 0 if query.each else totals["all_within"] - named - query.offset
        facts["groups_beyond_limit"] = max(beyond, 0)
        if query.having:
            facts["groups_within"] = totals["all_within"]
    for name, period in _periods(query).items():
        facts[name] = _local_period(period, store)
    time = catalog.field("time")
    if query.period is not None and time is not None:
        facts["data"] = {"first": _local_day(time.lowest, store), "last": _local_day(time.highest, store)}
        facts |= _nearest(catalog, query)
    if query.compare:
        facts["records_b"] = totals["all_records_b"]
        facts["labels"] = list(query.compare.labels)
        facts["overlap"] = totals["all_both"]
    absent = {name: totals[f"all_absent_{place}"] for place, name in enumerate(absent_fields(query))}
    if any(absent.values()):
        facts["absent"] = {name: count for name, count in absent.items() if count}
    return facts


def _periods(query: SegmentQuery) -> dict[str, Period]:
    other = query.compare.period if query.compare else None
    return {name: each for name, each in (("period", query.period), ("period_b", other)) if each is not None}


def _local_period(period: Period, store: Store) -> dict[str, str | None]:
    """The period's ends on the local clock: a date where it falls on midnight, and the end not included."""

    def local(moment: Any) -> str | None:
        if moment is None:
            return None
        clock = datetime.fromtimestamp(instant(moment, store.timezone), UTC).astimezone(store.timezone)
        midnight = clock == datetime(clock.year, clock.month, clock.day, tzinfo=store.timezone)
        return clock.date().isoformat() if midnight else clock.replace(tzinfo=None).isoformat()

    return {"start": local(period.start), "end": local(period.end), "timezone": store.timezone.key}


def _nearest(catalog: Catalog, query: SegmentQuery) -> dict[str, str]:
    """Of a period the data has no day of: the nearest of its kind that it has some of."""
    days = data_span(catalog)
    periods = (query.period, query.compare.period if query.compare else None)
    beyond = next((each for each in periods if each and days and lies_outside(each, days)), None)
    return {"nearest": period_label(nearest(beyond, days))} if beyond and days else {}


def _local_day(seconds: float | None, store: Store) -> str | None:
    return None if seconds is None else str(datetime.fromtimestamp(seconds, store.timezone).date())


def _unknown(unknown: Sequence[Unknown]) -> dict[str, Any]:
    if not unknown:
        return {}
    return {
        "unknown_values": [
            {"field": each.field, "value": each.value, "closest": list(each.closest)} for each in unknown
        ]
    }


def _filled(query: SegmentQuery, rows: list[tuple[Cell, ...]]) -> list[tuple[Cell, ...]]:
    """The rows with the empty buckets between the first and the last, when time alone splits them."""
    bucket = query.group_by[0].bucket if len(query.group_by) == 1 else None
    ordered_by_time = query.order is None or (query.order.by == "group" and not query.order.descending)
    if bucket is None or not ordered_by_time or query.limit or query.offset or query.min_group > 1:
        return rows
    if query.having:
        return rows
    known = {row[0]: row for row in rows if row[0] is not None}
    if not known:
        return rows
    labels = [each for each in known if each is not None]
    first, last = labels[0], labels[-1]
    every = []
    wanted = _wanted(query, bucket)
    for label in bucket_labels_between(bucket, str(first), str(last)):
        if wanted is not None and label not in wanted:
            continue
        every.append(known.get(label, (label, *_empty(query))))
        if len(every) > MAX_FILLED:
            return rows
    return [*every, *(row for row in rows if row[0] is None)]


def _wanted(query: SegmentQuery, bucket: str) -> set[int] | None:
    """The weekdays or hours a query is restricted to, as the others tell nothing. None for all."""
    for each in query.filters:
        if each.bucket == bucket and each.op in ("=", "in", "between"):
            values = [int(float(value)) for value in (each.values or (each.value,)) if value is not None]
            return set(range(values[0], values[-1] + 1)) if each.op == "between" else set(values)
    return None


def _empty(query: SegmentQuery) -> list[Cell]:
    """The measures of a bucket without records."""
    cells: list[Cell] = []
    for measure in query.measures:
        nothing = 0 if measure.op in ADDITIVE else None
        cells += [nothing, nothing, nothing, None] if query.compare else [nothing]
    return cells


def _aligned(
    intervals: Sequence[dict[str, Any]], rows: Sequence[tuple[Cell, ...]], filled: Sequence[tuple[Cell, ...]]
) -> list[dict[str, Any]]:
    """One entry for every row; nothing for buckets that were added."""
    if len(filled) == len(rows):
        return list(intervals)
    by_bucket = {row[0]: each for row, each in zip(rows, intervals, strict=True)}
    return [by_bucket.get(row[0], {}) for row in filled]
