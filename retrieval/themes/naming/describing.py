"""One line that says what people say: topic, further phrases, a short quote; no figures, they go stale."""

import re
import unicodedata
from collections.abc import Collection, Sequence

from prompts import Language, text
from retrieval.themes.naming.tokens import cut_away

__all__ = ["describe", "quotable"]

SHORTEST, LONGEST = 4, 90
"""Characters of a quote."""

WHOLE = 14
"""The width of a quote that says enough."""

_CLAUSE = re.compile(r"[^.!?。！？；;，,]+[.!?。！？；;，,]*")
_BAD = re.compile(r"[\d@#<>{}\[\]|`\\]|https?:|www\.")


def describe(language: Language, topic: str, phrases: Sequence[str], quote: str, note: str = "") -> str:
    """topic: its name, "" for none. phrases: further ones than the name. note: a sentence for the end."""
    if len(phrases) == 2:
        listed = text("themes_naming", "list_two", language, first=phrases[0], second=phrases[1])
    else:
        listed = phrases[0] if phrases else ""
    key = "says" + ("_topic" if topic else "") + ("" if listed else "_plain")
    key += "" if quote else "_unquoted"
    line = text("themes_naming", key, language, topic=topic, phrases=listed, quote=quote)
    return line + (" " if language == "en" and note else "") + note


def quotable(texts: Sequence[str], words: Collection[str] = ()) -> str:
    """A line of the first text that has one: a whole text where one fits, else whole clauses of one, with
    nothing but words in them, around a word given."""
    kept = [cut_away(" ".join(each.split()), "\n").split("\n") for each in texts]
    plain = [pieces for pieces in kept if len(pieces) == 1]
    whole = [pieces for pieces in plain if len(pieces[0]) <= LONGEST]
    for given, shortest in ((whole, WHOLE), (kept, WHOLE), (kept, 0)):
        for least in (1, 0):
            for quote in (_line(piece, words, least) for pieces in given for piece in pieces):
                if quote and _width(quote) >= shortest:
                    return quote
    return ""


def _width(quote: str) -> int:
    """Chinese characters say about as much as two letters."""
    return len(quote) + sum(letter > "\u2e80" for letter in quote)


def _line(given: str, words: Collection[str], least: int) -> str:
    """The clause that has the words, with those around it as far as they fit; "" when none has `least`."""
    spans = [match.span() for match in _CLAUSE.finditer(given)]
    good = [_is_words(given[start:end]) for start, end in spans]
    told = [sum(word.lower() in given[start:end].lower() for word in words) for start, end in spans]
    best = max(range(len(spans)), key=lambda at: (good[at], told[at], -at), default=-1)
    if best < 0 or not good[best] or (words and told[best] < least):
        return ""
    first = last = best
    while True:
        if first and good[first - 1] and spans[last][1] - spans[first - 1][0] <= LONGEST:
            first -= 1
        elif last + 1 < len(spans) and good[last + 1] and spans[last + 1][1] - spans[first][0] <= LONGEST:
            last += 1
        else:
            break
    quote = given[spans[first][0] : spans[last][1]].strip(" :：,，;；、")
    return quote if SHORTEST <= len(quote) <= LONGEST else ""


def _is_words(clause: str) -> bool:
    """Whether a clause can be shown: nothing but words, no figures, and letters in it."""
    plain = unicodedata.normalize("NFKC", clause)
    return (
        not _BAD.search(plain)
        and not any(unicodedata.category(letter).startswith("C") for letter in clause)
        and sum(map(str.isalpha, clause)) > len(clause) / 2
    )
