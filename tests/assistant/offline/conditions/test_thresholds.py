"""How many records a group needs, and how often somebody wrote."""

from collections.abc import Callable

import pytest

from assistant.offline.conditions.thresholds import min_group, times_over
from assistant.offline.query.reading import Reading
from assistant.offline.text.scan import Scan
from tools.segments.query import Filter


@pytest.mark.parametrize(
    ("question", "least"),
    [
        ("shoppers who wrote four times or more", 4),
        ("ids that turn up 6+ times", 6),
        ("people who complained at least 3 times", 3),
        ("guests who wrote more than once", 2),
        ("写过两次的客户", 1),
        ("who wrote most", 1),
    ],
)
def test_how_often_somebody_wrote(question: str, least: int) -> None:
    assert times_over(Scan.of(question)) == least


@pytest.mark.parametrize(
    ("question", "least"),
    [
        ("stores with 40+ reviews", 40),
        ("stores with at least 3 complaints", 3),
        ("shops with 3 or more negative reviews", 3),
        ("stores that reach 30 complaints or more", 30),
        ("满五十条的门店", 50),
        ("至少60则的门店", 60),
        ("超过20条留言的门店", 21),
        ("写了四条以上（含四条）评论的客户", 4),
        ("没到三十条的门店不算", 30),
        ("best store", 1),
    ],
)
def test_how_many_records_a_group_needs(question: str, least: int) -> None:
    assert min_group(Scan.of(question), []) == least


@pytest.mark.parametrize(
    ("question", "least"),
    [
        ("regions with at least 20 ratings by average rating", 20),
        ("worst product by average rating, more than 5 ratings", 6),
    ],
)
def test_so_many_ratings_are_records_that_have_one(
    reads: Callable[[str], Reading], question: str, least: int
) -> None:
    query = reads(question).query
    assert query.min_group == least
    assert query.filters == (Filter(field="rating", op="present"),)


@pytest.mark.parametrize("question", ["customers who complained twice or more", "customers with two or more complaints", "投诉了两次或以上的客户"])  # fmt: skip
def test_who_wrote_so_often_is_listed(reads: Callable[[str], Reading], question: str) -> None:
    query = reads(question).query
    assert query.min_group == 2
    assert [each.field for each in query.group_by] == ["customer"]
