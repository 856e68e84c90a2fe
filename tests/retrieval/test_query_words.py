"""Which words of a question are looked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.query_words import query_words


@pytest.mark.parametrize(
    ("query", "telling"),
    [
        ("Which customers complain about delayed flights?", ["delayed", "flights"]),
        ("哪些用户抱怨动力不足、加速慢？", ["动力", "不足", "加速", "慢"]),
        ("为什么有人说屏幕 flickering", ["屏幕", "flickering"]),
    ],
)
def test_words_that_frame_a_question_are_left_out(query: str, telling: list[str]) -> None:
    assert [word.forms[0] for word in query_words(query)] == telling


def test_a_query_of_nothing_but_common_words_keeps_them() -> None:
    assert [word.forms[0] for word in query_words("how was it")] == ["how", "was", "it"]


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("delayed", "delays"),
        ("batteries", "battery"),
        ("cancelled", "canceling"),
        ("charging", "charges"),
        ("stop", "stopped"),
        ("box", "boxes"),
    ],
)
def test_an_english_word_is_found_in_its_other_forms(word: str, other: str) -> None:
    assert other in query_words(word)[0].forms


@given(st.text(max_size=200))
def test_any_text_gives_words_that_each_come_once(query: str) -> None:
    first = [word.forms[0] for word in query_words(query)]
    assert len(first) == len(set(first)) <= 32
