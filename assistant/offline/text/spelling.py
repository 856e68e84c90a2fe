"""Misspelt English words -> the known words they are nearest to."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import lru_cache

__all__ = ["Spelling", "edits"]

_SHORTEST = 5
"""Shorter words have too many neighbours to be sure of one."""


_ENDINGS = frozenset(
    ("", "s", "r", "rs", "er", "ers", "or", "d", "ed", "ing", "y", "ly", "e", "es", "n", "al")
)
"""What words of one stem differ in; a missing last letter is a slip all the same."""


class Spelling:
    """The words of a catalog's names and of the lexicon. Words of names come first among equally near ones."""

    def __init__(self, surfaces: Iterable[str], known: Collection[str]) -> None:
        own = {word for surface in surfaces for word in re.findall(r"[a-z]{4,}", surface)}
        self._own = own
        self._known = own | set(known)
        self._by_length: dict[int, list[tuple[str, int]]] = defaultdict(list)
        for word in sorted(self._known):
            self._by_length[len(word)].append((word, _letters(word)))
        self.nearest = lru_cache(maxsize=1024)(self._nearest)

    def _nearest(self, word: str) -> str | None:
        """None for a known word, a short one, one of other letters than a to z, and when none is near."""
        if len(word) < _SHORTEST or not re.fullmatch("[a-z]+", word) or word in self._known:
            return None
        most = 1 if len(word) < 8 else 2
        letters = _letters(word)
        near: list[tuple[int, bool, str]] = []
        for length in range(len(word) - most, len(word) + most + 1):
            for known, its in self._by_length.get(length, ()):
                if (letters ^ its).bit_count() > 2 * most or not _alike_at_first(word, known):
                    continue
                distance = edits(word, known)
                if distance <= most and not _other_word(word, known):
                    near.append((distance, known not in self._own, known))
        return min(near)[2] if near else None


def edits(one: str, other: str) -> int:
    """Letters put in, left out, changed, or swapped with their neighbour (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


def _other_word(word: str, known: str) -> bool:
    """Whether they are two forms of a word (votes, voters), or short words of their own (older, order)."""
    if len(word) == _SHORTEST and len(known) == len(word) and sorted(word) != sorted(known):
        return True
    if len(word) > len(known) and _single(word) == _single(known):
        return False
    pairs = enumerate(zip(word, known, strict=False))
    common = next((at for at, (one, other) in pairs if one != other), min(len(word), len(known)))
    left, right = word[common:], known[common:]
    return left in _ENDINGS and right in _ENDINGS and not (not left and len(right) == 1)


def _single(word: str) -> str:
    """The word without the second of two like letters."""
    return re.sub(r"(.)\1", r"\1", word)


def _letters(word: str) -> int:
    """A bit for each letter the word has."""
    bits = 0
    for each in word:
        bits |= 1 << (ord(each) - 97)
    return bits


def _alike_at_first(one: str, other: str) -> bool:
    """The first letter is rarely the wrong one; the first two may be swapped."""
    return one[0] == other[0] or (one[0] == other[1:2] and one[1:2] == other[0])
