"""Linear models over hashed n-grams: what they say, how sure they are, and which words made them say it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import numpy.typing as npt

from retrieval.understanding.ngrams import Counts, NGrams

__all__ = ["LinearModel", "load_model", "model_versions", "top_words"]

Floats = npt.NDArray[np.float32]
_FOLDER = Path(__file__).parent / "models"


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Scores by class: bias + the sum of weights of a text's n-grams, each text at length one.

    weights: (columns, classes). scale: a factor for each column (an idf), or None. times: how often an n-gram
    counts: "once", or "log" (1 + ln n). slope: what scores are multiplied with before they become
    probabilities, which is what calibration sets. exclusive: one class a text (softmax) or any (sigmoid).
    version: tells the labels of one model from those of its successor. beside: weights (features, classes) of
    what is known of a text besides its n-grams, such as what a lexicon read in it.
    """

    ngrams: NGrams
    classes: tuple[str, ...]
    weights: Floats
    bias: Floats
    scale: Floats | None = None
    times: str = "once"
    slope: float = 1.0
    exclusive: bool = True
    version: str = ""
    beside: Floats | None = None

    def scores(self, counts: Counts, features: Floats | None = None) -> Floats:
        """(texts, classes), before calibration. `counts` are of `ngrams`, over folded texts.

        features: (texts, features) for the weights `beside`; left out, they count nothing.
        """
        values = self.values(counts)
        rows = self.weights.take(counts.columns, axis=0)
        sums = [_sums(rows[:, place] * values, counts.start) for place in range(len(self.classes))]
        scores = np.stack(sums, axis=1) + self.bias
        if self.beside is not None and features is not None:
            scores = scores + features @ self.beside
        return np.asarray(scores, np.float32)

    def values(self, counts: Counts) -> Floats:
        """What stands in the matrix for each n-gram of `counts`: training must use the same."""
        values = np.ones_like(counts.times) if self.times == "once" else 1 + np.log(counts.times)
        if self.scale is not None:
            values = values * self.scale[counts.columns]
        lengths = np.sqrt(_sums(values * values, counts.start))
        per_value = np.repeat(np.where(lengths > 0, lengths, 1), np.diff(counts.start))
        return np.asarray(values / per_value, np.float32)

    def probabilities(self, scores: Floats) -> Floats:
        """(texts, classes), calibrated; rows sum to one when classes are exclusive."""
        scaled = scores * self.slope
        if not self.exclusive:
            return np.asarray(1 / (1 + np.exp(-scaled)), np.float32)
        powers = np.exp(scaled - scaled.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)

    def by_character(self, text: str, weights: Floats) -> Floats:
        """What each character of a folded text adds to a score, when `weights` are a column of `weights`.

        Sum over a word to see what the word did. Lengths are left out: only signs and ranks mean something.
        """
        found = self.ngrams.occurrences([text])
        strength = weights[found.column] / found.length
        if self.scale is not None:
            strength = strength * self.scale[found.column]
        changes = np.zeros(len(text) + 2, np.float32)
        np.add.at(changes, np.clip(found.at, 0, len(text)), strength)
        np.add.at(changes, np.clip(found.at + found.length, 0, len(text)), -strength)
        return np.asarray(np.cumsum(changes)[: len(text)], np.float32)

    def save(self, name: str) -> Path:
        """Writes the model beside its card, weights as half floats."""
        path = _FOLDER / f"{name}.npz"
        parts: dict[str, Any] = {
            "spec": np.array([*self.ngrams.chars, self.ngrams.words, self.ngrams.bits]),
            "classes": np.array(self.classes),
            "weights": self.weights.astype(np.float16),
            "bias": self.bias,
            "settings": np.array([self.times, repr(float(self.slope)), str(self.exclusive), self.version]),
        }
        if self.scale is not None:
            parts["scale"] = self.scale.astype(np.float16)
        if self.beside is not None:
            parts["beside"] = self.beside
        np.savez_compressed(path, **parts)
        return path


@cache
def load_model(name: str) -> LinearModel:
    """The model of that name from `models/`; read once."""
    with np.load(_FOLDER / f"{name}.npz", allow_pickle=False) as parts:
        times, slope, exclusive, version = map(str, parts["settings"])
        low, high, words, bits = map(int, parts["spec"])
        return LinearModel(
            NGrams((low, high), words, bits),
            tuple(map(str, parts["classes"])),
            parts["weights"].astype(np.float32),
            parts["bias"].astype(np.float32),
            parts["scale"].astype(np.float32) if "scale" in parts else None,
            times,
            float(slope),
            exclusive == "True",
            version,
            parts.get("beside"),
        )


def model_versions() -> tuple[str, ...]:
    """Name and checksums of every model there is: they change when one is trained anew."""
    found = []
    for path in sorted(_FOLDER.glob("*.npz")):
        with ZipFile(path) as parts:
            found.append(f"{path.stem} {' '.join(f'{each.CRC:x}' for each in parts.infolist())}")
    return tuple(found)


def _sums(values: Floats, start: npt.NDArray[np.int64]) -> Floats:
    """Sums of runs of values; a run may be empty."""
    sums = np.zeros(len(start) - 1, np.float32)
    filled = np.flatnonzero(start[1:] > start[:-1])
    if len(filled):
        sums[filled] = np.add.reduceat(values, start[filled])
    return sums


def top_words(strengths: Floats, words: Sequence[tuple[int, int]], most: int = 3) -> list[tuple[int, int]]:
    """The spans of words that add most to a score, strongest first; only those that add anything."""
    totals = [(float(strengths[begin:end].sum()), (begin, end)) for begin, end in words]
    return [span for total, span in sorted(totals, reverse=True)[:most] if total > 0]
