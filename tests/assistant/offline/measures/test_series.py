"""Figures that are asked for in a list."""

from assistant.offline.measures.series import in_one_list
from assistant.offline.text.numerals import number


def test_halves_are_read_in_words() -> None:
    assert number("four and a half") == 4.5


def test_what_joins_two_names_lists_them() -> None:
    assert in_one_list(" and ", same=False)
    assert in_one_list(": ", same=True)
    assert not in_one_list(": ", same=False)
    assert not in_one_list(" by ", same=False)
