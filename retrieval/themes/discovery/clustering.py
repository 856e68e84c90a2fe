"""Rows gathered into clusters."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["cluster"]


def cluster(
    rows: NDArray[np.float32], weights: NDArray[np.float32], number: int, seed: int
) -> NDArray[np.int64]:
    """The cluster of each row, the heaviest first."""
    from sklearn.cluster import KMeans

    number = min(number, len(np.unique(rows, axis=0)))
    if number < 2:
        return np.zeros(len(rows), np.int64)
    found = KMeans(number, n_init=3, random_state=seed).fit_predict(rows, sample_weight=weights)
    heavy = np.argsort(-np.bincount(found, weights=weights, minlength=number), kind="stable")
    return np.asarray(np.argsort(heavy)[found], np.int64)
