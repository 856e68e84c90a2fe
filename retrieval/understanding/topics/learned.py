"""Linear models over a text's n-grams and its vector, learned in closed form: seconds, whatever the taxonomy.

N-grams fall into buckets; to learn, buckets are projected to a few hundred dimensions at random (inner
products survive that), and what is learned is folded back to one weight a bucket, so reading is cheap.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from retrieval.understanding.ngrams import Occurrences
from retrieval.understanding.topics.terms import BUCKET_BITS, buckets

__all__ = ["Features", "Learned", "features", "fit"]

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_PROJECTED = 768
_DOUBT = 4
"""Texts about nothing that are taken to be there too, so that the very first examples say something."""

_TIMES = 8
"""Dimensions a bucket is spread over; fewer lets two buckets be taken for each other."""


@dataclass(frozen=True, slots=True)
class Features:
    """Texts as sparse rows of length one over buckets, and their centred vectors where there are any."""

    starts: Ints
    bucket: Ints
    value: Floats
    vectors: Floats | None

    @property
    def texts(self) -> int:
        return len(self.starts) - 1

    def dense(self) -> Floats:
        """(texts, projected dimensions + dimensions of the vectors)."""
        places, signs = _projection()
        row = np.repeat(np.arange(self.texts), np.diff(self.starts))
        cells = (row[:, None] * _PROJECTED + places[self.bucket]).ravel()
        values = (self.value[:, None] * signs[self.bucket]).ravel()
        sums = np.bincount(cells, values, self.texts * _PROJECTED).reshape(self.texts, _PROJECTED)
        projected = np.asarray(sums, np.float32)
        return projected if self.vectors is None else np.hstack((projected, self.vectors))


@dataclass(frozen=True, slots=True)
class Learned:
    """Weights by topic: for each bucket, and for each dimension of a vector (None: learned without)."""

    buckets: Floats
    vectors: Floats | None
    bias: Floats

    def scores(self, texts: Features) -> Floats:
        """(texts, topics). `texts` must have vectors when this was learned with them."""
        weighted = self.buckets[texts.bucket] * texts.value[:, None]
        scores = np.zeros((texts.texts, len(self.bias)), np.float32) + self.bias
        filled = np.flatnonzero(np.diff(texts.starts))
        if len(filled):
            scores[filled] += np.add.reduceat(weighted, texts.starts[filled], axis=0)
        if self.vectors is not None and texts.vectors is not None:
            scores += texts.vectors @ self.vectors
        return scores


def features(found: Occurrences, rarity: Floats, texts: int, vectors: Floats | None = None) -> Features:
    """rarity: of each bucket. vectors: centred, or None."""
    pairs = np.unique((found.text << BUCKET_BITS) | buckets(found))
    bucket = pairs & ((1 << BUCKET_BITS) - 1)
    starts = np.searchsorted(pairs >> BUCKET_BITS, np.arange(texts + 1))
    value = rarity[bucket]
    squares = np.concatenate(([0.0], np.cumsum(value.astype(np.float64) ** 2)))
    lengths = np.sqrt(squares[starts[1:]] - squares[starts[:-1]])
    per_value = np.repeat(np.where(lengths > 0, lengths, 1), np.diff(starts))
    return Features(starts, bucket, np.asarray(value / per_value, np.float32), vectors)


def fit(
    texts: Features, targets: Floats, ridge: float, shift: Floats | None = None
) -> tuple[Learned, Floats]:
    """Ridge regression of targets (texts, topics), and what it would say of each text had it not seen it.

    shift: what stands in for the mean of the targets as bias; zero leaves priors out.
    """
    rows = texts.dense().astype(np.float64)
    middle = np.asarray(targets.sum(axis=0) / (len(targets) + _DOUBT), np.float32)
    wanted = np.asarray(targets - middle, np.float64)
    if len(rows) < rows.shape[1]:
        inverse = np.linalg.inv(rows @ rows.T + ridge * np.eye(len(rows)))
        weights = np.asarray(rows.T @ (inverse @ wanted))
        reach = 1 - ridge * np.diag(inverse)
    else:
        inverse = np.linalg.inv(rows.T @ rows + ridge * np.eye(rows.shape[1]))
        weights = np.asarray(inverse @ (rows.T @ wanted))
        reach = np.einsum("ij,jk,ik->i", rows, inverse, rows, optimize=True)
    left_out = wanted - (wanted - rows @ weights) / np.maximum(1 - reach, 1e-6)[:, None]
    bias = middle if shift is None else shift
    return _folded_back(weights.astype(np.float32), bias.astype(np.float32)), left_out.astype(np.float32)


def _folded_back(weights: Floats, bias: Floats) -> Learned:
    places, signs = _projection()
    by_bucket = np.zeros((1 << BUCKET_BITS, weights.shape[1]), np.float32)
    for time in range(_TIMES):
        by_bucket += weights[places[:, time]] * signs[:, time, None]
    vectors = weights[_PROJECTED:] if len(weights) > _PROJECTED else None
    return Learned(by_bucket, vectors, bias)


@cache
def _projection() -> tuple[Ints, Floats]:
    """Where each bucket goes, with which sign; the same on every machine (PCG64 is specified)."""
    rng = np.random.default_rng(5)
    shape = (1 << BUCKET_BITS, _TIMES)
    places = rng.integers(0, _PROJECTED, shape)
    signs = (rng.integers(0, 2, shape) * 2 - 1) / np.sqrt(_TIMES)
    return places, signs.astype(np.float32)
