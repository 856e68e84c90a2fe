"""The space that texts are compared in: their vectors, evened out, joined with the n-grams in them.

What the form of a text explains is taken off its vector (markers.py). The largest directions of what is left
tell style more than subject: each principal direction is divided by the square root of its standard deviation
("half-whitening"). N-grams (TF-IDF, then singular vectors) add the words themselves.

Where feedback is in both scripts, each script's vectors are whitened by their own spread, and words, which
the two do not share, count for less: feedback about one thing is one theme, whatever it is written in.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.themes.discovery.markers import HAN, LINK, MENTION, Markers, fit_markers, no_markers, scripts
from retrieval.understanding.ngrams import NGrams
from retrieval.words import fold

__all__ = ["Space", "fit_space", "unit"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

LONGEST = 1_000
"""Characters of a text that are read: what comes after says little about its theme."""
FEW = 16
"""Texts below which no differences are learnt."""
PAGE = 10_000
DIRECTIONS = 96
TERMS = 12_000
TERM_DIRECTIONS = 96
TERM_WEIGHT = 0.7
MIXED_TERM_WEIGHT = 0.3
"""Of n-grams, beside vectors; where there are two scripts."""
MIXED_FROM, MIXED_SHARE = 50, 0.05
"""There are two scripts when each has so many texts, and so large a share of them."""
_CHINESE = NGrams(chars=(1, 3), words=0, bits=19)
_LATIN = NGrams(chars=(0, 0), words=2, bits=19)
_MASKED = re.compile(rf"{LINK.pattern}|{MENTION.pattern}|\d+", re.ASCII)
_NOT_HAN = re.compile(r"[^\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Space:
    """Where texts lie. directions: of vectors, without and with Chinese characters.

    terms: columns of n-grams, rising, with their directions and how much they weigh beside vectors.
    """

    markers: Markers
    directions: Floats
    terms: Ints
    term_directions: Floats
    term_weight: float

    @property
    def mixed(self) -> bool:
        """Learnt from texts in both scripts."""
        return self.term_weight == MIXED_TERM_WEIGHT

    def of_vectors(self, rows: Floats) -> Floats:
        """What rows, as placed, say by their vectors alone; of length 1."""
        return unit(rows[:, : self.directions.shape[2]])

    def place(self, texts: Sequence[str], vectors: Floats) -> Floats:
        """One row of length 1 a text; zero where there is nothing to go by."""
        width = self.directions.shape[2] + self.term_directions.shape[1]
        rows = np.zeros((len(texts), width), np.float32)
        for start in range(0, len(texts), PAGE):
            part = slice(start, start + PAGE)
            rows[part] = self._place(texts[part], np.asarray(vectors[part], np.float32))
        return rows

    def _place(self, texts: Sequence[str], vectors: Floats) -> Floats:
        rest, script = self.markers.taken_off(texts, vectors), scripts(texts)
        dense = np.zeros((len(texts), self.directions.shape[2]), np.float32)
        for each in (0, 1):
            dense[script == each] = unit(rest[script == each] @ self.directions[each])
        terms = unit(np.asarray(_counted(texts, self.terms) @ self.term_directions, np.float32))
        return unit(np.hstack([dense, np.float32(self.term_weight) * terms]))

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        return {
            **self.markers.to_arrays(),
            "directions": self.directions,
            "terms": self.terms.astype(np.int32),
            "term_directions": self.term_directions.astype(np.float16),
            "term_weight": np.array(self.term_weight),
        }

    @staticmethod
    def from_arrays(arrays: Mapping[str, NDArray[Any]]) -> "Space":
        return Space(
            Markers.from_arrays(arrays),
            arrays["directions"],
            arrays["terms"].astype(np.int64),
            arrays["term_directions"].astype(np.float32),
            float(arrays["term_weight"]),
        )


def fit_space(texts: Sequence[str], vectors: Floats) -> Space:
    """The space of these texts; the same for the same texts in the same order."""
    markers = fit_markers(texts, vectors)
    rows, columns, times = _columns(texts)
    terms, weights = _terms(columns, len(texts))
    counted = _sparse(rows, columns, times, terms, len(texts))
    found = _singular(counted.multiply(weights).tocsr())
    # Kept in half precision: placing later must come out as it does now.
    term_directions = (weights[:, None] * found).astype(np.float16).astype(np.float32)
    script = scripts(texts)
    fewer = min(int(script.sum()), len(texts) - int(script.sum()))
    mixed = fewer >= max(MIXED_FROM, MIXED_SHARE * len(texts))
    directions = _half_whitening(markers.taken_off(texts, vectors), script if mixed else None)
    if len(texts) < FEW or not directions.shape[2]:
        # Nothing to learn from, or all say the same: they lie together.
        markers = no_markers(markers)
        directions = np.repeat(unit(vectors.mean(axis=0, keepdims=True)).T[None], 2, axis=0)
    return Space(markers, directions, terms, term_directions, MIXED_TERM_WEIGHT if mixed else TERM_WEIGHT)


def unit(rows: Floats) -> Floats:
    """Rows brought to length 1; rows of zeros stay."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 1e-6, lengths, np.inf), np.float32)


def _half_whitening(centred: Floats, script: Ints | None) -> Floats:
    """Of each script (2 x dimensions x directions); of all texts together when `script` is None."""
    groups = [centred] * 2 if script is None else [centred[script == 0], centred[script == 1]]
    evened = [_evened(each) for each in groups]
    rows = np.vstack([each @ by for each, by in zip(groups, evened, strict=True)])
    spread, axes = np.linalg.eigh(rows.T.astype(np.float64) @ rows / len(rows))
    order = np.argsort(-spread)[:DIRECTIONS]
    kept = axes[:, order[spread[order] > max(spread[order[0]] * 1e-2, 1e-8)]]
    return np.asarray(np.stack([by @ kept for by in evened]), np.float32)


def _evened(centred: Floats) -> NDArray[np.float64]:
    """Divides each principal direction by the root of its standard deviation, turning nothing (ZCA)."""
    spread, axes = np.linalg.eigh(centred.T.astype(np.float64) @ centred / len(centred))
    least = max(float(spread.max()) * 1e-4, 1e-12)
    return np.asarray((axes * np.where(spread > least, spread.clip(least) ** -0.25, 0)) @ axes.T)


def _columns(texts: Sequence[str]) -> tuple[Ints, Ints, Floats]:
    """Text, column and times of each n-gram: words and pairs of words, or characters if Chinese."""
    folded = [_MASKED.sub(" ", fold(text[:LONGEST])) for text in texts]
    han = _CHINESE.counts([_NOT_HAN.sub(" ", text) for text in folded])
    latin = _LATIN.counts([HAN.sub(" ", text) for text in folded])
    rows = [np.repeat(np.arange(len(texts)), np.diff(each.start)) for each in (han, latin)]
    columns = [han.columns, latin.columns + (1 << _CHINESE.bits)]
    return np.concatenate(rows), np.concatenate(columns), np.concatenate([han.times, latin.times])


def _terms(columns: Ints, texts: int) -> tuple[Ints, Floats]:
    """The n-grams that are counted, and their inverse document frequency."""
    found, having = np.unique(columns, return_counts=True)
    kept = (having >= 2) & (having <= max(0.3 * texts, 2))
    found, having = found[kept], having[kept]
    if len(found) > TERMS:
        most = np.sort(np.argsort(-having, kind="stable")[:TERMS])
        found, having = found[most], having[most]
    return found, np.log((1 + texts) / (1 + having)).astype(np.float32) + 1


def _counted(texts: Sequence[str], terms: Ints) -> Any:
    return _sparse(*_columns(texts), terms, len(texts))


def _sparse(rows: Ints, columns: Ints, times: Floats, terms: Ints, texts: int) -> Any:
    """Texts by terms, each one and the logarithm of how often."""
    from scipy.sparse import csr_matrix

    place = np.minimum(np.searchsorted(terms, columns), max(len(terms) - 1, 0))
    kept = terms[place] == columns if len(terms) else np.zeros(len(columns), bool)
    values = 1 + np.log(times[kept])
    return csr_matrix((values, (rows[kept], place[kept])), shape=(texts, len(terms)), dtype=np.float32)


def _singular(rows: Any) -> Floats:
    """terms x directions, by randomized singular value decomposition of rows of length 1."""
    from scipy.sparse import diags
    from sklearn.utils.extmath import randomized_svd

    width = min(TERM_DIRECTIONS, min(rows.shape) - 1)
    if width < 2:
        return np.zeros((rows.shape[1], 0), np.float32)
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    rows = diags(1 / np.where(lengths > 0, lengths, 1)) @ rows
    _, _, found = randomized_svd(rows, width, n_iter=4, random_state=0)
    return np.asarray(found.T, np.float32)
