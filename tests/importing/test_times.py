"""Every form people export is the same moment; what is no time is never made one."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.importing.evidence import Evidence
from retrieval.importing.times import read_time, text_of_time, time_reader

DAY = datetime(2024, 3, 5)
MINUTE = datetime(2024, 3, 5, 14, 30)

FORMS = {
    "2024-03-05": DAY,
    "2024/3/5": DAY,
    "2024.03.05": DAY,
    "2024年3月5日": DAY,
    "24年3月5日": DAY,
    "5 Mar 2024": DAY,
    "5-Mar-24": DAY,
    "March 5th, 2024": DAY,
    "05/03/2024": DAY,
    "2024-03": datetime(2024, 3, 1),
    "Mar 2024": datetime(2024, 3, 1),
    "2024-03-05 14:30": MINUTE,
    "2024-3-5 14:30": MINUTE,
    "2024/03/05 14:30:00": MINUTE,
    "2024-03-05T14:30:00.000": MINUTE,
    "2024年3月5日 14:30": MINUTE,
    "2024年3月5日14时30分": MINUTE,
    "2024年3月5日 星期二 下午2:30": MINUTE,
    "２０２４－０３－０５　１４：３０": MINUTE,
    "Mar 5, 2024 2:30 PM": MINUTE,
    "5 March 2024, 14:30": MINUTE,
    "05.03.2024 14:30": MINUTE,
    "2024-03-05T14:30:00Z": MINUTE.replace(tzinfo=UTC),
    "20240305T143000Z": MINUTE.replace(tzinfo=UTC),
    "2024-03-05T22:30:00+08:00": MINUTE.replace(tzinfo=UTC),
    "2024-03-05 22:30:00 +0800": MINUTE.replace(tzinfo=UTC),
    "Tue, 05 Mar 2024 14:30:00 GMT": MINUTE.replace(tzinfo=UTC),
    "Tue Mar 05 14:30:00 +0000 2024": MINUTE.replace(tzinfo=UTC),
    "Tue Mar 05 2024 22:30:00 GMT+0800 (China Standard Time)": MINUTE.replace(tzinfo=UTC),
}
BARE = {
    "20240305": DAY,
    "202403051430": MINUTE,
    "20240305143000": MINUTE,
    "45356": DAY,
    "45356.6041666667": MINUTE,
    "1709649000": MINUTE.replace(tzinfo=UTC),
    "1709649000000": MINUTE.replace(tzinfo=UTC),
    "1709649000000000": MINUTE.replace(tzinfo=UTC),
}
NO_TIMES = (
    "",
    "soon",
    "昨天",
    "3月5日",
    "2024-02-30",
    "2024-13-01",
    "31/02/2024",
    "14:30",
    "2024.5",
    "12",
    "25:61",
)


@pytest.mark.parametrize(("form", "moment"), FORMS.items())
def test_a_form(form: str, moment: datetime) -> None:
    read = read_time(form)
    assert read is not None
    assert (read, read.tzinfo is None) == (moment, moment.tzinfo is None)


@pytest.mark.parametrize(("form", "moment"), BARE.items())
def test_a_bare_number_is_a_time_only_where_times_are_expected(form: str, moment: datetime) -> None:
    assert read_time(form) is None or len(form) == 8
    assert read_time(form, digits=True) == moment


@pytest.mark.parametrize("value", NO_TIMES)
def test_what_is_not_a_time(value: str) -> None:
    assert read_time(value) is None
    with pytest.raises(ValueError, match=f"^{re.escape(value)}$"):
        time_reader(ZoneInfo("UTC"))(value)


moments = st.datetimes(datetime(1971, 1, 1), datetime(2099, 12, 31)).map(lambda m: m.replace(microsecond=0))


WRITTEN = (
    "%Y-%m-%d %H:%M:%S",
    "%Y/%m/%d %H:%M:%S",
    "%Y年%m月%d日 %H:%M:%S",
    "%d %b %Y %H:%M:%S",
    "%B %d, %Y %I:%M:%S %p",
    "%d/%m/%Y %H:%M:%S",
    "%Y%m%d%H%M%S",
    "%a %b %d %H:%M:%S +0000 %Y",
)


@given(moments, st.sampled_from(WRITTEN))
def test_what_is_written_is_read_back(moment: datetime, form: str) -> None:
    read = read_time(moment.strftime(form), digits=True)
    assert read is not None
    assert read.replace(tzinfo=None) == moment


@given(moments, st.sampled_from(("UTC", "Asia/Shanghai", "America/New_York", "Australia/Lord_Howe")))
def test_a_time_without_a_zone_is_on_the_stores_clock(moment: datetime, zone: str) -> None:
    seconds = time_reader(ZoneInfo(zone))(moment.isoformat(" "))
    shown = datetime.fromisoformat(text_of_time(seconds, zone))
    assert abs(shown - moment) <= timedelta(hours=1)  # an hour that clocks skipped
    if zone in ("UTC", "Asia/Shanghai"):
        assert shown == moment or moment.year < 1992  # Shanghai had summer time until 1991


def test_the_hour_that_is_skipped_and_the_hour_that_comes_twice() -> None:
    read = time_reader(ZoneInfo("America/New_York"))
    assert read("2024-03-10 02:30") == datetime(2024, 3, 10, 7, 30, tzinfo=UTC).timestamp()
    assert read("2024-11-03 01:30") == datetime(2024, 11, 3, 5, 30, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("values", "order", "settled"),
    [
        (["05/03/2024", "25/03/2024"], "dmy", True),
        (["05/03/2024", "03/25/2024"], "mdy", True),
        (["05/03/2024", "06/03/2024"], "dmy", False),
        (["5/3/2024 2:30 PM", "6/3/2024 9:00 AM"], "mdy", False),
        (["24/03/05", "24/03/25"], "dmy", False),
        (["99/12/31", "98/01/30"], "ymd", True),
        (["2024-03-05"], "dmy", True),
    ],
)
def test_day_and_month_are_settled_over_the_column(values: list[str], order: str, settled: bool) -> None:
    evidence = Evidence()
    evidence.observe(values)
    assert (evidence.order, evidence.order_settled) == (order, settled)
