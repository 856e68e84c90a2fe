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

ROUNDS = 2000
MORE = 10_000
"""Further orders for what looks clear: many themes are tested, so p-values have to be fine."""
LOOKS_CLEAR = 0.01
CELLS = 4_000_000
"""Numbers worked on at once: bounds the memory."""


@dataclass(frozen=True, slots=True)
class Movement:
    """Of each theme: p-values of a slope and of one change."""

    slope: Floats
    change: Floats


def movement(
    parts: Floats, totals: Floats, places: NDArray[np.int64], spread: Sequence[Floats] = (), seed: int = 0
) -> Movement:
    """Rows of `parts` are themes, columns weeks (or days) of `totals` records; `places` are the first units
    after a possible change. spread: how many times more than the orders show each theme varies, beside its
    slope and beside its change.

    slope: the score test of a trend in proportions (Cochran 1954, Armitage 1955). change: the largest score
    of all places for a change (Pettitt 1979). Both are standardized by the records on either side.
    """
    found = _statistics(parts[:, None, :], totals[None, :], places)
    seen = [each[:, 0] * (1 - 1e-6) for each in found]
    seen = [each / by for each, by in zip(seen, spread, strict=True)] if spread else seen
    slope, change = (np.zeros(len(parts)) for _ in range(2))
    rounds = np.full(len(parts), float(ROUNDS))
    rows = np.arange(len(parts))
    random = np.random.default_rng(seed)
    _count(parts, totals, places, seen, (slope, change), rows, ROUNDS, random)
    rows = np.flatnonzero(np.minimum(slope, change) + 1 <= LOOKS_CLEAR * (ROUNDS + 1))
    if len(rows):
        _count(parts, totals, places, seen, (slope, change), rows, MORE, random)
        rounds[rows] += MORE
    return Movement((slope + 1) / (rounds + 1), (change + 1) / (rounds + 1))


def _count(
    parts: Floats,
    totals: Floats,
    places: NDArray[np.int64],
    seen: list[Floats],
    as_clear: tuple[Floats, Floats],
    rows: NDArray[np.int64],
    rounds: int,
    random: np.random.Generator,
) -> None:
    """Adds to `as_clear` how many of `rounds` random orders reach what was seen."""
    at_once = max(CELLS // (len(rows) * len(totals)), 1)
    for start in range(0, rounds, at_once):
        orders = random.permuted(np.tile(np.arange(len(totals)), (min(at_once, rounds - start), 1)), axis=1)
        reached = _statistics(parts[rows][:, orders], totals[orders], places)
        for found, statistic, value in zip(as_clear, reached, seen, strict=True):
            found[rows] += (statistic >= value[rows][:, None]).sum(axis=1)


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
    return slope**2 / np.maximum(reach, 1e-12), score.max(axis=-1)
