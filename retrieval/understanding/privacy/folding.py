"""Texts as detectors read them: plain digits and letters, nothing invisible, and the way back.

Digits can be written full-width, circled, mathematical or in other scripts, with invisible characters between
them, or as Chinese numerals (幺三八). A text with none of that is its own folded form and costs one search.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

__all__ = ["NUMERALS", "Folded", "digit_characters", "fold_for_detection", "odd_characters"]


@dataclass(frozen=True, slots=True)
class Folded:
    """places[i]: where character i of `text` stood in the original; None when nothing moved."""

    text: str
    places: tuple[int, ...] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The part of the original that text[start:end] was folded from; end > start."""
        if self.places is None:
            return start, end
        return self.places[start], self.places[end - 1] + 1


NUMERALS = {
    each: str(digit)
    for digit, written in enumerate(
        ("零〇", "一幺壹", "二贰貳", "三叁叄", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")
    )
    for each in written
}
"""Chinese digits as they are said one by one; 两 counts things and is none."""

_SPOKEN = "".join(NUMERALS)
_SEPARATORS = r"[ \t\u00a0\u3000\-_.,，、·—–‐‑/()（）]{0,3}"
_NUMERAL_RUN = re.compile(f"[{_SPOKEN}\\d](?:{_SEPARATORS}[{_SPOKEN}\\d]){{4,}}")
_WHOLE_NUMBER = re.compile(rf"\d(?:{_SEPARATORS}\d){{10,}}{_SEPARATORS}[{_SPOKEN}]{{0,3}}")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u20e3\ufe00-\ufe0f\ufeff\u0300-\u036f\U000e0000-\U000e01ef]"
)
_BLOCKS = ((0x80, 0x3001), (0x3200, 0x3400), (0xA600, 0xAC00), (0xFE00, 0x1FC00), (0xE0000, 0xE01F0))
"""Where digits and invisible characters are in Unicode; the rest is mostly ideographs and syllables."""

_CIRCLED = "㊀㊁㊂㊃㊄㊅㊆㊇㊈"


def fold_for_detection(text: str) -> Folded:
    """Digits become ASCII, full-width letters plain; what cannot be seen is left out."""
    if text.isascii():
        return Folded(text)
    places: tuple[int, ...] | None = None
    if not _plain().keys().isdisjoint(text):
        hidden = _hidden()
        if not hidden.isdisjoint(text):
            places = tuple(place for place, each in enumerate(text) if each not in hidden)
        text = text.translate(_translation())
    return Folded(_NUMERAL_RUN.sub(_digits, text), places)


def digit_characters() -> str:
    """All characters but ASCII that are read as a digit."""
    return "".join(each for each, plain in _plain().items() if plain.isdigit())


def odd_characters() -> str:
    """All characters that are read as another one, or as none."""
    return "".join(_plain())


def _digits(run: re.Match[str]) -> str:
    """A number that is whole in digits ends there: what follows it is a name or a word (13800138000三姐)."""
    if _WHOLE_NUMBER.fullmatch(run.group()):
        return run.group()
    return "".join(NUMERALS.get(each, each) for each in run.group())


@cache
def _plain() -> dict[str, str]:
    """What each unusual character is read as: one character, or none for the invisible ones."""
    table: dict[str, str] = {}
    for code in (code for first, end in _BLOCKS for code in range(first, end)):
        each = chr(code)
        if _INVISIBLE.match(each):
            table[each] = ""
        elif (digit := unicodedata.digit(each, None)) is not None:
            table[each] = str(digit)
        elif 0xFF01 <= code <= 0xFF5E and (each.isalnum() or each in "＠．＋－＿／＃＊（）"):
            table[each] = chr(code - 0xFEE0)
    return table | {each: str(place) for place, each in enumerate(_CIRCLED, start=1)} | {"﹫": "@"}


@cache
def _hidden() -> frozenset[str]:
    return frozenset(each for each, plain in _plain().items() if not plain)


@cache
def _translation() -> dict[int, str]:
    return {ord(each): plain for each, plain in _plain().items()}
