"""How found themes are compared with labels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.themes.agreement import agree, mean

GOLD = np.array([0, 0, 0, 1, 1, 1, 2, 2, 2])


def test_the_same_groups_by_other_numbers_agree_fully() -> None:
    found = agree(GOLD, (GOLD + 1) % 3)
    assert (found.nmi, found.ari) == pytest.approx((1, 1))
    assert (found.coverage, found.themes, found.n) == (1, 3, 9)


def test_texts_without_a_theme_are_one_group_that_costs() -> None:
    sure = np.array([0, 0, -1, 1, 1, -1, 2, 2, -1])
    found = agree(GOLD, sure)
    assert found.nmi < 1
    assert found.nmi_assigned == pytest.approx(1)
    assert found.coverage == pytest.approx(6 / 9)
    assert found.themes == 3


def test_leaving_out_everything_agrees_with_nothing() -> None:
    found = agree(GOLD, np.full(9, -1))
    assert (found.nmi, found.ari, found.nmi_assigned, found.coverage, found.themes) == (0, 0, 0, 0, 0)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(-1, 4)), min_size=2, max_size=60))
def test_figures_stay_within_their_bounds(pairs: list[tuple[int, int]]) -> None:
    gold, found = (np.array(each) for each in zip(*pairs, strict=True))
    told = agree(gold, found)
    assert 0 <= told.nmi <= 1 + 1e-9
    assert -1 <= told.ari <= 1
    assert 0 <= told.coverage <= 1


def test_the_mean_is_of_each_figure() -> None:
    runs = [agree(GOLD, GOLD), agree(GOLD, np.full(9, -1))]
    assert mean(runs).coverage == pytest.approx(0.5)
    assert mean(runs).nmi == pytest.approx(0.5)
    assert mean(runs).n == 9
