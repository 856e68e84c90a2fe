"""Rows gathered into clusters, by consensus of many runs.

One run of k-means is half chance. Many runs, of different numbers, on rows as they are and on rows drawn
towards their neighbours, are put side by side (text by cluster of each run); texts that mostly fall together
lie together in the leading singular vectors of that table, and k-means there gives the consensus
(Strehl and Ghosh 2002; Liu et al. 2017, "spectral ensemble clustering").
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["consensus", "drawn_together"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

RUNS = 96
FINER = 1.5
"""Runs have between the wanted number of clusters and so many times as many."""
STARTS = 20
NEIGHBOURS = 10


def consensus(rows: Floats, weights: Floats, number: int, seed: int) -> Ints:
    """The cluster of each row, the heaviest first."""
    from scipy.sparse import diags
    from sklearn.cluster import KMeans
    from sklearn.utils.extmath import randomized_svd

    number = min(number, len(np.unique(rows, axis=0)))
    if number < 2:
        return np.zeros(len(rows), np.int64)
    table = _table(rows, weights, number)
    sizes = np.asarray(table.sum(axis=0)).ravel()
    even = table @ diags(1 / np.sqrt(np.maximum(sizes, 1)))
    left, _, _ = randomized_svd(even, min(number, min(even.shape) - 1), n_iter=6, random_state=seed)
    lengths = np.maximum(np.linalg.norm(left, axis=1, keepdims=True), 1e-12)
    found = KMeans(number, n_init=STARTS, random_state=seed).fit_predict(
        left / lengths, sample_weight=weights
    )
    heavy = np.argsort(-np.bincount(found, weights=weights, minlength=number), kind="stable")
    return np.asarray(np.argsort(heavy)[found], np.int64)


def drawn_together(rows: Floats) -> Floats:
    """Each row half itself, half the mean of its nearest neighbours, by how near they are."""
    count = min(NEIGHBOURS, len(rows) - 1)
    if count < 2:
        return rows
    near = rows @ rows.T
    np.fill_diagonal(near, -1)
    nearest = np.argpartition(-near, count - 1, axis=1)[:, :count]
    share = np.take_along_axis(near, nearest, 1).clip(0)
    around = np.zeros_like(rows)
    for each in range(count):
        around += share[:, each, None] * rows[nearest[:, each]]
    around /= np.maximum(np.linalg.norm(around, axis=1, keepdims=True), 1e-9)
    both = rows + around
    return np.asarray(both / np.maximum(np.linalg.norm(both, axis=1, keepdims=True), 1e-9), np.float32)


def _table(rows: Floats, weights: Floats, number: int) -> Any:
    """Texts by clusters of all runs, a sparse matrix of ones.

    The starts are always the same ones, so that another seed changes only what is made of the runs.
    """
    from scipy.sparse import csr_matrix, hstack
    from sklearn.cluster import KMeans

    rng = np.random.default_rng(0)
    spaces = (rows, drawn_together(rows))
    different = len(np.unique(rows, axis=0))
    parts = []
    for run in range(RUNS):
        wanted = min(round(number * rng.uniform(1, FINER)), different)
        space = spaces[run % 2]
        # Plain random starts: as good as careful ones in an ensemble, and many times quicker.
        starts = space[rng.choice(len(space), wanted, replace=False)]
        found = KMeans(wanted, init=starts, n_init=1, max_iter=25).fit_predict(space, sample_weight=weights)
        ones = np.ones(len(rows), np.float32)
        parts.append(csr_matrix((ones, (np.arange(len(rows)), found)), shape=(len(rows), wanted)))
    return hstack(parts).tocsr()
