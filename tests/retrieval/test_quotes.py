"""Quotes are pieces of the text, exactly, and show why it was found."""

from hypothesis import given
from hypothesis import strategies as st

from retrieval.query_words import query_words
from retrieval.quotes import quote

LONG = "We bought it in May. " * 20 + "Then the hinge cracked overnight. " + "Otherwise a nice thing. " * 20


def test_the_quote_shows_the_words_that_were_looked_for() -> None:
    assert "the hinge cracked" in quote(LONG, query_words("cracked hinges"))


def test_full_width_and_traditional_characters_are_found_as_written() -> None:
    text = "買來三天，一切都好。" * 30 + "後來螢幕閃爍，ＡＰＰ閃退。" + "其他沒什麼好說的。" * 30
    assert "ＡＰＰ閃退" in quote(text, query_words("app 闪退"))


def test_a_text_without_any_of_the_words_is_quoted_from_its_beginning() -> None:
    assert LONG.startswith(quote(LONG, query_words("volcano")))


@given(st.text(max_size=600), st.text(max_size=40), st.integers(20, 200))
def test_a_quote_is_always_a_piece_of_the_text(text: str, query: str, width: int) -> None:
    found = quote(text, query_words(query), width)
    assert found in text
    assert len(found) <= width or found == text
    assert bool(found.strip()) or not text.strip() or len(text) > width
