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
