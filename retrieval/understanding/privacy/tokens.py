"""Words written with letters, as units for a tagger: what each looks like and what stands beside it."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from retrieval.understanding.privacy.tagger import Gate, Hashes, Ints, Units, hashed

__all__ = ["gate_columns", "token_units", "word_lists"]

_LISTS = Path(__file__).parent / "lists"
_BASE = np.uint64(0x9E3779B97F4A7C15)
_INVERSE = np.uint64(pow(int(_BASE), -1, 1 << 64))
_GAP = "\n\n\n"
"""Between texts: as if each began on a line of its own."""


@dataclass(frozen=True, slots=True)
class _Tokens:
    """begin, end: of each token in the whole string. word: a hash of it. totals: to hash parts of it."""

    begin: Ints
    end: Ints
    letters: npt.NDArray[np.bool_]
    shape: Hashes
    word: Hashes
    totals: tuple[Hashes, Hashes]


def token_units(texts: Sequence[str], bits: int, gate: Gate | None = None) -> Units:
    """A unit for each run of letters, run of digits, other character, and end of line; a text is a sequence.

    With a gate, only of texts that it lets through.
    """
    tokens, chosen, text, starts = _chosen(texts)
    if gate is not None and len(chosen):
        through = np.zeros(len(texts), bool)
        through[text[gate.opens(_gate_columns(tokens, chosen, gate.bits))]] = True
        chosen, text = chosen[through[text]], text[through[text]]
    columns = _columns(tokens, chosen, bits)
    return Units(columns, text, tokens.begin[chosen] - starts[text], tokens.end[chosen] - starts[text], text)


def gate_columns(texts: Sequence[str], bits: int) -> list[Ints]:
    """What a gate reads: one array a feature, over the units of `token_units`."""
    tokens, chosen, _, _ = _chosen(texts)
    return _gate_columns(tokens, chosen, bits)


def _chosen(texts: Sequence[str]) -> tuple[_Tokens, Ints, Ints, Ints]:
    """All tokens; which of them are the texts'; the text of each of these; where texts start."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts)) + len(_GAP)
    starts = np.concatenate(([len(_GAP)], np.cumsum(lengths) + len(_GAP)))[:-1]
    tokens = _tokens(_GAP + _GAP.join(texts) + _GAP)
    owner = np.searchsorted(starts, tokens.begin, side="right") - 1
    chosen = np.flatnonzero((owner >= 0) & (tokens.begin < (starts + lengths - len(_GAP))[owner]))
    return tokens, chosen, owner[chosen], starts


def _tokens(whole: str) -> _Tokens:
    codes = np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), np.uint32)
    kind = _kinds()[np.minimum(codes, 0x2FFF)]
    edge = np.concatenate(([True], (kind[1:] != kind[:-1]) | (kind[1:] == 0)))
    begin = np.flatnonzero(edge)
    end = np.concatenate((begin[1:], [len(codes)]))
    keep = kind[begin] != 3
    begin, end = begin[keep], end[keep]
    lower = _lower()[np.minimum(codes, 0x2FFF)]
    lower[codes >= 0x3000] = codes[codes >= 0x3000]
    letters, digits = kind[begin] == 1, kind[begin] == 2
    capitals = np.concatenate(([0], np.cumsum((lower != codes) & (kind == 1))))
    many = capitals[end] - capitals[begin]
    size = end - begin
    first = lower[begin] != codes[begin]
    case = np.where(
        many == 0, 1, np.where((many == size) & (size > 1), 2, np.where(first & (many == 1), 3, 4))
    )
    shape = np.where(letters, case * 4 + np.minimum(size, 3), 100 + np.minimum(size, 7))
    shape = np.where(letters | digits, shape, 1000 + lower[begin].astype(np.int64))
    totals = _totals(lower.astype(np.uint64))
    shape = shape.astype(np.uint64)
    word = np.where(digits, shape, _hash(*totals, begin, end))
    return _Tokens(begin, end, letters, shape, word, totals)


def _gate_columns(tokens: _Tokens, chosen: Ints, bits: int) -> list[Ints]:
    word, shape = tokens.word, tokens.shape
    before, here, after = (np.clip(chosen + o, 0, len(word) - 1) for o in (-1, 0, 1))
    flags = _flags(word)
    rows: list[tuple[Hashes, ...]] = [
        (word[here],), (word[before], shape[here]), (word[after], shape[here]), (shape[here], flags[here]),
        (shape[before], shape[here], flags[here]), (flags[before], flags[here], flags[after]),
    ]  # fmt: skip
    return [hashed(number, bits, *row) for number, row in enumerate(rows)]


def _columns(tokens: _Tokens, chosen: Ints, bits: int) -> Ints:
    begin, end = tokens.begin, tokens.end
    totals, word = tokens.totals, tokens.word
    flags = _flags(word)
    tail2, tail3, tail4 = (_hash(*totals, np.maximum(begin, end - n), end) for n in (2, 3, 4))
    head3 = _hash(*totals, begin, np.minimum(begin + 3, end))

    def at(values: Hashes, offset: int) -> Hashes:
        return np.asarray(values[np.clip(chosen + offset, 0, len(values) - 1)])

    w = {o: at(word, o) for o in range(-3, 4)}
    s = {o: at(tokens.shape, o) for o in range(-3, 4)}
    f = {o: at(flags, o) for o in range(-3, 4)}
    rows: list[tuple[Hashes, ...]] = [
        *((w[o],) for o in range(-3, 4)),
        *((w[o], w[o + 1]) for o in range(-2, 2)),
        (w[-1], s[0], f[0]), (w[1], s[0], f[0]), (w[-2], w[-1], s[0]), (w[-3], w[-2], w[-1], s[0]),
        (s[0],), (s[-1], s[0]), (s[0], s[1]), (s[-1], s[0], s[1]), (s[-2], s[-1], s[0]), (s[0], s[1], s[2]),
        (f[0],), (f[0], s[0]), (f[-1], f[0]), (f[0], f[1]), (f[-1], f[0], f[1]), (f[-2], f[-1], f[0]),
        (f[0], f[1], f[2]), (f[-1], s[-1], s[0], f[0]), (s[0], f[0], s[1], f[1]),
        (at(tail2, 0),), (at(tail3, 0), s[0]), (at(tail4, 0),), (at(head3, 0),),
        (at(tail3, -1), s[0]), (at(tail3, 1), s[0]),
    ]  # fmt: skip
    return np.stack([hashed(number, bits, *row) for number, row in enumerate(rows)], axis=1)


def _flags(words: Hashes) -> Hashes:
    """Which lists each word is in, as bits."""
    flags = np.zeros(len(words), np.uint64)
    for bit, known in enumerate(_lists()):
        place = np.minimum(np.searchsorted(known, words), len(known) - 1)
        flags |= (known[place] == words).astype(np.uint64) << np.uint64(bit)
    return flags


@cache
def _lists() -> tuple[Hashes, ...]:
    return tuple(_hashes(words) for words in word_lists().values())


def word_lists() -> dict[str, list[str]]:
    """Words that say something about a name or an address, lower case; the order is part of the model."""
    files = {
        name: (_LISTS / f"{name}.txt").read_text(encoding="utf-8").split()
        for name in ("first_names", "last_names", "places")
    }
    return files | tomllib.loads((_LISTS / "streets.toml").read_text(encoding="utf-8"))


def _hashes(words: Iterable[str]) -> Hashes:
    """Sorted hashes of the words, as `_columns` has them."""
    tokens = _tokens("\n".join(words))
    keep = tokens.letters
    return np.unique(tokens.word[keep])


def _totals(codes: Hashes) -> tuple[Hashes, Hashes]:
    powers = np.cumprod(np.full(len(codes), _BASE, np.uint64))
    inverses = np.cumprod(np.full(len(codes) + 1, _INVERSE, np.uint64))
    sums = np.cumsum((codes + np.uint64(7)) * powers, dtype=np.uint64)
    return np.concatenate((np.zeros(1, np.uint64), sums)), np.asarray(inverses, np.uint64)


def _hash(totals: Hashes, inverses: Hashes, begin: Ints, end: Ints) -> Hashes:
    """A hash of codes[begin:end] for each pair, whatever stands before it."""
    return np.asarray((totals[end] - totals[begin]) * inverses[begin])


@cache
def _kinds() -> npt.NDArray[np.int8]:
    """0 a character of its own, 1 a letter, 2 a digit, 3 a space."""
    kinds = np.array(
        [1 if chr(c).isalpha() else 2 if chr(c).isdigit() else 0 for c in range(0x3000)], np.int8
    )
    kinds[[0x20, 0x09, 0x0D, 0xA0, 0x2002, 0x2003, 0x2009]] = 3
    kinds[0x300:0x370] = 1  # accents on their own
    return kinds


@cache
def _lower() -> npt.NDArray[np.uint32]:
    lowered = [chr(c).lower() for c in range(0x3000)]
    return np.array([ord(each) if len(each) == 1 else c for c, each in enumerate(lowered)], np.uint32)
