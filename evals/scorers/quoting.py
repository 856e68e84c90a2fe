"""Quotes that name their record: “what was said” [id]."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

END = re.compile(r"”\s*`?\[([^\[\]\s]+)\]`?(?!\()")

TAKEN_OUT = re.compile("‹[^‹›]{1,30}›")
"""What the assistant shows in place of what it may not show: a link that is on no list."""

__all__ = ["Cited", "cited", "said_by_id"]


@dataclass(frozen=True, slots=True)
class Cited:
    """readings: what may be the quote, the shortest first, since a quote may have quotation marks in it.

    start, end: where quote and id stand, from the first mark that may open it.
    """

    readings: tuple[str, ...]
    id: str
    start: int
    end: int

    def stands_in(self, text: str) -> bool:
        """Whether the text has it byte for byte, but for what was visibly taken out, such as a link."""
        return any(reading.strip() and _stands(TAKEN_OUT.split(reading), text) for reading in self.readings)


def _stands(parts: Sequence[str], text: str) -> bool:
    """Whether the parts stand in the text in this order; at least one of them says something."""
    at = 0
    for part in parts:
        at = text.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return any(part.strip() for part in parts)


def cited(text: str) -> list[Cited]:
    """Every quote of a text that says where it is from."""
    found, begin = [], 0
    for match in END.finditer(text):
        starts = [place for place in range(begin, match.start()) if text[place] == "“"]
        readings = tuple(text[place + 1 : match.start()] for place in reversed(starts))
        found.append(Cited(readings, match[1], starts[-1] if starts else match.start(), match.end()))
        begin = match.end()
    return found


def said_by_id(results: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What results say of each record they cite: the words of its rows, and of the quotes of a theme."""
    found: dict[str, str] = {}
    for result in results:
        ids = {str(each) for each in result["citations"]}
        for row in result["rows"]:
            words = "\n".join(str(cell) for cell in row if isinstance(cell, str))
            for cell in ids.intersection(map(str, row)):
                found[cell] = found.get(cell, "") + "\n" + words
        for theme in result["facts"].get("details") or ():
            for quote in theme.get("quotes") or ():
                found[quote["id"]] = found.get(quote["id"], "") + "\n" + quote["text"]
    return found
