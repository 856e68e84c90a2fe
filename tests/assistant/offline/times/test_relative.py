"""Times that count from today, from another time, or from what the conversation is about; pandas says what they are."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.offline.text.scan import Scan
from assistant.offline.times import read_times
from tools.segments.query import Period

NUMBERS = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
CHINESE = "零一两三四五六七八九十"
UNITS = {"week": ("周", "W"), "month": ("个月", "M"), "quarter": ("个季度", "Q")}
days = st.dates(date(2008, 1, 1), date(2035, 12, 31))
DAY = timedelta(days=1)


def periods(question: str, today: date, under: Period | None = None) -> list[tuple[str, str]]:
    found = read_times(Scan.of(question), today, (date(2000, 1, 1), today), under=under)
    return [(str(each.period.start), str(each.period.end)) for each in found]


def unit_back(today: date, freq: str, back: int) -> tuple[str, str]:
    """The calendar unit so many before the one today is in, worked out by pandas."""
    unit = pd.Period(today, freq=freq) - back
    return str(unit.start_time.date()), str((unit + 1).start_time.date())


def rolling(today: date, months: int = 0, weeks: int = 0, days: int = 0) -> tuple[str, str]:
    end = pd.Timestamp(today) + pd.Timedelta(days=1)
    length = pd.DateOffset(months=months, weeks=weeks, days=days)
    return str((end - length).date()), str(end.date())


@settings(deadline=None)
@given(days, st.integers(1, 12))
def test_a_rolling_stretch_ends_today(today: date, count: int) -> None:
    for unit, (chinese, _) in UNITS.items():
        length = {"weeks": count} if unit == "week" else {"months": count * (3 if unit == "quarter" else 1)}
        whole = [rolling(today, **length)]
        assert periods(f"in the last {count} {unit}s", today) == whole
        assert periods(f"over the past {NUMBERS[count]} {unit}s", today) == whole
        assert periods(f"最近{count}{chinese}的评论", today) == whole
        if count <= 10:
            assert periods(f"近{CHINESE[count]}{chinese}", today) == whole
    assert periods(f"the last {count * 30} days", today) == [rolling(today, days=count * 30)]
    assert periods(f"过去{count * 30}天", today) == [rolling(today, days=count * 30)]


@settings(deadline=None)
@given(days, st.integers(2, 90))
def test_the_days_before_are_those_before_what_they_are_held_against(today: date, count: int) -> None:
    last = rolling(today, days=count)
    for said in (
        f"last {count} days vs previous {count} days",
        f"the last {count} days compared with the {count} days before",
        f"最近{count}天和之前{count}天比",
        f"近{count}天比前{count}天多了多少",
    ):
        assert periods(said, today) == [last, (str(date.fromisoformat(last[0]) - count * DAY), last[0])], said
    assert periods(f"the previous {count} days", today) == [last]


@settings(deadline=None)
@given(days, st.integers(1, 12))
def test_whole_units_are_over_before_today(today: date, count: int) -> None:
    for unit, (chinese, freq) in UNITS.items():
        whole = [(unit_back(today, freq, count)[0], unit_back(today, freq, 1)[1])]
        assert periods(f"the last {NUMBERS[count]} full {unit}s", today) == whole
        assert (
            periods(f"最近{count}{chinese.replace('个', '个完整') if '个' in chinese else '个完整周'}", today)
            == whole
        )


@settings(deadline=None)
@given(days)
def test_named_units_count_from_the_calendar(today: date) -> None:
    for unit, (chinese, freq) in UNITS.items():
        assert periods(f"last {unit}", today) == periods(f"上{chinese}", today) == [unit_back(today, freq, 1)]
        assert periods(f"this {unit}", today) == periods(f"这{chinese}", today) == [unit_back(today, freq, 0)]
        before_last = [unit_back(today, freq, 2)]
        assert periods(f"the {unit} before last", today) == periods(f"上上{chinese}", today) == before_last
        assert periods(f"two {unit}s ago", today) == before_last
    assert periods("last year", today) == periods("去年", today) == [unit_back(today, "Y", 1)]
    assert periods("前年", today) == [unit_back(today, "Y", 2)]


@settings(deadline=None)
@given(days)
def test_so_far_begins_with_the_unit_and_ends_today(today: date) -> None:
    end = str(today + DAY)
    for freq, texts in {
        "Y": ("year to date", "YTD", "今年以来", "年初至今", "so far this year"),
        "Q": ("quarter to date", "QTD", "本季度至今"),
        "M": ("month to date", "MTD", "本月至今", "this month so far"),
        "W": ("week to date", "本周至今"),
    }.items():
        for text in texts:
            assert periods(text, today) == [(unit_back(today, freq, 0)[0], end)], text


@settings(deadline=None)
@given(days, st.integers(1, 400))
def test_days_ago_are_single_days(today: date, back: int) -> None:
    day = [(str(today - back * DAY), str(today - (back - 1) * DAY))]
    assert periods(f"{back} days ago", today) == periods(f"{back}天前", today) == day
    assert periods("yesterday", today) == periods("昨天", today) == [(str(today - DAY), str(today))]
    two = [(str(today - 2 * DAY), str(today - DAY))]
    assert periods("the day before yesterday", today) == periods("前天", today) == two


@settings(deadline=None)
@given(days, st.integers(0, 6))
def test_a_weekday_of_last_week_is_in_last_week(today: date, place: int) -> None:
    monday = today - timedelta(days=today.weekday() + 7)
    day = monday + timedelta(days=place)
    assert periods(f"上周{'一二三四五六日'[place]}", today) == [(str(day), str(day + DAY))]
    english = f"{day:%A} last week"
    assert periods(english, today) == [(str(day), str(day + DAY))]
    newest = next(today - n * DAY for n in range(1, 8) if (today - n * DAY).weekday() == place)
    assert periods(f"last {day:%A}", today) == [(str(newest), str(newest + DAY))]


@settings(deadline=None)
@given(st.dates(date(2022, 1, 1), date(2035, 12, 31)), st.integers(2010, 2020), st.integers(1, 12))
def test_what_is_said_relative_counts_from_the_period_under_discussion(
    today: date, year: int, month: int
) -> None:
    this = pd.Period(f"{year}-{month:02}", freq="M")
    under = Period(start=this.start_time.date(), end=(this + 1).start_time.date())

    def month_of(period: pd.Period) -> list[tuple[str, str]]:
        return [(str(period.start_time.date()), str((period + 1).start_time.date()))]

    for text in ("and the month before?", "what about the previous month", "那前一个月呢", "再往前一个月呢"):
        assert periods(text, today, under) == month_of(this - 1), text
    for text in ("and a year earlier?", "same month last year", "去年同期呢"):
        assert periods(text, today, under) == month_of(this - 12), text
    assert (
        periods("and the month after", today, under) == periods("次月呢", today, under) == month_of(this + 1)
    )
    assert periods("last month", today, under) == [unit_back(today, "M", 1)]
    assert periods("and in December?", today, under) == month_of(pd.Period(f"{year}-12", freq="M"))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("March 2024 and the month before", ["2024-03-01..2024-04-01", "2024-02-01..2024-03-01"]),
        ("last month vs the same month last year", ["2024-06-01..2024-07-01", "2023-06-01..2023-07-01"]),
        ("2024年第一季度和去年同期", ["2024-01-01..2024-04-01", "2023-01-01..2023-04-01"]),
        ("上个月比再上个月", ["2024-06-01..2024-07-01", "2024-05-01..2024-06-01"]),
        (
            "from May 1 to May 10 2024 against the same period last year",
            ["2024-05-01..2024-05-11", "2023-05-01..2023-05-11"],
        ),
    ],
)
def test_a_time_may_count_from_another_in_the_question(question: str, expected: list[str]) -> None:
    assert [f"{start}..{end}" for start, end in periods(question, date(2024, 7, 10))] == expected


def test_a_week_may_start_on_sunday() -> None:
    sunday = date(2024, 7, 7)
    found = read_times(Scan.of("last week"), sunday, None, week_start="sunday")[0].period
    assert (str(found.start), str(found.end)) == ("2024-06-30", "2024-07-07")
    found = read_times(Scan.of("last week"), sunday, None)[0].period
    assert (str(found.start), str(found.end)) == ("2024-06-24", "2024-07-01")
