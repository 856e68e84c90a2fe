"""Trains a tagger: a linear-chain conditional random field (Lafferty, McCallum and Pereira, 2001).

The likelihood is climbed with Adam; a share of the features of each unit is left out at random while
training, so that none is relied on alone (Hinton et al., 2012).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from retrieval.understanding.privacy.tagger import Tagger, Units, possible_steps

__all__ = ["Rates", "fit_tagger", "joined", "tags_of"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Gold = Sequence[tuple[int, int, str]]
"""start, end, kind."""


@dataclass(frozen=True, slots=True)
class Rates:
    """epochs: times all is read. rate: of learning, falling to zero. left_out: share of features left out.

    least: features seen less often are not learned. batch: sequences a step. decay: pull of weights to zero.
    """

    epochs: int = 6
    rate: float = 0.03
    left_out: float = 0.4
    least: int = 2
    batch: int = 400
    decay: float = 1e-5
    seed: int = 0


def tags_of(units: Units, gold: Sequence[Gold], kinds: Sequence[str]) -> Ints:
    """A tag for each unit; what is labelled with another kind is O. A unit belongs where it begins."""
    tags = np.zeros(len(units), np.int64)
    first = np.searchsorted(units.text, np.arange(len(gold) + 1))
    for text, spans in enumerate(gold):
        starts = units.start[first[text] : first[text + 1]]
        for start, end, kind in spans:
            if kind not in kinds:
                continue
            low, high = first[text] + np.searchsorted(starts, (start, end))
            if high <= low or tags[low:high].any():
                continue
            begin = 1 + 4 * kinds.index(kind)
            tags[low:high] = begin + 1
            tags[low], tags[high - 1] = begin, begin + 2
            if high - low == 1:
                tags[low] = begin + 3
    return tags


def joined(parts: Iterable[Units]) -> Units:
    """One after the other, sequences kept apart."""
    texts, sequences, found = 0, 0, []
    for part in parts:
        found.append((part.columns, part.text + texts, part.start, part.end, part.sequence + sequences))
        texts += int(part.text[-1]) + 1 if len(part) else 0
        sequences += int(part.sequence[-1]) + 1 if len(part) else 0
    return Units(*(np.concatenate(each) for each in zip(*found, strict=True)))


def fit_tagger(kinds: Sequence[str], units: Units, tags: Ints, bits: int, rates: Rates = Rates()) -> Tagger:
    """Weights of features that are seen too seldom stay zero."""
    size = 1 + 4 * len(kinds)
    active = np.flatnonzero(np.bincount(units.columns.ravel(), minlength=1 << bits) >= rates.least)
    place = np.full(1 << bits, len(active), np.int32)
    place[active] = np.arange(len(active))
    columns = place[units.columns]
    begins = np.concatenate(([0], np.flatnonzero(np.diff(units.sequence)) + 1))
    lengths = np.diff(np.concatenate((begins, [len(units)])))
    weights, steps = _Adam((len(active) + 1, size), 1e-4), _Adam((size, size), 1e-6)
    rng = np.random.default_rng(rates.seed)
    batches = max(1, len(lengths) // rates.batch)
    total, done = rates.epochs * batches, 0
    for _ in range(rates.epochs):
        order = np.argsort(lengths + rng.uniform(0, 8, len(lengths)), kind="stable")
        for number in rng.permutation(batches):
            chosen = order[number * len(order) // batches : (number + 1) * len(order) // batches]
            units_of = np.concatenate([np.arange(begins[i], begins[i] + lengths[i]) for i in chosen])
            matrix = _matrix(columns[units_of], len(active) + 1, rates.left_out, rng)
            scores = np.asarray(matrix @ weights.values)
            slope, step_slope = gradients(scores, tags[units_of], lengths[chosen], steps.values)
            rate = rates.rate * (1 - done / total)
            done += 1
            found = np.asarray(matrix.T @ slope) / len(chosen) + rates.decay * weights.values
            found[-1] = 0
            weights.move(found.astype(np.float32), rate, done)
            steps.move((step_slope / len(chosen)).astype(np.float32), rate, done)
    learned = np.zeros((1 << bits, size), np.float32)
    learned[active] = weights.values[:-1]
    return Tagger(tuple(kinds), learned, steps.values, (0.0,) * len(kinds))


class _Adam:
    """Parameters that move by Kingma and Ba (2015)."""

    def __init__(self, shape: tuple[int, int], floor: float) -> None:
        self.values = np.zeros(shape, np.float32)
        self._mean, self._square, self._floor = (
            np.zeros(shape, np.float32),
            np.zeros(shape, np.float32),
            floor,
        )

    def move(self, slope: Floats, rate: float, step: int) -> None:
        self._mean += np.float32(0.1) * (slope - self._mean)
        self._square += np.float32(0.01) * (slope * slope - self._square)
        size = np.sqrt(self._square / (1 - 0.99**step)) + self._floor
        self.values -= (np.float32(rate / (1 - 0.9**step)) * self._mean / size).astype(np.float32)


def _matrix(columns: npt.NDArray[np.int32], width: int, left_out: float, rng: np.random.Generator) -> Any:
    values = (rng.random(columns.size, np.float32) >= left_out).astype(np.float32) / np.float32(1 - left_out)
    ends = np.arange(0, columns.size + 1, columns.shape[1])
    return sparse.csr_matrix((values, columns.ravel(), ends), shape=(len(columns), width))


def gradients(scores: Floats, tags: Ints, lengths: Ints, steps: Floats) -> tuple[Floats, Floats]:
    """Of minus the log likelihood: (units, tags) and (tags, tags), by the forward-backward algorithm."""
    allowed, first, last = possible_steps((scores.shape[1] - 1) // 4)
    longest, many, size = int(lengths.max()), len(lengths), scores.shape[1]
    begins = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    there = np.arange(longest)[None] < lengths[:, None]
    index = np.where(there, begins[:, None] + np.arange(longest), 0)
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))[index]
    moves = (np.exp(steps) * allowed).astype(np.float32)
    ahead = np.zeros((longest, many, size), np.float32)
    behind = np.zeros((longest, many, size), np.float32)
    ahead[0] = _shares(powers[:, 0] * first)
    behind[-1] = last
    for at in range(1, longest):
        on = there[:, at, None]
        ahead[at] = np.where(on, _shares((ahead[at - 1] @ moves) * powers[:, at]), ahead[at - 1])
    for at in range(longest - 2, -1, -1):
        on = there[:, at + 1, None]
        behind[at] = np.where(on, _shares((behind[at + 1] * powers[:, at + 1]) @ moves.T), behind[at + 1])
    slope = _shares(ahead * behind).transpose(1, 0, 2)[there]
    slope[np.arange(len(tags)), tags] -= 1
    step_slope = np.zeros((size, size), np.float32)
    for at in range(1, longest):
        on = there[:, at]
        left, right = ahead[at - 1][on], behind[at][on] * powers[on, at]
        chance = ((left @ moves) * right).sum(axis=1, keepdims=True)
        step_slope += ((left / np.maximum(chance, 1e-30)).T @ right) * moves
        np.add.at(step_slope, (tags[index[on, at - 1]], tags[index[on, at]]), -1)
    return slope.astype(np.float32), step_slope


def _shares(values: Floats) -> Floats:
    return np.asarray(values / np.maximum(values.sum(axis=-1, keepdims=True), 1e-30), np.float32)
