"""Many tests of many themes: what is told apart stays so, and chance seldom passes for a movement."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from tools.themes.correcting import corrected, over_themes
from tools.themes.permuting import movement

shares = st.floats(1e-6, 1.0)


def by_test(slope: float, change: float, first: float, seasonal: float) -> dict[str, float]:
    found = {"cochran_armitage": slope, "change_point": change, "first_seen": first, "weekday": seasonal}
    p = {name: np.array([each]) for name, each in found.items()}
    none = {name: np.zeros(1, dtype=bool) for name in p}
    return {name: float(each[0]) for name, each in corrected(p, np.array([50.0]), none).items()}


@given(st.lists(shares, min_size=1, max_size=60))
def test_themes_of_one_size_are_corrected_as_benjamini_and_hochberg_do(p: list[float]) -> None:
    found = over_themes(np.array(p), np.full(len(p), 30.0))
    assert found == pytest.approx(false_discovery_control(p))


@given(st.lists(st.tuples(shares, st.integers(5, 3000)), min_size=1, max_size=60))
def test_no_correction_makes_anything_clearer(themes: list[tuple[float, int]]) -> None:
    p, records = (np.array(each, dtype=float) for each in zip(*themes, strict=True))
    found = over_themes(p, records)
    assert (found >= p).all()
    assert (found <= 1).all()


def test_of_two_themes_as_clear_the_one_with_more_records_is_told_first() -> None:
    p = np.array([0.01, 0.01, *[0.5] * 8])
    large, small, *_ = over_themes(p, np.array([120.0, 12.0, *[40.0] * 8]))
    assert large < 0.1 < small


def test_more_than_enough_records_are_no_advantage() -> None:
    p = np.array([0.01, 0.02, 0.5, 0.9])
    assert over_themes(p, np.array([100.0, 400.0, 2000.0, 100.0])) == pytest.approx(
        false_discovery_control(p)
    )


@given(shares, shares, shares, shares)
def test_every_test_of_a_theme_is_corrected(slope: float, change: float, first: float, day: float) -> None:
    found = by_test(slope, change, first, day)
    assert found["cochran_armitage"] >= slope
    assert found["change_point"] >= change
    assert found["first_seen"] >= first
    assert found["weekday"] >= day


def test_what_one_test_has_shown_the_next_need_not_share() -> None:
    """New is what plainly moved and was not heard of before; alone, the second is not so sure."""
    assert by_test(1e-5, 1e-5, 0.01, 0.9)["first_seen"] < 0.05
    assert by_test(0.8, 0.8, 0.01, 0.9)["first_seen"] > 0.05


def test_what_was_not_tested_has_no_p() -> None:
    clear, unclear = np.array([0.001, 0.001]), np.array([0.5, 0.5])
    p = {"cochran_armitage": clear, "change_point": unclear, "first_seen": unclear}
    few = {name: np.array([False, True]) for name in p}
    found = corrected(p, np.array([40.0, 3.0]), few)
    assert np.isnan([each[1] for each in found.values()]).all()
    assert found["cochran_armitage"][0] < 0.05
    nothing = corrected(p, np.array([2.0, 3.0]), {name: np.ones(2, dtype=bool) for name in p})
    assert all(np.isnan(each).all() for each in nothing.values())


def test_a_slope_and_a_change_together_alarm_no_more_often_than_they_may() -> None:
    random = np.random.default_rng(3)
    totals = np.full(40, 50.0)
    found = movement(random.binomial(50, 0.06, (600, 40)).astype(float), totals, np.arange(2, 39))
    alarms = int((np.minimum(found.slope, found.change) <= 0.05).sum())
    assert 12 <= alarms <= 48  # 30 expected; further off one time in a thousand
    assert ((found.slope > 0) & (found.change > 0)).all()
