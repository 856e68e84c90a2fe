"""Rankings and tables: what comes first, which end it begins with, and what it is split by."""

from collections.abc import Callable, Sequence

import pytest

from assistant.offline.query.reading import Reading
from tools.segments.query import GroupBy, Measure

Read = Callable[[str], Reading]


@pytest.mark.parametrize(
    "question",
    [
        "products from lowest to highest average rating", "rank products by average rating, ascending",
        "sort products by average rating, worst first", "把产品按平均评分升序排", "产品按平均评分排名，低的在前",
    ],
)  # fmt: skip
def test_a_ranking_begins_with_the_end_that_is_named(reads: Read, question: str) -> None:
    query = reads(question).query
    assert query.group_by == (GroupBy(field="product"),)
    assert query.order is not None
    assert not query.order.descending


@pytest.mark.parametrize(
    "question",
    [
        "评分倒数两名的产品",
        "平均评分垫底的两款产品",
        "评分倒数前二的产品",
        "2 worst products by average rating",
    ],
)
def test_the_last_few_are_as_many_as_are_named(reads: Read, question: str) -> None:
    query = reads(question).query
    assert (query.limit, query.offset) == (2, 0)
    assert query.order is not None
    assert not query.order.descending


def test_the_last_but_one_is_one_place(reads: Read) -> None:
    query = reads("评分倒数第二的产品").query
    assert (query.limit, query.offset) == (1, 1)


@pytest.mark.parametrize(
    "question",
    [
        "when did feedback volume peak", "highest negative % month", "which was our worst month for NPS",
        "评分最高的月份", "几月份的平均分最好看", "什么时候差评最多",
    ],
)  # fmt: skip
def test_a_unit_of_the_calendar_is_ranked(reads: Read, question: str) -> None:
    reading = reads(question)
    assert reading.problem is None
    assert [(each.field, each.bucket) for each in reading.query.group_by] == [("time", "month")]


@pytest.mark.parametrize(
    "question",
    [
        "tier x region crosstab",
        "渠道×地区".replace("渠道", "客户等级"),
        "two way table of customer tier and region",
    ],
)
def test_a_cross_table_is_split_by_both(reads: Read, question: str) -> None:
    assert {each.field for each in reads(question).query.group_by} == {"tier", "region"}


def test_a_number_beside_a_share_is_of_all_records(reads: Read) -> None:
    questions: Sequence[str] = ("每个地区的数量和差评率", "count and negative share by region")
    for question in questions:
        query = reads(question).query
        assert query.measures == (Measure(), Measure.model_validate({"op": "share_negative"})) or [
            each.op for each in query.measures
        ] == ["count", "share_negative"], question
        assert not query.filters, question


@pytest.mark.parametrize(
    "question",
    [
        "评分最低的是不是风扇",
        "评分垫底的是风扇吧",
        "风扇是不是评分最低的产品",
        "does the Fan have the lowest rating?",
    ],
)
def test_whether_something_is_first_ranks_all(reads: Read, question: str) -> None:
    reading = reads(question)
    assert reading.claim is not None
    assert reading.claim.kind == "extreme"
    assert reading.claim.value == "Fan 风扇"
    assert reading.query.group_by == (GroupBy(field="product"),)
    assert not reading.query.filters


@pytest.mark.parametrize(
    ("question", "outer", "inner", "limit"),
    [
        ("which product gets the most complaints in each region", "region", "product", 1),
        ("top product by complaints per region", "region", "product", 1),
        ("for every region, the two best rated products", "region", "product", 2),
        ("most common tier by product", "product", "tier", 1),
        ("the busiest month for each product", "product", "time", 1),
        ("每个地区投诉最多的产品是哪个", "region", "product", 1),
        ("各地区评分最低的前两个产品", "region", "product", 2),
        ("每个月评论最多的产品", "time", "product", 1),
        ("分地区看，哪个产品差评最多", "region", "product", 1),
    ],
)
def test_the_first_of_each_group(reads: Read, question: str, outer: str, inner: str, limit: int) -> None:
    query = reads(question).query
    assert [each.field for each in query.group_by] == [outer, inner]
    assert (query.each, query.limit) == (True, limit)


@pytest.mark.parametrize(
    "question",
    [
        "top 5 by region and product",
        "most complaints per region and product",
        "which region and product combination has the most complaints",
        "哪个地区的哪个产品差评最多",
        "每个地区和产品的差评数，最多的是哪个",
    ],
)
def test_the_first_of_all_pairs(reads: Read, question: str) -> None:
    query = reads(question).query
    assert {each.field for each in query.group_by} == {"region", "product"}
    assert not query.each


@pytest.mark.parametrize(
    "question", ["reviews by complaint tier", "number of reviews per complaint tier", "top complaint tier"]
)  # fmt: skip
def test_a_name_behind_a_feeling_is_still_what_is_split_by(reads: Read, question: str) -> None:
    query = reads(question).query
    assert query.filters[0].value == "negative"
    assert len(query.group_by) == 1
