"""Each measure as conditional aggregates over the `segment` part of a statement.

A measure gives three: its value, `n` (the records that have what it measures), and `spread`, from which
its interval follows: the sum of squares for averages, promoters plus detractors for NPS, and for shares the
records that are the part.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from retrieval.catalog import Catalog, CatalogField
from tools.segments.checking import find_field
from tools.segments.query import Measure

__all__ = ["ADDITIVE", "FRACTIONS", "Aggregates", "Ranks", "aggregates", "measure_name", "quantile", "valid"]

ADDITIVE = ("count", "customers", "distinct", "sum", "share_of_total")
"""Measures that are 0 where there is no record at all; the others are then unknown."""

FRACTIONS = ("share", "share_of_total", "csat", "share_negative", "share_positive")
"""Measures that are a part of a whole, from 0 to 1."""

_NEGATIVE = frozenset(
    ("negative", "neg", "very negative", "bad", "-1", "负面", "负向", "负", "消极", "差评", "不满意")
)
_POSITIVE = frozenset(
    ("positive", "pos", "very positive", "good", "正面", "正向", "正", "积极", "好评", "满意")
)
_NAMES = {
    "share_of_total": "share of total",
    "share_negative": "share negative",
    "share_positive": "share positive",
}

Column = sa.ColumnElement[Any]


@dataclass(frozen=True, slots=True)
class Aggregates:
    value: Column
    n: Column
    spread: Column


@dataclass(frozen=True, slots=True)
class Ranks:
    """For percentiles: each record's rank by the measured value within its group, and how many are ranked."""

    rank: Column
    ranked: Column


def measure_name(measure: Measure) -> str:
    """The measure as a column's name: "count", "average rating", "p90 order_value"."""
    if measure.op == "percentile":
        return f"p{measure.percentile:g} {measure.field}"
    name = _NAMES.get(measure.op, measure.op)
    if measure.op in ("average", "median", "sum", "min", "max", "distinct"):
        return f"{name} {measure.field}"
    return name


def valid(measure: Measure, column: Column) -> Column:
    """The condition under which a record has what is measured: an NPS is from 0 to 10, a CSAT from 1 to 5."""
    if measure.op == "nps":
        return column.between(0, 10)
    if measure.op == "csat":
        return column.between(1, 5)
    return column.is_not(None)


def aggregates(
    measure: Measure,
    column: Column | None,
    where: Column | None,
    side: Sequence[Column],
    catalog: Catalog,
) -> Aggregates:
    """The measure over the records that meet `side`. `where` is the share's condition as 0 or 1."""
    none = sa.null()
    if column is None:
        records = _where(sa.func.count(), side)
        if measure.op != "share":
            return Aggregates(records, records, none)
        met = _where(sa.func.count(), [*side, where == 1] if where is not None else side)
        return Aggregates(_ratio(met, records), records, met)
    if measure.op in ("nps", "csat"):
        n = _where(sa.func.count(), [*side, valid(measure, column)])
    else:
        n = _where(sa.func.count(column), side)
    return _over_field(measure, column, side, n, catalog)


def _over_field(
    measure: Measure,
    column: Column,
    side: Sequence[Column],
    n: Column,
    catalog: Catalog,
) -> Aggregates:
    none = sa.null()
    match measure.op:
        case "customers" | "distinct":
            return Aggregates(_where(sa.func.count(sa.distinct(column)), side), n, none)
        case "min":
            return Aggregates(_where(sa.func.min(column), side), n, none)
        case "max":
            return Aggregates(_where(sa.func.max(column), side), n, none)
        case "sum":
            return Aggregates(sa.func.coalesce(_where(sa.func.sum(_real(column)), side), 0.0), n, none)
        case "nps":
            promoters = _where(sa.func.count(), [*side, column.between(9, 10)])
            detractors = _where(sa.func.count(), [*side, column.between(0, 6)])
            value = _ratio((promoters - detractors) * 100, n)
            return Aggregates(value, n, promoters + detractors)
        case "csat":
            satisfied = _where(sa.func.count(), [*side, column.between(4, 5)])
            return Aggregates(_ratio(satisfied, n), n, satisfied)
        case "share_negative" | "share_positive":
            named = column.in_(_polar(find_field(catalog, measure.field or ""), measure.op))
            polar = _where(sa.func.count(), [*side, named])
            return Aggregates(_ratio(polar, n), n, polar)
        case _:
            real = _real(column)
            squares = _where(sa.func.sum(real * real), side)
            return Aggregates(_where(sa.func.avg(real), side), n, squares)


def quantile(measure: Measure, column: Column, ranks: Ranks, side: Sequence[Column]) -> Aggregates:
    """The percentile between the two nearest ranks, in linear proportion, from ranked records."""
    part = Fraction(repr(50.0 if measure.percentile is None else measure.percentile)) / 100
    if measure.op == "median":
        part = Fraction(1, 2)
    place = (ranks.ranked - 1) * sa.literal(part.numerator, sa.BigInteger)
    parts = sa.literal(part.denominator, sa.BigInteger)
    lower = _where(sa.func.max(_real(column)), [*side, ranks.rank == place // parts + 1])
    upper = _where(sa.func.max(_real(column)), [*side, ranks.rank == place // parts + 2])
    beyond = sa.cast(sa.func.max(place % parts), sa.Double) / sa.cast(parts, sa.Double)
    value = lower + sa.func.coalesce((upper - lower) * beyond, 0.0)
    return Aggregates(value, _where(sa.func.count(column), side), sa.null())


def _polar(field: CatalogField, op: str) -> list[Any]:
    """The values of a sentiment field that mean negative (or positive), as this data spells them."""
    if field.kind == "flag":
        return [0 if op == "share_negative" else 1]
    words = [each.value for each in field.values]
    polar = _NEGATIVE if op == "share_negative" else _POSITIVE
    spelled = [each for each in words if each.strip().casefold() in polar]
    if not spelled and set(words) <= {"0", "1", "-1"}:
        negative = "-1" if "-1" in words else "0"
        spelled = [negative if op == "share_negative" else "1"]
    return spelled or ["negative" if op == "share_negative" else "positive"]


def _where(aggregate: Any, conditions: Sequence[Column]) -> Column:
    filtered: Column = aggregate.filter(*conditions) if conditions else aggregate
    return filtered


def _ratio(part: Column, whole: Column) -> Column:
    return sa.cast(part, sa.Double) / sa.func.nullif(whole, 0)


def _real(column: Column) -> Column:
    return column if isinstance(column.type, sa.Double) else sa.cast(column, sa.Double)
