"""Two runs on resampled texts are compared on those that both had."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from retrieval.themes.quality import both, drawn


@given(st.integers(2, 400), st.integers(0, 50))
def test_a_sample_has_places_once_and_in_order(n: int, seed: int) -> None:
    rows = drawn(n, seed)
    assert (np.diff(rows) > 0).all()
    assert rows[0] >= 0
    assert rows[-1] < n


def test_a_bootstrap_sample_has_about_63_percent() -> None:
    assert 0.6 < len(drawn(10_000, 0)) / 10_000 < 0.66


@given(st.integers(0, 50))
def test_themes_that_depend_on_the_text_alone_are_stable(seed: int) -> None:
    pair = (drawn(200, seed), drawn(200, seed + 1))
    left, right = both(pair, [rows % 5 for rows in pair])
    assert (left == right).all()
    assert len(left) == len(set(pair[0]) & set(pair[1]))
