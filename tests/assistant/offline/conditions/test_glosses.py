"""Vague words with what they mean in brackets."""

import pytest

from assistant.offline.conditions.glosses import glosses_read

NAMES = ("price", "rating", "卫生分", "purpose", "store", "门店")


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("how many cheap rooms (<400)", "how many  rooms with a price <400 "),
        ("low scores (<=2) by channel", " with a rating <=2  by channel"),
        ("低分评价（≤2）数量", "评分≤2的评价数量"),
        ("便宜房间（<400）有几条", "价格<400房间有几条"),
        ("reviews under 400 yuan (cheap ones), count", "reviews under 400 yuan, count"),
        ("cheap ones under 400: average rating", "ones under 400: average rating"),
        ("reviews 4.5 and up by store", "reviews with a rating of 4.5 and up by store"),
        ("best state, small states (<50) aside", "best state, states with at least 50 records"),
        ("ignoring small shops (under 20), the worst", "shops with at least 20 records, the worst"),
        ("which is slowest (lowest % timely)", "which is lowest % timely"),
        ("any relief, monetary or not", "any relief"),
        ("给卫生打1分的有几条", "卫生分为1的有几条"),
        ("how many reviews did our VIPs leave in May", "how many reviews did our VIPs write in May"),
        ("one star ratings by store", "one-star reviews by store"),
        ("complaints by store and month", "complaints by store and by month"),
        ("price per store, week", "price per store and per week"),
        ("按门店和月份看差评", "按门店、按月份看差评"),
        ("how many mention business trips as purpose", "how many have purpose business trips"),
    ],
)
def test_the_brackets_say_what_is_meant(asked: str, meant: str) -> None:
    assert glosses_read(asked, NAMES.__contains__) == meant


@pytest.mark.parametrize("asked", ["how many cheap rooms (<400)", "reviews 4.5 and up", "低分评价（≤2）数量"])
def test_what_the_data_has_not_stays_as_it_is(asked: str) -> None:
    assert glosses_read(asked, lambda _: False) == asked


@pytest.mark.parametrize(
    "asked",
    ["reviews of those who did want to leave", "by mood and month", "by store and week 20", "按心情和月份看"],
)
def test_neither_leaving_nor_unknown_names_are_rewritten(asked: str) -> None:
    assert glosses_read(asked, NAMES.__contains__) == asked


def test_small_groups_are_only_left_out_when_that_is_said() -> None:
    asked = "how many small states (<50) are there"
    assert glosses_read(asked, NAMES.__contains__) == asked
