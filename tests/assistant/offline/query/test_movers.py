"""What moved most: between two periods that are said or follow from one, and asked for where none is."""

from collections.abc import Callable

import pytest

from assistant.offline.query.reading import Reading
from tools.segments.query import GroupBy

Reads = Callable[[str], Reading]


@pytest.mark.parametrize(
    ("question", "by", "descending"),
    [
        ("which region improved most in May 2024", "rating", True),
        ("哪个地区2024年5月进步最大", "rating", True),
        ("which region got worse the most in May 2024", "rating", False),
        ("which region's average price fell most in May 2024", "price_cny", False),
        ("which region dropped the most in reviews, May against April 2024", None, False),
        ("2024年5月哪个地区评论涨得最多", None, True),
    ],
)
def test_a_period_is_held_against_the_one_before(
    reads: Reads, question: str, by: str | None, descending: bool
) -> None:
    query = reads(question).query
    assert query.group_by == (GroupBy(field="region"),)
    assert query.measures[0].field == by
    assert query.compare is not None
    assert query.order is not None
    assert query.compare.period is not None
    assert str(query.compare.period.start) == "2024-04-01"
    assert (query.order.by, query.order.descending) == ("difference", descending)


def test_of_each_that_may_have_moved_both_figures_are_told(reads: Reads) -> None:
    query = reads("which regions got worse in May 2024").query
    assert (query.measures[0].field, query.order) == ("rating", None)
    assert query.compare is not None


@pytest.mark.parametrize(
    ("question", "problem"),
    [
        ("which region improved most", "between_when"),
        ("which regions got worse", "between_when"),
        ("哪个地区差评涨得最多", "between_when"),
        ("which month had the biggest drop in rating", "each_step"),
        ("什么时候差评涨得最多", "each_step"),
    ],
)
def test_what_has_no_two_periods_is_not_guessed(reads: Reads, question: str, problem: str) -> None:
    assert reads(question).problem == problem


@pytest.mark.parametrize(
    "question", ["when did complaints peak", "which month has the most reviews", "什么时候差评最多"]
)
def test_a_height_is_no_movement(reads: Reads, question: str) -> None:
    reading = reads(question)
    assert not reading.problem
    assert reading.query.compare is None
