"""How many themes there are."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["number_of_themes"]


def number_of_themes(rows: NDArray[np.float32], seed: int) -> int:
    """Of the numbers tried, the one with the widest silhouette on a sample."""
    from sklearn.cluster import KMeans
    from sklearn.metrics import silhouette_score

    sample = rows
    if len(rows) > 3_000:
        chosen = np.random.default_rng(seed).choice(len(rows), 3_000, replace=False)
        sample = rows[np.sort(chosen)]
    different = len(np.unique(sample, axis=0))
    tried = [number for number in (2, 3, 5, 8, 12, 18, 27, 40, 60, 90) if number * 6 <= different]
    best, widest = 1, 0.0
    for number in tried:
        labels = KMeans(number, n_init=1, random_state=seed).fit_predict(sample)
        if len(np.unique(labels)) < 2:
            continue
        width = float(silhouette_score(sample, labels))
        if width > widest:
            best, widest = number, width
    return best
