"""Text as a reader sees it: without invisible characters, digits and letters of every width as ASCII.

Whatever is found in the folded text has a place in the original, since that is what gets struck.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["Folded", "collapsed", "fold", "label_key", "quotable"]

_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufe0e\ufe0f"
)
_ODD = re.compile(f"[{_INVISIBLE}\uff05\uff0e\uff21-\uff3a\uff41-\uff5a]|(?![0-9])\\d")
_PLAIN_ODD = re.compile(f"[{_INVISIBLE}\uff05\uff0e\uff21-\uff3a\uff41-\uff5a]")
_OTHER_DIGIT = re.compile(r"[^\D0-9]")
"""What `_ODD` finds, in two patterns of one set each: these are searched for many times as fast."""

_SEEN = re.compile(f"[^{_INVISIBLE}]")
_UNSEEN = re.compile(f"[{_INVISIBLE}]")


@dataclass(frozen=True, slots=True)
class Folded:
    """places[i]: where character i of `text` stands in the original; None when all stand as they did."""

    text: str
    original: str
    places: tuple[int, ...] | None = None

    @property
    def written(self) -> str:
        """The text without invisible characters, digits as they were written; as long as `text`."""
        if self.places is None:
            return self.text
        return "".join(self.original[place] for place in self.places)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's span of a span of the folded text, with the invisible characters after it."""
        if self.places is None or start >= end:
            return start, end
        return self.places[start], self.places[end] if end < len(self.places) else len(self.original)


def fold(text: str) -> Folded:
    """The text without invisible characters; fullwidth and other scripts' digits as 0-9."""
    if text.isascii() or not (_PLAIN_ODD.search(text) or _OTHER_DIGIT.search(text)):
        return Folded(text, text)
    kept = [match.start() for match in _SEEN.finditer(text)]
    return Folded("".join(_plain(text[place]) for place in kept), text, tuple(kept))


def collapsed(words: str) -> str:
    """Words with every run of blanks and line breaks as one space."""
    return " ".join(words.split())


def quotable(words: str) -> str:
    """Words as quotes are compared: without invisible characters (emoji have some), all blanks alike."""
    return collapsed(words if words.isascii() else _UNSEEN.sub("", words))


@lru_cache(maxsize=16_384)
def label_key(label: str) -> str:
    """What names are compared by: letter case and blanks apart."""
    return collapsed(label).casefold()


def _plain(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    return (
        chr(ord(character) - 0xFEE0)
        if "\uff05" <= character <= "\uff5a" and _ODD.match(character)
        else character
    )
