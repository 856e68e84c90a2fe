"""Texts as short overlapping pieces, to see what was copied.

Pieces are pairs of Chinese characters and runs of five other characters, so that one edit spoils a few of
them in either language. Case, script, width, punctuation, emoji, links, @names and
long numbers do not count.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

import numpy as np
import numpy.typing as npt

from retrieval.words import fold

__all__ = ["COMMONNESS", "Pieces", "Shingles", "likeness", "plain", "says", "shingles"]

RUN = 5
"""Characters of a piece that is not Chinese."""

CHINESE_PIECE, OTHER_PIECE = 1.4 / 14, 1.9 / 34
"""What the rarest piece tells; an ordinary one tells half to two thirds of it."""

COMMONNESS = 1 << 17
"""Places in the table of how common pieces are; the last bit of a piece says whether it is Chinese."""

REPLACED = 0.6
"""What a stretch that says 1 and differs in both texts takes from their likeness."""

_NOISE = re.compile(r"(?:https?://|www\.)[!-~]+|@[a-z0-9_]+|[a-z]{0,4}[0-9]{5,}[a-z0-9]*")
_SIGNS = re.compile(r"[\W_]+")
_LOOSE = re.compile(r"(?<=[⺀-\U0010ffff]) | (?=[⺀-\U0010ffff])")
_BASE = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_Ints = npt.NDArray[np.int64]
_Hashes = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Pieces:
    """Hashes of one text's pieces in their order; odd ones are of Chinese."""

    ordered: tuple[int, ...]
    distinct: frozenset[int]

    @property
    def says(self) -> float:
        return says(self.distinct)


@dataclass(frozen=True, slots=True)
class Shingles:
    """Text i has the pieces `values[start[i]:start[i+1]]`, as they follow each other."""

    start: _Ints
    values: _Hashes

    def of(self, text: int) -> Pieces:
        ordered = tuple(self.values[self.start[text] : self.start[text + 1]].tolist())
        return Pieces(ordered, frozenset(ordered))

    def says(self) -> npt.NDArray[np.float64]:
        """What each text says, in the unit of `says`."""
        count = len(self.start) - 1
        owner = np.repeat(np.arange(count, dtype=np.uint64), np.diff(self.start))
        keys = np.unique((owner << np.uint64(40)) | (self.values & np.uint64((1 << 40) - 1)))
        weights = _weights()[(keys & np.uint64(COMMONNESS - 1)).astype(np.int64)]
        owners = (keys >> np.uint64(40)).astype(np.int64)
        return np.asarray(np.bincount(owners, weights=weights, minlength=count), np.float64)


def says(pieces: Iterable[int]) -> float:
    """How much pieces tell: 1 is what 15 ordinary Chinese characters or 8 ordinary words do.

    Phrases that everybody writes tell little, however long they are.
    """
    weights = _weight_list()
    return sum(weights[each & (COMMONNESS - 1)] for each in pieces)


def plain(text: str) -> str:
    """What is compared of a text: folded words and characters; no signs, links, @names or long numbers."""
    words = _SIGNS.sub(" ", _NOISE.sub(" ", fold(text))).strip()
    return words if words.isascii() else _LOOSE.sub("", words)


def shingles(plains: Sequence[str]) -> Shingles:
    """The pieces of texts that `plain` has prepared."""
    padded = [f" {text} " for text in plains]
    lengths = np.fromiter(map(len, padded), np.int64, len(padded))
    codes = np.frombuffer("".join(padded).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    owner = np.repeat(np.arange(len(padded)), lengths)
    han = codes >= 0x2E80
    at_pair, pairs = _hashed(codes, owner, 2)
    chinese = (han[at_pair] | han[at_pair + 1]) & (codes[at_pair] != 32) & (codes[at_pair + 1] != 32)
    at_pair, pairs = at_pair[chinese], pairs[chinese]
    at_run, runs = _hashed(codes, owner, RUN)
    before = np.concatenate((np.zeros(1, np.int64), np.cumsum(han)))
    other = before[at_run + RUN] == before[at_run]
    at_run, runs = at_run[other], runs[other]
    at = np.concatenate((at_pair, at_run))
    values = np.concatenate((pairs | np.uint64(1), runs & ~np.uint64(1)))
    order = np.argsort(at, kind="stable")
    start = np.searchsorted(owner[at[order]], np.arange(len(padded) + 1))
    return Shingles(start, values[order])


def likeness(left: Pieces, right: Pieces, least: float = 0.0) -> float:
    """From 0 to 1: how much of the shorter text is in the other.

    Less when one is much longer, and less when both have a long stretch of their own: what was sent again has
    small changes all over, or one large addition; another complaint in the same form has another middle. 0,
    and not worked out to the end, where it cannot be more than `least`.
    """
    if not left.distinct or not right.distinct:
        return 0.0
    short, long = sorted((len(left.distinct), len(right.distinct)))
    shared = len(left.distinct & right.distinct) / math.sqrt(short * long)
    if shared <= least:
        return 0.0
    stretch = min(_longest(left, right), _longest(right, left))
    return max(0.0, shared - REPLACED * min(1.0, stretch))


def _longest(text: Pieces, other: Pieces) -> float:
    """How much the longest stretch of a text says that the other does not have."""
    runs = groupby(text.ordered, other.distinct.__contains__)
    return max((says(run) for known, run in runs if not known), default=0.0)


@cache
def _weights() -> npt.NDArray[np.float64]:
    """What each piece tells, by place: ln of the share of texts that have it, over that of ordinary ones."""
    with np.load(Path(__file__).parent / "models" / "commonness.npz", allow_pickle=False) as parts:
        rarity = parts["rarity"] / 255
    rarity[0::2] *= OTHER_PIECE
    rarity[1::2] *= CHINESE_PIECE
    return np.asarray(rarity, np.float64)


@cache
def _weight_list() -> list[float]:
    return list(map(float, _weights()))


def _hashed(codes: _Hashes, owner: _Ints, length: int) -> tuple[_Ints, _Hashes]:
    """Where runs of that many characters of one text begin, and a mixed 64-bit hash of each."""
    count = max(0, len(codes) - length + 1)
    hashes = np.zeros(count, np.uint64)
    for each in range(length):
        hashes = hashes * _BASE + codes[each : each + count]
    at = np.flatnonzero(owner[:count] == owner[length - 1 : length - 1 + count])
    hashes = hashes[at]
    hashes = (hashes ^ (hashes >> np.uint64(32))) * _MIX
    return at, hashes ^ (hashes >> np.uint64(29))
