"""Which texts of a batch could hold anything with a form: one look at every character, all texts at once."""

import re
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from retrieval.understanding.privacy.folding import NUMERALS, digit_characters

__all__ = ["worth_reading"]

_LEAST_DIGITS = 3
_LEAST_NUMERALS = 7
_NUMERAL = 32
"""Marks a Chinese numeral; other marks count as digits."""

_WORDS = re.compile(
    r"微\s?信|薇|威信|徽信|维信|[vV]信|[wW][xX]|[vV][xX]|[wW]e\s?[cC]hat|[wW][eE][iI][xX]|[加➕]\s?[vV]|[vV]\s?[:：]|微❤"
    r"|[hH][tT][tT][pP]|[wW][wW][wW]\.|艾特|[\[({<（【]\s?(?:at|AT)|\s(?:dot|DOT)\s|#(?:qq|gmail|163)|点(?:com|cn)"
    r"|[tT]elegram|[sS]kype|WhatsApp|抖音|小红书|微博|支付宝|旺旺|\b[iI][gG]\b|[lL]ine [iI][dD]|[iI]nsta"
)


def worth_reading(texts: Sequence[str]) -> list[int]:
    """The places of texts with a few digits in any writing, an at sign, or a word for an account."""
    joined = "\n".join(texts)
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    starts = np.concatenate(([0], np.cumsum(lengths + 1)))
    marks = _marks()[np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)]
    places = np.flatnonzero(marks)
    values = marks[places]
    first = np.searchsorted(places, starts)
    digits = _sums(np.where(values == _NUMERAL, 0, values), first)
    numerals = _sums(values == _NUMERAL, first)
    worth = (digits >= _LEAST_DIGITS) | (digits + numerals >= _LEAST_NUMERALS)
    said = np.fromiter((match.start() for match in _WORDS.finditer(joined)), np.int64)
    worth[np.searchsorted(starts, said, side="right") - 1] = True
    return [int(place) for place in np.flatnonzero(worth)]


def _sums(
    values: npt.NDArray[np.integer] | npt.NDArray[np.bool_], first: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    totals = np.concatenate(([0], np.cumsum(values, dtype=np.int64)))
    return np.asarray(np.diff(totals[first]), np.int64)


@cache
def _marks() -> npt.NDArray[np.uint8]:
    table = np.zeros(0x110000, np.uint8)
    table[[ord(each) for each in NUMERALS]] = _NUMERAL
    table[[ord(each) for each in "0123456789" + digit_characters()]] = 1
    table[[ord(each) for each in "@＠﹫"]] = _LEAST_DIGITS
    return table
