"""Reads what is to be done: a reply drafted, a ticket opened. Doing it is for a person to approve."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from assistant.offline.scan import plain

__all__ = ["Order", "read_order"]

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
    if _words("decide").search(plain(message)):
        return Order("decide")
    ids, left = _ids(message)
    note, left = _taken("note", left)
    text = plain(left)
    for doing in ("reply", "ticket"):
        found = _words(doing).search(text)
        if found:
            return _order(doing, found, text, ids, note)
    return None


def _order(doing: Doing, found: "re.Match[str]", text: str, ids: tuple[str, ...], note: str) -> Order:
    named = found.groupdict()
    inside = named.get("about") or named.get("for") or ""
    place, left = _place(f"{text[: found.start()]} {inside} {text[found.end() :]}")
    this, left = _taken("this", left) if place is None else ("", left)
    pointing = 0 if place is None and (this or named.get("it")) else place
    rest = _stripped(left)
    if ids:
        pointing, rest = None, ""
    return Order(doing, ids, pointing, rest, note, short=bool(named.get("short") or named.get("brief")))


def _ids(text: str) -> tuple[tuple[str, ...], str]:
    """The record ids in a text as they are written, and the text with "this" in their place."""
    matches = list(_words("record").finditer(text))
    ids = tuple(text[slice(*each.span(str(each.lastgroup)))] for each in matches)
    for each in reversed(matches):
        filler = "这条" if _CHINESE.search(text) else "this"
        text = f"{text[: each.start()]} {filler} {text[each.end() :]}"
    return tuple(dict.fromkeys(ids)), " ".join(text.split())


def _place(text: str) -> tuple[int | None, str]:
    found = _words("place").search(text)
    if found is None:
        return None, text
    name = str(found.lastgroup)
    place = -1 if name.endswith("last") else int(name[1:])
    return place, f"{text[: found.start()]} {text[found.end() :]}"


def _taken(name: str, text: str) -> tuple[str, str]:
    """What a concept caught (its named group, or all of it), and the text without it."""
    found = _words(name).search(text)
    if found is None:
        return "", text
    group = found.lastgroup or 0
    return text[slice(*found.span(group))].strip(), f"{text[: found.start()]} {text[found.end() :]}"


def _stripped(text: str) -> str:
    """Without the words that only lead to what it is about, and those that only end a request."""
    text = " ".join(text.split())
    lead, tail = (_pattern(name) for name in ("lead", "tail"))
    while True:
        left = re.sub(rf"^(?:[\W_]+|{lead})|(?:[^\w%]+|{tail})$", "", text, flags=re.IGNORECASE)
        if left == text:
            return text
        text = left


@cache
def _words(name: str) -> re.Pattern[str]:
    return re.compile(_pattern(name), re.IGNORECASE)


def _pattern(name: str) -> str:
    words = _concepts()[name]
    english = [rf"(?<![a-z0-9_'])(?:{each})(?![a-z0-9_])" for each in words["en"]]
    return "|".join(english + [f"(?:{each})" for each in words["zh"]])


@cache
def _concepts() -> dict[str, dict[str, list[str]]]:
    file = resources.files(__package__) / "orders.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
