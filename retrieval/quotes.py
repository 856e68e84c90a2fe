"""The piece of a text that shows why it was found, taken out verbatim."""

import re
from collections.abc import Sequence

from retrieval.query_words import QueryWord
from retrieval.words import fold

__all__ = ["quote"]

_BREAK = re.compile(r"[\s。！？!?；;，,、.]")


def quote(text: str, words: Sequence[QueryWord], width: int = 160) -> str:
    """At most `width` characters of the text, byte for byte, around the most of the words.

    The whole text when it is short. Starts after a break and ends at one where there is one near.
    """
    if len(text) <= width:
        return text
    places = _places(text, words)
    if not places:
        return _trimmed(text, 0, width)
    best = max(places, key=lambda place: (_kinds(places, place[0], place[0] + width * 3 // 4), -place[0]))
    return _trimmed(text, max(0, best[0] - width // 4), width)


def _places(text: str, words: Sequence[QueryWord]) -> list[tuple[int, int]]:
    """(position, which word) of every occurrence, in order."""
    plain = fold(text)
    if len(plain) != len(text):
        plain = "".join(_folded(character) for character in text)
    places: list[tuple[int, int]] = []
    for number, word in enumerate(words):
        for form in word.forms:
            edge = r"\b" if form.isascii() else ""
            places += [(m.start(), number) for m in re.finditer(edge + re.escape(form) + edge, plain)]
    return sorted(places)


def _folded(character: str) -> str:
    """The character folded, always to one, so that positions stay."""
    folded = fold(character)
    return folded if len(folded) == 1 else character


def _kinds(places: list[tuple[int, int]], start: int, end: int) -> int:
    return len({number for position, number in places if start <= position < end})


def _trimmed(text: str, start: int, width: int) -> str:
    if start > 0:
        near = _BREAK.search(text, start, min(len(text), start + width // 4))
        start = near.end() if near else start
    end = min(len(text), start + width)
    if end < len(text):
        breaks = [match.end() for match in _BREAK.finditer(text, start + width * 3 // 4, end)]
        end = breaks[-1] if breaks else end
    return text[start:end].strip()
