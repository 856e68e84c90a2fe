"""Which texts of a batch could hold anything with a form: one look at every character, all texts at once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from retrieval.understanding.privacy.folding import NUMERALS, digit_characters, odd_characters
from retrieval.understanding.privacy.online import words

__all__ = ["Suspect", "suspects"]

_DIGIT, _AT, _NUMERAL, _NAME, _ODD, _ODD_DIGIT, _ODD_AT = range(1, 8)
_LEAST_DIGITS = 4
_LEAST_NUMERALS = 6
_LONG = 26


@dataclass(frozen=True, slots=True)
class Suspect:
    """A text that has to be read: for numbers, for an e-mail address, for what words announce.

    disguised: it has characters that may be read as others, or as nothing. long_words: it has a row of
    letters and digits that is too long for a word.
    """

    place: int
    numbers: bool
    mail: bool
    words: bool
    disguised: bool
    long_words: bool


def suspects(texts: Sequence[str]) -> list[Suspect]:
    """Texts with a few digits in any writing, an at sign behind a letter, or words for an account or link."""
    joined = "\n".join(texts)
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    starts = np.concatenate(([0], np.cumsum(lengths + 1)))
    marks = _marks()[np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)]
    digits = _counts((marks == _DIGIT) | (marks == _ODD_DIGIT), starts)
    numerals = _counts(marks == _NUMERAL, starts)
    at = np.flatnonzero((marks == _AT) | (marks == _ODD_AT))
    at = at[(at > 0) & (marks[at - 1] != 0) & (marks[at - 1] != _AT)]
    breaks = np.concatenate(
        ([-1], np.flatnonzero((marks != _NAME) & (marks != _DIGIT) & (marks != _ODD_DIGIT)), [len(marks)])
    )
    codes = breaks[:-1][np.diff(breaks) > _LONG] + 1
    said = np.fromiter((match.start() for match in _words().finditer(joined)), np.int64)
    long_words = _at_places(codes, starts)
    numbers = (digits >= _LEAST_DIGITS) | (digits + numerals >= _LEAST_NUMERALS) | long_words
    disguised = (_counts(marks >= _ODD, starts) > 0) | ((numerals > 0) & (digits + numerals > _LEAST_DIGITS))
    mail, said_so = _at_places(at, starts), _at_places(said, starts)
    return [
        Suspect(place, *(bool(each[place]) for each in (numbers, mail, said_so, disguised, long_words)))
        for place in map(int, np.flatnonzero(numbers | mail | said_so))
    ]


def _counts(marked: npt.NDArray[np.bool_], starts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    places = np.flatnonzero(marked)
    return np.asarray(np.diff(np.searchsorted(places, starts)), np.int64)


def _at_places(places: npt.NDArray[np.int64], starts: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    found = np.zeros(len(starts) - 1, np.bool_)
    found[np.searchsorted(starts, places, side="right") - 1] = True
    return found


@cache
def _words() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words("announcing"))))


@cache
def _marks() -> npt.NDArray[np.uint8]:
    table = np.zeros(0x110000, np.uint8)
    table[[ord(each) for each in NUMERALS]] = _NUMERAL
    table[[code for code in range(0x30, 0x7B) if chr(code).isalnum()]] = _NAME
    table[[ord(each) for each in odd_characters()]] = _ODD
    table[[ord(each) for each in "0123456789"]] = _DIGIT
    table[[ord(each) for each in digit_characters()]] = _ODD_DIGIT
    table[ord("@")] = _AT
    table[[ord(each) for each in "＠﹫"]] = _ODD_AT
    return table
