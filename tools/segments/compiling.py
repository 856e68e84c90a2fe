"""A checked query as one SQL statement, alike on SQLite and PostgreSQL.

    segment   the records of either side, with what is grouped and measured
    counted   when a percentile is asked for: how many records are alike in all of that
    ranked    the same with the number of records up to each value
    grouped   the measures of each group, conditional on the side
    totals    one row: the whole segment, its groups, and what is missing
    the rest  labels, differences, order, limit

Columns that answer the question come first, named as `column_names` says. Those a `Result` needs besides
(sizes, spreads, totals) follow, named as in `hidden_names`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from retrieval.catalog import Catalog, CatalogField
from retrieval.database import feedback_table
from retrieval.records import FieldKind
from tools.segments.bounds import large_enough, within_bounds
from tools.segments.calendar import bucket_key, bucket_label, instant, local_seconds, local_text
from tools.segments.checking import check, find_field
from tools.segments.conditions import field_column, segment_condition
from tools.segments.measures import Aggregates, Part, Ranks, aggregates, measure_name, quantile
from tools.segments.order import difference_of, first_of_each, in_order, ratio_of
from tools.segments.query import Filter, GroupBy, Measure, Period, SegmentQuery

__all__ = ["absent_fields", "column_names", "compile_query", "group_name", "segment_condition"]

Column = sa.ColumnElement[Any]

_RANKED = ("median", "percentile")
_NEGATED = ("!=", "not in", "not contains")


def compile_query(catalog: Catalog, dialect: str, timezone: ZoneInfo, query: SegmentQuery) -> sa.Select[Any]:
    """The one statement that answers `query` on `dialect` ("sqlite" or "postgresql").

    Raises BadQuery for what this data cannot answer.
    """
    checked = check(catalog, query, timezone).query
    compiler = _Compiler(catalog, dialect, timezone, checked, feedback_table(catalog.attributes))
    segment: sa.FromClause = compiler.segment()
    rows = segment
    if any(measure.op in _RANKED for measure in checked.measures):
        rows = compiler.ranked(compiler.counted(segment))
    grouped = compiler.grouped(rows)
    return compiler.final(grouped, compiler.totals(grouped, segment))


def column_names(query: SegmentQuery) -> tuple[str, ...]:
    """The columns of the answer: groups, then each measure, or both its sides, difference and ratio."""
    names = [group_name(each) for each in query.group_by]
    for measure in query.measures:
        name = measure_name(measure)
        if query.compare is None:
            names.append(name)
            continue
        several = f"{name} " if len(query.measures) > 1 else ""
        names += [f"{name} {label}" for label in query.compare.labels]
        names += [f"{several}difference", f"{several}ratio"]
    return tuple(_numbered(names))


def group_name(group: GroupBy) -> str:
    """A group's column: its field, or the bucket of a date ("month", "ordered_at month")."""
    if group.bucket is None:
        return group.field
    return group.bucket if group.field == "time" else f"{group.field} {group.bucket}"


def absent_fields(query: SegmentQuery) -> tuple[str, ...]:
    """Fields whose missing values an answer should mention: denied ones, and those a share depends on."""
    denied = [each.field for each in query.filters if each.op in _NEGATED]
    shares = [measure for measure in query.measures if measure.op != "count"]
    shared = [each.field for measure in shares for each in measure.where if not each.any_of]
    return tuple(dict.fromkeys(denied + shared))


def _numbered(names: Sequence[str]) -> list[str]:
    """The names, each repeated one with its number, so that all differ."""
    seen: list[str] = []
    for name in names:
        number, free = 1, name
        while free in seen:
            number += 1
            free = f"{name} {number}"
        seen.append(free)
    return seen


@dataclass(frozen=True, slots=True)
class _Compiler:
    catalog: Catalog
    dialect: str
    zone: ZoneInfo
    query: SegmentQuery
    table: sa.Table

    @property
    def sides(self) -> tuple[str, ...]:
        return ("a", "b") if self.query.compare else ("a",)

    @property
    def repeats(self) -> bool:
        """Whether a record stands once for each of its values: it is in each of those groups."""
        return any(self._field(each.field).many for each in self.query.group_by)

    def segment(self) -> sa.FromClause:
        """Records of either side. A side is a column of 0 and 1 only when there are two.

        SQLite copies a CTE row by row before it counts: worth it only for conditions, which it would
        otherwise work out anew in each measure.
        """
        condition = self._condition(self.query.filters, self.query.period)
        several = self._several()
        columns: list[Column] = [
            (several[place].c.value if place in several else self._group_key(each)).label(f"group_{place}")
            for place, each in enumerate(self.query.group_by)
        ]
        if self.query.compare:
            other = self._condition(*self._other_side())
            columns += [_flag(condition).label("in_a"), _flag(other).label("in_b")]
            condition = sa.or_(condition, other)
        for place, measure in enumerate(self.query.measures):
            if measure.field:
                columns.append(self._measured(measure).label(f"value_{place}"))
            if measure.where:
                columns.append(_flag(self._condition(measure.where, None)).label(f"where_{place}"))
        for place, name in enumerate(absent_fields(self.query)):
            absent = self._condition((Filter(field=name, op="missing"),), None)
            columns.append(_flag(absent).label(f"absent_{place}"))
        if self.repeats:
            columns.append(self.table.c.seq)
        columns = columns or [sa.literal(1, sa.Integer).label("record")]
        records = sa.select(*columns).select_from(self._beside(several.values())).where(condition)
        judged = self.query.compare or any(measure.where for measure in self.query.measures) or self.repeats
        return records.cte("segment") if judged else records.subquery("segment")

    def counted(self, segment: sa.FromClause) -> sa.CTE:
        """The records, those alike as one row: far fewer to rank, as a rating has few values."""
        return sa.select(*segment.c, sa.func.count().label("times")).group_by(*segment.c).cte("counted")

    def ranked(self, counted: sa.CTE) -> sa.CTE:
        """With how many records of the group and side have a measured value, up to the row's and in all."""
        groups = self._groups(counted)
        columns: list[Column] = list(counted.c)
        for place, measure in enumerate(self.query.measures):
            if measure.op not in _RANKED:
                continue
            value = counted.c[f"value_{place}"]
            for side in self.sides:
                there = [value.is_not(None), *self._side(counted, side)]
                times = sa.func.sum(sa.case((sa.and_(*there), counted.c.times), else_=0))
                windows = {
                    "upto": times.over(partition_by=groups or None, order_by=value),
                    "of": times.over(partition_by=groups or None),
                }
                columns += [
                    sa.cast(each, sa.BigInteger).label(f"{name}_{side}_{place}")
                    for name, each in windows.items()
                ]
        return sa.select(*columns).cte("ranked")

    def grouped(self, segment: sa.FromClause) -> sa.CTE:
        groups = self._groups(segment)
        part = Part(times=segment.c.get("times"))
        columns: list[Column] = [*groups, part.count().label("records")]
        columns.append(part.valued(self.query.measures[0], segment.c.get("value_0")).label("valued"))
        for side in self.sides:
            columns.append(self._part(segment, side).count().label(f"records_{side}"))
            for place, measure in enumerate(self.query.measures):
                found = self._aggregates(segment, side, place, measure)
                columns.append(found.value.label(f"value_{side}_{place}"))
                columns.append(found.n.label(f"n_{side}_{place}"))
                columns.append(found.spread.label(f"spread_{side}_{place}"))
        if self.query.compare:
            both = [*self._side(segment, "a"), *self._side(segment, "b")]
            columns.append(part.count(*both).label("both"))
        for place, _ in enumerate(absent_fields(self.query)):
            absent = self._part(segment, "a").count(segment.c[f"absent_{place}"] == 1)
            columns.append(absent.label(f"absent_{place}"))
        return sa.select(*columns).select_from(segment).group_by(*groups).cte("grouped")

    def totals(self, grouped: sa.CTE, segment: sa.FromClause) -> sa.CTE:
        named = self._named(grouped)
        large = sa.and_(named, large_enough(self.query, grouped))
        counts: dict[str, Column] = {
            "all_records": grouped.c.records,
            "all_covered": sa.case((named, grouped.c.valued), else_=0),
            "all_groups": _flag(named),
            "all_kept": _flag(large),
            "all_within": _flag(sa.and_(large, within_bounds(self.query, grouped))),
        }
        plain = ["records_a", *(["records_b", "both"] if self.query.compare else [])]
        plain += [f"absent_{place}" for place, _ in enumerate(absent_fields(self.query))]
        counts |= {f"all_{name}": grouped.c[name] for name in plain}
        summed = [sa.func.coalesce(sa.func.sum(each), 0).label(name) for name, each in counts.items()]
        if self.repeats:
            once = self._once(segment)
            summed = [once.get(each.name, each).label(each.name) for each in summed]
        return sa.select(*summed).select_from(grouped).cte("totals")

    def _once(self, segment: sa.FromClause) -> dict[str, Column]:
        """The totals over records, where the groups overlap: the sum over groups would count some twice."""
        named = [segment.c[f"group_{place}"].is_not(None) for place, _ in enumerate(self.query.group_by)]
        measured = segment.c.get("value_0")
        there = [measured.is_not(None)] if measured is not None else []
        sides = {side: self._side(segment, side) for side in self.sides}
        conditions: dict[str, list[Column]] = {"all_records": [], "all_covered": [*named, *there]}
        conditions |= {f"all_records_{side}": each for side, each in sides.items()}
        conditions["all_both"] = [each for side in sides.values() for each in side]
        for place, _ in enumerate(absent_fields(self.query)):
            conditions[f"all_absent_{place}"] = [*sides["a"], segment.c[f"absent_{place}"] == 1]
        return {
            name: sa.select(sa.func.count(sa.distinct(segment.c.seq))).where(*each).scalar_subquery()
            for name, each in conditions.items()
        }

    def final(self, grouped: sa.CTE, totals: sa.CTE) -> sa.Select[Any]:
        grouped, shown_groups = self._shown_groups(grouped)
        shown: list[Column] = []
        for place, group in enumerate(self.query.group_by):
            key = grouped.c[f"group_{place}"]
            shown.append(bucket_label(key, group.bucket, self.dialect) if group.bucket else key)
        for place, measure in enumerate(self.query.measures):
            shown += self._shown(grouped, totals, place, measure)
        columns: list[Column] = [
            each.label(name) for each, name in zip(shown, column_names(self.query), strict=True)
        ]
        columns += [
            each for each in grouped.c if each.name.startswith(("n_", "spread_", "records", "value_"))
        ]
        rows = sa.select(*columns, *totals.c).select_from(totals.outerjoin(grouped, shown_groups))
        if not self.query.group_by:
            return rows
        ordered = rows.order_by(*in_order(self.query, grouped, self._first_kind, self.dialect))
        return (
            ordered if self.query.each else ordered.limit(self.query.limit).offset(self.query.offset or None)
        )

    def _shown_groups(self, grouped: sa.CTE) -> tuple[sa.CTE, sa.ColumnElement[bool]]:
        """The groups, and which of them are shown."""
        shown: sa.ColumnElement[bool] = sa.true()
        if self.query.group_by:
            shown = sa.and_(large_enough(self.query, grouped), within_bounds(self.query, grouped))
        if not self.query.unnamed or self.query.having:
            shown = sa.and_(shown, self._named(grouped))
        if self.query.each:
            return first_of_each(self.query, grouped, shown, self._first_kind, self.dialect)
        return grouped, shown

    @property
    def _first_kind(self) -> FieldKind:
        return self._field(self.query.group_by[0].field).kind

    def _several(self) -> dict[int, sa.Subquery]:
        """The values of each group's field of which a record may have several, by the group's place."""
        fields = {place: self._field(each.field) for place, each in enumerate(self.query.group_by)}
        rows = {place: (field, field.value_rows) for place, field in fields.items() if field.many}
        return {
            place: sa.select(values.c.seq, values.c[field.column].label("value")).distinct().subquery()
            for place, (field, values) in rows.items()
        }

    def _beside(self, several: Iterable[sa.Subquery]) -> sa.FromClause:
        """Records, each as often as it has values."""
        source: sa.FromClause = self.table
        for values in several:
            source = source.outerjoin(values, values.c.seq == self.table.c.seq)
        return source

    def _condition(self, filters: Sequence[Filter], period: Period | None) -> sa.ColumnElement[bool]:
        return segment_condition(self.catalog, self.table, filters, period, self.zone)

    def _other_side(self) -> tuple[tuple[Filter, ...], Period | None]:
        compare = self.query.compare
        if compare is None:
            return self.query.filters, self.query.period
        kept = [each for each in self.query.filters if not _mentions(each, compare.without)]
        same = None if "time" in compare.without else self.query.period
        return (*kept, *compare.filters), compare.period or same

    def _field(self, name: str) -> CatalogField:
        return find_field(self.catalog, name)

    def _column(self, name: str) -> Column:
        return field_column(self.table, self._field(name))

    def _measured(self, measure: Measure) -> Column:
        if measure.op == "customers" and measure.field == "id":
            return sa.func.coalesce(self.table.c.copy_of, self.table.c.seq)
        if measure.bucket and self._field(measure.field or "").kind == "date":
            return self._group_key(GroupBy(field=measure.field or "", bucket=measure.bucket))
        return self._column(measure.field or "")

    def _group_key(self, group: GroupBy) -> Column:
        column = self._column(group.field)
        if group.bucket is None:
            return column
        return bucket_key(self._local(column, group.field), group.bucket, *self._span(group.field))

    def _local(self, seconds: Column, name: str) -> Column:
        """Local seconds of a date field. Only the zone's changes within its span matter."""
        return local_seconds(seconds, self.zone, *self._span(name))

    def _span(self, name: str) -> tuple[int, int]:
        """The first and last instant of a date field in the segment, or somewhat around it."""
        field = self._field(name)
        first, last = int(field.lowest or 0), int(field.highest or 0)
        period = self.query.period
        if name == "time" and period and self.query.compare is None:
            first = max(first, instant(period.start, self.zone)) if period.start else first
            last = min(last, instant(period.end, self.zone)) if period.end else last
        return first, last

    def _groups(self, segment: sa.FromClause) -> list[Column]:
        return [segment.c[f"group_{place}"] for place, _ in enumerate(self.query.group_by)]

    def _side(self, segment: sa.FromClause, side: str) -> list[Column]:
        return [segment.c[f"in_{side}"] == 1] if self.query.compare else []

    def _part(self, segment: sa.FromClause, side: str) -> Part:
        return Part(tuple(self._side(segment, side)), segment.c.get("times"))

    def _aggregates(self, segment: sa.FromClause, side: str, place: int, measure: Measure) -> Aggregates:
        column = segment.c.get(f"value_{place}")
        part = self._part(segment, side)
        if measure.op in _RANKED and column is not None:
            ranks = Ranks(segment.c[f"upto_{side}_{place}"], segment.c[f"of_{side}_{place}"])
            return quantile(measure, column, ranks, part)
        return aggregates(measure, column, segment.c.get(f"where_{place}"), part, self.catalog)

    def _named(self, grouped: sa.CTE) -> sa.ColumnElement[bool]:
        names = [grouped.c[f"group_{place}"].is_not(None) for place, _ in enumerate(self.query.group_by)]
        return sa.and_(*names) if names else sa.true()

    def _sided(self, grouped: sa.CTE, totals: sa.CTE, place: int, measure: Measure) -> list[Column]:
        values: list[Column] = [grouped.c[f"value_{side}_{place}"] for side in self.sides]
        if measure.op != "share_of_total":
            return values
        wholes = [sa.func.nullif(totals.c[f"all_records_{side}"], 0) for side in self.sides]
        return [sa.cast(part, sa.Double) / whole for part, whole in zip(values, wholes, strict=True)]

    def _shown(self, grouped: sa.CTE, totals: sa.CTE, place: int, measure: Measure) -> list[Column]:
        values = self._sided(grouped, totals, place, measure)
        moment = self._is_moment(measure)
        shown = [self._moment(each, measure) for each in values] if moment else list(values)
        if self.query.compare is None:
            return shown
        return [*shown, difference_of(values, moment), ratio_of(values, moment or measure.op == "nps")]

    def _is_moment(self, measure: Measure) -> bool:
        counted = measure.op in ("distinct", "customers", "count_per")
        return bool(measure.field) and not counted and self._field(measure.field or "").kind == "date"

    def _moment(self, seconds: Column, measure: Measure) -> Column:
        whole = sa.cast(sa.func.round(sa.cast(seconds, sa.Double)), sa.BigInteger)
        return local_text(self._local(whole, measure.field or ""), self.dialect)


def _mentions(condition: Filter, names: Sequence[str]) -> bool:
    return condition.field in names or any(_mentions(each, names) for each in condition.any_of)


def _flag(condition: sa.ColumnElement[bool]) -> Column:
    return sa.case((condition, 1), else_=0)
