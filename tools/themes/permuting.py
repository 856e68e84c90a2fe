"""Whether a share moves, by putting the same weeks in random orders.

If nothing moved, any order of the weeks would be as likely as theirs. So the p-value of a slope, or of the
likeliest change, is the share of random orders that show one as clear. A week goes with all its records:
what varies from week to week, bursts too, is in the orders as it is in the data, and no distribution has to
be assumed (Edgington and Onghena, Randomization Tests, 4th edition, 2007).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Movement", "movement"]

Floats = NDArray[np.float64]

ROUNDS = 1000
MORE = 10_000
"""Further orders for what looks clear: many themes are tested, so p-values have to be fine."""
LOOKS_CLEAR = 0.02
CELLS = 4_000_000
"""Numbers worked on at once: bounds the memory."""

ROUNDING = 1e-9
"""Statistics below are 0: a share that never moves has no clearest order."""


@dataclass(frozen=True, slots=True)
class Movement:
    """Of each theme: p-values of a slope and of one change, each corrected for looking at the other, too."""

    slope: Floats
    change: Floats


def movement(
    parts: Floats, totals: Floats, places: NDArray[np.int64], spread: Sequence[Floats] = (), seed: int = 0
) -> Movement:
    """Rows of `parts` are themes, columns weeks (or days) of `totals` records; `places` are the first units
    after a possible change. spread: how many times more than the orders show each theme varies, beside its
    slope and beside its change.

    slope: the score test of a trend in proportions (Cochran 1954, Armitage 1955). change: the largest score
    of all places for a change (Pettitt 1979). Both are standardized by the records on either side. What rises
    steadily also has a likeliest change: the two are corrected together, by the same orders (`_corrected`).
    """
    found = np.stack(_statistics(parts[:, None, :], totals[None, :], places))[..., 0] * (1 - 1e-6)
    seen = np.array([each / by for each, by in zip(found, spread, strict=True)]) if len(spread) else found
    random = np.random.default_rng(seed)
    p = _corrected(seen, _in_orders(parts, totals, places, ROUNDS, random))
    clear = np.flatnonzero(p.min(axis=0) <= LOOKS_CLEAR)
    if len(clear):
        more = _in_orders(parts[clear], totals, places, MORE, random)
        p[:, clear] = _corrected(seen[:, clear], more)
    return Movement(p[0], p[1])


def _corrected(seen: Floats, by_chance: Floats) -> Floats:
    """p-values of test x theme, of the statistics seen and those of random orders (test x theme x order).

    The order that the weeks have is one of all: each order's statistics become p-values among all orders, and
    a corrected p-value is the share of orders whose smallest is as small (min-p: Westfall and Young,
    Resampling-Based Multiple Testing, 1993).
    """
    from scipy.stats import rankdata

    together = np.concatenate([seen[..., None], by_chance], axis=2)
    p = rankdata(-together, "max", axis=2)
    smallest = p.min(axis=0)
    return np.stack([(smallest <= each[:, :1]).mean(axis=1) for each in p])


def _in_orders(
    parts: Floats, totals: Floats, places: NDArray[np.int64], orders: int, random: np.random.Generator
) -> Floats:
    """The statistics (test x theme x order) of so many random orders of the weeks, the same for all themes:
    what one theme has of a week, others have not."""
    found = np.empty((2, len(parts), orders))
    at_once = max(CELLS // (len(parts) * len(totals)), 1)
    for start in range(0, orders, at_once):
        some = min(at_once, orders - start)
        order = random.permuted(np.tile(np.arange(len(totals)), (some, 1)), axis=1)
        found[..., start : start + some] = _statistics(parts[:, order], totals[order], places)
    return found


def _statistics(parts: Floats, totals: Floats, places: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Of theme x order x unit: the squared scores of a slope and of the likeliest change.

    A factor that is the same for every order of a theme, the variance of its share, is left out.
    """
    at = np.arange(parts.shape[-1], dtype=np.float64)
    records = totals.sum(axis=-1)
    middle = totals @ at / records
    part = parts.sum(axis=-1)
    slope = parts @ at - middle * part
    reach = totals @ at**2 - records * middle**2
    before = np.cumsum(totals, axis=-1)[:, places - 1]
    score = np.cumsum(parts, axis=-1)[..., places - 1]
    score -= part[..., None] / records[:, None] * before
    np.square(score, out=score)
    score /= before * (records[:, None] - before) / records[:, None]
    found = slope**2 / np.maximum(reach, 1e-12), score.max(axis=-1)
    return np.maximum(found[0] - ROUNDING, 0.0), np.maximum(found[1] - ROUNDING, 0.0)
