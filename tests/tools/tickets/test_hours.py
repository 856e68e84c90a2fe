"""Working time: opening hours, holidays and make-up days, and clocks that change."""

from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from tools.tickets.hours import ALWAYS, Calendar, Spans, add_working, open_spans, working_between

SHANGHAI, LONDON, NEW_YORK = (
    ZoneInfo("Asia/Shanghai"),
    ZoneInfo("Europe/London"),
    ZoneInfo("America/New_York"),
)
SPLIT: Spans = ((540, 720), (810, 1080))
OFFICE = Calendar(SHANGHAI, (SPLIT,) * 5 + ((), ()), "CN")
NIGHT = Calendar(NEW_YORK, (((0, 480),),) * 7)
"""Open from midnight to eight, when the clock changes."""

ZONES = ("Asia/Shanghai", "Europe/London", "America/New_York", "Australia/Lord_Howe", "America/Havana", "UTC")


def moment(said: str, zone: ZoneInfo) -> int:
    return int(datetime.fromisoformat(said).replace(tzinfo=zone).timestamp())


def spoken(at: int, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(at, zone).strftime("%Y-%m-%d %H:%M")


QUICK = settings(max_examples=25, deadline=None)


@st.composite
def day_hours(draw: st.DrawFn) -> Spans:
    """Up to three spans of a day, in quarters of an hour."""
    edges = sorted(draw(st.sets(st.integers(0, 96), max_size=6)))
    return tuple((opens * 15, closes * 15) for opens, closes in zip(edges[::2], edges[1::2], strict=False))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    week = tuple(draw(day_hours()) for _ in range(7))
    assume(any(week))
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    days = st.dates(date(2026, 3, 1), date(2026, 11, 30))
    extra = draw(st.dictionaries(days, day_hours(), max_size=2))
    country = draw(st.sampled_from(("", "CN", "GB-ENG", "US")))
    return Calendar(zone, week, country, frozenset(draw(st.sets(days, max_size=3))), tuple(extra.items()))


MOMENTS = st.integers(moment("2026-03-01", LONDON), moment("2026-11-20", LONDON))
CHANGES = st.sampled_from(
    [
        moment("2026-03-29 00:00", LONDON),
        moment("2026-10-25 00:00", LONDON),
        moment("2026-11-01 00:00", NEW_YORK),
        moment("2026-03-08 00:00", NEW_YORK),
        moment("2026-10-09 12:00", SHANGHAI),
    ]
)
NEAR_CHANGES = st.builds(lambda at, minutes: at + minutes * 60, CHANGES, st.integers(-1500, 1500))


@QUICK
@given(calendars(), st.one_of(MOMENTS, NEAR_CHANGES), st.integers(0, 400_000))
def test_what_is_added_is_what_lies_between(calendar: Calendar, start: int, seconds: int) -> None:
    assert working_between(start, add_working(start, seconds, calendar), calendar) == seconds


@QUICK
@given(calendars(), MOMENTS, st.integers(0, 900_000))
def test_adding_goes_no_further_than_it_has_to(calendar: Calendar, start: int, wait: int) -> None:
    end = start + wait
    reached = add_working(start, working_between(start, end, calendar), calendar)
    assert start <= reached <= end
    if reached > start:
        assert working_between(start, reached - 1, calendar) < working_between(start, reached, calendar)


@QUICK
@given(calendars(), st.lists(NEAR_CHANGES, min_size=3, max_size=3))
def test_parts_add_up(calendar: Calendar, moments: list[int]) -> None:
    a, b, c = moments
    between = working_between(a, b, calendar) + working_between(b, c, calendar)
    assert between == working_between(a, c, calendar)


@QUICK
@given(calendars(), MOMENTS, st.integers(0, 200_000), st.integers(0, 200_000))
def test_more_work_is_never_done_sooner(calendar: Calendar, start: int, less: int, more: int) -> None:
    assert add_working(start, less, calendar) <= add_working(start, less + more, calendar)
    assert add_working(start, less, calendar) <= add_working(start + more, less, calendar)


@QUICK
@given(calendars(), NEAR_CHANGES, st.integers(0, 4000))
@example(NIGHT, moment("2026-10-31 22:00", NEW_YORK), 900)
@example(OFFICE, moment("2026-09-30 17:00", SHANGHAI), 4000)
def test_a_clock_read_every_minute_counts_the_same(calendar: Calendar, start: int, minutes: int) -> None:
    """The definition itself, minute by minute: the wall clock reads inside the opening hours of its day."""
    start -= start % 60
    counted = 0
    for at in range(start, start + minutes * 60, 60):
        wall = datetime.fromtimestamp(at, calendar.zone)
        minute = wall.hour * 60 + wall.minute
        counted += any(opens <= minute < closes for opens, closes in calendar.hours(wall.date()))
    assert working_between(start, start + minutes * 60, calendar) == counted * 60


@QUICK
@given(calendars(), st.one_of(MOMENTS, NEAR_CHANGES))
def test_spans_are_in_order_and_apart(calendar: Calendar, at: int) -> None:
    day = at // 86_400
    spans = [span for each in (day - 1, day, day + 1) for span in open_spans(calendar, each)]
    assert all(opens < closes for opens, closes in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


def test_lunch_does_not_count() -> None:
    start = moment("2026-11-17 11:00", SHANGHAI)
    assert spoken(add_working(start, 2 * 3600, OFFICE), SHANGHAI) == "2026-11-17 14:30"


def test_what_is_used_up_at_closing_time_is_due_then_and_not_the_next_morning() -> None:
    start = moment("2026-11-17 17:00", SHANGHAI)
    assert spoken(add_working(start, 3600, OFFICE), SHANGHAI) == "2026-11-17 18:00"


def test_national_day_is_off_and_its_made_up_saturday_is_worked() -> None:
    """2026: 1 to 7 October off, Saturday 10 October worked."""
    start = moment("2026-09-30 17:00", SHANGHAI)
    worked = 3600 + 7 * 3600 + 1800  # the hour left, then Thursday the 8th
    assert spoken(add_working(start, worked, OFFICE), SHANGHAI) == "2026-10-08 18:00"
    saturday = moment("2026-10-10 00:00", SHANGHAI)
    assert working_between(saturday, saturday + 86_400, OFFICE) == 7.5 * 3600


def test_own_days_win_over_public_ones() -> None:
    closed, opened = date(2026, 10, 10), date(2026, 10, 2)
    own = Calendar(SHANGHAI, OFFICE.week, "CN", frozenset((closed,)), ((opened, ((600, 660),)),))
    assert own.hours(closed) == ()
    assert own.hours(opened) == ((600, 660),)
    assert own.hours(date(2026, 10, 1)) == ()


@pytest.mark.parametrize(("night", "hours"), [("2026-11-01", 9), ("2026-03-08", 7), ("2026-11-02", 8)])
def test_an_hour_read_twice_counts_twice_and_one_nobody_reads_not_at_all(night: str, hours: int) -> None:
    """New York's clock goes back on 1 November 2026 and forward on 8 March, both at two in the morning."""
    start = moment(night, NEW_YORK)
    assert working_between(start, moment(f"{night} 12:00", NEW_YORK), NIGHT) == hours * 3600


def test_always_open_counts_every_second() -> None:
    always = Calendar(LONDON, (ALWAYS,) * 7)
    assert add_working(moment("2026-10-24 20:00", LONDON), 86_400, always) == moment(
        "2026-10-25 19:00", LONDON
    )


def test_working_time_is_not_taken_away() -> None:
    with pytest.raises(ValueError, match="not taken away"):
        add_working(0, -1, OFFICE)


def test_a_calendar_that_never_opens_is_noticed() -> None:
    never = Calendar(SHANGHAI, ((),) * 7)
    with pytest.raises(ValueError, match="no such working time"):
        add_working(0, 1, never)
