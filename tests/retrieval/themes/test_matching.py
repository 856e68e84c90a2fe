"""Which group is which old theme."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from retrieval.themes.matching import SHARE, match

CENTRES = np.eye(4, dtype=np.float32)


def test_a_group_is_the_theme_most_of_whose_records_it_has() -> None:
    found = match(np.array([[40.0, 2.0], [1.0, 30.0]]), CENTRES[:2], CENTRES[:2], ())
    assert found.seats == ((0,), (1,))
    assert not found.ended


def test_a_theme_that_grows_many_times_over_is_still_that_theme() -> None:
    # 20 of its records in a group of 500: the others are new.
    found = match(np.array([[20.0, 0.0], [0.0, 30.0]]), CENTRES[:2], CENTRES[:2], ())
    assert found.seats == ((0,), (1,))


def test_a_theme_does_not_live_on_in_a_small_piece_of_it() -> None:
    # The second group has nothing but records of theme 0, and not a quarter of them.
    found = match(np.array([[10.0, 12.0, 11.0, 11.0]]), None, CENTRES, ())
    assert found.seats == ((), (), (), ())
    assert found.ended == (0,)


def test_a_theme_that_people_keep_does_not_end_with_it() -> None:
    found = match(np.array([[10.0, 12.0, 11.0, 11.0]]), None, CENTRES, (0,))
    assert found.loose == (0,)
    assert not found.ended


@given(st.lists(st.lists(st.integers(0, 60), min_size=4, max_size=4), min_size=1, max_size=6))
def test_whoever_is_recognized_has_a_third_of_the_theme(counts: list[list[int]]) -> None:
    table = np.array(counts, np.float64)
    found = match(table, None, CENTRES, ())
    for group, seats in enumerate(found.seats):
        for theme in seats:
            assert table[theme, group] >= SHARE * table[theme].sum() > 0
    known = [each for seats in found.seats for each in seats]
    assert sorted([*known, *found.ended]) == list(range(len(table)))
