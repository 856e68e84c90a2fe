"""What feedback is like in general, so that likeness between two texts is more than both being feedback.

Sentence embeddings of one company's feedback all point nearly the same way, and those of one language still
more. The ground is learned from the store's own vectors: the middle of each language is taken away, and
directions in which all feedback differs a lot count less (a quarter power of their variance, shrunk).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
import numpy.typing as npt

from retrieval.understanding.topics.meanings import load_meanings
from retrieval.words import cut
from tools.tickets.telltale import is_chinese

__all__ = ["LEAST", "Floats", "Ground", "fit_ground", "unit", "words_of"]

Floats = npt.NDArray[np.float64]

LEAST = 200
"""Fewer vectors than this say too little about directions: only the middle is taken away."""

POWER = 0.25
SHRINK = 0.5
"""Of the mean variance, added to each direction's. Both were set with `python -m evals.loop.same_issue`."""

FEW = 50
"""Texts of a language that count as much as the general middle."""

LONGEST = 4_000
"""Characters of a text whose words count."""


@dataclass(frozen=True, slots=True)
class Ground:
    """middles: of Chinese and other texts. turn: of directions. vectors: turned ones of the sample.

    rarity: the logarithm of how many texts there are to one with the word; `unseen` for any other word. Where
    there are few texts, what words are worth in feedback elsewhere.
    """

    middles: tuple[Floats, Floats]
    turn: Floats
    vectors: Floats
    rarity: Mapping[str, float]
    unseen: float

    def turned(self, vectors: npt.NDArray[np.floating], texts: Sequence[str]) -> Floats:
        """The vectors as they differ from the ground, each at length one."""
        own = np.array([0 if is_chinese(text) else 1 for text in texts], np.int64)
        away = np.asarray(vectors, np.float64) - np.stack(self.middles)[own]
        return unit(away @ self.turn)

    def bag(self, text: str) -> dict[str, float]:
        """The words of a text by what they tell."""
        counts = Counter(words_of(text))
        return {word: self._rarity(word) * (1 + log(count)) for word, count in counts.items()}

    def _rarity(self, word: str) -> float:
        if len(self.vectors) < LEAST:
            return self.unseen * load_meanings().worth(word)
        return self.rarity.get(word, self.unseen)


def fit_ground(
    vectors: npt.NDArray[np.floating], texts: Sequence[str], general: Sequence[npt.NDArray[np.floating]] = ()
) -> Ground:
    """The ground of these texts and their vectors, one each.

    general: the middles of Chinese and of other feedback of other sources, which the own ones start from.
    """
    rows = np.asarray(vectors, np.float64)
    chinese = np.array([is_chinese(text) for text in texts], bool)
    middle = rows.mean(axis=0) if len(rows) else np.zeros(rows.shape[1])
    wholes = [np.asarray(each, np.float64) for each in general] or [middle, middle]
    middles = tuple(
        _middle(rows[chosen], whole) for chosen, whole in zip((chinese, ~chinese), wholes, strict=True)
    )
    away = unit(rows - np.stack(middles)[(~chinese).astype(np.int64)]) if len(rows) else rows
    turn = np.eye(rows.shape[1])
    if len(rows) >= LEAST:
        variance, directions = np.linalg.eigh(np.cov(away.T))
        scale = (variance + SHRINK * variance.mean()) ** -POWER
        turn = directions @ np.diag(scale) @ directions.T
    counts = Counter(word for text in texts for word in set(words_of(text)))
    rarity = {word: log((len(texts) + 1) / (count + 0.5)) for word, count in counts.items()}
    return Ground((middles[0], middles[1]), turn, unit(away @ turn), rarity, log(2 * len(texts) + 2))


def words_of(text: str) -> list[str]:
    """The words that are compared."""
    return cut(text[:LONGEST])


def unit(rows: Floats) -> Floats:
    """Each row at length one; a row of zeros stays what it is."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1), np.float64)


def _middle(rows: Floats, whole: Floats) -> Floats:
    """The mean of a language, drawn to what is known otherwise where there are few."""
    return np.asarray((rows.sum(axis=0) + FEW * whole) / (len(rows) + FEW), np.float64)
