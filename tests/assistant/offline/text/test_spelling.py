"""Slips of the pen are mended when one known word is near enough."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.offline.text.spelling import Spelling, edits

WORDS = st.text("abcdefgh", max_size=8)
SPELLING = Spelling(("luggage", "customer service", "warranty", "north america"), ("average", "highest"))


@given(WORDS, WORDS)
def test_edits_count_alike_both_ways_and_nothing_for_the_same(one: str, other: str) -> None:
    assert edits(one, other) == edits(other, one)
    assert (edits(one, other) == 0) is (one == other)
    assert edits(one, other) <= max(len(one), len(other))


@given(st.sampled_from(["luggage", "customer", "warranty", "average", "highest"]), st.integers(1, 5))
def test_two_letters_in_the_wrong_order_are_one_slip(word: str, at: int) -> None:
    slipped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    assert SPELLING.nearest(slipped) in (word, None if slipped == word else word)
    assert edits(slipped, word) <= 1


def test_near_words_are_mended_and_others_left() -> None:
    assert SPELLING.nearest("lugage") == "luggage"
    assert SPELLING.nearest("custmoer") == "customer"
    assert SPELLING.nearest("warrranty") == "warranty"
    assert SPELLING.nearest("luggage") is None
    assert SPELLING.nearest("robots") is None
    assert SPELLING.nearest("服务") is None


def test_a_letter_too_many_of_two_alike_is_a_slip_also_before_an_ending() -> None:
    known = Spelling(("negatives",), ("orders", "votes"))
    assert known.nearest("ordeers") == "orders"
    assert known.nearest("negatiives") == "negatives"
    assert known.nearest("voters") is None
