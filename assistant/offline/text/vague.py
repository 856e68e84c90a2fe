"""Words too common to mean a field or a value by themselves."""

import re

from assistant.offline.text.compiled import compiled
from assistant.offline.text.scan import Scan

__all__ = ["SAID_OF_FEEDBACK", "VAGUE_VALUES", "VAGUE_WORDS", "WORDS_LIKE_CODES", "is_vague", "set_against"]

VAGUE_WORDS = frozenset(
    [
        "group",
        "code",
        "type",
        "name",
        "id",
        "at",
        "date",
        "cny",
        "rmb",
        "usd",
        "number",
        "no",
        "value",
        "level",
        "count",
        "总",
        "is",
        "has",
        "the",
        "of",
        "in",
        "and",
        "data",
    ]
)
"""Words of a column name that say too little to stand for the column by themselves."""

VAGUE_VALUES = frozenset(
    [
        "yes",
        "no",
        "true",
        "false",
        "other",
        "others",
        "none",
        "new",
        "all",
        "any",
        "good",
        "bad",
        "ok",
        "open",
        "high",
        "low",
        "unknown",
        "standard",
        "it",
        "no.",
        "is",
        "on",
        "off",
    ]
)
"""Values that are everyday words: they count only next to their field's name, or by a longer surface."""

SAID_OF_FEEDBACK = frozenset(("new", "ok", "连续", "持续", "不断"))
"""Of these not even a value is meant that they are near to: "new complaints" are the recent ones."""

WORDS_LIKE_CODES = frozenset(
    (
        "in",
        "or",
        "me",
        "ok",
        "hi",
        "oh",
        "id",
        "no",
        "us",
        "as",
        "at",
        "it",
        "is",
        "so",
        "do",
        "go",
        "on",
        "to",
        "be",
        "by",
        "my",
        "he",
        "we",
        "an",
        "am",
        "if",
        "of",
        "up",
    )
)
"""Words of two letters that are no codes of places."""


def is_vague(surface: str, scan: Scan) -> bool:
    """Everyday words, numbers and very short codes do not mean a value unless their field is spoken of."""
    if _said_of_people(surface, scan):
        return False
    number = surface.replace(".", "").replace("-", "").isdigit()
    if len(surface) == 1 and surface.isascii():
        return not _said_as_name(surface, scan)
    code = any(each.isdigit() for each in surface) and any(each.isalpha() for each in surface)
    short = len(surface) < 3 and surface.isascii() and not code and surface.upper() not in scan.capitals
    return surface in VAGUE_VALUES or number or short


def _said_as_name(letter: str, scan: Scan) -> bool:
    """Whether a single letter stands for a value of that name: alone, or after "from", "on" and the like."""
    alone = re.fullmatch(rf"\W*(?:and |what about |how about |那|and for )?{letter}\W*(?:呢)?\W*", scan.text)
    placed = re.search(
        rf"(?<![a-z])(?:from|via|through|on|for|in|来自|通过|在) ?{letter}(?![a-z0-9'])", scan.text
    )
    return bool(alone or (placed and letter not in "ai"))


def _said_of_people(word: str, scan: Scan) -> bool:
    """Whether a word of the data's own language stands before people in a Chinese question: new客户."""
    return (
        re.search(rf"(?<![a-z]){re.escape(word)}\s?(?:级|等级)?的?(?:客户|用户|顾客|会员|客群)", scan.text)
        is not None
    )


_AGAINST = r"\s?(?:vs\.?|versus|against|compared (?:to|with)|比|对比?|和|跟|与|、|/)\s?"


def set_against(word: str, scan: Scan) -> tuple[str, ...]:
    """The words a word is set against: "standard" of "new vs standard"."""
    word = re.escape(word)
    return tuple(
        found[1]
        for pattern in (
            rf"(?<![a-z]){word}{_AGAINST}(?:the )?([a-z]+|[\u3400-\u9fff]+)",
            rf"([a-z]+|[\u3400-\u9fff]+){_AGAINST}(?:the )?{word}(?![a-z])",
        )
        for found in compiled(pattern).finditer(scan.text)
    )
