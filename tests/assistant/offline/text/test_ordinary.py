"""Words that restrict nothing may be left over; words for things, people, places and denials may not."""

import pytest

from assistant.offline.text.ordinary import is_ordinary


@pytest.mark.parametrize(
    "word", ["asking", "picked", "grabbed", "honestly", "tbh", "wished", "crunching", "flat"]
)
def test_how_something_is_asked_is_ordinary(word: str) -> None:
    assert is_ordinary(word)


@pytest.mark.parametrize(
    "word",
    ["refunded", "cancelled", "not", "never", "munich", "students", "registered", "chase", "zoom", "team"],
)
def test_what_may_restrict_is_not(word: str) -> None:
    assert not is_ordinary(word)


def test_a_slip_of_the_fingers_leaves_an_everyday_word() -> None:
    assert is_ordinary("calcualted")
    assert is_ordinary("calcullated")
    assert not is_ordinary("calculus")
    assert not is_ordinary("charger")
