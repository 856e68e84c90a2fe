"""Texts as counts of hashed character and word n-grams, many texts at once.

Hashes are polynomials over code points, worked out for all positions of all texts together, so that a text
costs microseconds. The same n-gram has the same place in every run and on every machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Counts", "NGrams", "Occurrences"]

Ints = npt.NDArray[np.int64]
_Hashes = npt.NDArray[np.uint64]
_BASE = np.uint64(0x9E3779B97F4A7C15)
_INVERSE = np.uint64(pow(int(_BASE), -1, 1 << 64))
_MIX = np.uint64(0xD6E8FEB86659FD93)
_WORD = np.uint64(0x5851F42D4C957F2D)
"""Keeps a word apart from the characters it is written with."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows of a sparse matrix (CSR): text i has `columns[start[i]:start[i+1]]`, each `times` times."""

    start: Ints
    columns: Ints
    times: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Every n-gram where it stands: its text, its first character and its length there, its column."""

    text: Ints
    at: Ints
    length: Ints
    column: Ints


@dataclass(frozen=True, slots=True)
class NGrams:
    """Which n-grams are counted.

    chars: runs of characters, shortest and longest, across spaces; (0, 0) for none. words: most words in a
    row, a word being a run of letters and digits that are not Chinese; 0 for none. bits: 2**bits columns.
    """

    chars: tuple[int, int] = (1, 4)
    words: int = 0
    bits: int = 20

    def counts(self, texts: Sequence[str]) -> Counts:
        """Texts are read as they are given: fold them first."""
        found = self.occurrences(texts)
        keys, times = np.unique((found.text << self.bits) | found.column, return_counts=True)
        rows = keys >> self.bits
        start = np.searchsorted(rows, np.arange(len(texts) + 1))
        return Counts(
            start.astype(np.int64), keys & ((1 << self.bits) - 1), times.astype(np.float32, copy=False)
        )

    def occurrences(self, texts: Sequence[str]) -> Occurrences:
        """In no particular order. Positions count from the start of each text."""
        padded = [f" {text} " for text in texts]
        lengths = np.fromiter(map(len, padded), np.int64, len(padded))
        begins = np.concatenate(([0], np.cumsum(lengths)))[:-1]
        joined = "".join(padded)
        codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
        owner = np.repeat(np.arange(len(padded)), lengths)
        parts = [*self._runs(codes, owner), *self._words(codes, owner)]
        if not parts:
            empty = np.zeros(0, np.int64)
            return Occurrences(empty, empty, empty, empty)
        at = np.concatenate([part[0] for part in parts])
        length = np.concatenate([part[1] for part in parts])
        column = np.concatenate([part[2] for part in parts])
        text = owner[at]
        return Occurrences(text, at - begins[text] - 1, length, column)

    def _runs(self, codes: _Hashes, owner: Ints) -> list[tuple[Ints, Ints, Ints]]:
        shortest, longest = self.chars
        parts = []
        hashes = np.zeros_like(codes)
        for n in range(1, longest + 1):
            if len(codes) < n:
                break
            hashes = hashes[: len(codes) - n + 1] * _BASE + codes[n - 1 :]
            if n < max(shortest, 1):
                continue
            at = np.flatnonzero(owner[: len(hashes)] == owner[n - 1 :])
            if n == 1:
                at = at[codes[at] != 32]
            parts.append((at, np.full(len(at), n), self._columns(hashes[at] + np.uint64(n))))
        return parts

    def _words(self, codes: _Hashes, owner: Ints) -> list[tuple[Ints, Ints, Ints]]:
        if not self.words:
            return []
        inside = np.concatenate(([False], _in_word(codes), [False]))
        edges = np.flatnonzero(inside[1:] != inside[:-1])
        begin, end = edges[::2], edges[1::2]
        whole = _hashes_of(codes, begin, end)
        parts = []
        hashes = np.zeros(len(begin), np.uint64)
        for n in range(1, self.words + 1):
            if len(begin) < n:
                break
            count = len(begin) - n + 1
            hashes = hashes[:count] * _WORD + whole[n - 1 :]
            same = np.flatnonzero(owner[begin[:count]] == owner[begin[n - 1 :]])
            at, stop = begin[same], end[n - 1 :][same]
            parts.append((at, stop - at, self._columns(hashes[same] * _WORD + np.uint64(n))))
        return parts

    def _columns(self, hashes: _Hashes) -> Ints:
        mixed = (hashes ^ (hashes >> np.uint64(32))) * _MIX
        return (mixed >> np.uint64(64 - self.bits)).astype(np.int64)


def _in_word(codes: _Hashes) -> npt.NDArray[np.bool_]:
    """ASCII letters, digits and apostrophes, and letters of the other alphabets up to U+1FFF."""
    table = np.zeros(0x2000, bool)
    table[[ord(each) for each in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'"]] = True
    table[0xC0:] = True
    table[[0xD7, 0xF7]] = False
    return np.asarray((codes < 0x2000) & table[np.minimum(codes, 0x1FFF)])


def _hashes_of(codes: _Hashes, begin: Ints, end: Ints) -> _Hashes:
    """A hash of codes[begin:end] for each pair, whatever stands before it."""
    powers = np.cumprod(np.full(len(codes), _BASE, np.uint64))
    sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(codes * powers)))
    inverses = np.cumprod(np.full(len(codes) + 1, _INVERSE, np.uint64))
    return np.asarray((sums[end] - sums[begin]) * inverses[begin])
