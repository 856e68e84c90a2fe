"""Several figures in one question, values left out, and what is left blank, as people write them."""

from collections.abc import Callable
from typing import Any

import pytest

from assistant.offline.names.linking import Linker
from assistant.offline.query.reading import Reading, read, with_reasons
from retrieval.catalog import Catalog
from tests.assistant.offline.conftest import TODAY

Reads = Callable[[str], Reading]


def filters(reading: Reading) -> list[dict[str, Any]]:
    return [each.model_dump(exclude_defaults=True, mode="json") for each in reading.query.filters]


@pytest.fixture(scope="module")
def linker(catalog: Catalog) -> Linker:
    return Linker(catalog)


@pytest.mark.parametrize(
    "question",
    [
        "how many 1 star and how many 2 star reviews",
        "1 star and 2 star reviews, how many each",
        "1星、2星各多少条",
        "一星几条二星几条",
        "1星和2星分别有几则",
    ],
)
def test_figures_asked_for_one_by_one_are_told_one_by_one(
    question: str, catalog: Catalog, linker: Linker
) -> None:
    told = with_reasons(read(question, catalog, linker, TODAY), catalog)
    assert [each.problem for each in told] == [None] * len(told)
    sides = [filters(each) for each in told]
    if told[0].query.compare is not None:
        sides += [[each.model_dump(exclude_defaults=True) for each in told[0].query.compare.filters]]
    assert sides == [[{"field": "rating", "value": 1.0}], [{"field": "rating", "value": 2.0}]]


@pytest.mark.parametrize(
    "question", ["1 or 2 star reviews, how many", "1星和2星一共多少条", "打1分或2分的总数"]
)
def test_figures_asked_for_together_are_told_together(reads: Reads, question: str) -> None:
    reading = reads(question)
    assert reading.problem is None
    assert reading.beside == ()
    assert filters(reading) == [{"field": "rating", "op": "in", "values": [1.0, 2.0]}]


@pytest.mark.parametrize(
    "question",
    [
        "count and share of VIP reviews that are unresolved",
        "of the VIP reviews how many are unresolved and what share is that",
        "VIP reviews: how many unresolved, and what percent",
    ],
)
def test_a_count_and_its_share_are_of_the_part_and_of_the_whole(
    question: str, catalog: Catalog, linker: Linker
) -> None:
    count, share = with_reasons(read(question, catalog, linker, TODAY), catalog)
    assert count.query.measures[0].op == "count"
    assert {each.field for each in count.query.filters} == {"tier", "resolved"}
    assert [each.field for each in share.query.filters] == ["tier"]
    assert [each.field for each in share.query.measures[0].where] == ["resolved"]


@pytest.mark.parametrize(
    "question",
    ["for VIPs: how many, avg rating, % negative", "number of VIP reviews, mean rating and negative share"],
)
def test_a_share_beside_other_figures_keeps_its_part_to_itself(reads: Reads, question: str) -> None:
    reading = reads(question)
    assert [each.op for each in reading.query.measures] == ["count", "average", "share_negative"]
    assert filters(reading) == [{"field": "tier", "value": "VIP"}]


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("how many unrated reviews", ["rating"]),
        ("how many gave no stars", ["rating"]),
        ("没打分的有几条", ["rating"]),
        ("没评分的多少条", ["rating"]),
        ("reviews with no nps or rating, how many", ["nps", "rating"]),
        ("没填产品和地区的有几条", ["product", "region"]),
        ("产品、地区都空着的有几条", ["product", "region"]),
    ],
)
def test_what_is_left_blank(reads: Reads, question: str, missing: list[str]) -> None:
    reading = reads(question)
    assert reading.problem is None, reading.details
    assert sorted(each.field for each in reading.query.filters if each.op == "missing") == sorted(missing)
    assert len(reading.query.filters) == len(missing)


@pytest.mark.parametrize(
    "question",
    [
        "how many reviews excl. the fan",
        "reviews excluding the fan - count",
        "how many reviews, no fan",
        "count of reviews w/o product fan",
        "how many not in product fan",
        "all products but the fan: how many reviews",
        "刨掉风扇还有多少条",
        "不含风扇的评论数",
    ],
)
def test_what_is_left_out(reads: Reads, question: str) -> None:
    reading = reads(question)
    assert reading.problem is None, reading.details
    assert filters(reading) == [{"field": "product", "op": "!=", "value": "Fan 风扇"}]


@pytest.mark.parametrize(
    ("question", "field", "op", "value"),
    [
        ("how many with a rating min 4", "rating", ">=", 4.0),
        ("reviews rated 4 and up, how many", "rating", ">=", 4.0),
        ("how many under-3 reviews", "rating", "<", 3.0),
        ("400以上的有多少条", "price_cny", ">=", 400.0),
        ("how many scored 9", "nps", "=", 9.0),
        ("40赞以上的评价数", "likes", ">=", 40.0),
    ],
)
def test_a_number_says_by_its_size_or_noun_what_it_is_of(
    reads: Reads, question: str, field: str, op: str, value: float
) -> None:
    reading = reads(question)
    assert reading.problem is None, reading.details
    [meant] = reading.query.filters
    assert (meant.field, meant.op, meant.value) == (field, op, value)


@pytest.mark.parametrize(
    "question",
    [
        "点赞最多的那条评价",
        "点赞最多的一条评价的原文",
        "the most liked review",
        "which review has the most likes",
    ],
)
def test_the_record_with_the_most_of_something_is_quoted(
    question: str, catalog: Catalog, linker: Linker
) -> None:
    told = with_reasons(read(question, catalog, linker, TODAY), catalog)
    assert told[-1].intent == "quotes"
    assert filters(told[-1]) == [{"field": "likes", "value": 49.0}]


@pytest.mark.parametrize("question", ["价格最贵的那条评论写了什么", "最贵的一条评论的原文", "哪条评论最贵"])
def test_the_dearest_record_is_quoted(reads: Callable[[str], Reading], question: str) -> None:
    reading = reads(question)
    assert reading.intent == "quotes"
    assert [each.field for each in reading.query.filters] == ["price_cny"]
