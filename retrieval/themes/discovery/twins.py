"""Themes that are one subject found twice, brought together by what they say in each other's language.

Feedback is written to habits, and those are of one language: a subject may come out as a theme in Chinese and
one in English, or as several. Within a language nothing tells such twins from neighbours, since clusters are
made to lie apart there. Across languages something does: nobody chose clusters so that one's Chinese texts
lie near the other's English ones.
"""

import numpy as np
from numpy.typing import NDArray

__all__ = ["joined_across"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

LEAST = 5
"""Texts in a language below which a theme has no centre in it."""
CHANCE = 0.05
"""Of joining one pair or more where no pair is alike, over all pairs (Bonferroni)."""
LEANING = 0.5
"""A theme is of one language when the other is less than so many times as frequent as in all texts."""
FEW = 20
"""Pairs below which nothing can be said of how near pairs are by chance."""


def joined_across(rows: Floats, found: Ints, script: Ints) -> Ints:
    """The cluster of each row, twins as one; clusters are numbered anew, in their order.

    rows: of length 1, what the script itself explains taken off. script: 0 or 1. The two clusters that are
    nearest across scripts are joined, and again with what came of it, as long as they are nearer than the
    nearest of so many pairs would be by chance: above the mean of all pairs by more standard deviations (of a
    normal) than `CHANCE` allows. Themes of both scripts are left: they lack nothing.
    """
    from scipy.stats import norm

    near = _across(rows, found, script)
    known = near[np.isfinite(near)]
    if len(known) < FEW:
        return found
    bar = known.mean() + known.std() * norm.isf(CHANCE / len(known))
    near[~_opposite(found, script)] = np.nan
    while np.nanmax(near, initial=-1) > bar:
        kept, gone = divmod(int(np.nanargmax(near)), len(near))
        found = np.where(found == gone, kept, found)
        near = _across(rows, found, script)
        near[~_opposite(found, script)] = np.nan
    return np.asarray(np.unique(found, return_inverse=True)[1], np.int64)


def _across(rows: Floats, found: Ints, script: Ints) -> NDArray[np.float64]:
    """The cosine of one cluster's texts in one script to another's in the other, both ways.

    Weighted by the smaller side of each; in the upper triangle, nan where there are no texts, and below it.
    """
    count = int(found.max(initial=-1)) + 1
    centres, sizes = [], []
    for each in (0, 1):
        side = np.flatnonzero(script == each)
        sums = np.zeros((count, rows.shape[1]))
        np.add.at(sums, found[side], rows[side])
        centres.append(sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9))
        size = np.bincount(found[side], minlength=count)
        sizes.append(np.where(size >= LEAST, size, 0))
    weights = np.minimum(sizes[0][:, None], sizes[1][None]).astype(np.float64)
    cosines = centres[0] @ centres[1].T * weights
    both = weights + weights.T
    counted = np.triu(both > 0, 1)
    return np.where(counted, (cosines + cosines.T) / np.maximum(both, 1), np.nan)


def _opposite(found: Ints, script: Ints) -> NDArray[np.bool_]:
    """Which pairs of clusters are one of either script."""
    counts = np.array([np.bincount(found[script == each], minlength=found.max() + 1) for each in (0, 1)])
    shares = counts / np.maximum(counts.sum(axis=0), 1)
    usual = counts.sum(axis=1) / max(len(found), 1)
    first, second = (shares[1 - each] < LEANING * usual[1 - each] for each in (0, 1))
    return np.asarray((first[:, None] & second) | (second[:, None] & first))
