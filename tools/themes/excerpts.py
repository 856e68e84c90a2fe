"""Quotes that cover a theme: a few customers' own words that stand for the rest.

Chosen one after the other so that every member is near to one of them (the facility location problem, by the
greedy rule of Nemhauser, Wolsey and Fisher 1978, which comes within 1 - 1/e of the best choice).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from retrieval.database import feedback_text
from retrieval.query_words import QueryWord, query_words
from retrieval.quotes import quote
from retrieval.themes.theme import Theme
from retrieval.understanding.duplicates import is_copy
from retrieval.vector_cache import vectors_of
from tools.themes.report import Excerpt
from tools.tickets.telltale import is_chinese

__all__ = ["LONGEST", "MOST", "Member", "choose", "excerpts", "members", "passage", "vectors_by_hash"]

MOST, LEAST = 5, 3
LOOKED_AT = 1_500
"""Members that are compared with each other: more say the same, and would cost the square of it."""

LONGEST = {"en": 200, "zh": 100}
"""Characters of a quote."""

WORTH = 0.03
"""Of what all quotes cover, the least that one more must add."""

SAME = 0.97
"""Cosine from which two texts are the same in other signs."""

OTHER_LANGUAGE = 0.15
"""Share of a theme's members from which a language has a quote."""

LEVEL = 0.9
"""How much of the middle of a language is taken away: all of it would leave nothing of what they share."""

Floats = NDArray[np.float32]

_STOP = r"(?:[。！？!?\n…]|\.(?=\s|$))"
_SENTENCE = re.compile(rf"(?:(?!{_STOP}).)*{_STOP}+[”\"'’)）]*\s*|(?:(?!{_STOP}).)+$")
_MASK = re.compile(r"[\[\]{}<>@#]|https?:")


@dataclass(frozen=True, slots=True)
class Member:
    """A record of a theme. at: seconds UTC; copy_of: the first (seq) of its copies."""

    seq: int
    id: str
    text_hash: str | None
    customer: str | None
    copy_of: int | None
    at: int | None
    sentiment: str | None
    text: str

    @property
    def is_chinese(self) -> bool:
        return is_chinese(self.text)


def excerpts(
    connection: sa.Connection,
    model: str,
    theme: Theme,
    table: sa.FromClause,
    condition: sa.ColumnElement[bool],
    most: int = MOST,
) -> tuple[Excerpt, ...]:
    """Three to five quotes of the records that meet the condition, the most typical first.

    table: a `feedback_table`; condition: the theme's records that are spoken of. model: of the vectors.
    """
    found = members(connection, table, condition)
    vectors = vectors_by_hash(connection, model, found)
    known = [each for each in found if each.text_hash in vectors]
    if not known:
        chosen = list(range(min(most, len(found))))
        known = found
    else:
        rows = np.stack([vectors[str(each.text_hash)] for each in known])
        chosen = choose(known, rows, most)
    words = query_words(" ".join(theme.words))
    return tuple(
        Excerpt(each.id, passage(each.text, words), each.at, each.sentiment)
        for each in (known[place] for place in chosen)
    )


def members(
    connection: sa.Connection,
    table: sa.FromClause,
    condition: sa.ColumnElement[bool],
    limit: int = LOOKED_AT,
) -> list[Member]:
    """Records that say something; where there are more than `limit`, any of them, the same each time."""
    said = sa.func.coalesce(feedback_text.c.text, feedback_text.c.title, "")
    names = ("seq", "id", "text_hash", "customer", "copy_of", "time", "sentiment")
    query = (
        sa.select(*(table.c[name] for name in names), said)
        .join(feedback_text, feedback_text.c.seq == table.c.seq)
        .where(condition, table.c.text_hash.is_not(None))
        .order_by(table.c.text_hash, table.c.seq)
        .limit(limit)
    )
    return [Member(*tuple(row)) for row in connection.execute(query) if str(row[-1]).strip()]


def choose(found: Sequence[Member], rows: Floats, most: int = MOST) -> list[int]:
    """Places of the members that cover all of them, the most typical first. rows: their vectors."""
    near = _nearness(found, rows)
    fit = np.array([_readable(each.text) for each in found], np.float32)
    covered = np.zeros(len(found), np.float32)
    chosen: list[int] = []
    open_ = np.ones(len(found), bool)
    while len(chosen) < most:
        gain = np.maximum(near - covered[None, :], 0).sum(axis=1) * fit * (open_ & _due(found, chosen))
        place = int(gain.argmax())
        if gain[place] <= 0 or (len(chosen) >= LEAST and gain[place] < WORTH * covered.sum()):
            break
        open_[place] = False
        if any(_alike(found, rows, place, other) for other in chosen):
            continue
        chosen.append(place)
        covered = np.maximum(covered, near[place])
    typical = near.mean(axis=1)
    return sorted(chosen, key=lambda each: (-typical[each], found[each].id))


def passage(text: str, words: Sequence[QueryWord]) -> str:
    """The text, or its most telling whole sentences, byte for byte; of an endless sentence a piece.

    words: what the theme is told by.
    """
    longest = LONGEST["zh" if is_chinese(text) else "en"]
    whole = text.strip()
    if len(whole) <= longest:
        return whole
    spans = [match.span() for match in _SENTENCE.finditer(text) if match.group().strip()]
    telling = [_hits(text[start:end], words) for start, end in spans]
    first = max(range(len(spans)), key=lambda place: (telling[place], -place))
    start, end = spans[first]
    if end - start > longest:
        return quote(text[start:end].strip(), words, longest)
    for _, after in spans[first + 1 :]:
        if after - start > longest:
            break
        end = after
    return text[start:end].strip()


def vectors_by_hash(connection: sa.Connection, model: str, found: Sequence[Member]) -> dict[str, Floats]:
    """The stored vectors of the members' texts, of those that have one."""
    hashes = sorted({each.text_hash for each in found if each.text_hash})
    return {key: np.frombuffer(row, "<f4") for key, row in vectors_of(connection, model, hashes)}


def _nearness(found: Sequence[Member], rows: Floats) -> Floats:
    """Cosines among the members, apart from what those of one language have in common."""
    away = np.array(rows, np.float32)
    chinese = np.array([each.is_chinese for each in found])
    for language in (chinese, ~chinese):
        if language.sum() >= 10:
            away[language] -= LEVEL * away[language].mean(axis=0)
    away /= np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-9)
    return np.asarray(np.maximum(away @ away.T, 0), np.float32)


def _due(found: Sequence[Member], chosen: Sequence[int]) -> NDArray[np.bool_]:
    """From the third quote on, only a language that is due one, while there is such a language."""
    everybody = np.ones(len(found), bool)
    if len(chosen) < LEAST - 1:
        return everybody
    chinese = np.array([each.is_chinese for each in found])
    for language in (chinese, ~chinese):
        if language.mean() >= OTHER_LANGUAGE and not any(language[each] for each in chosen):
            return language
    return everybody


def _alike(found: Sequence[Member], rows: Floats, place: int, other: int) -> bool:
    """Whether two quotes would say it twice: of one customer, copies, or the same in other signs."""
    left, right = found[place], found[other]
    if left.customer is not None and left.customer == right.customer:
        return True
    if left.copy_of is not None and left.copy_of == right.copy_of:
        return True
    return float(rows[place] @ rows[other]) >= SAME or is_copy(left.text, right.text)


def _readable(text: str) -> float:
    """From 0 to 1: a quote is neither a word nor a page, not shouted, and nothing was taken out of it."""
    chinese = is_chinese(text)
    size = len(text) if chinese else len(text.split())
    low, high, longest = (8, 60, 300) if chinese else (5, 35, 150)
    fit = min(1.0, 0.5 + 0.5 * size / low)
    if size > high:
        fit = max(0.5, 1 - 0.5 * (size - high) / (longest - high))
    letters = [each for each in text if each.isascii() and each.isalpha()]
    shouted = len(letters) > 20 and sum(map(str.isupper, letters)) > 0.7 * len(letters)
    return fit * (0.7 if _MASK.search(text) else 1.0) * (0.7 if shouted else 1.0)


def _hits(sentence: str, words: Sequence[QueryWord]) -> int:
    plain = sentence.lower()
    return sum(any(form in plain for form in word.forms) for word in words)
