"""Groups held against figures: how few records they may have, several limits at once, and what cannot be both."""

from collections.abc import Callable
from typing import Any

import pytest

from assistant.offline.query.reading import Reading

Reads = Callable[[str], Reading]


def bounds(reading: Reading) -> list[tuple[str, str, float]]:
    """Each bound as the measure it is of, how it compares, and with what."""
    assert reading.problem is None
    query = reading.query
    return [(query.measures[each.measure].op, each.op, each.value) for each in query.having]


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("反馈数低于150的产品有哪些", ("count", "<", 150)),
        ("差评不到20条的地区", ("count", "<", 20)),
        ("50条以内的地区有哪些", ("count", "<=", 50)),
        ("regions with fewer than 200 records", ("count", "<", 200)),
        ("which products got less than 100 complaints", ("count", "<", 100)),
        ("差评率大于0.6的地区", ("share_negative", ">", 0.6)),
        ("反馈超过30条并且差评占比小于百分之六十的地区", ("share_negative", "<", 0.6)),
    ],
)
def test_a_group_is_held_against_one_limit(reads: Reads, question: str, held: tuple[str, str, float]) -> None:
    assert bounds(reads(question)) == [held]


def test_complaints_that_are_too_few_are_complaints(reads: Reads) -> None:
    read = reads("which products got less than 100 complaints")
    assert [each.field for each in read.query.filters] == ["sentiment"]


@pytest.mark.parametrize(
    ("question", "held"),
    [
        (
            "平均分超过2.5，并且NPS高于-40的产品",
            [("average", ">", 2.5), ("nps", ">", -40)],
        ),
        ("差评率高于60%且反馈少于300条的产品", [("share_negative", ">", 0.6), ("count", "<", 300)]),
        ("差评率高于60%而且平均分低于3分的产品", [("share_negative", ">", 0.6), ("average", "<", 3)]),
    ],
)
def test_several_limits_are_all_to_be_met(reads: Reads, question: str, held: list[Any]) -> None:
    assert bounds(reads(question)) == held


@pytest.mark.parametrize(
    "question",
    [
        "差评率高于62%或者反馈数低于150的产品有哪些",
        "反馈数低于100或者平均分小于2.4的地区有哪些",
        "products with a negative share above 60% or fewer than 20 records",
    ],
)
def test_limits_of_which_one_is_enough_are_declined(reads: Reads, question: str) -> None:
    assert reads(question).problem == "not_understood"


@pytest.mark.parametrize(
    "question",
    ["评分低于2分或者NPS在3分及以下的反馈条数", "帮我查下评分低于2或者NPS不超过3的有多少条"],
)
def test_a_score_said_of_records_is_the_records_own(reads: Reads, question: str) -> None:
    (either,) = reads(question).query.filters
    assert [each.field for each in either.any_of] == ["rating", "nps"]


def test_how_much_a_figure_is_asks_for_no_count(reads: Reads) -> None:
    read = reads("VIP的，差评率多少")
    assert [each.op for each in read.query.measures] == ["share_negative"]
    assert not read.beside


@pytest.mark.parametrize(
    ("question", "measures"),
    [
        ("华东的反馈量和它那个差评率是百分之几", ["count", "share_negative"]),
    ],
)
def test_a_pronoun_may_stand_between_two_figures(reads: Reads, question: str, measures: list[str]) -> None:
    assert [each.op for each in reads(question).query.measures] == measures


def test_a_clause_of_its_own_says_the_part(reads: Reads) -> None:
    query = reads("华南的差评情况，解决了的占的比例是多少").query
    (part,) = query.measures[0].where
    assert part.field == "resolved"
    assert {each.field for each in query.filters} == {"region", "sentiment"}
