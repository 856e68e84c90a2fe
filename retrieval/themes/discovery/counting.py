"""How many themes there are."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["number_of_themes"]

Floats = NDArray[np.float32]

TRIED = (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 17, 20, 24, 29, 35, 42, 50, 60, 72, 86, 104, 125, 150)
LEAST = 8
"""Texts that a theme must have on average."""
GOOD = 0.995
"""Of the widest silhouette: fewer themes are easier to read, so the fewest that come so near are taken."""
SAMPLE = 2_000


def number_of_themes(rows: Floats, texts: int) -> int:
    """The fewest clusters whose silhouette (Rousseeuw 1987, cosine) is nearly as wide as the widest.

    At most the square root of `texts`, which is how many there are in all (`rows` may be a part of them):
    feedback written to patterns would be cut into its patterns otherwise. The silhouette of each number is
    averaged with those of its neighbours: one run of k-means is chance.
    """
    from sklearn.cluster import KMeans

    rows = rows[:SAMPLE]
    most = min(len(np.unique(rows, axis=0)) // LEAST, round(texts**0.5))
    tried = [number for number in TRIED if number <= most]
    if not tried:
        return 1
    apart = 1 - rows @ rows.T
    widths = []
    for number in tried:
        found = KMeans(number, n_init=2, max_iter=30, random_state=0).fit_predict(rows)
        widths.append(_silhouette(apart, found))
    even = np.convolve(np.pad(widths, 1, mode="edge"), (0.25, 0.5, 0.25), mode="valid")
    if even.max() <= 0:
        return 1
    return tried[int(np.argmax(even >= GOOD * even.max()))]


def _silhouette(apart: Floats, found: NDArray[np.integer]) -> float:
    _, found = np.unique(found, return_inverse=True)
    sizes = np.bincount(found).astype(np.float32)
    if len(sizes) < 2:
        return 0.0
    sums = apart @ np.eye(len(sizes), dtype=np.float32)[found]
    at = np.arange(len(found))
    own = sums[at, found] / np.maximum(sizes[found] - 1, 1)
    others = sums / sizes
    others[at, found] = np.inf
    near = others.min(axis=1)
    widths = (near - own) / np.maximum(np.maximum(near, own), 1e-9)
    return float(np.where(sizes[found] > 1, widths, 0).mean())
