"""Texts that were copied: the same complaint sent twice, and copied spam.

A copy is the other text but for what a person changes in passing: signs, a typo, a word, a greeting, an order
number, the end left out. Two people who say the same in other words are no duplicates, nor is "不错" from a
hundred customers. See docs/decisions/duplicates.md.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from retrieval.understanding.batch import Batch
from retrieval.understanding.shingles import Pieces, likeness, plain, says, shingles

__all__ = [
    "BANDS",
    "LEAST",
    "LEAST_SAID",
    "bands",
    "exact_key",
    "group",
    "is_copy",
    "long_enough",
    "signatures",
    "similar",
]

BANDS, ROWS = 16, 3
"""Texts that share a band are compared: of those that share half of their pieces, nine in ten do."""

LEAST = 0.6
"""The likeness from which a text is a copy; set on other texts than it is measured on."""

LEAST_SAID = 0.7
"""How much copies must say in common, in the unit of `says`: less than that, people write alike by chance."""

TOGETHER = 1000
"""Texts worked on at a time, which bounds memory."""

Signatures = npt.NDArray[np.uint32]
_Told = npt.NDArray[np.float64]
_NOTHING = np.uint32(0xFFFFFFFF)
_HOST = re.compile(r"(?:https?://|www\.)([a-z0-9.-]+)")
_FACT = re.compile(
    r"[a-z]*\d[a-z0-9]*+"
    r"(?! ?(?:[天日号周月年次遍回点时分]|小时|星期|个月|(?:day|week|month|year|hour|hr|minute|min|time)s?\b))"
)
"""Prices, quantities, models; not what is counted while one waits ("3天", "2 weeks")."""


def exact_key(text: str) -> int:
    """Equal for texts that differ in nothing but script, width, case, signs, links and long numbers.

    A signed 64-bit number; 0 for a text without words.
    """
    return _key(plain(text))


def long_enough(text: str) -> bool:
    """Whether equal texts of different customers are copies: about 15 Chinese characters or 8 words."""
    return shingles([plain(text)]).of(0).says >= LEAST_SAID


def signatures(batch: Batch) -> Signatures:
    """(texts, 48) MinHash values: two texts agree in as large a part as they share of their pieces."""
    return _signatures([plain(text) for text in batch.texts])[0]


def bands(signature: Signatures) -> tuple[int, ...]:
    """What to store and look up for one text: those with a number in the same place are worth comparing.

    BANDS signed 64-bit numbers; none for a text too short to be a copy.
    """
    return () if signature[0] == _NOTHING else tuple(_banded(signature[None, :])[0].tolist())


def similar(left: str, right: str) -> float:
    """From 0 to 1: how much of the shorter text is in the other; see `likeness`."""
    both = shingles([plain(left), plain(right)])
    return likeness(both.of(0), both.of(1))


def is_copy(left: str, right: str) -> bool:
    """Whether one text is a copy of the other; never for texts so short that people write them alike."""
    both = shingles([plain(left), plain(right)])
    return _copied(both.of(0), both.of(1), left, right)


def are_copies(pairs: Iterable[tuple[int, int]], texts: Mapping[int, str]) -> Iterator[bool]:
    """`is_copy` for pairs of texts, each named by its key; every text is taken apart once."""
    keys = sorted(texts)
    places = {key: place for place, key in enumerate(keys)}
    found = shingles([plain(texts[key]) for key in keys])
    pieces = cache(lambda key: found.of(places[key]))  # for as long as this call lasts
    for left, right in pairs:
        yield _copied(pieces(left), pieces(right), texts[left], texts[right])


def group(texts: Sequence[str], customers: Sequence[str | None] = ()) -> list[int]:
    """For each text the place of the first text of its group; its own place when it is nobody's copy.

    A text joins the group whose first text it is a copy of, so that a chain of small changes does not draw
    different texts together. Texts too short to be copies are duplicates only when equal and of one customer.
    """
    plains = [plain(text) for text in texts]
    rows, told = _signatures(plains)
    firsts = _equal(plains, told, customers or [None] * len(texts))
    kept = [at for at, first in enumerate(firsts) if at == first]
    for at, first in _near([texts[each] for each in kept], [plains[each] for each in kept], rows[kept]):
        firsts[kept[at]] = kept[first]
    return [firsts[first] for first in firsts]


def _equal(plains: Sequence[str], told: _Told, customers: Sequence[str | None]) -> list[int]:
    """The first equal text of each: of anybody's when it is long enough, else of the same customer's."""
    firsts = list(range(len(plains)))
    seen: dict[tuple[int, str | None], int] = {}
    for at, (words, long, customer) in enumerate(
        zip(plains, (told >= LEAST_SAID).tolist(), customers, strict=True)
    ):
        if words and (long or customer is not None):
            firsts[at] = seen.setdefault((_key(words), None if long else customer), at)
    return firsts


def _near(texts: Sequence[str], plains: Sequence[str], rows: Signatures) -> Iterator[tuple[int, int]]:
    """(text, first text of its group) for every copy among different texts."""
    firsts = list(range(len(plains)))
    tried: set[tuple[int, int]] = set()
    pieces = _Pieces(plains)
    for left, right in _candidates(rows).tolist():
        first = firsts[left]
        if firsts[right] != right or (first, right) in tried:
            continue
        tried.add((first, right))
        if _copied(pieces[first], pieces[right], texts[first], texts[right]):
            firsts[right] = first
            yield right, first


def _copied(left: Pieces, right: Pieces, left_text: str, right_text: str) -> bool:
    if likeness(left, right, LEAST) < LEAST or says(left.distinct & right.distinct) < LEAST_SAID:
        return False
    facts = zip(_facts(left_text), _facts(right_text), strict=True)
    return not any(_differ(ours, theirs) for ours, theirs in facts)


def _differ(ours: set[str], theirs: set[str]) -> bool:
    """Whether each text has many facts of its own: more than a third, so that a typo is not enough."""
    return 3 * len(ours - theirs) > len(ours) and 3 * len(theirs - ours) > len(theirs)


def _facts(text: str) -> tuple[set[str], set[str]]:
    """The sites and the numbers a text speaks of; see `_differ`."""
    return set(_HOST.findall(text.lower())), set(_FACT.findall(plain(text)))


def _candidates(rows: Signatures) -> npt.NDArray[np.int64]:
    """Pairs worth comparing, the earlier text first, by their second text.

    Of texts that share a band each is paired with the first and the one before it: no more pairs than texts.
    """
    worded = np.flatnonzero(rows[:, 0] != _NOTHING)
    pairs = []
    for band in _banded(rows[worded]).T:
        order = np.argsort(band, kind="stable")
        fresh = np.ones(len(order), bool)
        fresh[1:] = band[order][1:] != band[order][:-1]
        begin = np.maximum.accumulate(np.where(fresh, np.arange(len(order)), 0))
        again = np.flatnonzero(~fresh)
        for other in (begin[again], again - 1):
            pairs.append(worded[order[other]] + worded[order[again]] * len(rows))
    keys = np.unique(np.concatenate(pairs)) if pairs else np.zeros(0, np.int64)
    return np.column_stack((keys % max(1, len(rows)), keys // max(1, len(rows))))


def _signatures(plains: Sequence[str]) -> tuple[Signatures, _Told]:
    """MinHash values, _NOTHING for texts that say too little to be copies, and how much each says."""
    rows = np.full((len(plains), BANDS * ROWS), _NOTHING, np.uint32)
    told = np.zeros(len(plains))
    random = np.random.default_rng(2024).integers(0, 1 << 32, (2, BANDS * ROWS), np.uint32)
    for begin in range(0, len(plains), TOGETHER):
        found = shingles(plains[begin : begin + TOGETHER])
        told[begin : begin + TOGETHER] = found.says()
        filled = np.flatnonzero(np.diff(found.start))
        if not len(filled):
            continue
        long = told[begin + filled] >= LEAST_SAID
        hashes = (found.values >> np.uint64(32)).astype(np.uint32)
        mixed, shifted = np.empty_like(hashes), np.empty_like(hashes)
        for column, (factor, mask) in enumerate(zip(random[0] | 1, random[1], strict=True)):
            np.bitwise_xor(hashes, mask, out=mixed)
            np.multiply(mixed, factor, out=mixed)
            np.right_shift(mixed, np.uint32(15), out=shifted)
            np.bitwise_xor(mixed, shifted, out=mixed)
            least = np.minimum.reduceat(mixed, found.start[:-1][filled])
            rows[begin + filled[long], column] = least[long]
    return rows, told


def _banded(rows: Signatures) -> npt.NDArray[np.int64]:
    """(texts, BANDS): one number for each ROWS values."""
    parts = rows.astype(np.uint64).reshape(len(rows), BANDS, ROWS)
    numbers = np.zeros((len(rows), BANDS), np.uint64)
    for row in range(ROWS):
        numbers = (numbers ^ parts[:, :, row]) * np.uint64(0x9E3779B97F4A7C15)
        numbers ^= numbers >> np.uint64(32)
    return numbers.view(np.int64)


class _Pieces:
    """The pieces of texts, worked out when they are first asked for."""

    def __init__(self, plains: Sequence[str]) -> None:
        self._plains = plains
        self._found: dict[int, Pieces] = {}

    def __getitem__(self, text: int) -> Pieces:
        if text not in self._found:
            self._found[text] = shingles([self._plains[text]]).of(0)
        return self._found[text]


def _key(words: str) -> int:
    return int.from_bytes(blake2b(words.encode(), digest_size=8).digest(), signed=True) if words else 0
