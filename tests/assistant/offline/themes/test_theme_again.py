"""Follow-ups that lead to themes, and from one period of them to the one before."""

from datetime import date

import pytest

from assistant.offline.themes.theme_again import about_counted, the_time_before
from assistant.offline.turns.before import Before
from tools.segments.query import Filter, Period, SegmentQuery

JUNE = Period(start=date(2024, 6, 1), end=date(2024, 7, 1))
BAD = Filter(field="sentiment", value="negative")
NORTH = Filter(field="region", value="North")


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        (("2024-06-01", "2024-07-01"), "2024-05-01", "2024-06-01"),
        (("2024-04-01", "2024-07-01"), "2024-01-01", "2024-04-01"),
        (("2024-06-03", "2024-06-10"), "2024-05-27", "2024-06-03"),
        (("2024-06-03", "2024-06-13"), "2024-05-24", "2024-06-03"),
    ],
)
@pytest.mark.parametrize(
    "text",
    [
        "and the month before?",
        "same for the month before that",
        "what about the previous one?",
        "再往前一个月呢？",
        "之前那个季度呢",
    ],
)
def test_the_one_before_is_before_what_was_asked(
    text: str, asked: tuple[str, str], start: str, end: str
) -> None:
    found = the_time_before(text, {"period": dict(zip(("start", "end"), asked, strict=True))})
    assert found is not None
    assert (str(found.start), str(found.end)) == (start, end)


@pytest.mark.parametrize("text", ["and last month?", "and in May?", "上个月呢", "the month before the sale"])
def test_a_period_of_its_own_is_not_the_one_before(text: str) -> None:
    assert the_time_before(text, {"period": {"start": "2024-06-01", "end": "2024-07-01"}}) is None


def test_without_a_period_there_is_none_before() -> None:
    assert the_time_before("and the month before?", {}) is None


@pytest.mark.parametrize(
    "text",
    [
        "what were they about?",
        "What are these mostly about",
        "主要是关于什么的？",
        "都在抱怨些什么",
        "主要是哪些问题",
    ],
)
def test_what_was_counted_is_told_by_its_themes(text: str) -> None:
    found = about_counted(text, Before(SegmentQuery(filters=(BAD, NORTH), period=JUNE)))
    assert found is not None
    assert "about" not in found.asked
    assert [each["field"] for each in found.asked["filters"]] == ["region"]
    assert found.asked["period"]["start"] == "2024-06-01"


def test_other_feedback_than_complaints_is_asked_of_as_a_whole() -> None:
    found = about_counted("what were they about?", Before(SegmentQuery(filters=(NORTH,))))
    assert found is not None
    assert found.asked["about"] == "all"


@pytest.mark.parametrize("text", ["what are they rated?", "what about May?", "how many were about price?"])
def test_other_questions_are_not_taken(text: str) -> None:
    assert about_counted(text, Before(SegmentQuery(filters=(BAD,)))) is None


def test_after_nothing_or_quotes_it_is_another_question() -> None:
    assert about_counted("what were they about?", None) is None
    assert about_counted("what were they about?", Before(SegmentQuery(filters=(BAD,)), quoted=True)) is None
