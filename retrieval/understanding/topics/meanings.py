"""What words mean, as vectors worked out beforehand, and texts as the mean of theirs: no model is run."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from retrieval.understanding.ngrams import Occurrences
from retrieval.understanding.topics.terms import occurrences, places

__all__ = ["Meanings", "load_meanings", "unit"]

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
_RARE = 6.0
"""-ln of the share of texts that hold a word of full worth: one in 400."""

_FILE = Path(__file__).parent.parent / "models" / "topics-words.npz"


@dataclass(frozen=True, slots=True)
class Meanings:
    """columns: hashes of the words, sorted. vectors: a row each, in 127ths. rarity: how much each counts.

    bucket_rarity: the same for the buckets that n-grams of any kind fall into when they are learned from.
    middles: the mean sentence embedding of feedback by language ("en", "zh"), as the embedder of the name
    `middle_of` makes it.
    """

    columns: Ints
    vectors: npt.NDArray[np.int8]
    rarity: Floats
    bucket_rarity: Floats
    middles: dict[str, Floats]
    middle_of: str
    version: str

    def of(self, found: Occurrences, texts: int) -> Floats:
        """(texts, dimensions): rows of length one; zero for a text without any known word."""
        place, hit = places(self.columns, found.column)
        text = found.text[hit]
        order = np.argsort(text, kind="stable")
        rows = place[hit][order]
        weighted = self.vectors[rows] * (self.rarity[rows] / 127)[:, None]
        starts = np.searchsorted(text[order], np.arange(texts))
        return unit(_sums(np.asarray(weighted, np.float32), starts, texts))

    def worth(self, word: str) -> float:
        """What a word says about a text's subject, from 0 (every text has it) to 1 (rare, or unknown)."""
        found = occurrences([word])
        whole = found.column[(found.at == 0) & (found.length == len(word))]
        place, hit = places(self.columns, whole)
        return float(min(1.0, self.rarity[place[hit[0]]] / _RARE) ** 2) if len(hit) else 1.0

    def of_texts(self, folded: Sequence[str]) -> Floats:
        return self.of(occurrences(folded), len(folded))


@cache
def load_meanings() -> Meanings:
    """The table in `models/`; read once."""
    with np.load(_FILE, allow_pickle=False) as parts:
        return Meanings(
            parts["columns"],
            parts["vectors"],
            parts["rarity"].astype(np.float32),
            parts["bucket_rarity"].astype(np.float32),
            {"en": parts["middle_en"].astype(np.float32), "zh": parts["middle_zh"].astype(np.float32)},
            str(parts["middle_of"]),
            str(parts["version"]),
        )


def unit(rows: npt.NDArray[np.floating]) -> Floats:
    """Each row at length one; a row of zeros stays what it is."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1), np.float32)


def _sums(rows: Floats, starts: Ints, texts: int) -> Floats:
    """Sums of runs of rows; run i begins at starts[i] and ends where the next begins."""
    totals = np.zeros((texts, rows.shape[1]), np.float32)
    ends = np.append(starts[1:], len(rows))
    filled = np.flatnonzero(ends > starts)
    if len(filled):
        totals[filled] = np.add.reduceat(rows, starts[filled], axis=0)
    return totals
