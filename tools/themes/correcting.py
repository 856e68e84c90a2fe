"""Many tests of many themes, corrected together: of themes said to move, at most 5 % do not.

The tests of one theme share its chance of a false alarm; the share of one that has shown something passes to
the others (Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of
Statistics 6, 1979, with weights). Over the themes: Benjamini and Hochberg (1995) with weights (Genovese,
Roeder and Wasserman, "False discovery control with p-value weighting", Biometrika 93, 2006). Weights may
depend on how many records a theme has, which says nothing of when they came.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from tools.themes.over import benjamini_hochberg

__all__ = ["corrected", "over_themes"]

PARTS = {
    ("cochran_armitage", "change_point"): 0.85,
    ("first_seen",): 0.04,
    ("last_seen",): 0.04,
    ("peak_weeks",): 0.03,
    ("time_of_year",): 0.02,
    ("weekday",): 0.02,
}
"""What part of a theme's chance of a false alarm is whose; that of tests that were not made goes to the
others. The first two come corrected for each other."""

ENOUGH = 100
"""Records from which on a theme whose share doubles is found half of the time. One with fewer has less of the
chance for a false alarm, in proportion: in it only great changes could be seen at all."""

Floats = NDArray[np.float64]


def corrected(
    found: Mapping[str, Floats], records: Floats, untested: Mapping[str, NDArray[np.bool_]]
) -> dict[str, Floats]:
    """p-values by test, a row a theme, corrected for all tests of all themes; not a number where `untested`.

    records: of each theme.
    """
    p = {name: np.where(untested[name], np.nan, each) for name, each in found.items()}
    within = _over_tests(p)
    table = np.array(list(within.values()))
    tested = np.flatnonzero(~np.isnan(table).all(axis=0))
    least = np.minimum(np.nanmin(table[:, tested], axis=0), 1.0)
    factor = np.ones(len(records))
    factor[tested] = over_themes(least, records[tested]) / np.maximum(least, 1e-300)
    return {name: np.minimum(each * factor, 1.0) for name, each in within.items()}


def _over_tests(p: Mapping[str, Floats]) -> dict[str, Floats]:
    """Weighted Holm over the groups of tests of each theme that were made."""
    groups = [(names, part) for names, part in PARTS.items() if names[0] in p]
    part = np.array([part for _, part in groups])
    least = np.array([np.fmin.reduce([p[name] for name in names]) for names, _ in groups])
    least = np.where(np.isnan(least), 1.0, least)
    order = np.argsort(least / part[:, None], axis=0)
    themes = np.arange(least.shape[1])
    left, so_far = np.full(len(themes), part.sum()), np.zeros(len(themes))
    times, at_least = np.ones_like(least), np.zeros_like(least)
    for group in order:
        times[group, themes], at_least[group, themes] = left / part[group], so_far
        so_far = np.maximum(so_far, least[group, themes] * left / part[group])
        left = left - part[group]
    number = {name: place for place, (names, _) in enumerate(groups) for name in names}
    return {name: np.maximum(each * times[number[name]], at_least[number[name]]) for name, each in p.items()}


def over_themes(p: Floats, records: Floats) -> Floats:
    """A p-value of each theme corrected for the number of themes; never less than it was."""
    if not len(p):
        return p
    weight = np.minimum(records, ENOUGH)
    each: list[float] = np.minimum(p * weight.mean() / weight, 1.0).tolist()
    return np.maximum(benjamini_hochberg(each), p)
