"""The space that texts are compared in: their vectors, evened out, joined with the n-grams in them.

Vectors of one language lie near each other whatever they say, and their largest directions tell style more
than subject. So the mean of each script is taken off, and each principal direction is divided by the square
root of its spread ("half-whitening"). N-grams (TF-IDF, then singular vectors) add the words themselves.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.understanding.ngrams import NGrams
from retrieval.words import fold

__all__ = ["Space", "fit_space", "unit"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

LONGEST = 2_000
"""Characters of a text that are read: what comes after says little about its theme."""
FITTED_ON = 20_000
"""Texts that directions are learnt from; the others are only projected."""
DIRECTIONS = 128
TERMS = 12_000
TERM_DIRECTIONS = 96
TERM_WEIGHT = 0.6
_CHINESE = NGrams(chars=(1, 3), words=0, bits=19)
_LATIN = NGrams(chars=(0, 0), words=2, bits=19)
_MASKED = re.compile(r"https?://\S+|www\.\S+|@\w+|\d+", re.ASCII)
_NOT_HAN = re.compile(r"[^\u3400-\u9fff]+")
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Space:
    """Where texts lie. means: of texts without and with Chinese characters. terms: columns, rising."""

    means: Floats
    directions: Floats
    terms: NDArray[np.int64]
    term_directions: Floats

    def place(self, texts: Sequence[str], vectors: Floats) -> Floats:
        """One row of length 1 a text; zero where there is nothing to go by."""
        part = 10_000
        rows = [
            self._place(texts[start : start + part], vectors[start : start + part])
            for start in range(0, len(texts), part)
        ]
        return np.vstack(rows) if rows else np.zeros((0, self.width), np.float32)

    @property
    def width(self) -> int:
        return int(self.directions.shape[1] + self.term_directions.shape[1])

    def _place(self, texts: Sequence[str], vectors: Floats) -> Floats:
        dense = unit((vectors - self.means[_scripts(texts)]) @ self.directions)
        dense[np.linalg.norm(vectors, axis=1) == 0] = 0
        terms = unit(np.asarray(_counted(texts, self.terms) @ self.term_directions, np.float32))
        return unit(np.hstack([dense, TERM_WEIGHT * terms]))

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        return {
            "means": self.means,
            "directions": self.directions.astype(np.float16),
            "terms": self.terms.astype(np.int32),
            "term_directions": self.term_directions.astype(np.float16),
        }

    @staticmethod
    def from_arrays(arrays: Mapping[str, NDArray[Any]]) -> "Space":
        return Space(
            arrays["means"].astype(np.float32),
            arrays["directions"].astype(np.float32),
            arrays["terms"].astype(np.int64),
            arrays["term_directions"].astype(np.float32),
        )


def fit_space(texts: Sequence[str], vectors: Floats, seed: int) -> Space:
    """The space of these texts; the same for the same texts in the same order."""
    chosen = np.arange(len(texts))
    if len(texts) > FITTED_ON:
        chosen = np.sort(np.random.default_rng(seed).choice(len(texts), FITTED_ON, replace=False))
    texts, vectors = [texts[each] for each in chosen.tolist()], vectors[chosen]
    scripts = _scripts(texts)
    means = _means(vectors, scripts)
    directions = _half_whitening(vectors - means[scripts])
    terms, weights = _terms(texts)
    rows = _counted(texts, terms)
    found = _singular(rows.multiply(weights).tocsr(), seed)
    term_directions = np.asarray(weights[:, None] * found, np.float32)
    return Space(
        means,
        directions.astype(np.float16).astype(np.float32),
        terms,
        term_directions.astype(np.float16).astype(np.float32),
    )


def unit(rows: Floats) -> Floats:
    """Rows brought to length 1; rows of zeros stay."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 1e-9, lengths, 1), np.float32)


def _scripts(texts: Sequence[str]) -> Ints:
    return np.fromiter((1 if _HAN.search(text) else 0 for text in texts), np.int64, len(texts))


def _means(vectors: Floats, scripts: Ints) -> Floats:
    """Of each script; of everything, for a script of few texts."""
    means = np.tile(vectors.mean(axis=0) if len(vectors) else np.zeros(vectors.shape[1]), (2, 1))
    for script in (0, 1):
        mine = scripts == script
        if mine.sum() >= 50:
            means[script] = vectors[mine].mean(axis=0)
    return np.asarray(means, np.float32)


def _half_whitening(centred: Floats) -> Floats:
    if not centred.shape[1]:
        return np.zeros((0, 0), np.float32)
    spread, axes = np.linalg.eigh(centred.T.astype(np.float64) @ centred / max(len(centred), 1))
    order = np.argsort(-spread)[:DIRECTIONS]
    spread, axes = spread[order], axes[:, order]
    kept = spread > max(spread[0], 1e-12) * 1e-4
    return np.asarray(axes[:, kept] / spread[kept] ** 0.25, np.float32)


def _columns(texts: Sequence[str]) -> tuple[Ints, Ints, Floats]:
    folded = [_MASKED.sub(" ", fold(text[:LONGEST])) for text in texts]
    han = _CHINESE.counts([_NOT_HAN.sub(" ", text) for text in folded])
    latin = _LATIN.counts([_HAN.sub(" ", text) for text in folded])
    rows = [np.repeat(np.arange(len(texts)), np.diff(each.start)) for each in (han, latin)]
    columns = [han.columns, latin.columns + (1 << _CHINESE.bits)]
    return np.concatenate(rows), np.concatenate(columns), np.concatenate([han.times, latin.times])


def _terms(texts: Sequence[str]) -> tuple[Ints, Floats]:
    """The n-grams that are counted, and their inverse document frequency."""
    _, columns, _ = _columns(texts)
    found, texts_with = np.unique(columns, return_counts=True)
    least = 2 if len(texts) < 5_000 else 3
    kept = (texts_with >= least) & (texts_with <= max(0.3 * len(texts), least))
    found, texts_with = found[kept], texts_with[kept]
    if len(found) > TERMS:
        most = np.sort(np.argsort(-texts_with, kind="stable")[:TERMS])
        found, texts_with = found[most], texts_with[most]
    return found, np.log((1 + len(texts)) / (1 + texts_with)).astype(np.float32) + 1


def _counted(texts: Sequence[str], terms: Ints) -> Any:
    """A sparse matrix, texts by terms: one and the logarithm of how often."""
    from scipy.sparse import csr_matrix

    rows, columns, times = _columns(texts)
    place = np.minimum(np.searchsorted(terms, columns), max(len(terms) - 1, 0))
    kept = terms[place] == columns if len(terms) else np.zeros(len(columns), bool)
    values = 1 + np.log(times[kept])
    return csr_matrix((values, (rows[kept], place[kept])), shape=(len(texts), len(terms)), dtype=np.float32)


def _singular(rows: Any, seed: int) -> Floats:
    """terms x directions, by randomized singular value decomposition of rows of length 1."""
    from scipy.sparse import diags
    from sklearn.utils.extmath import randomized_svd

    width = min(TERM_DIRECTIONS, min(rows.shape) - 1)
    if width < 2:
        return np.zeros((rows.shape[1], 0), np.float32)
    lengths = np.sqrt(rows.multiply(rows).sum(axis=1)).A1
    rows = diags(1 / np.where(lengths > 0, lengths, 1)) @ rows
    _, _, found = randomized_svd(rows, width, n_iter=3, random_state=seed)
    return np.asarray(found.T, np.float32)
