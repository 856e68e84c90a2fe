"""Words that tell a need in a text: leaving, paying for speed, waiting, a part or what should be in the box.

The lists are `needs.toml`. Words of `parts` only say what a text speaks of; that it complains is the record's
sentiment.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from retrieval.words import fold

__all__ = ["NEEDS", "PARTS", "needs_of", "where"]

PARTS = ("charger", "cable", "case", "gift", "missing_parts", "accessory")
_LATIN = re.compile("[a-z]{2}")

NEEDS = ("leaving", "pays_speed", "delivery", "late", *PARTS)


@dataclass(frozen=True, slots=True)
class _Need:
    name: str
    latin: re.Pattern[str]
    wide: re.Pattern[str]
    but: re.Pattern[str] | None


def needs_of(text: str) -> tuple[str, ...]:
    """The needs a text tells, of NEEDS."""
    if not text:
        return ()
    folded = _folded(text)
    return tuple(each.name for each in _needs() if next(_finds(each, folded), None) is not None)


def where(need: str, text: str) -> tuple[int, int] | None:
    """Where the folded text first tells the need; None where it does not."""
    found = next(each for each in _needs() if each.name == need)
    return next(_finds(found, _folded(text)), None)


def _folded(text: str) -> str:
    return fold(text).replace("\u2019", "'")


def _finds(need: _Need, folded: str) -> Iterator[tuple[int, int]]:
    """The places of its words that lie outside what they do not mean."""
    patterns = [need.latin] if folded.isascii() else [need.wide]
    if not folded.isascii() and _LATIN.search(folded):
        patterns.append(need.latin)
    for pattern in patterns:
        for found in pattern.finditer(folded):
            if need.but is None or not _overlaps(need.but, folded, found.span()):
                yield found.span()


def _overlaps(but: re.Pattern[str], folded: str, span: tuple[int, int]) -> bool:
    return any(each.start() < span[1] and span[0] < each.end() for each in but.finditer(folded))


@cache
def _needs() -> tuple[_Need, ...]:
    file = resources.files(__package__) / "needs.toml"
    lists = tomllib.loads(file.read_text(encoding="utf-8"))["need"]
    return tuple(
        _Need(
            each["name"],
            re.compile(rf"\b(?:{'|'.join(each['en'])})\b", re.ASCII),
            re.compile("|".join(each["zh"])),
            re.compile("|".join(each["but"])) if each.get("but") else None,
        )
        for each in lists
    )
