"""The ends of a score as a condition: how many are there, and not which is first."""

from collections.abc import Callable

import pytest

from assistant.offline.query.reading import Reading
from tools.segments.query import Filter, Measure

Reads = Callable[[str], Reading]


@pytest.mark.parametrize(
    ("question", "field", "value"),
    [
        ("how many reviews have the lowest rating", "rating", 1.0),
        ("how many records gave the highest nps score", "nps", 10.0),
        ("评分最低的评论有多少条", "rating", 1.0),
        ("最高评分的评论有多少条", "rating", 5.0),
        ("打最低分的评论有几条", "rating", 1.0),
    ],
)
def test_the_end_of_a_score_is_counted(reads: Reads, question: str, field: str, value: float) -> None:
    reading = reads(question)
    assert reading.query.filters == (Filter(field=field, value=value),)
    assert reading.query.measures == (Measure(),)
    assert reading.query.order is None
    assert reading.readings


@pytest.mark.parametrize("question", ["what is the lowest rating", "最低评分是多少", "which product has the lowest rating"])  # fmt: skip
def test_the_end_itself_or_who_has_it_is_no_condition(reads: Reads, question: str) -> None:
    assert reads(question).query.filters == ()
