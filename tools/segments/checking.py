"""A query held against the catalog before anything runs: names, kinds and values resolved, or a BadQuery.

What comes out says exactly what will be counted: fields under their own names, categories under the
spelling the data has, periods and values known to fit. Checking twice changes nothing.
"""

import math
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from unicodedata import normalize
from zoneinfo import ZoneInfo

from retrieval.catalog import Catalog, CatalogField
from retrieval.errors import BadQuery
from retrieval.records import FieldKind
from tools.segments.calendar import instant, span_named
from tools.segments.query import Comparison, Filter, GroupBy, Measure, Period, Scalar, SegmentQuery

__all__ = ["Checked", "Unknown", "check", "check_filters", "check_period", "find_field", "flag_value"]

MAX_WORD = 10_000
"""Characters of a value; a pattern may be no longer than some databases allow."""

_EQUAL = ("=", "!=", "in", "not in")
_RANGE = ("<", "<=", ">", ">=", "between")
_MATCH = ("contains", "not contains")
_ANY = ("missing", "present")
OPERATORS: dict[FieldKind, tuple[str, ...]] = {
    "number": (*_EQUAL, *_RANGE, *_ANY),
    "date": (*_EQUAL, *_RANGE, *_ANY),
    "flag": (*_EQUAL, *_ANY),
    "category": (*_EQUAL, *_MATCH, *_ANY),
    "text": (*_EQUAL, *_MATCH, *_ANY),
}
_DEFAULT_FIELDS = {
    "customers": "customer",
    "nps": "nps",
    "csat": "csat",
    "share_negative": "sentiment",
    "share_positive": "sentiment",
}
_FIELDLESS = ("count", "share", "share_of_total")
_MEASURED: dict[str, tuple[FieldKind, ...]] = {
    "average": ("number", "date", "flag"),
    "sum": ("number", "flag"),
    "median": ("number", "date"),
    "percentile": ("number", "date"),
    "min": ("number", "date"),
    "max": ("number", "date"),
    "nps": ("number",),
    "csat": ("number",),
    "share_negative": ("category", "flag"),
    "share_positive": ("category", "flag"),
}
_YES = frozenset(("true", "yes", "y", "t", "1", "1.0", "是", "有", "对", "真"))
_NO = frozenset(("false", "no", "n", "f", "0", "0.0", "否", "无", "没有", "不是", "假"))


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value this data never has, and the closest spellings it does have. Counting it gives 0."""

    field: str
    value: str
    closest: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    query: SegmentQuery
    unknown: tuple[Unknown, ...] = ()


@dataclass(slots=True)
class _Checker:
    catalog: Catalog
    zone: ZoneInfo
    unknown: list[Unknown] = field(default_factory=list)


def check(catalog: Catalog, query: SegmentQuery, zone: ZoneInfo) -> Checked:
    """The query as it will be counted. Raises BadQuery for what this data cannot answer."""
    checker = _Checker(catalog, zone)
    check_period(catalog, query.period, zone)
    if not query.measures:
        raise BadQuery("measure_needed")
    if query.order and not 0 <= query.order.measure < len(query.measures):
        raise BadQuery("order_unknown", measure=query.order.measure, measures=len(query.measures))
    if query.each and (len(query.group_by) < 2 or query.limit is None):
        raise BadQuery("each_needs_two", groups=len(query.group_by))
    for bound in query.having:
        if bound.measure >= len(query.measures):
            raise BadQuery("order_unknown", measure=bound.measure, measures=len(query.measures))
    checked = query.model_copy(
        update={
            "measures": tuple(_measure(checker, each) for each in query.measures),
            "filters": _filters(checker, query.filters),
            "group_by": tuple(_group(checker, each) for each in query.group_by),
            "compare": _comparison(checker, query.compare) if query.compare else None,
        }
    )
    return Checked(checked, tuple(dict.fromkeys(checker.unknown)))


def check_filters(
    catalog: Catalog, filters: tuple[Filter, ...], zone: ZoneInfo
) -> tuple[tuple[Filter, ...], tuple[Unknown, ...]]:
    """The filters as they will be applied, and the values in them this data never has."""
    checker = _Checker(catalog, zone)
    return _filters(checker, filters), tuple(dict.fromkeys(checker.unknown))


def find_field(catalog: Catalog, name: str) -> CatalogField:
    """The field of that name, whatever its case or width, in either language.

    Raises BadQuery("unknown_field") naming the closest fields this data has.
    """
    exact = catalog.field(name)
    if exact:
        return exact
    wanted = _fold(name)
    for names in (lambda f: (f.name,), lambda f: (f.en, f.zh)):
        matches = [each for each in catalog.fields if wanted in map(_fold, names(each))]
        if len(matches) == 1:
            return matches[0]
    known = [each.name for each in catalog.fields]
    close = get_close_matches(name, known, n=5, cutoff=0.5)
    raise BadQuery(
        "unknown_field", field=name, known=", ".join([*close, *(k for k in known if k not in close)])
    )


def flag_value(value: Scalar) -> int | None:
    """1 or 0 for yes or no in either language, None for anything else."""
    word = _fold(str(value))
    return 1 if word in _YES else 0 if word in _NO else None


def check_period(catalog: Catalog, period: Period | None, zone: ZoneInfo) -> None:
    """Raises BadQuery for a period when the data has no times, and for one that ends before it starts."""
    if period is None or (period.start is None and period.end is None):
        return
    if catalog.field("time") is None:
        raise BadQuery("no_times")
    if period.start and period.end and instant(period.start, zone) >= instant(period.end, zone):
        raise BadQuery("period_empty", start=period.start, end=period.end)


def _comparison(checker: _Checker, compare: Comparison) -> Comparison:
    check_period(checker.catalog, compare.period, checker.zone)
    without = tuple(find_field(checker.catalog, name).name for name in compare.without)
    return compare.model_copy(update={"filters": _filters(checker, compare.filters), "without": without})


def _group(checker: _Checker, group: GroupBy) -> GroupBy:
    found = find_field(checker.catalog, group.field)
    if group.bucket and found.kind != "date":
        dates = ", ".join(each.name for each in checker.catalog.fields if each.kind == "date")
        raise BadQuery("bucket_needs_date", field=found.name, bucket=group.bucket, dates=dates or "-")
    bucket = group.bucket or ("day" if found.kind == "date" else None)
    return GroupBy(field=found.name, bucket=bucket)


def _measure(checker: _Checker, measure: Measure) -> Measure:
    where = _filters(checker, measure.where)
    if measure.op in _FIELDLESS:
        return measure.model_copy(update={"field": None, "where": where})
    name = measure.field or _DEFAULT_FIELDS.get(measure.op)
    if measure.op == "customers" and checker.catalog.field("customer") is None:
        name = "id"  # nobody is named: a record is a person, its copies are the same one
    if name is None:
        raise BadQuery("measure_needs_field", measure=measure.op)
    found = find_field(checker.catalog, name)
    if found.many:
        raise BadQuery("measure_not_for_many", measure=measure.op, field=found.name)
    allowed = _MEASURED.get(measure.op)
    if allowed and found.kind not in allowed:
        numbers = ", ".join(each.name for each in checker.catalog.fields if each.kind in allowed)
        raise BadQuery("measure_not_for_kind", measure=measure.op, field=found.name, known=numbers or "-")
    if measure.op == "percentile" and measure.percentile is None:
        raise BadQuery("percentile_missing", field=found.name)
    return measure.model_copy(update={"field": found.name, "where": where})


def _filters(checker: _Checker, filters: tuple[Filter, ...]) -> tuple[Filter, ...]:
    return tuple(_filter(checker, each) for each in filters)


def _filter(checker: _Checker, condition: Filter) -> Filter:
    if condition.any_of:
        if condition.field:
            raise BadQuery("any_of_with_field", field=condition.field)
        return Filter(any_of=_filters(checker, condition.any_of))
    found = find_field(checker.catalog, condition.field)
    if condition.op not in OPERATORS[found.kind]:
        allowed = ", ".join(OPERATORS[found.kind])
        raise BadQuery(
            "operator_not_for_kind", op=condition.op, field=found.name, kind=found.kind, allowed=allowed
        )
    if condition.op in _ANY:
        return Filter(field=found.name, op=condition.op)
    if condition.bucket and found.kind != "date":
        dates = ", ".join(each.name for each in checker.catalog.fields if each.kind == "date")
        raise BadQuery("bucket_needs_date", field=found.name, bucket=condition.bucket, dates=dates or "-")
    given = condition.values or (() if condition.value is None else (condition.value,))
    if not given or (condition.op == "between" and len(given) != 2):
        raise BadQuery("value_missing", field=found.name, op=condition.op)
    values: list[Scalar] = []
    for value in given:
        if condition.bucket:
            values.append(_place(found, condition.bucket, value))
        else:
            values += _values(checker, found, condition.op, value)
    different = tuple(dict.fromkeys(values)) if condition.op in _EQUAL else tuple(values)
    return _rebuilt(condition.model_copy(update={"field": found.name}), different)


def _rebuilt(condition: Filter, values: tuple[Scalar, ...]) -> Filter:
    """The condition with its values: one or several as the operator takes them."""
    op: str = condition.op
    several = op == "between" or len(values) != 1
    if op != "between":
        one_of = {"=": "in", "!=": "not in"}
        op = one_of.get(op, op) if several else {many: one for one, many in one_of.items()}.get(op, op)
    given = {"value": None, "values": values} if several else {"value": values[0], "values": ()}
    return condition.model_copy(update={"op": op, **given})


def _place(found: CatalogField, bucket: str, value: Scalar) -> int:
    """An hour from 0 to 23 or a weekday from 1 to 7."""
    low, high = {"hour": (0, 23), "weekday": (1, 7)}[bucket]
    try:
        place = _number(value)
    except ValueError:
        place = -1.0
    if not (place.is_integer() and low <= place <= high):
        raise BadQuery("bad_value", field=f"{found.name} {bucket}", value=str(value), kind="number")
    return int(place)


def _values(checker: _Checker, found: CatalogField, op: str, value: Scalar) -> list[Scalar]:
    """What one given value stands for: itself in the field's kind, or the spellings the data has for it."""
    try:
        if found.kind == "number":
            return [_number(value)]
        if found.kind == "date":
            span_named(_word(value), checker.zone)
            return [_word(value)]
        if found.kind == "flag":
            flag = flag_value(value)
            if flag is None:
                raise ValueError
            return [bool(flag)]
        word = _word(value)
    except (ValueError, OverflowError):
        raise BadQuery("bad_value", field=found.name, value=str(value), kind=found.kind) from None
    return [word] if found.kind == "text" or op in _MATCH else _spellings(checker, found, word)


def _spellings(checker: _Checker, found: CatalogField, word: str) -> list[Scalar]:
    known = [each.value for each in found.values]
    if found.pseudonymous and checker.catalog.pseudonyms:
        word = checker.catalog.pseudonyms.of(word)
    if word in known:
        return [word]
    folded = _fold(word)
    alike: list[Scalar] = [each for each in known if _fold(each) == folded]
    if not alike and folded:  # by what people call it, where it has a name: a topic, a theme
        alike = [each.value for each in found.values if folded in (_fold(each.en), _fold(each.zh))]
    if not alike and found.distinct <= len(known):
        checker.unknown.append(Unknown(found.name, word, _closest(word, tuple(known))))
    return alike or [word]


@lru_cache(maxsize=256)
def _closest(word: str, known: tuple[str, ...]) -> tuple[str, ...]:
    spelling = {_fold(each): each for each in reversed(known)}
    return tuple(spelling[each] for each in get_close_matches(_fold(word), spelling, n=3, cutoff=0.5))


def _number(value: Scalar) -> float:
    number = float(value)
    if isinstance(value, bool) or not math.isfinite(number):
        raise ValueError
    return number


def _word(value: Scalar) -> str:
    """A value as the text it would have in a file. Raises ValueError for what no database can hold."""
    whole = isinstance(value, float) and value.is_integer()
    word = str(int(value)) if whole else str(value)
    word.encode()
    if "\0" in word or len(word) > MAX_WORD:
        raise ValueError
    return word


def _fold(text: str) -> str:
    return normalize("NFKC", text).casefold().strip()
