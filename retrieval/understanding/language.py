"""The language of a text: zh-Hans, zh-Hant, en, mixed (Chinese with real English words) or other.

Characters of every kind are counted for all texts at once. Simplified and traditional are told apart by the
characters that only one of them has; English from the rest of the Latin alphabet's languages by common words.
"""

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources
from itertools import chain

import numpy as np
import numpy.typing as npt

from retrieval.understanding.batch import Label
from retrieval.understanding.latin import latin_language, latin_words, lexicon

__all__ = ["LANGUAGES", "languages"]

LANGUAGES = ("zh-Hans", "zh-Hant", "en", "mixed", "other")

MOST_READ = 2000
"""Characters of a text in which words are looked up: the language is clear long before."""

TOGETHER = 512
"""Texts counted at once: few enough for the processor's cache."""

HAN_PER_WORD = 1.6
"""Chinese characters that say as much as one English word."""

LEAST_SHARE = 0.07
"""Of a text's words, in each of the two languages, for it to be mixed."""

_Counts = npt.NDArray[np.int64]
_NOTHING, _LATIN, _ACCENTED, _HAN, _SIMPLIFIED, _RATHER_SIMPLIFIED, _TRADITIONAL = range(7)
_CANTONESE, _JAPANESE, _KANA, _FOREIGN = range(7, 11)
_KINDS = 11
_END = 0x32000

_SCRIPTS = (
    (0x41, 0x5B, _LATIN),
    (0x61, 0x7B, _LATIN),
    (0xC0, 0xD7, _ACCENTED),
    (0xD8, 0xF7, _ACCENTED),
    (0xF8, 0x250, _ACCENTED),
    (0x370, 0x2000, _FOREIGN),
    (0x1E00, 0x1F00, _ACCENTED),
    (0x3041, 0x3097, _KANA),
    (0x30A1, 0x30FB, _KANA),
    (0x3400, 0x4DC0, _HAN),
    (0x4E00, 0xA000, _HAN),
    (0xA000, 0xA4D0, _FOREIGN),
    (0xAC00, 0xD7A4, _FOREIGN),
    (0xF900, 0xFB00, _HAN),
    (0xFB1D, 0xFDF0, _FOREIGN),
    (0xFE70, 0xFEFD, _FOREIGN),
    (0xFF21, 0xFF3B, _LATIN),
    (0xFF41, 0xFF5B, _LATIN),
    (0xFF66, 0xFF9E, _KANA),
    (0x20000, _END, _HAN),
)
"""Where the letters of a kind are in Unicode; the rest (digits, signs, emoji) is nothing."""


def languages(texts: Sequence[str]) -> list[Label]:
    """One label a text. Chinese that nothing marks as traditional is zh-Hans, with less confidence."""
    found = [latin_language(text) if text.isascii() else None for text in texts]
    waiting = [at for at, label in enumerate(found) if label is None]
    for begin in range(0, len(waiting), TOGETHER):
        part = waiting[begin : begin + TOGETHER]
        for at, counts in zip(part, _counts([texts[at][:MOST_READ] for at in part]).tolist(), strict=True):
            found[at] = _label(texts[at], counts)
    return [label for label in found if label is not None]


def _counts(texts: Sequence[str]) -> _Counts:
    """(texts, kinds): how many characters of each kind."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    kinds = _kinds()[np.minimum(codes, _END - 1)]
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    owner = np.repeat(np.arange(len(texts)) * _KINDS, lengths)
    return np.bincount(owner + kinds, minlength=len(texts) * _KINDS).reshape(len(texts), _KINDS)


def _label(text: str, counts: list[int]) -> Label:
    han = sum(counts[_HAN : _JAPANESE + 1])
    latin = counts[_LATIN] + counts[_ACCENTED]
    letters = han + latin + counts[_KANA] + counts[_FOREIGN]
    if not letters:
        return Label("other", 0.9)
    if _is_foreign(counts, han, letters):
        return Label("other", 0.95)
    if not han:
        return latin_language(text, counts[_ACCENTED] / latin)
    if latin < 2:
        return _chinese(counts, han)
    return _chinese_and_latin(text, counts, han)


def _is_foreign(counts: list[int], han: int, letters: int) -> bool:
    """Japanese, Korean, Cyrillic and so on; a の or a face like (°Д°) does not make a text foreign."""
    kana, other = counts[_KANA], counts[_FOREIGN]
    if kana >= 2 and kana >= 0.2 * (han + kana) and kana >= 0.1 * letters:
        return True
    if (other >= 2 and other >= 0.4 * letters) or letters == kana + other:
        return True
    only_japanese = counts[_JAPANESE] > 0 and not counts[_SIMPLIFIED]
    return only_japanese and counts[_JAPANESE] + kana >= 0.15 * (han + kana)


def _chinese(counts: list[int], han: int) -> Label:
    simplified = counts[_SIMPLIFIED] + 0.25 * counts[_RATHER_SIMPLIFIED]
    traditional = float(counts[_TRADITIONAL])
    if simplified == traditional == 0 and counts[_CANTONESE]:
        return Label("zh-Hant", 0.6)
    if traditional > simplified:
        return Label("zh-Hant", _sure(traditional, simplified))
    return Label("zh-Hans", _sure(simplified, traditional) if simplified else round(0.7 - 0.2 / (1 + han), 3))


def _sure(more: float, less: float) -> float:
    return round(min(0.99, (more + 1) / (more + less + 1.1)), 3)


def _chinese_and_latin(text: str, counts: list[int], han: int) -> Label:
    """Chinese beside Latin letters: mixed when enough of it is English that nobody would call Chinese."""
    words, told = latin_words(text[:MOST_READ]), lexicon()
    known = [word for word in words if told.is_english(word.lower())]
    others = sum(word.lower() not in told.borrowed for word in words)
    chinese_words = han / HAN_PER_WORD
    if others > 2 * chinese_words:
        label = latin_language(text, counts[_ACCENTED] / (counts[_LATIN] + counts[_ACCENTED]))
        if label.value == "other" or chinese_words < LEAST_SHARE * (others + chinese_words):
            return label
        return Label("mixed", 0.8, tuple(known[:3]))
    if len(known) < 3:
        known = [word for word in known if not word.isupper()]
    share = len(known) / (len(known) + chinese_words)
    if not known or share < LEAST_SHARE:
        return _chinese(counts, han)
    return Label("mixed", round(min(0.95, 0.6 + share), 3), tuple(known[:3]))


@cache
def _kinds() -> npt.NDArray[np.uint8]:
    """The kind of each code point below _END."""
    table = np.zeros(_END, np.uint8)
    for begin, end, kind in _SCRIPTS:
        table[begin:end] = kind
    table[[code for code in range(0x370, 0x2000) if not chr(code).isalpha()]] = _NOTHING
    table[_END - 1] = _NOTHING  # stands for all code points beyond
    for kind, characters in _told_apart():
        table[[ord(each) for each in characters]] = kind
    return table


def _told_apart() -> tuple[tuple[int, str], ...]:
    """Characters of one script: OpenCC changes them, and the other script's classic charset lacks them.

    Big5 holds traditional characters, GB 2312 simplified ones. What OpenCC simplifies to but Big5 has as well
    (后, 里, 台) is used in traditional writing too: a hint at most.
    """
    import opencc

    han = [chr(code) for code in chain(range(0x3400, 0x4DC0), range(0x4E00, 0xA000))]
    listed = "\n".join(han)
    to_traditional = opencc.OpenCC("s2t").convert(listed).split("\n")
    to_simplified = opencc.OpenCC("t2s").convert(listed).split("\n")
    simplified = [each for each, other in zip(han, to_traditional, strict=True) if each != other]
    traditional = [each for each, other in zip(han, to_simplified, strict=True) if each != other]
    own = _characters()
    return (
        (_RATHER_SIMPLIFIED, "".join(simplified)),
        (_SIMPLIFIED, "".join(each for each in simplified if not _in_charset(each, "big5"))),
        (_TRADITIONAL, "".join(each for each in traditional if not _in_charset(each, "gb2312"))),
        (_CANTONESE, own["cantonese"]),
        (_JAPANESE, own["japanese"]),
    )


def _in_charset(character: str, charset: str) -> bool:
    return bool(character.encode(charset, "ignore"))


def _characters() -> dict[str, str]:
    file = resources.files("retrieval.understanding") / "language.toml"
    return dict(tomllib.loads(file.read_text(encoding="utf-8"))["characters"])
