"""Numbers compared with a field, and how many records a group needs, as people write them in both languages."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.offline.query.reading import Reading
from assistant.offline.text.numerals import SHARE, share

Reads = Callable[[str], Reading]


def price(op: str, value: float) -> dict[str, Any]:
    return {"field": "price_cny", "op": op, "value": value}


def rating(op: str, value: float) -> dict[str, Any]:
    return {"field": "rating", "value": value} if op == "=" else {"field": "rating", "op": op, "value": value}


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("how many reviews with a price over 300", price(">", 300.0)),
        ("how many reviews of products that cost more than three hundred yuan", price(">", 300.0)),
        ("how many reviews under 500 bucks", price("<", 500.0)),
        ("how many customers spent at least 500", price(">=", 500.0)),
        ("价格过千的评论有多少", price(">", 1000.0)),
        ("价格超过三百的评论有几条", price(">", 300.0)),
        ("价格不到2百元的评论", price("<", 200.0)),
        ("价格低于一千五的有多少条", price("<", 1500.0)),
        ("price between 100 and 200, how many reviews", {"field": "price_cny", "op": "between", "values": [100.0, 200.0]}),
        ("how many 1-2 star reviews", {"field": "rating", "op": "between", "values": [1.0, 2.0]}),
        ("4星及以上的评论有多少", rating(">=", 4.0)),
        ("三星以下的评论有多少", rating("<=", 3.0)),
        ("how many 4 stars and up", rating(">=", 4.0)),
        ("五星的评论有多少条", rating("=", 5.0)),
        ("how many with an NPS of 9 or 10", {"field": "nps", "op": "in", "values": [9.0, 10.0]}),
        ("how many reviews with at least two dozen likes", {"field": "likes", "op": ">=", "value": 24.0}),
        ("点赞不少于20的评论有几条", {"field": "likes", "op": ">=", "value": 20.0}),
    ],
)  # fmt: skip
def test_a_number_is_compared_with_the_field_it_is_said_of(
    reads: Reads, question: str, meant: dict[str, Any]
) -> None:
    reading = reads(question)
    assert reading.problem is None, reading.details
    filters = [each.model_dump(mode="json", exclude_defaults=True) for each in reading.query.filters]
    assert meant in filters


@pytest.mark.parametrize(
    ("question", "least"),
    [
        ("negative share by region, only regions with at least 50 records", 50),
        ("which product has the highest NPS, ignoring those under 30", 30),
        ("负面占比最高的地区（样本量不低于50）", 50),
        ("各产品的NPS，只看评论数超过100的", 101),
        ("各地区差评率，少于30条的不算", 30),
        ("negative share by product (n >= 40)", 40),
        ("top products by average rating with two hundred or more reviews", 200),
    ],
)
def test_a_group_needs_so_many_records(reads: Reads, question: str, least: int) -> None:
    reading = reads(question)
    assert reading.problem is None, reading.details
    assert reading.query.min_group == least


@settings(deadline=None)
@given(st.integers(1, 99))
def test_shares_have_their_value_in_both_languages(percent: int) -> None:
    import re

    for written in (f"{percent}%", f"{percent} percent", f"百分之{percent}"):
        assert re.fullmatch(SHARE, written)
        assert share(written) == pytest.approx(percent / 100)
    assert [share(each) for each in ("一半", "half", "三成", "两成半", "三分之一")] == pytest.approx(
        [0.5, 0.5, 0.3, 0.25, 1 / 3]
    )
