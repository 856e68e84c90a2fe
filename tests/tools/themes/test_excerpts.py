"""Quotes that cover a theme: from every corner of it, different, readable, byte for byte."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.database import Store, feedback_table
from retrieval.query_words import query_words
from retrieval.themes.keeping import read_theme
from tests.tools.themes.planted import MODEL, embed, plant, record
from tools.scope import scoped
from tools.themes.excerpts import Floats, Member, choose, excerpts, passage
from tools.themes.members import has_theme

EN = (
    "The app crashes when I try to sign in with my phone number.",
    "Every login ends with a white screen and the app closes itself.",
    "It quits right after I enter the code that was sent to me.",
)
ZH = ("每次登录应用都会闪退，重装也没有用。", "输入验证码之后应用就自己关掉了。")


def member(n: int, text: str, **said: object) -> Member:
    given = {"customer": f"c{n}", "copy_of": None, "text_hash": f"h{n}", "at": n, "sentiment": None}
    return Member(seq=n, id=f"f{n}", text=text, **(given | said))  # type: ignore[arg-type]


def corners(sizes: list[int], dimensions: int = 8, seed: int = 2) -> Floats:
    """Vectors around as many different directions, so many each."""
    rng = np.random.default_rng(seed)
    middles = np.repeat(np.eye(dimensions)[: len(sizes)], sizes, axis=0)
    rows = middles + 0.1 * rng.normal(size=middles.shape)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def words(n: int) -> str:
    """A sentence of its own."""
    rng = np.random.default_rng(n)
    return " ".join("".join(rng.choice(list("abcdefghij"), 6)) for _ in range(8)) + "."


def test_every_corner_of_a_theme_has_a_quote_the_largest_first() -> None:
    rows = corners([20, 12, 8])
    found = [member(n, words(n)) for n in range(40)]
    chosen = choose(found, rows, 3)
    corner = [0] * 20 + [1] * 12 + [2] * 8
    assert [corner[each] for each in chosen] == [0, 1, 2]


def test_copies_and_one_customer_are_quoted_once() -> None:
    rows = corners([10])
    rows[1] = rows[0]
    said = [words(n) for n in range(10)]
    copied = [member(n, said[n], copy_of=1 if n < 5 else None) for n in range(10)]
    assert sum(each < 5 for each in choose(copied, rows)) <= 1
    one = [member(n, said[n], customer="ada" if n < 8 else f"c{n}") for n in range(10)]
    assert sum(each < 8 for each in choose(one, rows)) <= 1
    assert len({0, 1} & set(choose([member(n, said[n]) for n in range(10)], rows))) <= 1


@pytest.mark.parametrize(("chinese", "english"), [(4, 16), (16, 4)])
def test_a_theme_in_two_languages_is_quoted_in_both(chinese: int, english: int) -> None:
    texts = [f"{words(n)[:30]} {EN[n % 3]}" for n in range(english)]
    texts += [f"{ZH[n % 2]}第{n}次，{'很是烦人的问题' * (n % 3)}" for n in range(chinese)]
    found = [member(n, text) for n, text in enumerate(texts)]
    chosen = choose(found, corners([english, chinese]))
    assert {found[each].is_chinese for each in chosen} == {True, False}


def test_what_is_short_and_clear_is_preferred_to_a_page() -> None:
    rows = corners([12])
    page = [" ".join(words(100 * n + k) for k in range(30)) for n in range(6)]
    found = [member(n, page[n] if n < 6 else words(n)) for n in range(12)]
    assert all(each >= 6 for each in choose(found, rows, 3))


def test_a_long_text_is_quoted_by_its_telling_sentence() -> None:
    text = (
        "I have had this lamp for years. " * 6
        + "Since update 3.2.0 every login crashes. Bye now. "
        + "x " * 99
    )
    assert passage(text, query_words("login crash")).startswith("Since update 3.2.0 every login crashes.")
    chinese = "我买了很久了，一直都挺好。" * 9 + "更新之后登录就闪退！" + "再见啦，祝大家一切顺利。" * 6
    assert passage(chinese, query_words("登录 闪退")).startswith("更新之后登录就闪退！")


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from(list("ab c.。！?\n，登录 ")), max_size=600))
def test_a_quote_is_a_part_of_the_text_and_no_page(text: str) -> None:
    said = passage(text, query_words("a b 登录"))
    assert said in text
    assert len(said) <= 200
    assert bool(said) == bool(text.strip())


def test_quotes_are_those_of_the_records_asked_for(shelf: Store) -> None:
    texts = [f"{words(n)} crash {n}" for n in range(12)]
    rows = [
        record(-n, 1, text=text, text_hash=f"h{n}", region="North" if n < 6 else "South")
        for n, text in enumerate(texts)
    ]
    number = plant(shelf, rows)
    embed(shelf, {f"h{n}": row.tolist() for n, row in enumerate(corners([6, 6]))})
    table, theme = feedback_table(), read_theme(shelf, 1)
    has = has_theme(table, number, [theme])
    with shelf.read() as connection:
        found = excerpts(connection, MODEL, theme, table, has)
        south = excerpts(connection, MODEL, theme, table, has & (table.c.region == "South"))
    assert 3 <= len(found) <= 5
    assert {each.text for each in found} <= set(texts)
    assert all(texts[int(each.id[1:]) - 1] == each.text for each in found)
    assert {each.id for each in south} <= {f"f{n}" for n in range(7, 13)}
    with scoped(shelf, "region=North").read() as connection:
        north = excerpts(connection, MODEL, theme, table, has)
    assert {each.id for each in north} <= {f"f{n}" for n in range(1, 7)}


def test_without_vectors_there_are_quotes_all_the_same(shelf: Store) -> None:
    number = plant(shelf, [record(-n, 1, text=words(n), text_hash=f"none{n}") for n in range(4)])
    table, theme = feedback_table(), read_theme(shelf, 1)
    with shelf.read() as connection:
        assert excerpts(connection, MODEL, theme, table, has_theme(table, number, [theme]))
