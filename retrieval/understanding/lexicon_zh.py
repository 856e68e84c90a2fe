"""What Chinese words say about a feeling: a hand-written lexicon, read with negation and degree.

A learned model knows the kinds of business it was trained on; these words mean the same about any of them.
`retrieval.understanding.sentiment_zh` adds both.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from retrieval.words import fold

__all__ = ["FEATURES", "Words", "clear_phrases", "cues", "read_words", "words_in_letters"]

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
_Codes = npt.NDArray[np.uint64]

FEATURES = (
    *("total", "mean", "good", "bad", "last", "first", "turn"),
    *("questions", "shouts", "dots", "nothing", "length"),
)
"""What each column of `Words.features` holds."""

_BASE = np.uint64(0x100000001B3)
_TURNS = ("但", "可是", "不过", "就是", "只是", "然而", "除了", "可惜", "美中不足")
_NEGATED = -0.8
"""What "not good" is worth of "good": less than the opposite."""


@dataclass(frozen=True, slots=True)
class Words:
    """What was read in each text. features: (texts, FEATURES). force: how strongly it is put, 0 to 1."""

    features: Floats
    force: Floats


@dataclass(frozen=True, slots=True)
class _Found:
    """Phrases where they stand, in order: text, first character, character after the last, entry."""

    text: Ints
    at: Ints
    end: Ints
    entry: Ints


@dataclass(frozen=True, slots=True)
class _Values:
    """worth: what each phrase adds. felt: which carry a feeling. begin: of the words acting on it."""

    worth: Floats
    felt: npt.NDArray[np.bool_]
    begin: Ints


@dataclass(frozen=True, slots=True)
class _Phrases:
    """Entries of the lexicon, found in many texts at once by hashes of fixed lengths.

    tables: for each length, which characters may begin a phrase, sorted hashes, and the entry of each.
    """

    tables: tuple[tuple[int, npt.NDArray[np.bool_], _Codes, Ints], ...]
    feeling: Floats
    degree: Floats
    negates: npt.NDArray[np.bool_]
    turns: npt.NDArray[np.bool_]

    def find(self, texts: Sequence[str]) -> _Found:
        """The longest phrase at each place, unless an earlier one reaches into it."""
        lengths = np.fromiter(map(len, texts), np.int64, len(texts)) + 1
        codes = np.frombuffer("\n".join([*texts, ""]).encode("utf-32-le", "surrogatepass"), np.uint32)
        firsts = np.minimum(codes, 0x1FFFF)
        ats, ends, entries = [], [], []
        for length, begins, hashes, names in self.tables:
            at = np.flatnonzero(begins[firsts[: max(len(codes) - length + 1, 0)]])
            if not len(at):
                continue
            seen = np.zeros(len(at), np.uint64)
            for offset in range(length):
                seen = seen * _BASE + codes[at + offset]
            place = np.minimum(np.searchsorted(hashes, seen), len(hashes) - 1)
            hit = hashes[place] == seen
            ats.append(at[hit])
            ends.append(at[hit] + length)
            entries.append(names[place[hit]])
        at, end, entry = (np.concatenate([np.zeros(0, np.int64), *each]) for each in (ats, ends, entries))
        order = np.lexsort((-end, at))
        at, end, entry = at[order], end[order], entry[order]
        before = np.concatenate(([0], np.maximum.accumulate(end)[:-1])) if len(end) else end
        kept = at >= before
        text = np.searchsorted(np.cumsum(lengths), at[kept], "right")
        return _Found(text, at[kept], end[kept], entry[kept])


def read_words(texts: Sequence[str]) -> Words:
    """What the lexicon says about each folded text."""
    phrases, n = _phrases(), len(texts)
    found = phrases.find(texts)
    read = _values(phrases, found)
    values, is_feeling = read.worth, read.felt
    total = np.bincount(found.text, values, n)
    hits = np.bincount(found.text, is_feeling, n)
    size = np.maximum(np.fromiter(map(len, texts), np.float64, n), 1)
    good = np.bincount(found.text, np.maximum(values, 0), n)
    bad = np.bincount(found.text, np.maximum(-values, 0), n)
    first, last = _ends(found, values, is_feeling, n)
    marks = [np.fromiter((text.count(mark) for text in texts), np.float64, n) for mark in ("?", "!", "..")]
    features = (
        np.tanh(total / 4),
        total / np.maximum(hits, 1) / 2,
        np.sqrt(good) / 2,
        np.sqrt(bad) / 2,
        np.tanh(last / 2),
        np.tanh(first / 2),
        np.tanh(_after_turn(phrases, found, values, n) / 3),
        np.minimum(marks[0], 3) / 3,
        np.minimum(marks[1], 3) / 3,
        np.minimum(marks[2], 3) / 3,
        hits == 0,
        np.log(size) / 5,
    )
    force = np.tanh((good + bad) / np.sqrt(size) * 1.5 + 0.15 * np.minimum(marks[1], 4))
    return Words(np.stack(features, axis=1).astype(np.float32), force.astype(np.float32))


def cues(texts: Sequence[str]) -> list[list[tuple[int, int, float]]]:
    """Where each folded text says a feeling, with the words that act on it, and what it is worth."""
    phrases = _phrases()
    found = phrases.find(texts)
    values = _values(phrases, found)
    said: list[list[tuple[int, int, float]]] = [[] for _ in texts]
    starts = np.cumsum([0, *(len(text) + 1 for text in texts)])[found.text]
    columns = (found.text, values.begin - starts, found.end - starts, values.worth)
    felt = np.flatnonzero(values.felt)
    for text, begin, end, worth in zip(*(each[felt].tolist() for each in columns), strict=True):
        said[text].append((begin, end, worth))
    return said


def _values(phrases: _Phrases, found: _Found) -> _Values:
    """What each phrase adds.

    A word of degree or a negation that stands right before another phrase acts on that one; up to two act.
    """
    entry = found.entry
    touches = np.zeros(len(entry), bool)
    touches[:-1] = found.end[:-1] == found.at[1:]
    acts = touches & ((phrases.degree[entry] != 1) | phrases.negates[entry])
    factor = np.where(acts, np.where(phrases.negates[entry], _NEGATED, phrases.degree[entry]), 1.0)
    acted, first = _shifted(acts, 1, False), _shifted(factor, 1, 1.0)
    acted_twice = acted & _shifted(acts, 2, False)
    second = np.where(acted_twice, _shifted(factor, 2, 1.0), 1.0)
    felt = (phrases.feeling[entry] != 0) & ~acts
    begin = np.where(
        acted_twice, _shifted(found.at, 2, 0), np.where(acted, _shifted(found.at, 1, 0), found.at)
    )
    return _Values((phrases.feeling[entry] * first * second * felt).astype(np.float32), felt, begin)


def _shifted(values: npt.NDArray[Any], by: int, start: Any) -> npt.NDArray[Any]:
    """The value of the phrase so many places before."""
    return np.concatenate((np.full(by, start, values.dtype), values))[: len(values)]


def _ends(found: _Found, values: Floats, is_feeling: npt.NDArray[np.bool_], n: int) -> tuple[Floats, Floats]:
    """The first and the last feeling of each text."""
    first, last = np.zeros(n, np.float32), np.zeros(n, np.float32)
    text, felt = found.text[is_feeling], values[is_feeling]
    last[text] = felt
    first[text[::-1]] = felt[::-1]
    return first, last


def _after_turn(phrases: _Phrases, found: _Found, values: Floats, n: int) -> npt.NDArray[np.float64]:
    """What is said after the last "but" of each text; 0 without one."""
    at = np.full(n, np.iinfo(np.int64).max)
    turns = phrases.turns[found.entry]
    at[found.text[turns]] = found.at[turns]
    return np.bincount(found.text, values * (found.at >= at[found.text]), n).astype(np.float64)


def clear_phrases() -> dict[str, float]:
    """What is clearly good (above 0) or bad about anything, from the lexicon: to learn from."""
    return {name: worth for name, worth in _feelings(_listed()).items() if abs(worth) >= 2}


@cache
def words_in_letters() -> frozenset[str]:
    """Chinese words that are written in letters and digits only ("yyds")."""
    return frozenset(_listed()["zh"]["in_letters"].split())


def _listed() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "lexicon_zh.toml").read_text(encoding="utf-8"))


def _feelings(listed: dict[str, Any]) -> dict[str, float]:
    feelings: dict[str, float] = {}
    for group in (listed["emoji"], listed["zh"]):
        for strength, words in group.items():
            if re.fullmatch(r"-?[\d.]+", strength):
                feelings |= {fold(word): float(strength) for word in words.split()}
    return feelings


@cache
def _phrases() -> _Phrases:
    listed = _listed()
    feeling = _feelings(listed)
    degree = {w: float(f) for f, words in listed["zh"]["degrees"].items() for w in words.split()}
    negations = set(listed["zh"]["negations"].split())
    names = sorted(feeling.keys() | degree.keys() | negations | set(_TURNS))
    return _Phrases(
        tuple(_table(names, length) for length in sorted({len(name) for name in names})),
        np.array([feeling.get(name, 0.0) for name in names], np.float32),
        np.array([degree.get(name, 1.0) for name in names], np.float32),
        np.array([name in negations for name in names]),
        np.array([name in _TURNS for name in names]),
    )


def _table(names: Sequence[str], length: int) -> tuple[int, npt.NDArray[np.bool_], _Codes, Ints]:
    chosen = [
        (i, np.array([ord(each) for each in name], np.uint64))
        for i, name in enumerate(names)
        if len(name) == length
    ]
    begins = np.zeros(0x20000, bool)
    begins[[int(codes[0]) for _, codes in chosen]] = True
    hashes = np.zeros(len(chosen), np.uint64)
    for offset in range(length):
        hashes = hashes * _BASE + np.array([codes[offset] for _, codes in chosen])
    order = np.argsort(hashes)
    return length, begins, hashes[order], np.array([i for i, _ in chosen])[order]
