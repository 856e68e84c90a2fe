"""How many themes there are."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["number_of_themes"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

TRIED = (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 17, 20, 24, 29, 35, 42, 50, 60, 72, 86, 104, 125, 150)
LEAST = 8
"""Texts that a theme must have on average."""
GOOD = 0.995
"""Of the widest silhouette: fewer themes are easier to read, so the fewest that come so near are taken."""
SAMPLE = 2_000
READ, PER_ROOT = 8, 2.5
"""A reader is given at least the root of the texts by the second, up to the first: 6 themes of 200 texts,
8 of 400 and more. Among few texts the silhouette is nearly flat, and widest at two."""
CLEAR = 0.25
"""... unless fewer have a silhouette so wide; narrower ones show none (Kaufman and Rousseeuw 1990)."""


def number_of_themes(rows: Floats, texts: int, script: Ints | None = None) -> int:
    """The fewest clusters whose silhouette (Rousseeuw 1987, cosine) is nearly as wide as the widest.

    At most the square root of `texts`, which is how many there are in all (`rows` may be a part of them):
    feedback written to patterns would be cut into its patterns otherwise. The silhouette of each number is
    averaged with those of its neighbours: one run of k-means is chance.

    script (0 or 1 for each row): where there are two, half of a silhouette is of how near each text is to the
    texts of its theme in the *other* script, and how far from those of other themes. A wording is of one
    language; what holds in both is a subject.
    """
    from sklearn.cluster import KMeans

    rows = rows[:SAMPLE]
    most = min(len(np.unique(rows, axis=0)) // LEAST, round(texts**0.5))
    tried = np.array([number for number in TRIED if number <= most])
    if not len(tried):
        return 1
    apart = 1 - rows @ rows.T
    sides = None if script is None else [np.flatnonzero(script[:SAMPLE] == each) for each in (0, 1)]
    widths = []
    for number in tried.tolist():
        found = KMeans(number, n_init=2, max_iter=30, random_state=0).fit_predict(rows)
        width = _width(apart, found, found, itself=True)
        widths.append(width if sides is None else (width + _across(apart, found, sides)) / 2)
    even = np.convolve(np.pad(widths, 1, mode="edge"), (0.25, 0.5, 0.25), mode="valid")
    if even.max() <= 0:
        return 1
    readable = tried >= min(READ, round(texts**0.5 / PER_ROOT), most)
    wanted = np.flatnonzero(readable) if even.max() < CLEAR else np.arange(len(tried))
    return int(tried[wanted[np.argmax(even[wanted] >= GOOD * even[wanted].max())]])


def _across(apart: Floats, found: NDArray[np.integer], sides: list[Ints]) -> float:
    """The width of the silhouette from either script to the other, by their texts."""
    here, there = sides
    widths = [_width(apart[np.ix_(a, b)], found[a], found[b]) for a, b in ((here, there), (there, here))]
    return float(np.average(widths, weights=[len(here), len(there)]))


def _width(
    apart: Floats, found: NDArray[np.integer], others: NDArray[np.integer], *, itself: bool = False
) -> float:
    """apart: rows by columns, whose clusters are `found` and `others`; itself: these are the same texts.

    A row without others in its cluster has none.
    """
    count = int(max(found.max(initial=-1), others.max(initial=-1))) + 1
    sizes = np.bincount(others, minlength=count).astype(np.float32)
    if np.count_nonzero(sizes) < 2 or not len(found):
        return 0.0
    sums = apart @ np.eye(count, dtype=np.float32)[others]
    at = np.arange(len(found))
    having = sizes[found] - itself
    own = sums[at, found] / np.maximum(having, 1)
    means = np.where(sizes > 0, sums / np.maximum(sizes, 1), np.inf)
    means[at, found] = np.inf
    near = means.min(axis=1)
    known = (having > 0) & np.isfinite(near)
    widths = np.where(known, near, 0) - np.where(known, own, 0)
    return float((widths / np.maximum(np.maximum(np.where(known, near, 0), own), 1e-9)).mean())
