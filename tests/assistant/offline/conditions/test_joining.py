"""Conditions that say the same twice are said once."""

from collections.abc import Callable

import pytest

from assistant.offline.query.reading import Reading


def test_what_a_thing_is_says_what_it_is_not(reads: Callable[[str], Reading]) -> None:
    told = [(each.field, each.op, each.value) for each in reads("lamp reviews, not kettle").query.filters]
    assert told == [("product", "=", "Lamp 台灯")]


def test_what_it_is_not_stays_beside_another_field(reads: Callable[[str], Reading]) -> None:
    told = [(each.field, each.op) for each in reads("VIP reviews, not kettle").query.filters]
    assert sorted(told) == [("product", "!="), ("tier", "=")]


@pytest.mark.parametrize(
    ("question", "alternatives"),
    [
        ("点赞或评分低于2的评论有几条", True),
        ("how many reviews with likes or a rating below 2", True),
        ("点赞和评分都低于2的评论有几条", False),
        ("点赞、评分双双低于2的评论有几条", False),
    ],
)
def test_a_number_said_once_goes_for_each_field_of_a_list(
    reads: Callable[[str], Reading], question: str, alternatives: bool
) -> None:
    told = reads(question).query.filters
    inner = told[0].any_of if alternatives else told
    assert sorted((str(each.field), each.op, each.value) for each in inner) == [
        ("likes", "<", 2.0),
        ("rating", "<", 2.0),
    ]
