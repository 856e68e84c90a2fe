"""Each measure as conditional aggregates over the `segment` part of a statement.

A measure gives three: its value, `n` (the records that have what it measures), and `spread`, from which
its interval follows: the sum of squares for averages, promoters plus detractors for NPS, and for shares the
records that are the part.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from retrieval.catalog import Catalog, CatalogField
from tools.segments.checking import find_field
from tools.segments.query import Measure

__all__ = ["ADDITIVE", "FRACTIONS", "Aggregates", "Part", "Ranks", "aggregates", "measure_name", "quantile"]

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

_SCALES = {"nps": (0, 10), "csat": (1, 5)}
"""The numbers that are answers on these scales."""

Column = sa.ColumnElement[Any]


@dataclass(frozen=True, slots=True)
class Aggregates:
    value: Column
    n: Column
    spread: Column


@dataclass(frozen=True, slots=True)
class Part:
    """Rows to measure: those that meet `side`, each for one record or for `times` records that are alike."""

    side: tuple[Column, ...] = ()
    times: Column | None = None

    def over(self, aggregate: Any, *conditions: Column) -> Column:
        """An aggregate over the rows, or over those of them that meet the conditions."""
        kept = (*self.side, *conditions)
        filtered: Column = aggregate.filter(*kept) if kept else aggregate
        return filtered

    def count(self, *conditions: Column) -> Column:
        if self.times is None:
            return self.over(sa.func.count(), *conditions)
        records = self.over(sa.func.sum(self.times), *conditions)
        return sa.cast(sa.func.coalesce(records, 0), sa.BigInteger)

    def sum(self, column: Column) -> Column:
        return self.over(sa.func.sum(column if self.times is None else column * self.times))

    def valued(self, measure: Measure, column: Column | None) -> Column:
        """How many records have what is measured: an NPS is from 0 to 10, a CSAT from 1 to 5."""
        if column is None:
            return self.count()
        if measure.op in _SCALES:
            return self.count(column.between(*_SCALES[measure.op]))
        return self.over(sa.func.count(column)) if self.times is None else self.count(column.is_not(None))

    def average(self, column: Column) -> Column:
        if self.times is None:
            return self.over(sa.func.avg(column))
        return self.sum(column) / sa.func.nullif(self.count(column.is_not(None)), 0)


@dataclass(frozen=True, slots=True)
class Ranks:
    """For percentiles: the records of a row's group that have a value, up to the row's and in all."""

    upto: Column
    of: Column


def measure_name(measure: Measure) -> str:
    """The measure as a column's name: "count", "average rating", "p90 order_value"."""
    if measure.op == "percentile":
        return f"p{measure.percentile:g} {measure.field}"
    name = _NAMES.get(measure.op, measure.op)
    if measure.op == "count_per":
        return f"count per {measure.bucket or measure.field}"
    if measure.op in ("average", "median", "sum", "min", "max", "distinct"):
        return f"{name} {measure.field}"
    return name


def aggregates(
    measure: Measure, column: Column | None, where: Column | None, part: Part, catalog: Catalog
) -> Aggregates:
    """The measure over the records of `part`. `where` is the share's condition as 0 or 1."""
    n = part.valued(measure, column)
    if column is not None:
        return _over_field(measure, column, part, n, catalog)
    met = n if where is None else part.count(where == 1)
    if measure.op != "share":
        return Aggregates(met, n, sa.null())
    return Aggregates(_ratio(met, n), n, met)


def _over_field(measure: Measure, column: Column, part: Part, n: Column, catalog: Catalog) -> Aggregates:
    none = sa.null()
    match measure.op:
        case "customers" | "distinct":
            return Aggregates(part.over(sa.func.count(sa.distinct(column))), n, none)
        case "count_per":
            return Aggregates(_ratio(n, part.over(sa.func.count(sa.distinct(column)))), n, none)
        case "min":
            return Aggregates(part.over(sa.func.min(column)), n, none)
        case "max":
            return Aggregates(part.over(sa.func.max(column)), n, none)
        case "sum":
            return Aggregates(sa.func.coalesce(part.sum(_real(column)), 0.0), n, none)
        case "nps":
            promoters = part.count(column.between(9, 10))
            detractors = part.count(column.between(0, 6))
            value = _ratio((promoters - detractors) * 100, n)
            return Aggregates(value, n, promoters + detractors)
        case "csat":
            satisfied = part.count(column.between(4, 5))
            return Aggregates(_ratio(satisfied, n), n, satisfied)
        case "share_negative" | "share_positive":
            polar = part.count(column.in_(_polar(find_field(catalog, measure.field or ""), measure.op)))
            return Aggregates(_ratio(polar, n), n, polar)
        case _:
            real = _real(column)
            return Aggregates(part.average(real), n, part.sum(real * real))


def quantile(measure: Measure, column: Column, ranks: Ranks, part: Part) -> Aggregates:
    """The percentile between the two nearest ranks, in linear proportion, from ranked rows."""
    fraction = Fraction(repr(50.0 if measure.percentile is None else measure.percentile)) / 100
    if measure.op == "median":
        fraction = Fraction(1, 2)
    place = (ranks.of - 1) * sa.literal(fraction.numerator, sa.BigInteger)
    parts = sa.literal(fraction.denominator, sa.BigInteger)
    smallest = sa.func.min(_real(column))
    lower = part.over(smallest, column.is_not(None), ranks.upto > place // parts)
    upper = part.over(smallest, column.is_not(None), ranks.upto > place // parts + 1)
    beyond = sa.cast(sa.func.max(place % parts), sa.Double) / sa.cast(parts, sa.Double)
    value = lower + sa.func.coalesce((upper - lower) * beyond, 0.0)
    return Aggregates(value, part.valued(measure, column), sa.null())


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


def _ratio(part: Column, whole: Column) -> Column:
    return sa.cast(part, sa.Double) / sa.func.nullif(whole, 0)


def _real(column: Column) -> Column:
    return column if isinstance(column.type, sa.Double) else sa.cast(column, sa.Double)
