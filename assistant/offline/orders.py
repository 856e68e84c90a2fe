"""Reads what is to be done: a reply drafted, a ticket opened. Doing it is for a person to approve."""

import re
from dataclasses import dataclass
from typing import Literal

from assistant.offline.text.patterns import Patterns
from assistant.offline.text.scan import plain

__all__ = ["Order", "read_order"]

_WORDS = Patterns("orders.toml")
_CHINESE = re.compile("[\u3400-\u9fff]")

Doing = Literal["reply", "ticket", "decide"]


@dataclass(frozen=True, slots=True)
class Order:
    """One thing to do; "decide": to approve or reject what was proposed, which is never done here.

    records: ids it names. pointing: which of the records or the segment shown before it means: 1 for the
    first, -1 for the last, 0 for "this" or "them"; None when it points at nothing. rest: the words that say
    which feedback, when they are neither. note: what the reply should say. short: a short one is wanted.
    """

    doing: Doing
    records: tuple[str, ...] = ()
    pointing: int | None = None
    rest: str = ""
    note: str = ""
    short: bool = False


def read_order(message: str) -> Order | None:
    """The order in a message, or None when it asks a question."""
    if _WORDS.search("decide", plain(message)):
        return Order("decide")
    ids, left = _ids(message)
    note, left = _WORDS.taken("note", left)
    text = plain(left)
    for doing in ("reply", "ticket"):
        found = _WORDS.search(doing, text)
        if found:
            return _order(doing, found, text, ids, note)
    return None


def _order(doing: Doing, found: "re.Match[str]", text: str, ids: tuple[str, ...], note: str) -> Order:
    named = found.groupdict()
    inside = named.get("about") or named.get("for") or ""
    place, left = _WORDS.place(f"{text[: found.start()]} {inside} {text[found.end() :]}")
    this, left = _WORDS.taken("this", left) if place is None else ("", left)
    pointing = 0 if place is None and (this or named.get("it")) else place
    rest = _WORDS.stripped(left)
    if ids:
        pointing, rest = None, ""
    return Order(doing, ids, pointing, rest, note, short=bool(named.get("short") or named.get("brief")))


def _ids(text: str) -> tuple[tuple[str, ...], str]:
    """The record ids in a text as they are written, and the text with "this" in their place."""
    matches = list(_WORDS.words("record").finditer(text))
    ids = tuple(text[slice(*each.span(str(each.lastgroup)))] for each in matches)
    for each in reversed(matches):
        filler = "这条" if _CHINESE.search(text) else "this"
        text = f"{text[: each.start()]} {filler} {text[each.end() :]}"
    return tuple(dict.fromkeys(ids)), " ".join(text.split())
