"""A question as it is read: folded once, then taken apart piece by piece.

Each reader (times, numbers, values, fields, words) takes the pieces it understands. What nobody took is what
was not understood, and decides whether the question may be answered at all.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.offline.text.compiled import compiled
from retrieval.words import fold

__all__ = ["Scan", "plain"]

_TAKEN = "\x00"
_BETWEEN_SCRIPTS = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[a-z0-9])|(?<=[a-z0-9])\s+(?=[\u3400-\u9fff])")


def plain(text: str) -> str:
    """Folded, straight quotes, and no space where Chinese meets Latin: "PLUS 会员" is "plus会员"."""
    return _BETWEEN_SCRIPTS.sub("", re.sub(r"[’‘`]", "'", fold(text)).replace(_TAKEN, " "))


@dataclass(slots=True)
class Scan:
    """`text` is the folded question, `free` the same with every taken piece blanked out, letter for letter.

    capitals: short words the question wrote in capitals, which may be codes; none when it is all in capitals.
    """

    text: str
    free: str
    capitals: frozenset[str] = frozenset()

    @classmethod
    def of(cls, question: str) -> "Scan":
        text = plain(question)
        return cls(text, text, _capitals(question))

    def take(self, start: int, end: int) -> None:
        """Marks a piece as understood."""
        self.free = self.free[:start] + _TAKEN * (end - start) + self.free[end:]

    def find(self, pattern: str | re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Matches within what is still free, left to right; taking a match does not disturb the rest."""
        yield from list(compiled(pattern).finditer(self.free))

    def take_first(self, pattern: str | re.Pattern[str]) -> re.Match[str] | None:
        """Takes and returns the first free match, or None."""
        found = compiled(pattern).search(self.free)
        if found:
            self.take(*found.span())
        return found

    def rest(self) -> list[str]:
        """The stretches nobody took, trimmed, in order."""
        return [piece.strip() for piece in self.free.split(_TAKEN) if piece.strip()]


_HAN = "[\u3400-\u9fff]"
"""Beside Chinese, which has no capitals, a code in capitals is told from a question shouted."""


def _capitals(question: str) -> frozenset[str]:
    if question.isupper() and re.search(_HAN, question) is None:
        return frozenset()
    return frozenset(re.findall(r"(?<![A-Za-z])[A-Z]{2,4}(?![A-Za-z])", question))
