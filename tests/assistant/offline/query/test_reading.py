"""Questions in both languages, against the query they ask for."""

from collections.abc import Callable
from typing import Any

import pytest

from assistant.offline.query.reading import Reading, parts
from tools.segments.query import Filter, GroupBy

NEGATIVE = {"field": "sentiment", "value": "negative"}
VIP = {"field": "tier", "value": "VIP"}
KETTLE = {"field": "product", "value": "Kettle 热水壶"}
OF_RATED = {
    "measures": [{"op": "share", "where": [VIP, NEGATIVE]}],
    "filters": [{"field": "sentiment", "op": "present"}],
}
MARCH = {"start": "2024-03-01", "end": "2024-04-01"}
Reads = Callable[[str], Reading]


def asked(reading: Reading) -> dict[str, Any]:
    return reading.query.model_dump(mode="json", exclude_defaults=True)


@pytest.mark.parametrize(
    ("question", "query"),
    [
        ("How many reviews are there?", {}),
        ("一共有多少条评论？", {}),
        ("甲乙两省那个大区，就是华东，有多少条", {"filters": [{"field": "region", "value": "华东"}]}),
        ("甲乙大区（华东、华南）合起来有几条", {"filters": [{"field": "region", "op": "in", "values": ["华东", "华南"]}]}),
        ("slowest month of 2024?", {"period": {"start": "2024-01-01", "end": "2025-01-01"}, "group_by": [{"field": "time", "bucket": "month"}], "order": {"descending": False}}),
        ("how many came w/o an nps score in the back half of 2024", {"filters": [{"field": "nps", "op": "missing"}], "period": {"start": "2024-07-01", "end": "2025-01-01"}}),
        ("how many left both a rating and an nps", {"filters": [{"field": "rating", "op": "present"}, {"field": "nps", "op": "present"}]}),
        ("compare this quarter to the last one", {"period": {"start": "2024-07-01", "end": "2024-10-01"}, "compare": {"period": {"start": "2024-04-01", "end": "2024-07-01"}, "labels": ["2024-Q3", "2024-Q2"]}}),
        ("percentage change in reviews from Feb to March 2024", {"period": MARCH, "compare": {"period": {"start": "2024-02-01", "end": "2024-03-01"}, "labels": ["2024-03", "2024-02"]}}),
        ("how many problems were reported in March 2024", {"period": MARCH}),
        ("how many negative reviews in March 2024", {"filters": [NEGATIVE], "period": MARCH}),
        ("2024年3月有多少条差评", {"filters": [NEGATIVE], "period": MARCH}),
        ("2024年3月有多少條負面評論", {"filters": [NEGATIVE], "period": MARCH}),
        ("How many VIP customers complained?", {"measures": [{"op": "customers"}], "filters": [VIP, NEGATIVE]}),
        ("有多少VIP客户投诉？", {"measures": [{"op": "customers"}], "filters": [VIP, NEGATIVE]}),
        ("reviews from regions other than 华东, how many?", {"filters": [{"field": "region", "op": "!=", "value": "华东"}]}),
        ("除了华东和华南，还有多少条", {"filters": [{"field": "region", "op": "not in", "values": ["华东", "华南"]}]}),
        ("how many are positive or neutral", {"filters": [{"field": "sentiment", "op": "in", "values": ["positive", "neutral"]}]}),
        ("average price of VIPs who complained about the Kettle", {"measures": [{"op": "average", "field": "price_cny"}], "filters": [VIP, KETTLE, NEGATIVE]}),
        ("what percentage of each region's feedback are VIP negative reviews", {**OF_RATED, "group_by": [{"field": "region"}]}),
        ("VIP差评占各地区反馈的比例", {**OF_RATED, "group_by": [{"field": "region"}]}),
        ("How many have no NPS score?", {"filters": [{"field": "nps", "op": "missing"}]}),
        ("没有情感标注的有多少条", {"filters": [{"field": "sentiment", "op": "missing"}]}),
        ("how many unresolved reviews", {"filters": [{"field": "resolved", "value": "false"}]}),
        ("未解决的有多少", {"filters": [{"field": "resolved", "value": "false"}]}),
        ("how many cost more than 300 yuan", {"filters": [{"field": "price_cny", "op": ">", "value": 300.0}]}),
        ("价格在200到400元之间的有多少条", {"filters": [{"field": "price_cny", "op": "between", "values": [200.0, 400.0]}]}),
        ("点赞20以上的评论有几条", {"filters": [{"field": "likes", "op": ">=", "value": 20.0}]}),
        ("how many 1-star reviews", {"filters": [{"field": "rating", "value": 1.0}]}),
        ('how many reviews mention "refund"', {"filters": [{"field": "text", "op": "contains", "value": "refund"}]}),
        ("提到物流的评论有多少条", {"filters": [{"field": "text", "op": "contains", "value": "物流"}]}),
        ("how many reviews mention refund or leaks", {"filters": [{"any_of": [{"field": "text", "op": "contains", "value": "refund"}, {"field": "text", "op": "contains", "value": "leaks"}]}]}),
        ("how many reviews mention refund or broken", {"filters": [{"any_of": [{"field": "text", "op": "contains", "value": "refund"}, {"field": "text", "op": "contains", "value": "broken"}]}]}),
        ("which products have a negative NPS", {"measures": [{"op": "nps"}], "group_by": [{"field": "product"}], "having": [{"op": "<", "value": 0.0}]}),
        ("NPS为负的产品", {"measures": [{"op": "nps"}], "group_by": [{"field": "product"}], "having": [{"op": "<", "value": 0.0}]}),
        ("the split of reviews between VIP and new customers", {"filters": [VIP], "compare": {"filters": [{"field": "tier", "value": "new"}], "without": ["tier"], "labels": ["VIP", "new"]}}),
        ("reviews containing refund - count", {"filters": [{"field": "text", "op": "contains", "value": "refund"}]}),
        ("text contains refund: how many", {"filters": [{"field": "text", "op": "contains", "value": "refund"}]}),
        ("不重复的用户数", {"measures": [{"op": "customers"}]}),
        ("去掉重复的，一共多少位用户", {"measures": [{"op": "customers"}]}),
        ("既不是VIP也不是华东的占比", {"measures": [{"op": "share", "where": [{"field": "tier", "op": "!=", "value": "VIP"}, {"field": "region", "op": "!=", "value": "华东"}]}]}),
        ('how many reviews mention "help"', {"filters": [{"field": "text", "op": "contains", "value": "help"}]}),
        ("how many reviews don't mention refund", {"filters": [{"field": "text", "op": "not contains", "value": "refund"}]}),
        ("how many reviews by region", {"group_by": [{"field": "region"}]}),
        ("各地区的评论数", {"group_by": [{"field": "region"}]}),
        ("negative reviews per month", {"filters": [NEGATIVE], "group_by": [{"field": "time", "bucket": "month"}]}),
        ("按周看评论数", {"group_by": [{"field": "time", "bucket": "week"}]}),
        ("which weekday has the most reviews?", {"group_by": [{"field": "time", "bucket": "weekday"}], "order": {}}),
        ("What is the average price?", {"measures": [{"op": "average", "field": "price_cny"}]}),
        ("各产品的价格中位数", {"measures": [{"op": "median", "field": "price_cny"}], "group_by": [{"field": "product"}]}),
        ("点赞总数是多少", {"measures": [{"op": "sum", "field": "likes"}]}),
        ("90th percentile of price", {"measures": [{"op": "percentile", "field": "price_cny", "percentile": 90.0}]}),
        ("What is the NPS?", {"measures": [{"op": "nps"}]}),
        ("各阶段的净推荐值", {"measures": [{"op": "nps"}], "group_by": [{"field": "journey_stage"}]}),
        ("What share of reviews are negative?", {"measures": [{"op": "share_negative"}]}),
        ("VIP客户的差评率", {"measures": [{"op": "share_negative"}], "filters": [VIP]}),
        ("what share of negative reviews come from VIP customers", {"measures": [{"op": "share", "where": [VIP]}], "filters": [NEGATIVE]}),
        ("差评里VIP客户占几成", {"measures": [{"op": "share", "where": [VIP]}], "filters": [NEGATIVE]}),
        ("Which product has the highest negative share?", {"measures": [{"op": "share_negative"}], "group_by": [{"field": "product"}], "order": {}}),
        ("差评最多的前两个地区", {"filters": [NEGATIVE], "group_by": [{"field": "region"}], "order": {}, "limit": 2}),
        ("which stage has the lowest NPS with at least 20 reviews?", {"measures": [{"op": "nps"}], "group_by": [{"field": "journey_stage"}], "order": {"descending": False}, "min_group": 20}),
        ("how many different products are there", {"measures": [{"op": "distinct", "field": "product"}]}),
        ("which review has the most likes?", {"measures": [{"op": "max", "field": "likes"}], "group_by": [{"field": "id"}], "order": {}}),
        ("when was the first review?", {"measures": [{"op": "min", "field": "time"}]}),
        ("最新的一条评论是什么时候", {"measures": [{"op": "max", "field": "time"}]}),
        ("台灯的差评有多少", {"filters": [{"field": "product", "value": "Lamp 台灯"}, NEGATIVE]}),
        ("how many ngative reviews", {"filters": [NEGATIVE]}),
    ],
)  # fmt: skip
def test_a_question_becomes_the_query_it_asks_for(reads: Reads, question: str, query: dict[str, Any]) -> None:
    reading = reads(question)
    assert reading.problem is None, reading.details
    assert asked(reading) == query


@pytest.mark.parametrize(
    "question", ["compare VIP and standard on average rating", "VIP和standard客户的平均评分哪个高"]
)
def test_two_values_are_set_against_each_other(reads: Reads, question: str) -> None:
    query = asked(reads(question))
    assert query["measures"] == [{"op": "average", "field": "rating"}]
    assert query["filters"] == [VIP]
    assert query["compare"]["labels"] == ["VIP", "standard"]


@pytest.mark.parametrize(
    "question",
    [
        "compare March 2024 with February 2024",
        "2024年2月和3月比，评论多了多少",
        "Did reviews grow from Feb to March 2024?",
    ],
)
def test_the_later_of_two_periods_comes_first(reads: Reads, question: str) -> None:
    query = asked(reads(question))
    assert query["period"] == MARCH
    assert query["compare"]["period"] == {"start": "2024-02-01", "end": "2024-03-01"}


@pytest.mark.parametrize(
    "question",
    [
        "What is the average age of our customers?",
        "how many complaints about the warehouse robots per supplier",
        "客户的平均收入是多少",
        "how many complaints were resolved within a week",
        "三天内解决的投诉有多少",
        "how many negative reviews did we get recently",
        "今天天气怎么算",
        "how many will complain next month?",
        "下个月会有多少差评",
        "七月的评分会好起来吗",
        "VIP八月的差评还会涨吗",
    ],
)
def test_what_the_data_cannot_answer_is_declined(reads: Reads, question: str) -> None:
    assert reads(question).problem is not None


@pytest.mark.parametrize(
    ("question", "topic", "limit"),
    [
        ("show me 3 quotes about refunds", "refunds", 3),
        ("给我看五条关于物流的原话", "物流", 5),
        ("what do customers say about the price increase?", "price increase", 5),
    ],
)
def test_quotes_are_searched_for(reads: Reads, question: str, topic: str, limit: int) -> None:
    reading = reads(question)
    assert (reading.intent, reading.topic, reading.limit) == ("quotes", topic, limit)


def test_what_was_interpreted_is_told(reads: Reads) -> None:
    assert ("差评", "sentiment = negative") in reads("有多少差评").readings
    assert any("台灯" in said for said, _ in reads("台灯有多少条").readings)


def test_several_questions_in_one_message_are_taken_one_by_one() -> None:
    assert parts("How many? And what share?") == ["How many?", "And what share?"]
    assert parts("一共多少条？占比多少？") == ["一共多少条？", "占比多少？"]
    assert parts("How many in region N.A. last month?") == ["How many in region N.A. last month?"]


@pytest.mark.parametrize(
    "question",
    ["earliest and latest record about the lamp", "time range of the lamp reviews", "台灯的评论，最早和最新的是什么时候"],
)  # fmt: skip
def test_the_first_and_the_last_are_told_together(reads: Reads, question: str) -> None:
    query = reads(question).query
    assert [each.op for each in query.measures] == ["min", "max"]
    assert query.filters == (Filter(field="product", value="Lamp 台灯"),)


@pytest.mark.parametrize(
    "question", ["how does the kettle compare to the lamp on rating", "热水壶和台灯的平均评分对比"]
)
def test_what_is_compared_is_not_lost_in_the_words_for_it(reads: Reads, question: str) -> None:
    query = reads(question).query
    assert query.filters == (Filter(field="product", value="Kettle 热水壶"),)
    assert query.compare is not None
    assert query.compare.filters == (Filter(field="product", value="Lamp 台灯"),)


def test_a_kind_of_customer_is_a_tier(reads: Reads) -> None:
    for question in ("which kind of customers complain most", "哪类客户给的评分最低"):
        assert reads(question).query.group_by == (GroupBy(field="tier"),)


@pytest.mark.parametrize(
    "question", ["ratio of complaints to praise", "complaints to praise ratio by region", "compare complaints and praise"]
)  # fmt: skip
def test_complaints_and_praise_are_two_sides(reads: Reads, question: str) -> None:
    query = reads(question).query
    assert query.filters == (Filter(field="sentiment", value="negative"),)
    assert query.compare is not None
    assert query.compare.filters == (Filter(field="sentiment", value="positive"),)


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("how many 1 and 2 star reviews", (1.0, 2.0)),
        ("四五星的评论有多少", (4.0, 5.0)),
        ("three or four star reviews, how many", (3.0, 4.0)),
    ],
)
def test_both_numbers_are_of_stars(reads: Reads, question: str, values: tuple[float, ...]) -> None:
    (condition,) = reads(question).query.filters
    assert (condition.field, condition.op, condition.values) == ("rating", "in", values)


def test_a_number_of_a_name_is_of_no_stars(reads: Reads) -> None:
    (condition,) = reads("reviews from March 2024, 1 star - how many").query.filters
    assert (condition.field, condition.value) == ("rating", 1.0)


def test_what_is_said_in_passing_is_not_read_as_something_else(reads: Reads) -> None:
    assert reads("差评最集中在周几").query.group_by == (GroupBy(field="time", bucket="weekday"),)
    assert reads("满意度最高的产品").query.measures[0].field == "rating"
    assert reads("投诉处理率最低的地区").problem == "not_understood"


@pytest.mark.parametrize(
    "question", ["which region has more complaints, 华东 or 华南", "is 华东 noisier than 华南"]
)
def test_two_values_set_against_each_other_split_nothing(reads: Reads, question: str) -> None:
    query = reads(question).query
    assert query.compare is not None
    assert query.compare.labels == ("华东", "华南")
    assert not query.group_by


def test_counts_of_each_are_no_quotes(reads: Reads) -> None:
    reading = reads("what are VIPs complaining about, counts per stage")
    assert (reading.intent, [each.field for each in reading.query.group_by]) == ("count", ["journey_stage"])
    assert reads("what are VIPs complaining about").intent == "quotes"


def test_what_somebody_is_bad_at_is_a_share(reads: Reads) -> None:
    query = reads("which region is laziest at resolving complaints").query
    (measure,) = query.measures
    assert [(each.field, each.value) for each in measure.where] == [("resolved", "true")]
    assert query.order is not None
    assert not query.order.descending
