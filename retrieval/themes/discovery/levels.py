"""Fine themes gathered into coarse ones."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["coarse_of"]


def coarse_of(
    centres: NDArray[np.float32], sizes: NDArray[np.int64], wanted: int | None
) -> NDArray[np.int32]:
    """The coarse theme of each fine one, the largest first. wanted: how many, if that is known."""
    from sklearn.cluster import AgglomerativeClustering

    count = len(centres)
    number = min(count, wanted or max(1, round(1.5 * count**0.5)))
    if count < 2 or number < 2:
        return np.zeros(count, np.int32)
    found = AgglomerativeClustering(number, linkage="ward").fit_predict(centres)
    order = np.argsort(-np.bincount(found, weights=sizes), kind="stable")
    return np.asarray(np.argsort(order)[found], np.int32)
