import numpy as np
import pytest

from evals.themes.languages import Mixture, mixture
from evals.themes.sets import LabelledSet


def world() -> LabelledSet:
    """Two subjects, four texts each, half of them in Chinese."""
    gold = np.repeat([0, 1], 4)
    texts = tuple(f"text {at}" for at in range(8))
    return LabelledSet("made up", texts, ("a", "b"), gold, np.ones((8, 1), np.float32), ("en", "zh") * 4)


def test_themes_that_are_the_subjects_are_as_mixed_as_they_are() -> None:
    assert mixture(world(), world().gold) == Mixture(0.5, 1.0, 1.0)


def test_a_theme_a_language_shows_across_languages_alone() -> None:
    found = 2 * world().gold + np.tile([0, 1], 4)
    assert mixture(world(), found) == Mixture(0.0, 0.0, 1.0)


def test_texts_without_a_theme_are_together_with_nothing() -> None:
    found = np.array([0, 0, -1, -1, 1, 1, 1, 1])
    told = mixture(world(), found)
    assert told.other == pytest.approx(0.5)
    assert told.across == pytest.approx((1 + 4) / 8)
    assert told.within == pytest.approx(2 / 4)
