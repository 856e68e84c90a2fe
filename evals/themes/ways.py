"""Plain ways of grouping vectors that ours is measured beside."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

__all__ = ["half_whitened_with_grams", "k_means"]

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

GRAM_DIMENSIONS = 128
GRAMS = 0.7
"""How much the n-grams count beside the vectors, each of length 1."""


def k_means(rows: Floats, groups: int, seed: int) -> Ints:
    """k-means as scikit-learn does it, the best of ten starts."""
    from sklearn.cluster import KMeans

    found = KMeans(groups, n_init=10, random_state=seed).fit_predict(rows)
    return np.asarray(found, np.int64)


def half_whitened_with_grams(texts: Sequence[str], vectors: Floats) -> Floats:
    """Centred vectors whose principal components are divided by the root of their deviation, joined with
    character n-grams (TF-IDF, reduced): the reference for a known number of themes."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    centred = vectors - vectors.mean(axis=0)
    left, scale, _ = np.linalg.svd(centred, full_matrices=False)
    whitened = _unit(left * np.sqrt(scale))
    grams = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), min_df=2, sublinear_tf=True)
    counted = grams.fit_transform(texts)
    reduced = TruncatedSVD(min(GRAM_DIMENSIONS, counted.shape[1] - 1), random_state=0).fit_transform(counted)
    return np.hstack([whitened, GRAMS * _unit(reduced.astype(np.float32))]).astype(np.float32)


def _unit(rows: Floats) -> Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), np.float32)
