"""Groups held against figures of their own: two limits, one of two that is enough, and figures asked for beside."""

from typing import Any

import pytest

from assistant.offline.query.further import further
from assistant.offline.query.limited import limited
from tests.assistant.offline.conftest import last

NEGATIVE = {"where": [{"field": "sentiment", "value": "negative"}]}
OPEN = {"where": [{"field": "resolved", "value": "false"}]}
RATE = {"op": "share_negative"}
RATING = {"op": "average", "field": "rating"}


@pytest.mark.parametrize(
    ("question", "measures", "having", "either"),
    [
        ("差评率高于62%或者反馈数低于50的产品有哪些", [RATE, {}], [{"value": 0.62}, {"measure": 1, "op": "<", "value": 50.0}], True),
        ("哪些产品平均分不到2.5，或NPS在-5以下", [RATING, {"op": "nps"}], [{"op": "<", "value": 2.5}, {"measure": 1, "op": "<=", "value": -5.0}], True),
        ("哪几个月的差评超过15条，而且未解决的也超过7条", [NEGATIVE, OPEN], [{"value": 15.0}, {"measure": 1, "value": 7.0}], False),
        ("差评超过20条的地区有哪些，平均分各是多少", [NEGATIVE, RATING], [{"value": 20.0}], False),
        ("哪个产品的反馈超过三十条？它有多少差评", [{}, NEGATIVE], [{"value": 30.0}], False),
        ("差评率低于58%的地区有几个，还有他们的反馈数", [RATE, {}], [{"op": "<", "value": 0.58}], False),
        ("哪些产品的差评率超过六成但评分高于2.6", [RATE, RATING], [{"value": 0.6}, {"measure": 1, "value": 2.6}], False),
        ("2024年5月日均反馈大于1条的产品有几个", [{}], [{"value": 31.0}], False),
    ],
)  # fmt: skip
def test_each_limit_is_of_its_own_figure(
    question: str, measures: list[Any], having: list[Any], either: bool, catalog: Any
) -> None:
    query = last(catalog, (question,))
    assert query.get("measures", [{}]) == measures
    assert query["having"] == having
    assert query.get("either", False) == either
    assert len(query["group_by"]) == 1
    assert "filters" not in query


@pytest.mark.parametrize(
    "question",
    [
        "评分低于2或者NPS不超过3的反馈有几条",
        "哪些产品差评超过20条",
        "差评率高于60%的产品有哪些",
        "华东有多少差评",
    ],
)
def test_conditions_on_records_and_single_limits_are_read_as_ever(question: str, reads: Any) -> None:
    assert limited(question, reads) is None


@pytest.mark.parametrize(
    ("question", "measures"),
    [
        ("差评最多的产品的平均分是多少", [NEGATIVE, RATING]),
        ("反馈最多的产品NPS多少", [{}, {"op": "nps"}]),
        ("平均分最低的产品以及它的差评数", [RATING, NEGATIVE]),
        ("差评率最高的那个产品，平均分多少", [RATE, RATING]),
        ("哪个产品差评最多，平均分多少", [NEGATIVE, RATING]),
        ("各产品平均分和差评数", [RATING, NEGATIVE]),
        ("各产品的平均分和反馈数", [RATING, {}]),
    ],
)
def test_a_further_figure_is_not_what_is_ranked_by(question: str, measures: list[Any], catalog: Any) -> None:
    query = last(catalog, (question,))
    assert (query["measures"], query["group_by"]) == (measures, [{"field": "product"}])
    assert "filters" not in query


@pytest.mark.parametrize(
    "question", ["差评最多的产品有哪些问题", "上个月差评最多的产品是哪个", "差评最多的三个产品"]
)
def test_a_ranking_without_a_further_figure_is_read_as_ever(question: str, reads: Any) -> None:
    assert further(question, reads) is None


@pytest.mark.parametrize("question", ["1星和5星哪个多", "比一比1星和5星的数量"])
def test_two_numbers_in_one_breath_are_two_sides(question: str, reads: Any) -> None:
    compare = reads(question).query.compare
    assert compare is not None
    assert compare.labels == ("1", "5")


def test_a_feeling_is_no_limit_of_an_average(reads: Any) -> None:
    assert not reads("差评最多的是哪个产品").query.having


@pytest.mark.parametrize(
    "question",
    [
        "哪些产品的NPS比评分高",
        "which products have a rating above their NPS",
        "反馈数前两名的产品里谁的平均分最低",
        "VIP反馈占比多少，平均分跟新客户差多少",
        "新客户的NPS比老客户低多少",
        "价格低于均价的反馈有几条",
        "价格前10%的客户评分怎样",
        "用户说得最多的三个词",
        "哪些客户给了1星又给过5星",
        "standard以上客户的平均评分",
        "春节那周多少反馈，跟平时比呢",
    ],
)
def test_what_is_not_computed_is_declined(question: str, reads: Any) -> None:
    assert reads(question).problem


@pytest.mark.parametrize("question", ["哪个产品差评最多，哪个最少", "周几差评最多，周几最少"])
def test_both_ends_are_one_list(question: str, reads: Any) -> None:
    query = reads(question).query
    assert (len(query.group_by), query.limit) == (1, None)
    assert query.order is not None


@pytest.mark.parametrize(
    "question", ["VIP客户哪个产品最差", "一星的有没有哪个产品最多", "VIP哪个产品评论最多"]
)
def test_which_is_asked_beside_a_value_of_another_field(question: str, reads: Any) -> None:
    query = reads(question).query
    assert [each.field for each in query.group_by] == ["product"]
    assert all(each.op != "missing" for each in query.filters)
