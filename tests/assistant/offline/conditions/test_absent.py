"""Properties no field holds are told apart from those the data has, and from what texts speak of."""

from collections.abc import Callable

import pytest

from assistant.offline.query.reading import Reading

Reads = Callable[[str], Reading]


@pytest.mark.parametrize(
    "question",
    [
        "how old are our customers on average",
        "客户的平均年龄",
        "男女比例是多少",
        "complaints by gender",
        "which agent handled most of them",
        "哪个客服被投诉最多",
        "average credit score of those who complained",
        "which county has the most complaints",
        "复购率是多少",
        "what is the warranty period of the kettle",
        "how long is the lamp under warranty",
        "热水壶保修几年",
        "stock level of the lamp",
        "热水壶还剩多少库存",
        "total shipping cost of returns",
        "what does one kettle cost us to make",
        "台灯的成本是多少",
        "who in support closed the most cases",
        "the longest complaint about the lamp",
        "最长的一条投诉",
        "哪条评论字数最多",
    ],
)
def test_a_property_the_data_has_not_is_declined(reads: Reads, question: str) -> None:
    assert reads(question).problem == "not_recorded"


@pytest.mark.parametrize(
    "question",
    [
        "which region has the most complaints",
        "哪个地区的差评最多",
        "average stars by product",
        "平均打了几分",
        "how many mention their age",
        "提到年龄的有几条",
        "台灯的评分怎么样",
    ],
)
def test_what_the_data_has_is_not(reads: Reads, question: str) -> None:
    assert reads(question).problem is None


@pytest.mark.parametrize(
    "question",
    [
        "did the new packaging cause the complaints?",
        "is it because of the price increase?",
        "差评变多是不是因为换了快递",
        "降价导致评分上升了吗",
    ],
)
def test_whether_one_thing_caused_another_is_declined(reads: Reads, question: str) -> None:
    assert reads(question).problem == "cause"


@pytest.mark.parametrize("question", ["how many complaints because of delivery", "差评里有多少是因为物流"])
def test_a_reason_that_customers_give_is_counted(reads: Reads, question: str) -> None:
    assert reads(question).problem != "cause"
