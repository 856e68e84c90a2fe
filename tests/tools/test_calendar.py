"""Days, weeks and months are counted on the local clock, also across daylight saving."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from retrieval.catalog import load_catalog
from retrieval.database import Store
from tests.tools.feedback_data import put
from tests.tools.oracle import bucket
from tools.segments.calendar import Bucket, bucket_labels_between, instant, offsets, span_named
from tools.segments.query import Filter, GroupBy, Measure, Period, SegmentQuery
from tools.segments.run import run_query

ZONES = (
    "UTC",
    "America/New_York",
    "Europe/London",
    "Asia/Shanghai",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "America/Sao_Paulo",
)
BUCKETS: tuple[tuple[Bucket, ...], ...] = (
    ("hour", "day", "weekday"),
    ("week", "month"),
    ("quarter", "year"),
)

SPREAD = [-3_000_000_000 + step * 61_803_399 for step in range(80)]
"""Instants from 1874 to 2031."""


MODERN = [each for each in SPREAD if each > -2_200_000_000]
"""Those of the 1900s and later, for which the arithmetic is shorter."""


def _seconds_around_changes(zone: ZoneInfo) -> list[int]:
    changes = [until for until, _ in offsets(zone, 1_500_000_000, 1_760_000_000) if until is not None]
    return [change + delta for change in changes[:12] for delta in (-3600, -1, 0, 1, 1800, 86_400)]


@pytest.mark.parametrize("spread", [SPREAD, MODERN], ids=["any century", "since 1900"])
def test_buckets_follow_the_local_clock(store: Store, spread: list[int]) -> None:
    for zone in map(ZoneInfo, ZONES):
        instants = sorted(set(spread + _seconds_around_changes(zone)))
        put(store, [{"time": each} for each in instants])
        zoned = replace(store, timezone=zone)
        catalog = load_catalog(zoned)
        for units in BUCKETS:
            query = SegmentQuery(group_by=tuple(GroupBy(field="time", bucket=unit) for unit in units))
            counted = {row[:-1]: row[-1] for row in run_query(zoned, catalog, query).rows}
            wanted = Counter(tuple(bucket(each, unit, zone) for unit in units) for each in instants)
            assert counted == wanted, (zone, units)


def test_a_period_of_one_day_has_the_hours_that_day_has(store: Store) -> None:
    zoned = replace(store, timezone=ZoneInfo("America/New_York"))
    for day, hours in ((date(2024, 3, 10), 23), (date(2024, 11, 3), 25), (date(2024, 7, 1), 24)):
        start = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) - 86_400
        put(zoned, [{"time": start + hour * 3600} for hour in range(96)])
        after = day.replace(day=day.day + 1)
        result = run_query(zoned, load_catalog(zoned), SegmentQuery(period=Period(start=day, end=after)))
        assert result.rows == ((hours,),)
        told = {"start": day.isoformat(), "end": after.isoformat(), "timezone": "America/New_York"}
        assert result.facts["period"] == told


def test_periods_are_half_open(store: Store) -> None:
    midnight = instant(date(2024, 4, 1), store.timezone)
    put(store, [{"time": midnight - 1}, {"time": midnight}, {"time": midnight + 1}, {}])
    catalog = load_catalog(store)
    march = SegmentQuery(period=Period(start=date(2024, 3, 1), end=date(2024, 4, 1)))
    april = SegmentQuery(period=Period(start=date(2024, 4, 1)))
    assert run_query(store, catalog, march).rows == ((1,),)
    assert run_query(store, catalog, april).rows == ((2,),)


def test_empty_months_between_are_filled_with_zeros(store: Store) -> None:
    put(
        store,
        [
            {"time": instant(date(2023, 11, 5), store.timezone), "rating": 4.0},
            {"time": instant(date(2024, 2, 5), store.timezone), "rating": 2.0},
            {},
        ],
    )
    query = SegmentQuery(
        measures=(Measure(), Measure(op="average", field="rating")),
        group_by=(GroupBy(field="time", bucket="month"),),
    )
    result = run_query(store, load_catalog(store), query)
    assert result.rows == (
        ("2023-11", 1, 4.0),
        ("2023-12", 0, None),
        ("2024-01", 0, None),
        ("2024-02", 1, 2.0),
        (None, 1, None),
    )
    assert (result.covered, result.missing, result.facts["filled"]) == (2, 1, 2)
    assert len(result.facts["intervals"]) == len(result.rows)


def test_weekdays_that_are_left_out_are_no_rows(store: Store) -> None:
    put(store, [{"time": instant(date(2024, 3, day), store.timezone)} for day in (4, 6, 8)])  # Mon, Wed, Fri
    some = Filter(field="time", bucket="weekday", op="in", values=(1, 2, 5))
    query = SegmentQuery(filters=(some,), group_by=(GroupBy(field="time", bucket="weekday"),))
    assert run_query(store, load_catalog(store), query).rows == ((1, 1), (2, 0), (5, 1))


@pytest.mark.parametrize(
    ("unit", "first", "last", "wanted"),
    [
        ("day", "2024-02-28", "2024-03-01", ["2024-02-28", "2024-02-29", "2024-03-01"]),
        ("week", "2020-W52", "2021-W01", ["2020-W52", "2020-W53", "2021-W01"]),
        ("month", "2023-11", "2024-01", ["2023-11", "2023-12", "2024-01"]),
        ("quarter", "2023-Q4", "2024-Q2", ["2023-Q4", "2024-Q1", "2024-Q2"]),
        ("year", "1999", "2001", ["1999", "2000", "2001"]),
        ("weekday", "1", "2", [1, 2, 3, 4, 5, 6, 7]),
    ],
)
def test_buckets_between(unit: Bucket, first: str, last: str, wanted: Sequence[str | int]) -> None:
    assert list(bucket_labels_between(unit, first, last)) == wanted


@pytest.mark.parametrize("name", ZONES)
def test_offsets_hold_between_the_changes_found(name: str) -> None:
    zone = ZoneInfo(name)
    found = offsets(zone, 1_000_000_000, 1_760_000_000)
    ends = [until for until, _ in found[:-1] if until is not None]
    assert ends == sorted(set(ends))
    for (until, before), (_, after) in pairwise(found):
        assert until is not None
        local = [
            datetime.fromtimestamp(each, UTC).astimezone(zone).utcoffset() for each in (until - 1, until)
        ]
        assert [each.total_seconds() for each in local if each is not None] == [before, after]


def test_a_date_names_a_span() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    assert span_named("2024-03", zone) == (instant(date(2024, 3, 1), zone), instant(date(2024, 4, 1), zone))
    assert span_named("2024/12", zone)[1] == instant(date(2025, 1, 1), zone)
    assert span_named("2024", zone)[1] == instant(date(2025, 1, 1), zone)
    start, end = span_named("2024-03-05T10:00:00+00:00", zone)
    assert (datetime.fromtimestamp(start, UTC), end - start) == (datetime(2024, 3, 5, 10, tzinfo=UTC), 1)
    for wrong in ("soon", "2024-13", "2024-02-30", "5"):
        with pytest.raises(ValueError):  # noqa: PT011 - any of them
            span_named(wrong, zone)
