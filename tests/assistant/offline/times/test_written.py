"""Any day, month, quarter or half, in every way people write it, is read as its days; no text makes it raise."""

import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.offline.text.scan import Scan
from assistant.offline.times import read_times
from tools.segments.query import Period

TODAY = date(2024, 7, 10)
SPAN = (date(2005, 2, 3), date(2024, 7, 9))
ENGLISH = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
DIGITS = "〇一二三四五六七八九"
days = st.dates(date(2006, 1, 1), date(2024, 7, 9))
months = st.tuples(st.integers(2006, 2023), st.integers(1, 12))


def periods(question: str) -> list[tuple[date | None, date | None]]:
    found = read_times(Scan.of(question), TODAY, SPAN)
    return [(_day(each.period.start), _day(each.period.end)) for each in found]


def _day(value: object) -> date | None:
    return date.fromisoformat(str(value)[:10]) if value else None


def chinese(number: int) -> str:
    """1 to 99 as Chinese people write it."""
    tens, ones = divmod(number, 10)
    lead = "" if tens == 0 else "十" if tens == 1 else f"{DIGITS[tens]}十"
    return lead + (DIGITS[ones] if ones else "")


def digits(number: int) -> str:
    return "".join(DIGITS[int(each)] for each in str(number))


def nth(day: int) -> str:
    ending = "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def days_written(day: date) -> Iterator[str]:
    y, m, d, name = day.year, day.month, day.day, ENGLISH[day.month - 1]
    yield from (
        f"{y}-{m:02}-{d:02}",
        f"{y}/{m}/{d}",
        f"{y}.{m}.{d}",
        f"{y}{m:02}{d:02}",
        f"{d:02}.{m:02}.{y}",
    )
    yield from (
        f"{name} {d}, {y}",
        f"{d} {name[:3]} {y}",
        f"{name} {nth(d)} {y}",
        f"the {nth(d)} of {name} {y}",
    )
    yield from (f"{name[:3]}. {d}, {y}", f"on {name.lower()} {d} {y}", f"{name} {d}, '{y % 100:02}")
    yield from (f"{y}年{m}月{d}日", f"{y}年{m}月{d}号", f"{digits(y)}年{chinese(m)}月{chinese(d)}日")
    yield from (f"{y % 100:02}年{m}月{d}日", f"民國{y - 1911}年{m}月{d}日")
    if d > 12:
        yield from (f"{m}/{d}/{y}", f"{d}/{m}/{y}")


def months_written(year: int, month: int) -> Iterator[str]:
    name = ENGLISH[month - 1]
    yield from (f"{year}-{month:02}", f"{month:02}/{year}", f"in {name} {year}", f"{name[:3]} {year}")
    yield from (
        f"{name} of {year}",
        f"{name[:3]} '{year % 100:02}",
        f"{year} {name}",
        f"the month of {name} {year}",
    )
    yield from (
        f"{year}年{month}月",
        f"{year}年{month}月份",
        f"{digits(year)}年{chinese(month)}月",
        f"{year % 100:02}年{month}月",
    )


def quarters_written(year: int, quarter: int) -> Iterator[str]:
    word = ("first", "second", "third", "fourth")[quarter - 1]
    yield from (f"Q{quarter} {year}", f"{year}Q{quarter}", f"{year} q{quarter}", f"{year % 100:02}Q{quarter}")
    yield from (
        f"{quarter}Q{year}",
        f"FY{year} Q{quarter}",
        f"the {word} quarter of {year}",
        f"Q{quarter} of {year}",
    )
    yield from (
        f"{year}年第{DIGITS[quarter]}季度",
        f"{year}年{DIGITS[quarter]}季度",
        f"{year}年Q{quarter}",
        f"{year}第{quarter}季度",
    )


def halves_written(year: int, half: int) -> Iterator[str]:
    word = ("first", "second")[half - 1]
    yield from (f"H{half} {year}", f"{year}H{half}", f"the {word} half of {year}", f"{year} {word} half")
    yield from (f"{year}年{'上下'[half - 1]}半年", f"{year}{'上下'[half - 1]}半年")


def month_days(year: int, month: int, count: int = 1) -> tuple[date, date]:
    after = year * 12 + month - 1 + count
    return date(year, month, 1), date(after // 12, after % 12 + 1, 1)


FRAMES: tuple[Callable[[str], str], ...] = (
    lambda written: f"How many reviews came in {written}?",
    lambda written: f"VIP客户{written}有多少差评",
    lambda written: f"({written}) average rating by region",
)


@settings(deadline=None)
@given(days, st.sampled_from(FRAMES))
def test_a_day_is_read_alike_however_it_is_written(day: date, frame: Callable[[str], str]) -> None:
    for written in days_written(day):
        assert periods(frame(written)) == [(day, day + timedelta(days=1))], written


@settings(deadline=None)
@given(
    months, st.integers(1, 31), st.sampled_from(("over", "above", "below", "under", "more than", "at least"))
)
def test_a_limit_before_a_month_is_no_day_of_it(month: tuple[int, int], limit: int, word: str) -> None:
    name = f"{ENGLISH[month[1] - 1]} {month[0]}"
    assert periods(f"was the average {word} {limit} in {name}") == [month_days(*month)]


def test_weeks_of_a_longer_time_are_none_of_it() -> None:
    for said in (
        "by week in 2023",
        "per week in 2023",
        "each week of 2023",
        "which week in 2023 was the worst",
    ):
        assert periods(said) == [month_days(2023, 1, 12)], said
    assert periods("the week of May 7 2024") == [(date(2024, 5, 6), date(2024, 5, 13))]


@settings(deadline=None)
@given(months, st.sampled_from(FRAMES))
def test_a_month_is_read_alike_however_it_is_written(
    month: tuple[int, int], frame: Callable[[str], str]
) -> None:
    for written in months_written(*month):
        assert periods(frame(written)) == [month_days(*month)], written


@settings(deadline=None)
@given(st.integers(2006, 2023), st.integers(1, 4), st.sampled_from(FRAMES))
def test_quarters_and_halves_are_read_alike_however_they_are_written(
    year: int, quarter: int, frame: Callable[[str], str]
) -> None:
    for written in quarters_written(year, quarter):
        assert periods(frame(written)) == [month_days(year, 3 * quarter - 2, 3)], written
    half = (quarter + 1) // 2
    for written in halves_written(year, half):
        assert periods(frame(written)) == [month_days(year, 6 * half - 5, 6)], written


@settings(deadline=None)
@given(days, days)
def test_a_range_goes_from_the_first_day_of_one_to_the_last_of_the_other(one: date, other: date) -> None:
    first, last = sorted((one, other))
    whole = [(first, last + timedelta(days=1))]
    english = (
        f"{ENGLISH[first.month - 1]} {first.day}, {first.year}",
        f"{ENGLISH[last.month - 1]} {last.day}, {last.year}",
    )
    chinese = (f"{first.year}年{first.month}月{first.day}日", f"{last.year}年{last.month}月{last.day}日")
    for written in (
        f"from {english[0]} to {english[1]}",
        f"between {english[0]} and {english[1]}",
        f"{first} – {last}",
        f"从{chinese[0]}到{chinese[1]}",
        f"{chinese[0]}至{chinese[1]}期间",
        f"{chinese[0]}和{chinese[1]}之间",
    ):
        assert periods(written) == whole, written


@settings(deadline=None)
@given(days)
def test_an_open_end_is_open(day: date) -> None:
    after = day + timedelta(days=1)
    name = f"{ENGLISH[day.month - 1]} {day.day}, {day.year}"
    assert periods(f"since {name}") == periods(f"{day.year}年{day.month}月{day.day}日以来") == [(day, None)]
    assert periods(f"after {name}") == periods(f"{day.year}年{day.month}月{day.day}日之后") == [(after, None)]
    assert periods(f"before {name}") == periods(f"{day.year}年{day.month}月{day.day}日之前") == [(None, day)]
    assert periods(f"until {name}") == periods(f"截至{day.year}年{day.month}月{day.day}日") == [(None, after)]


WORDS = st.sampled_from(
    [
        "last",
        "past",
        "3",
        "99999999",
        "of",
        "the",
        "in",
        "from",
        "to",
        "between",
        "and",
        "since",
        "week",
        "month",
        "March",
        "may",
        "5",
        "year",
        "ago",
        "before",
        "after",
        "first",
        "上",
        "个",
        "月",
        "周",
        "年",
        "前",
        "第",
        "一",
        "十",
        "百",
        "万",
        "天",
        "到",
        "和",
        "以来",
        "春节",
        "季度",
        "2024",
        "Q4",
        "W53",
        "0",
        "/",
        "-",
        ".",
        "'",
        ",",
        "(",
        ")",
        "同期",
        "末",
        "初",
        "double",
        "11",
        "next",
        "Feb",
        "30",
        "31",
    ]
)
PERIODS = st.none() | st.builds(
    lambda day, length: Period(start=day, end=day + timedelta(days=length)), days, st.integers(1, 900)
)


@settings(deadline=None)
@given(
    st.text(max_size=60)
    | st.lists(WORDS, max_size=14).map(" ".join)
    | st.lists(WORDS, max_size=14).map("".join),
    PERIODS,
)
def test_no_text_makes_it_raise_and_a_period_has_days(text: str, under: Period | None) -> None:
    scan = Scan.of(text)
    for span in (None, SPAN):
        scan = Scan.of(text)
        for mention in read_times(scan, TODAY, span, under=under):
            start, end = _day(mention.period.start), _day(mention.period.end)
            assert start is None or end is None or start < end
            assert 0 <= mention.start <= mention.end <= len(scan.text)


def test_reading_is_quick() -> None:
    question = (
        "How many complaints about delivery did we get between March 3 and May 5, 2023 compared with the same period"
        " last year, and how does the second half of 2022 look by week for customers in the east who gave at least 3"
        " stars and spent over 200 yuan, and what about last Friday or the week before Christmas?"
    )
    taken = []
    for _ in range(30):
        scan = Scan.of(question)
        begun = time.perf_counter()
        assert len(read_times(scan, TODAY, SPAN)) == 5
        taken.append(time.perf_counter() - begun)
    assert min(taken) < 0.02  # a few milliseconds on an idle machine
