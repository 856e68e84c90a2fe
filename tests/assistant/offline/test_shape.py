"""The shape of questions: places, several measures, sides, shares, groups, flags; in both languages."""

from collections.abc import Callable
from typing import Any

import pytest

from assistant.offline.layout.ordering import find_ordering
from assistant.offline.query.reading import Reading
from assistant.offline.text.scan import Scan

Reads = Callable[[str], Reading]
NEGATIVE = {"field": "sentiment", "value": "negative"}
VIP = {"field": "tier", "value": "VIP"}
RATING = {"op": "average", "field": "rating"}
BY_REGION = [{"field": "region"}]


def asked(reading: Reading) -> dict[str, Any]:
    assert reading.problem is None, reading.details
    return reading.query.model_dump(mode="json", exclude_defaults=True)


@pytest.mark.parametrize(
    ("words", "offset", "limit", "descending"),
    [
        ("the second highest price", 1, 1, True),
        ("comes in third place by likes", 2, 1, True),
        ("the runner-up by number of complaints", 1, 1, True),
        ("the second lowest rating", 1, 1, False),
        ("第二高的地区", 1, 1, True),
        ("排第三的产品", 2, 1, True),
        ("倒数第二的地区", 1, 1, False),
        ("排第6、第7的是哪两个", 5, 2, True),
        ("the second and third most", 1, 2, True),
        ("which three products have the most complaints", 0, 3, True),
        ("the three most common topics", 0, 3, True),
        ("the worst ones, just five", 0, 5, False),
        ("哪三家店评分最低", 0, 3, False),
        ("从低到高，前三个", 0, 3, False),
        ("which one is highest", 0, None, True),
    ],
)
def test_a_place_and_a_number_of_first_ones(
    words: str, offset: int, limit: int | None, descending: bool
) -> None:
    ordering = find_ordering(Scan.of(words))
    assert ordering is not None
    assert (ordering.offset, ordering.limit, ordering.descending) == (offset, limit, descending)


def test_more_than_a_number_orders_nothing() -> None:
    assert find_ordering(Scan.of("five or more of them")) is None


@pytest.mark.parametrize(
    ("question", "measures"),
    [
        ("average rating and number of reviews by region", [RATING, {}]),
        ("number of reviews and average rating by region", [{}, RATING]),
        ("各地区的平均评分和NPS", [RATING, {"op": "nps"}]),
        ("各地区的数量和差评率", [{}, {"op": "share_negative"}]),
        ("average price and likes by region", [{"op": "average", "field": "price_cny"}, {"op": "average", "field": "likes"}]),
        ("average number of reviews per product", [{"op": "count_per", "field": "product"}]),
        ("日均评论数", [{"op": "count_per", "field": "time", "bucket": "day"}]),
        ("how many reviews do we get per month on average", [{"op": "count_per", "field": "time", "bucket": "month"}]),
        ("highest and lowest price", [{"op": "max", "field": "price_cny"}, {"op": "min", "field": "price_cny"}]),
        ("net promoter score by region", [{"op": "nps"}]),
        ("what share is positive and what share is negative", [{"op": "share_positive"}, {"op": "share_negative"}]),
    ],
)  # fmt: skip
def test_measures_are_read_as_they_are_said(reads: Reads, question: str, measures: list[Any]) -> None:
    told = asked(reads(question)).get("measures", [{}])
    assert sorted(map(str, told)) == sorted(map(str, measures))


@pytest.mark.parametrize(
    ("question", "part", "whole"),
    [
        ("what share of unresolved reviews comes from VIP customers", [VIP], [{"field": "resolved", "value": "false"}]),
        ("VIP占差评的比例", [VIP], [NEGATIVE]),
        ("差评里有多少是来自VIP的", [VIP], [NEGATIVE]),
        ("out of all negative reviews, how many percent are from VIP customers", [VIP], [NEGATIVE]),
        ("how many out of all negative reviews were from VIP customers", [VIP], [NEGATIVE]),
        ("没填NPS的占比", [{"field": "nps", "op": "missing"}], []),
        ("resolution rate of VIP customers", [{"field": "resolved", "value": True}], [VIP]),
        ("how common are complaints from VIP customers", [VIP, NEGATIVE], [{"field": "sentiment", "op": "present"}]),
    ],
)  # fmt: skip
def test_a_share_has_a_part_and_a_whole(
    reads: Reads, question: str, part: list[Any], whole: list[Any]
) -> None:
    query = asked(reads(question))
    assert query["measures"][0]["op"] == "share"
    assert sorted(map(str, query["measures"][0]["where"])) == sorted(map(str, part))
    assert query.get("filters", []) == whole


@pytest.mark.parametrize(
    ("question", "labels", "other"),
    [
        ("average rating of VIP customers compared with the rest", ["VIP", "≠ VIP"], {"filters": [{"field": "tier", "op": "!=", "value": "VIP"}], "without": ["tier"]}),
        ("VIP的平均评分比整体高多少", ["VIP", "整体"], {"without": ["tier"]}),
        ("is the average rating of VIP customers above the overall average", ["VIP", "overall"], {"without": ["tier"]}),
        ("VIP和new的平均评分分别是多少", ["VIP", "new"], {"filters": [{"field": "tier", "value": "new"}], "without": ["tier"]}),
        ("2024年5月的评分均值环比怎么样", ["2024-05", "2024-04"], {"period": {"start": "2024-04-01", "end": "2024-05-01"}}),
        ("average rating in May 2024, year over year", ["2024-05", "2023-05"], {"period": {"start": "2023-05-01", "end": "2023-06-01"}}),
    ],
)  # fmt: skip
def test_two_sides_are_compared_as_averages(
    reads: Reads, question: str, labels: list[str], other: dict[str, Any]
) -> None:
    query = asked(reads(question))
    assert query["measures"] == [RATING]
    assert query["compare"] == {**other, "labels": labels}


def test_sentiment_is_compared_as_a_share(reads: Reads) -> None:
    query = asked(reads("is sentiment worse for VIP customers than for new customers"))
    assert [each["op"] for each in query["measures"]] == ["share_negative"]
    assert query["compare"]["labels"] == ["VIP", "new"]


def test_a_ratio_compares_two_counts(reads: Reads) -> None:
    query = asked(reads("ratio of positive to negative reviews"))
    assert "measures" not in query
    assert query["compare"]["labels"] == ["positive", "negative"]


def test_what_fell_most_is_ranked_by_the_difference(reads: Reads) -> None:
    query = asked(reads("which region's NPS fell most between April and May 2024"))
    assert query["group_by"] == BY_REGION
    assert query["order"] == {"by": "difference", "descending": False}


@pytest.mark.parametrize(
    ("question", "groups"),
    [
        ("tier × region", [{"field": "tier"}, {"field": "region"}]),
        ("reviews for each combination of region and tier", [{"field": "region"}, {"field": "tier"}]),
    ],
)
def test_a_cross_table_keeps_the_order_of_its_fields(reads: Reads, question: str, groups: list[Any]) -> None:
    query = asked(reads(question))
    assert query["group_by"] == groups
    assert query["unnamed"] is False


def test_listed_values_are_told_apart_unless_they_are_put_together(reads: Reads) -> None:
    listed = asked(reads("VIP、standard、new 各多少条"))
    assert listed["group_by"] == [{"field": "tier"}]
    together = asked(reads("how many VIP, standard and new reviews together"))
    assert "group_by" not in together


@pytest.mark.parametrize(
    "question", ["which region is best", "rank regions by average rating", "哪个地区口碑最好"]
)
def test_best_is_by_ratings_where_there_are_some(reads: Reads, question: str) -> None:
    query = asked(reads(question))
    assert query["measures"] == [RATING]
    assert query["group_by"] == BY_REGION
    assert query["order"] == {}


def test_or_joins_conditions_of_different_fields(reads: Reads) -> None:
    query = asked(reads("how many reviews are from VIP customers or have 1 star"))
    assert query["filters"] == [{"any_of": [VIP, {"field": "rating", "value": 1.0}]}]
    plain = asked(reads("how many reviews are from VIP customers with 1 star"))
    assert plain["filters"] == [VIP, {"field": "rating", "value": 1.0}]


@pytest.mark.parametrize(
    ("question", "flag"),
    [
        ("how many did not get resolved", {"field": "resolved", "value": "false"}),
        ("how many were resolved", {"field": "resolved", "value": "true"}),
        ("how many were never resolved", {"field": "resolved", "value": "false"}),
    ],
)
def test_a_denied_flag_is_turned_round(reads: Reads, question: str, flag: dict[str, Any]) -> None:
    found = asked(reads(question))["filters"]
    assert [(each["field"], str(each["value"]).lower()) for each in found] == [(flag["field"], flag["value"])]
