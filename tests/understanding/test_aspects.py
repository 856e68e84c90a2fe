"""What is promised of clauses: they cover a text, each has its own feeling, and evidence finds its clause."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.understanding.aspects import clause_feelings, clauses, score_at
from retrieval.understanding.batch import Batch
from retrieval.understanding.sentiment import feelings

PIECES = st.lists(
    st.sampled_from(
        ["好", "但是", "，", " but ", "good", ".", " ", "\n", "👍", "- ", "不但", "，却", "a", "…", "!!"]
    ),
    max_size=12,
).map("".join)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("food great but service slow", ["food great ", "but service slow"]),
        ("味道不错，就是送得太慢", ["味道不错，", "就是送得太慢"]),
        ("Nice room. Rude staff!", ["Nice room.", " Rude staff!"]),
        ("不但好看", ["不但好看"]),
        ("散热冷却效果好", ["散热冷却效果好"]),
        ("version 2.5 works", ["version 2.5 works"]),
        ("great!!! ...", ["great!!! ..."]),
    ],
)
def test_where_a_text_is_cut(text: str, parts: list[str]) -> None:
    assert [text[begin:end] for begin, end in clauses(text)] == parts


@given(st.one_of(st.text(max_size=60), PIECES))
def test_clauses_cover_the_text_in_order(text: str) -> None:
    assert "".join(text[begin:end] for begin, end in clauses(text)) == text


@pytest.mark.parametrize(
    ("text", "praised", "blamed"),
    [
        ("The food was great but the service was terribly slow.", "food", "service"),
        ("Although the room was dirty, the staff were lovely.", "staff", "room"),
        ("Screen is gorgeous; keyboard feels cheap and broke.", "Screen", "keyboard"),
        ("味道很好吃，不过配送太慢了，差评", "味道", "配送"),
    ],
)
def test_each_thing_has_the_feeling_of_its_clause(text: str, praised: str, blamed: str) -> None:
    (scored,) = clause_feelings(Batch((text,)))
    assert score_at(scored, text.index(praised), text.index(praised) + len(praised)) > 0
    assert score_at(scored, text.index(blamed), text.index(blamed) + len(blamed)) < 0


def test_a_text_of_one_clause_has_its_own_score() -> None:
    batch = Batch(("really good coffee",), ("en",))
    assert clause_feelings(batch) == [[(0, 18, feelings(batch)[0].score)]]


@settings(max_examples=15, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=4))
def test_scores_are_in_bounds_and_one_a_clause(texts: list[str]) -> None:
    for text, scored in zip(texts, clause_feelings(Batch(tuple(texts))), strict=True):
        assert [(begin, end) for begin, end, _ in scored] == clauses(text)
        assert all(-1 <= score <= 1 for _, _, score in scored)
