"""The same asked of something else, however it is put."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.offline.turns.same import same_for


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("give me the same for Europe", "and Europe"),
        ("could you show me the same thing for INVALID?", "and INVALID"),
        ("same question, but for the rest", "and the rest"),
        ("repeat that for the day before", "and the day before"),
        ("what is it for VIP customers?", "and VIP customers"),
        ("how does Europe look?", "and Europe"),
        ("how are the silver members doing", "and the silver members"),
        ("同样的问题，配送类", "配送类呢"),
        ("同样看下学贷", "学贷呢"),
        ("华南的情况如何？", "华南呢"),
        ("一般客户怎么样", "一般客户呢"),
        ("第三季也来一个", "第三季呢"),
        ("卫生的话呢", "卫生呢"),
        ("换华东看看", "华东呢"),
    ],
)
def test_the_same_of_something_else_is_a_follow_up(said: str, meant: str) -> None:
    assert same_for(said) == meant


@pytest.mark.parametrize(
    "said",
    [
        "same period last year",
        "same by region",
        "how much better is Europe doing",
        "how many VIPs complained about delivery",
        "同样的问题",
        "怎么样",
        "各地区的差评率，从高到低",
    ],
)
def test_other_questions_stay_as_they_are(said: str) -> None:
    assert same_for(said) == said


@given(st.text(max_size=60))
def test_nothing_is_ever_made_of_nothing(said: str) -> None:
    meant = same_for(said)
    assert meant == said or meant.removeprefix("and ").removesuffix("呢") in " ".join(said.split())
