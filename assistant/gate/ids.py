"""Ids of records and tickets, and result handles, as answers write them."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

__all__ = ["StatedId", "find_ids", "id_pattern"]

MOST_SHAPES = 8
"""Ids of more shapes than these are recognized only in brackets."""

_ALIKE = str.maketrans("123456789", "000000000")
"""Digits that make no difference to the shape of an id: most ids are then the same, and read once."""

LONG_DIGITS = 6
"""An id of only digits is recognized outside brackets from this length on."""


@dataclass(frozen=True, slots=True)
class StatedId:
    """`name` without its brackets; the span is the name's. A handle is an id of a result: r1."""

    kind: Literal["id", "handle"]
    start: int
    end: int
    name: str


_BRACKETED = re.compile(
    r"[\[【]\s?`?(?P<square>[^\s\[\]【】|`]{1,64}(?:\s?[,，;、]\s?[^\s\[\]【】|`,，;、]{1,64}){0,20})`?\s?[\]】](?!\()"
)
_HANDLE = re.compile(r"[rR]\d{1,4}")
_NAMED_HANDLE = re.compile(
    r"(?:(?<![A-Za-z])results?|结果|`)\s?(?P<handle>[rR]\d{1,4})(?![\w-])", re.IGNORECASE
)
_TICKET = re.compile(
    r"(?<![\w&])#(?P<hash>[A-Za-z]{0,6}-?\d[\w-]{0,30})"
    r"|(?-i:(?<![\w-])(?P<key>[A-Z][A-Z0-9]{1,9}-\d{3,12})(?![\w-]))"
    r"|(?:(?<![A-Za-z0-9_])tickets?|(?<![A-Za-z0-9_])id|工单|单号|编号)\s?(?:no\.?|number|号)?\s?[:：#]?\s?`?(?P<named>[A-Za-z]{0,8}[-_]?\d[\w-]{0,30})(?![\w%.])",
    re.IGNORECASE,
)
_MAY_BE_HANDLE = re.compile(r"[rR]\d")
_MAY_BE_TICKET = re.compile(
    r"[#TtIi\u0130\u0131工单编-](?:(?<=#)[\w-]|(?<=[Tt])[Ii\u0130\u0131][Cc]"
    r"|(?<![A-Za-z_].)(?<=[Ii\u0130\u0131])[Dd]|(?<=[工单编])[单号]|(?<=-)\d{3})"
)
"""Without one of these a text states no handle, and no ticket by its mark, its name or its key."""

_MEASURED = re.compile(r"\s?[条位名个件份起%张]|\s(?:records|tickets|of|are|were)\b")
_DATE_LIKE = re.compile(r"\d{4}-(?:\d\d|Q\d|W\d\d)(?:-\d\d)?")
_NUMBER_LIKE = re.compile(r"[-+−]?[\d.,]+%?")


def id_pattern(ids: Collection[str]) -> re.Pattern[str] | None:
    """Matches ids shaped like these in running text; None when their shape says too little."""
    shapes = {_shape(each) for each in {each.translate(_ALIKE) for each in ids}}
    shapes.discard("")
    if not shapes or len(shapes) > MOST_SHAPES:
        return None
    return re.compile(rf"(?<![\w.,/-])(?:{'|'.join(sorted(shapes, key=len, reverse=True))})(?![\w-])")


def _shape(name: str) -> str:
    """Letters stay, digits may be others; of hexadecimal names only the beginning and the length stay."""
    hexadecimal = re.fullmatch(r"([A-Za-z]{0,3}-?)([0-9a-f]{8,})", name)
    if hexadecimal and not hexadecimal[2].isdigit():
        return rf"{re.escape(hexadecimal[1])}[0-9a-f]{{{len(hexadecimal[2]) - 1},{len(hexadecimal[2]) + 1}}}"
    if name.isdigit():
        return rf"\d{{{len(name) - 1},{len(name) + 1}}}" if len(name) > LONG_DIGITS else ""
    if not any(each.isdigit() for each in name) or len(name) > 40 or _HANDLE.fullmatch(name):
        return ""
    return r"\d+".join(re.escape(part) for part in re.split(r"\d+", name))


def find_ids(text: str, shaped: re.Pattern[str] | None, known: Collection[str]) -> list[StatedId]:
    """Every id and handle: in brackets, after a word such as ticket, and shaped like those that are known."""
    found: dict[int, StatedId] = {}
    for each in _all(text, shaped, known):
        if not any(old.start < each.end and each.start < old.end for old in found.values()):
            found[each.start] = each
    return [found[place] for place in sorted(found)]


def _all(text: str, shaped: re.Pattern[str] | None, known: Collection[str]) -> Iterator[StatedId]:
    for match in _BRACKETED.finditer(text) if "[" in text or "【" in text else ():
        for part in re.finditer(r"[^\s,，;、]+", match["square"]):
            start = match.start("square") + part.start()
            name = part[0].removeprefix("#").rstrip(".:")
            start += len(part[0]) - len(part[0].removeprefix("#"))
            if _HANDLE.fullmatch(name) and name not in known:
                yield StatedId("handle", start, start + len(name), name.lower())
            elif name in known or (_looks_like_id(name) and match.end() - match.start() < 90):
                yield StatedId("id", start, start + len(name), name)
    for match in _NAMED_HANDLE.finditer(text) if _MAY_BE_HANDLE.search(text) else ():
        yield StatedId("handle", *match.span("handle"), match["handle"].lower())
    for match in _TICKET.finditer(text) if _MAY_BE_TICKET.search(text) else ():
        group = next(name for name, value in match.groupdict().items() if value)
        if not _MEASURED.match(text, match.end()):
            yield StatedId("id", *match.span(group), match[group])
    for match in shaped.finditer(text) if shaped else ():
        yield StatedId("id", *match.span(), match[0])


def _looks_like_id(name: str) -> bool:
    if not any(each.isdigit() for each in name) or _DATE_LIKE.fullmatch(name):
        return False
    return name.isdigit() or not _NUMBER_LIKE.fullmatch(name)
