"""Times that a question leaves out: never the only ones it is then asked of."""

from collections.abc import Callable

import pytest

from assistant.offline.conditions.left_out import leave_out
from assistant.offline.query.reading import Reading
from assistant.offline.text.scan import Scan
from assistant.offline.times import read_times
from retrieval.catalog import Catalog
from tests.assistant.offline.conftest import TODAY

Reads = Callable[[str], Reading]
YEAR = "2024-01-01"


def told(reading: Reading) -> tuple[list[tuple[str, str, object]], str | None]:
    """The conditions on the time, and where the period begins."""
    found: list[tuple[str, str, object]] = [
        (f.field, f.op, f.value or f.values) for f in reading.query.filters if f.field == "time"
    ]
    period = reading.query.period
    return found, str(period.start) if period else None


@pytest.mark.parametrize(
    "question",
    ["reviews by month this year except May", "除了5月，今年每个月各有多少条评论", "今年每月评论数，5月不算", "今年除5月外每个月的评论数", "reviews per month this year, without May"],
)  # fmt: skip
def test_a_month_is_left_out_of_its_year(reads: Reads, question: str) -> None:
    assert told(reads(question)) == ([("time", "!=", "2024-05")], YEAR)


@pytest.mark.parametrize(
    "question",
    ["which month had the fewest reviews, leaving out January and May 2024?", "apart from January 2024 and May 2024, which month had the fewest reviews", "除1月和5月以外，评论最少的是哪个月", "which month had the fewest reviews, January and May 2024 aside"],
)  # fmt: skip
def test_several_are_left_out(reads: Reads, question: str) -> None:
    assert told(reads(question)) == ([("time", "not in", ("2024-01", "2024-05"))], None)


@pytest.mark.parametrize(("question", "start"), [("除了差评，5月还有多少评论", "2024-05-01"), ("how many reviews in May", "2024-05-01")])  # fmt: skip
def test_what_is_besides_is_not(reads: Reads, question: str, start: str) -> None:
    assert told(reads(question)) == ([], start)


@pytest.mark.parametrize("question", ["5月外滩店有多少评论", "5月剔除重复后有多少评论"])
def test_a_name_or_a_verb_of_its_own_leaves_nothing_out(catalog: Catalog, question: str) -> None:
    scan = Scan.of(question)
    times, gone = leave_out(scan, read_times(scan, TODAY, None), catalog)
    assert (len(times), gone) == (1, [])
