"""Times as people write them, against the days they mean. Asked on Wednesday, 10 July 2024."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.offline.text.scan import Scan
from assistant.offline.times import read_times

TODAY = date(2024, 7, 10)
SPAN = (date(2023, 2, 3), date(2024, 7, 9))


def days(question: str) -> list[tuple[str, str]]:
    found = read_times(Scan.of(question), TODAY, SPAN)
    return [(str(each.period.start), str(each.period.end)) for each in found]


@pytest.mark.parametrize(
    ("question", "start", "end"),
    [
        ("how many on 2024-03-05", "2024-03-05", "2024-03-06"),
        ("on March 5, 2024", "2024-03-05", "2024-03-06"),
        ("on the 5th of March 2024", "2024-03-05", "2024-03-06"),
        ("in March 2024", "2024-03-01", "2024-04-01"),
        ("in march", "2024-03-01", "2024-04-01"),
        ("in december", "2023-12-01", "2024-01-01"),
        ("in 2023", "2023-01-01", "2024-01-01"),
        ("in Q3 2023", "2023-07-01", "2023-10-01"),
        ("the third quarter of 2023", "2023-07-01", "2023-10-01"),
        ("the first half of 2024", "2024-01-01", "2024-07-01"),
        ("last month", "2024-06-01", "2024-07-01"),
        ("this month", "2024-07-01", "2024-08-01"),
        ("last week", "2024-07-01", "2024-07-08"),
        ("yesterday", "2024-07-09", "2024-07-10"),
        ("since june started", "2024-06-01", "None"),
        ("the week of May 3 to May 9", "2024-05-03", "2024-05-10"),
        ("from march 3 to the end of the month", "2024-03-03", "2024-04-01"),
        ("去年七月至年底", "2023-07-01", "2024-01-01"),
        ("6月3号到月底", "2024-06-03", "2024-07-01"),
        ("这个月目前为止", "2024-07-01", "2024-07-11"),
        ("去年暑假", "2023-07-01", "2023-09-01"),
        ("in the last 7 days", "2024-07-04", "2024-07-11"),
        ("the last two full months", "2024-05-01", "2024-07-01"),
        ("last quarter", "2024-04-01", "2024-07-01"),
        ("last year", "2023-01-01", "2024-01-01"),
        ("from Feb 3 to Feb 5, 2024", "2024-02-03", "2024-02-06"),
        ("between 2024-02-03 and 2024-02-05", "2024-02-03", "2024-02-06"),
        ("since June 2024", "2024-06-01", "None"),
        ("after 2024-06-05", "2024-06-06", "None"),
        ("before May 2024", "None", "2024-05-01"),
        ("2024年3月5日有多少", "2024-03-05", "2024-03-06"),
        ("3月5号", "2024-03-05", "2024-03-06"),
        ("2024年3月", "2024-03-01", "2024-04-01"),
        ("去年十二月", "2023-12-01", "2024-01-01"),
        ("上个月", "2024-06-01", "2024-07-01"),
        ("上周", "2024-07-01", "2024-07-08"),
        ("上上周", "2024-06-24", "2024-07-01"),
        ("最近30天", "2024-06-11", "2024-07-11"),
        ("近三个月", "2024-04-11", "2024-07-11"),
        ("2023年第三季度", "2023-07-01", "2023-10-01"),
        ("去年下半年", "2023-07-01", "2024-01-01"),
        ("2月3日到5日", "2024-02-03", "2024-02-06"),
        ("从2024年1月到3月", "2024-01-01", "2024-04-01"),
        ("23年5月以来", "2023-05-01", "None"),
        ("5月之前", "None", "2024-05-01"),
        ("双十一", "2023-11-11", "2023-11-12"),
    ],
)
def test_a_time_is_the_half_open_days_it_means(question: str, start: str, end: str) -> None:
    assert days(question) == [(start, end)]


@pytest.mark.parametrize(
    "question", ["price over 2000 yuan", "top 10 products", "may I see the reviews", "3 stars", "第二多的"]
)
def test_other_numbers_are_no_times(question: str) -> None:
    assert days(question) == []


def test_two_times_with_no_range_between_them_stay_two() -> None:
    assert days("2023年和2024年") == [("2023-01-01", "2024-01-01"), ("2024-01-01", "2025-01-01")]
    assert days("compare Feb 3 with Feb 5") == [("2024-02-03", "2024-02-04"), ("2024-02-05", "2024-02-06")]


@given(st.dates(date(1990, 1, 1), date(2030, 12, 31)))
def test_every_day_is_read_alike_however_it_is_written(day: date) -> None:
    after = (str(day), str(day + timedelta(days=1)))
    for written in (
        f"on {day:%Y-%m-%d}",
        f"on {day:%B} {day.day}, {day.year}",
        f"on {day.day} {day:%b} {day.year}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}",
    ):
        assert days(written) == [after], written
