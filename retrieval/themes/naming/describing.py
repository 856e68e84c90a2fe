"""One line that says what people say: topic, further phrases, a short quote; no figures, they go stale."""

import re
from collections.abc import Iterable, Sequence

from prompts import Language, text
from retrieval.themes.naming.choosing import Choice
from retrieval.themes.naming.tokens import cleaned

__all__ = ["describe", "quotable"]

SHORTEST, LONGEST = 8, 90
"""Characters of a quote."""

_ENDS = re.compile(r"(?<=[.!?。！？；;，,\n])\s*")
_BAD = re.compile(r"\d|\||https?:|@")


def describe(language: Language, topic: str, phrases: Sequence[Choice], quote: str, note: str = "") -> str:
    """topic: its name, "" for none. phrases: further ones than the name. note: a sentence for the end."""
    said = [each.text for each in phrases[:2]]
    if language == "en":
        said = [each if any(map(str.isupper, each[1:])) else each[:1].lower() + each[1:] for each in said]
    if len(said) == 2:
        listed = text("themes_naming", "list_two", language, first=said[0], second=said[1])
    else:
        listed = said[0] if said else ""
    key = "says" + ("_topic" if topic else "") + ("" if listed else "_plain")
    if not quote:
        return " ".join(part for part in (topic, listed, note) if part)
    line = text("themes_naming", key, language, topic=topic, phrases=listed, quote=quote)
    gap = " " if language == "en" and note else ""
    return line + gap + note


def quotable(texts: Iterable[str]) -> str:
    """The first text, or beginning of one, that fits in a line and is only words; "" for none."""
    for each in texts:
        quote = _beginning(each)
        if len(quote) >= SHORTEST:
            return quote
    return ""


def _beginning(given: str) -> str:
    """Whole clauses from the beginning, as long as they fit and carry nothing but words."""
    if cleaned(given) == " ".join(given.split()) and len(given) <= LONGEST and not _BAD.search(given):
        return given.strip()
    quote = ""
    for clause in _ENDS.split(" ".join(given.split())):
        if _BAD.search(cleaned(clause)) or len(quote) + len(clause) > LONGEST:
            if quote:
                break
            continue
        quote = f"{quote} {clause}".strip() if clause.isascii() else quote + clause
    return quote.strip(" ,，;；")
