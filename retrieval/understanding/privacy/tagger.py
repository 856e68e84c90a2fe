"""A linear sequence tagger (a conditional random field), all sequences of a batch at once.

Each unit (a character or a word) has hashed features; a tag's score is the sum of their weights and of the
step from the tag before it. Tags are O and, for each kind, B (begins), I (inside), E (ends), S (alone), as in
Ratinov and Roth (2009); the best sequence is found as Viterbi (1967) does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from retrieval.understanding.privacy.spans import Span

__all__ = ["Gate", "Tagger", "Units", "hashed", "load_gate", "load_tagger", "possible_steps"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Hashes = npt.NDArray[np.uint64]
_FOLDER = Path(__file__).parent.parent / "models"
_NEVER = np.float32(-1e4)
_GRAIN = np.float32(0.05)
_BASE = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_WORD = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Units:
    """What is tagged. columns: (units, features). text, start, end: where each stands, in order.

    sequence: units of one sequence have the same number and stand together.
    """

    columns: Ints
    text: Ints
    start: Ints
    end: Ints
    sequence: Ints

    def __len__(self) -> int:
        return len(self.text)


@dataclass(frozen=True, slots=True)
class Gate:
    """Tells cheaply which units may be part of something, so that most texts are not read by a tagger.

    weights: of a few hashed features. least: the score from which a unit opens the gate.
    """

    weights: Floats
    least: float

    @property
    def bits(self) -> int:
        return len(self.weights).bit_length() - 1

    def opens(self, columns: Sequence[Ints]) -> npt.NDArray[np.bool_]:
        """For each unit; one array of columns a feature."""
        return np.asarray(sum(self.weights[each] for each in columns) >= self.least)

    def save(self, name: str) -> Path:
        path = _FOLDER / f"{name}.npz"
        np.savez_compressed(path, weights=self.weights.astype(np.float16), least=np.array(self.least))
        return path


@dataclass(frozen=True, slots=True)
class Tagger:
    """kinds: what is looked for. weights: (2**bits, tags). steps: (tags, tags), from row to column.

    caution: for each kind, what is subtracted from the scores of its tags; below zero finds more of it.
    """

    kinds: tuple[str, ...]
    weights: Floats
    steps: Floats
    caution: tuple[float, ...]
    version: str = ""

    @property
    def bits(self) -> int:
        return len(self.weights).bit_length() - 1

    def spans(self, units: Units, texts: int) -> list[list[Span]]:
        """What was found in each of so many texts, in order of place, none overlapping another."""
        found: list[list[Span]] = [[] for _ in range(texts)]
        if not len(units):
            return found
        scores = self.scores(units.columns)
        tags = self.tags(scores, units.sequence)
        part, kind = (tags - 1) % 4, (tags - 1) // 4
        begins = np.flatnonzero((tags > 0) & ((part == 0) | (part == 3)))
        ends = np.flatnonzero((tags > 0) & (part >= 2))
        margins = scores[np.arange(len(tags)), tags] - scores[:, 0]
        for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
            sure = 1 / (1 + float(np.exp(-np.clip(margins[begin : end + 1].mean(), -30, 30))))
            place = (int(units.start[begin]), int(units.end[end]))
            found[int(units.text[begin])].append(Span(*place, self.kinds[int(kind[begin])], sure))
        return found

    def scores(self, columns: Ints) -> Floats:
        """(units, tags), without steps."""
        scores = np.zeros((len(columns), self.weights.shape[1]), np.float32)
        for feature in range(columns.shape[1]):
            scores += self.weights[columns[:, feature]]
        scores[:, 1:] -= np.repeat(np.array(self.caution, np.float32), 4)
        return scores

    def tags(self, scores: Floats, sequence: Ints) -> Ints:
        """The best tag for each unit, sequence by sequence."""
        begins = np.concatenate(([0], np.flatnonzero(np.diff(sequence)) + 1))
        lengths = np.diff(np.concatenate((begins, [len(sequence)])))
        order = np.argsort(-lengths, kind="stable")
        begins, lengths = begins[order], lengths[order]
        alive = np.searchsorted(-lengths, -np.arange(1, lengths[0] + 1), side="right")
        allowed, first, last = possible_steps(len(self.kinds))
        steps = np.where(allowed, self.steps, _NEVER)
        best = scores[begins] + np.where(first, 0, _NEVER)
        came: list[npt.NDArray[np.intp]] = []
        for place in range(1, int(lengths[0])):
            n = alive[place]
            ways = best[:n, :, None] + steps
            came.append(ways.argmax(axis=1))
            best[:n] = ways.max(axis=1) + scores[begins[:n] + place]
        tags = np.zeros(len(sequence), np.int64)
        now = (best + np.where(last, 0, _NEVER)).argmax(axis=1)
        for place in range(int(lengths[0]) - 1, 0, -1):
            n = alive[place]
            tags[begins[:n] + place] = now[:n]
            now[:n] = came[place - 1][np.arange(n), now[:n]]
        tags[begins] = now
        return tags

    def save(self, name: str) -> Path:
        """Writes the model beside its card: rows that say something, weights in steps of a twentieth."""
        path = _FOLDER / f"{name}.npz"
        steps_of = np.clip(np.round(self.weights / _GRAIN), -127, 127).astype(np.int8)
        rows = np.flatnonzero(steps_of.any(axis=1))
        np.savez_compressed(
            path,
            kinds=np.array(self.kinds),
            rows=rows.astype(np.uint32),
            weights=steps_of[rows],
            steps=self.steps.astype(np.float32),
            caution=np.array(self.caution),
            settings=np.array([str(self.bits), self.version]),
        )
        return path


@cache
def load_tagger(name: str) -> Tagger:
    """The tagger of that name from `models/`; read once."""
    with np.load(_FOLDER / f"{name}.npz", allow_pickle=False) as parts:
        bits, version = map(str, parts["settings"])
        weights = np.zeros((1 << int(bits), parts["weights"].shape[1]), np.float32)
        weights[parts["rows"]] = parts["weights"] * _GRAIN
        caution = tuple(map(float, parts["caution"]))
        return Tagger(tuple(map(str, parts["kinds"])), weights, parts["steps"], caution, version)


@cache
def load_gate(name: str) -> Gate:
    """The gate of that name from `models/`; read once."""
    with np.load(_FOLDER / f"{name}.npz", allow_pickle=False) as parts:
        return Gate(parts["weights"].astype(np.float32), float(parts["least"]))


def possible_steps(kinds: int) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which tag may follow which, which may be the first, which the last."""
    tags = np.arange(1 + 4 * kinds)
    part = np.where(tags == 0, 3, (tags - 1) % 4)
    kind = np.where(tags == 0, -1, (tags - 1) // 4)
    goes_on, continues = part <= 1, (part == 1) | (part == 2)
    allowed = np.where(
        goes_on[:, None], continues[None, :] & (kind[:, None] == kind[None, :]), ~continues[None, :]
    )
    return allowed, ~continues, ~goes_on


def hashed(number: int, bits: int, *parts: Hashes) -> Ints:
    """The column of feature `number` with these values, for all units at once."""
    mixed = np.full(len(parts[0]), (number + 1) * int(_BASE) & _WORD, np.uint64)
    for place, part in enumerate(parts, start=1):
        mixed += part * np.uint64(int(_MIX) * (2 * place + 64 * number + 1) & _WORD)
    mixed ^= mixed >> np.uint64(31)
    mixed *= _MIX
    return (mixed >> np.uint64(64 - bits)).astype(np.int64)
