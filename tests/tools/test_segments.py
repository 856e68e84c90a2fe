"""Any segment query over any data gives, on both databases, what pandas gives; and says so in its SQL."""

import math
import operator
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby, pairwise
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from retrieval.catalog import load_catalog
from retrieval.database import Store
from tests.tools.feedback_data import Row, make_attributes, put
from tests.tools.oracle import expected
from tools.results import Result
from tools.segments.query import (
    Bound,
    Comparison,
    Filter,
    GroupBy,
    Measure,
    Order,
    Period,
    SegmentQuery,
)
from tools.segments.run import run_query

ODD = 'o\'brien "50%" :x'
ZONES = ("UTC", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe")
REGIONS = ("North", "south", "华东", "O'Hara \\ 100%_x", "")
TEXTS = (
    "Émile's PARCEL",
    "ÉMILE",
    "naïve 10% off_er",
    "退款 / refund [now]*?",
    "привет Straße",
    "REFUND",
    "",
)
PARTS = ("é", "refund", "10%", "_", "[now]", "*?", "ПРИВЕТ", "款", "'", "parcel", "\\", "/")

times = st.integers(1_700_000_000, 1_720_000_000)
row = st.fixed_dictionaries(
    {},
    optional={
        "time": times,
        "customer": st.sampled_from(("ann", "Bob", "程")),
        "region": st.sampled_from(REGIONS),
        "tier": st.sampled_from(("VIP", "standard", "新客户")),
        "rating": st.integers(1, 5).map(float),
        "nps": st.integers(-1, 11).map(float),
        "csat": st.integers(0, 6).map(float),
        "order_value": st.floats(-1000, 1000).map(lambda value: round(value, 2)),
        "sentiment": st.sampled_from(("negative", "neutral", "positive")),
        "text": st.sampled_from(TEXTS),
        "title": st.sampled_from(TEXTS),
        "价格": st.integers(0, 40).map(lambda value: value / 4),
        "vip": st.sampled_from((0, 1)),
        "ordered_at": times,
        ODD: st.sampled_from(("a", "b' OR 1=1 --", '"; DROP TABLE feedback')),
        "note": st.sampled_from(TEXTS),
    },
)
FULL: dict[str, Any] = {
    "time": 1_700_000_000,
    "customer": "ann",
    "region": "North",
    "tier": "VIP",
    "rating": 3.0,
    "nps": 9.0,
    "csat": 4.0,
    "order_value": 10.0,
    "sentiment": "negative",
    "text": "REFUND",
    "title": "",
    "价格": 1.0,
    "vip": 1,
    "ordered_at": 1_720_000_000,
    ODD: "a",
    "note": "",
}
"""A record with every field, so that each of them is in the catalog."""

POOLS: dict[str, Sequence[Any]] = {
    "region": (*REGIONS, "nowhere' --"),
    "tier": ("VIP", "standard", "新客户"),
    "sentiment": ("negative", "positive"),
    ODD: ("a", "b' OR 1=1 --", '"; DROP TABLE feedback'),
    "rating": (1, 2, 3.0, 4, 5),
    "order_value": (-10, 0, 10.5),
    "价格": (0.25, 2, 5),
    "vip": (True, False),
    "time": ("2023-12-31", "2024-03-10", "2024-04-07"),
    "ordered_at": ("2023-12-31", "2024-03-10"),
    "note": TEXTS,
}
ORDERED = ("rating", "order_value", "价格", "time", "ordered_at")


def _equal(field: str) -> st.SearchStrategy[Filter]:
    pool = st.sampled_from(POOLS[field])
    one = st.builds(Filter, field=st.just(field), op=st.sampled_from(("=", "!=")), value=pool)
    values = st.lists(pool, min_size=1, max_size=3).map(tuple)
    several = st.builds(Filter, field=st.just(field), op=st.sampled_from(("in", "not in")), values=values)
    return one | several


def _range(field: str) -> st.SearchStrategy[Filter]:
    pool = st.sampled_from(POOLS[field])
    ops = st.sampled_from(("<", "<=", ">", ">="))
    between = st.builds(Filter, field=st.just(field), op=st.just("between"), values=st.tuples(pool, pool))
    return st.builds(Filter, field=st.just(field), op=ops, value=pool) | between


def _placed(bucket: str, low: int, high: int) -> st.SearchStrategy[Filter]:
    """Conditions on the hour or the weekday of a date."""
    field, place = st.sampled_from(("time", "ordered_at")), st.integers(low, high)
    one = st.sampled_from(("=", "!=", "<", "<=", ">", ">="))
    several = st.lists(place, min_size=1, max_size=3).map(tuple)
    fixed = {"field": field, "bucket": st.just(bucket)}
    return st.one_of(
        st.builds(Filter, op=one, value=place, **fixed),
        st.builds(Filter, op=st.sampled_from(("in", "not in")), values=several, **fixed),
        st.builds(Filter, op=st.just("between"), values=st.tuples(place, place), **fixed),
    )


plain_filter: st.SearchStrategy[Filter] = st.one_of(
    _placed("hour", 0, 23),
    _placed("weekday", 1, 7),
    st.sampled_from(sorted(POOLS)).flatmap(_equal),
    st.sampled_from(ORDERED).flatmap(_range),
    st.builds(
        Filter,
        field=st.sampled_from(("text", "title", "note")),
        op=st.sampled_from(("contains", "not contains")),
        value=st.sampled_from(PARTS),
    ),
    st.builds(Filter, field=st.sampled_from((*POOLS, "text")), op=st.sampled_from(("missing", "present"))),
)
any_filter = plain_filter | st.builds(
    Filter, any_of=st.lists(plain_filter, min_size=1, max_size=2).map(tuple)
)
filters = st.lists(any_filter, max_size=2).map(tuple)

measure = st.one_of(
    st.builds(
        Measure,
        op=st.sampled_from(
            ("count", "customers", "share_of_total", "nps", "csat", "share_negative", "share_positive")
        ),
    ),
    st.builds(Measure, op=st.sampled_from(("share", "count")), where=filters),
    st.builds(
        Measure,
        op=st.sampled_from(("average", "median", "min", "max")),
        field=st.sampled_from(("rating", "order_value", "价格", "ordered_at")),
    ),
    st.builds(Measure, op=st.just("sum"), field=st.sampled_from(("order_value", "价格", "vip"))),
    st.builds(Measure, op=st.just("distinct"), field=st.sampled_from(("region", "rating", "vip", "text"))),
    st.builds(
        Measure,
        op=st.just("percentile"),
        field=st.sampled_from(("rating", "order_value")),
        percentile=st.sampled_from((0.0, 10.0, 33.3, 90.0, 99.9, 100.0)),
    ),
)
buckets = st.sampled_from(("hour", "day", "weekday", "week", "month", "quarter", "year"))
group = st.builds(
    GroupBy, field=st.sampled_from(("region", "tier", "rating", "vip", ODD, "customer", "note", "title"))
) | st.builds(GroupBy, field=st.sampled_from(("time", "ordered_at")), bucket=buckets)
days = st.dates(date(2023, 11, 1), date(2024, 7, 30))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start, end = sorted(draw(st.lists(days, min_size=2, max_size=2, unique=True)))
    return Period(start=draw(st.sampled_from((start, None))), end=end)


@st.composite
def queries(draw: st.DrawFn) -> SegmentQuery:
    measures = draw(st.lists(measure, min_size=1, max_size=3).map(tuple))
    compare = st.builds(
        Comparison,
        period=st.none() | periods(),
        filters=filters,
        without=st.lists(st.sampled_from(sorted(POOLS)), max_size=1).map(tuple),
    )
    order = st.builds(
        Order,
        by=st.sampled_from(("measure", "group")),
        measure=st.integers(0, len(measures) - 1),
        descending=st.booleans(),
    )
    bounds = st.builds(
        Bound,
        measure=st.integers(0, len(measures) - 1),
        op=st.sampled_from(("<", "<=", ">", ">=")),
        value=st.sampled_from((-20.01, 0.251, 0.499, 1.51, 2.51)),
    )
    groups = draw(st.lists(group, max_size=2).map(tuple))
    limit = draw(st.none() | st.integers(1, 4))
    return SegmentQuery(
        measures=measures,
        filters=draw(filters),
        period=draw(st.none() | periods()),
        group_by=groups,
        compare=draw(st.none() | compare),
        order=draw(st.none() | order),
        limit=limit,
        each=len(groups) == 2 and limit is not None and draw(st.booleans()),
        min_group=draw(st.sampled_from((1, 1, 2))),
        having=draw(st.sampled_from(((), (), ())) | st.lists(bounds, min_size=1, max_size=2).map(tuple)),
        either=draw(st.booleans()),
    )


@given(
    rows=st.lists(row, max_size=14),
    asked=st.lists(queries(), min_size=5, max_size=5),
    zone=st.sampled_from(ZONES).map(ZoneInfo),
)
@settings(
    max_examples=20,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
def test_every_query_counts_as_pandas_does(
    store: Store, rows: list[Row], asked: list[SegmentQuery], zone: ZoneInfo
) -> None:
    with store.read() as connection:
        ready = _has_attributes(connection)
    if not ready:
        make_attributes(store)
    rows = [FULL, *rows]
    put(store, rows)
    zoned = replace(store, timezone=zone)
    catalog = load_catalog(zoned)
    for query in asked:
        result = run_query(zoned, catalog, query)
        event(f"groups: {len(query.group_by)}, comparison: {query.compare is not None}")
        _check(rows, query, zone, result)
        _check_sql(zoned, result)


def _has_attributes(connection: Any) -> bool:
    from retrieval.database import attributes

    return bool(attributes(connection))


def _check(rows: Sequence[Row], query: SegmentQuery, zone: ZoneInfo, result: Result) -> None:
    want = expected(rows, query, zone)
    assert (result.covered, result.missing) == (want["covered"], want["missing"])
    assert result.facts["records"] == want["records"]
    width = len(query.group_by)
    kept = {key for key, size in want["sizes"].items() if size >= query.min_group or not width}
    named = sum(None not in key for key in kept)
    if width and query.having:
        kept = {key for key in kept if None not in key and _within(query, want["table"][key])}
        assert result.facts["groups_within"] == len(kept)
    if width:
        assert result.facts["groups"] == sum(None not in key for key in want["sizes"])
        assert result.facts["groups_below_minimum"] == result.facts["groups"] - named
    filled = result.facts.get("filled", 0)
    found = {tuple(each[:width]): each[width:] for each in result.rows}
    assert len(found) == len(result.rows)
    if query.each:
        assert _first_of_each(query, kept, want["table"], ties=False) <= found.keys()
        assert found.keys() <= _first_of_each(query, kept, want["table"], ties=True)
        kept = set(found)
    limited = query.limit if query.limit and width and not query.each else len(kept)
    assert len(found) - filled == min(len(kept), limited)
    for key, cells in found.items():
        if filled and key not in want["table"]:
            assert all(cell in (0, None) for cell in cells)
            continue
        assert key in kept
        _check_cells(query, want["table"][key], cells, zone)
    if not filled:
        _check_order(query, result, want["table"])


def _first_of_each(query: SegmentQuery, kept: set[Any], table: Any, *, ties: bool) -> set[Any]:
    """Of the groups of each first value, those that fewer than `limit` others are ahead of.

    ties: those whose figures differ by no more than rounding are not ahead of each other.
    """
    order = query.order or Order()
    place = order.measure * (2 if query.compare else 1)
    figures = {key: key[1] if order.by == "group" else table[key][place] for key in kept if None not in key}
    figures = {key: each for key, each in figures.items() if each is not None}
    further = operator.gt if order.descending else operator.lt

    def ahead(one: Any, other: Any) -> bool:
        if figures[one] == figures[other] or (
            not isinstance(figures[one], str) and _same(figures[one], figures[other])
        ):
            return not ties and one != other
        return bool(further(figures[one], figures[other]))

    same = {key: [one for one in figures if one[0] == key[0]] for key in figures}
    return {key for key in figures if sum(ahead(one, key) for one in same[key]) < (query.limit or 0)}


def _within(query: SegmentQuery, values: Sequence[Any]) -> bool:
    """Whether a group's figures, those of side A when there are two, meet every bound, or one of them."""
    sides = 2 if query.compare else 1
    compared = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
    figures = [(values[each.measure * sides], each) for each in query.having]
    met = [value is not None and compared[each.op](value, each.value) for value, each in figures]
    return any(met) if query.either else all(met)


def _check_cells(query: SegmentQuery, values: list[Any], cells: Sequence[Any], zone: ZoneInfo) -> None:
    width = 4 if query.compare else 1
    sides = 2 if query.compare else 1
    for place, measure in enumerate(query.measures):
        shown = cells[place * width : (place + 1) * width]
        want = values[place * sides : (place + 1) * sides]
        is_date = measure.field == "ordered_at"
        for cell, value in zip(shown, want, strict=False):
            assert _same(cell, value, zone if is_date else None), (measure, cell, value)
        if query.compare:
            a, b = want
            difference = None if a is None or b is None else (a - b) / (86400 if is_date else 1)
            ratio = None if difference is None or is_date or measure.op == "nps" or not b else a / b
            assert _same(shown[2], difference)
            assert _same(shown[3], ratio) or abs(b) < 1e-9


def _same(cell: Any, value: Any, zone: ZoneInfo | None = None) -> bool:
    if cell is None or value is None:
        return cell is value
    if zone:
        clock = datetime.fromisoformat(cell)
        return any(abs(clock.replace(tzinfo=zone, fold=f).timestamp() - value) <= 1 for f in (0, 1))
    return math.isclose(cell, value, rel_tol=1e-9, abs_tol=1e-7)


def _check_order(query: SegmentQuery, result: Result, table: Any) -> None:
    """Groups with a name first, by what was asked, then by name; a limit keeps the best."""
    width = len(query.group_by)
    keys = [tuple(each[:width]) for each in result.rows]
    flags = [None in key for key in keys]
    assert flags == sorted(flags)
    keys = [key for key in keys if None not in key]
    if query.each:
        outer: list[Any] = [key[0] for key in keys]
        assert outer == sorted(outer)
        for _, own in groupby(keys, key=operator.itemgetter(0)):
            _check_figures(query, list(own), table)
        return
    if query.order and query.order.by == "group" and width == 1:
        assert keys == sorted(keys, reverse=query.order.descending)
    if not width or (query.order and query.order.by == "group") or len(keys) < 2:
        return
    dated = query.group_by[0].bucket or query.group_by[0].field == "rating"
    if query.order is None and dated and query.limit is None:
        assert keys == sorted(keys)
        return
    values = _check_figures(query, keys, table)
    order = query.order or Order()
    place = order.measure * (2 if query.compare else 1)
    others = [table[key][place] for key in table if None not in key and key not in keys]
    if query.min_group == 1 and not query.having and values and None not in values:
        for other in others:
            assert other is None or _step(order, values[-1], other) <= 1e-7


def _check_figures(query: SegmentQuery, keys: Sequence[Any], table: Any) -> list[Any]:
    """The figures that the groups are ordered by, those without one last."""
    order = query.order or Order()
    if order.by == "group":
        assert [key[1] for key in keys] == sorted((key[1] for key in keys), reverse=order.descending)
        return []
    values = [table[key][order.measure * (2 if query.compare else 1)] for key in keys]
    present = [each for each in values if each is not None]
    assert values[: len(present)] == present, "groups without a value come after those with one"
    for before, after in pairwise(present):
        assert _step(order, before, after) <= 1e-7
    return values


def _step(order: Order, before: Any, after: Any) -> float:
    """By how much the later is ahead of the earlier."""
    return float(after - before if order.descending else before - after)


def _check_sql(store: Store, result: Result) -> None:
    """The SQL shown gives the rows shown when it is run as it stands."""
    assert result.sql
    with store.read() as connection:
        driver: Any = connection.connection.driver_connection
        again = driver.execute(result.sql).fetchall()
    width = len(result.columns)
    plain = [tuple(each[:width]) for each in again]
    if result.facts.get("filled"):
        shown = [each for each in result.rows if each[0] in [row[0] for row in plain]]
    else:
        shown = list(result.rows)
    if not shown:
        assert all(set(each) == {None} for each in plain)
        return
    assert len(shown) == len(plain)
    for mine, theirs in zip(shown, plain, strict=True):
        assert all(_equal_cell(a, b) for a, b in zip(mine, theirs, strict=True)), (mine, theirs)


def _equal_cell(mine: Any, theirs: Any) -> bool:
    if isinstance(mine, str) or mine is None:
        return bool(mine == theirs)
    return math.isclose(float(mine), float(theirs), rel_tol=1e-9, abs_tol=1e-9)


def test_the_first_of_each_group_with_those_level_with_it(store: Store) -> None:
    """Of each region the commonest tier, two that are as common both; in the order of the regions."""
    make_attributes(store)
    tiers = {"North": ("VIP", "VIP", "standard"), "south": ("VIP", "standard"), "华东": ("standard",)}
    put(store, [{"region": region, "tier": tier} for region, found in tiers.items() for tier in found])
    split = (GroupBy(field="region"), GroupBy(field="tier"))
    query = SegmentQuery(group_by=split, limit=1, each=True)
    result = run_query(store, load_catalog(store), query)
    found = [("North", "VIP", 2), ("south", "VIP", 1), ("south", "standard", 1), ("华东", "standard", 1)]
    assert result.rows == tuple(found)
    assert result.facts["groups_beyond_limit"] == 0
    second = query.model_copy(update={"offset": 1})
    assert run_query(store, load_catalog(store), second).rows == (("North", "standard", 1),)


def test_an_empty_store_counts_nothing(store: Store) -> None:
    result = run_query(store, load_catalog(store), SegmentQuery())
    assert (result.columns, result.rows, result.covered, result.missing) == (("count",), ((0,),), 0, 0)
