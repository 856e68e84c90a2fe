"""English texts as clauses of tokens, with inflections folded."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Literal

from retrieval.themes.naming.tokens import GAP, Clause, Role, Token, cleaned, word_lists

__all__ = ["folded_word", "read_english"]

_PIECE = re.compile(r"[A-Za-zÀ-ɏ]+(?:[-'][A-Za-zÀ-ɏ]+)*|\d[\w.,:%/-]*|[^\s\w]|\S")
_WORD = re.compile(r"[A-Za-zÀ-ɏ]")
_VOWEL = re.compile(r"[aeiouy]")

_Kind = Role | Literal["light", "stop", "negation"]


def read_english(text: str) -> list[Clause]:
    """The clauses of a text; words that may be left out are, and those that say nothing end a clause."""
    reading = _Reading()
    words = _PIECE.findall(cleaned(text))
    at = 0
    while at < len(words):
        pair = _pairs().get((words[at].lower(), words[at + 1].lower())) if at + 1 < len(words) else None
        if pair is None:
            reading.take(words[at], *_kind(words[at].lower()))
        else:
            reading.take(f"{words[at]} {words[at + 1]}", "content", pair)
        at += 1 if pair is None else 2
    return reading.done()


class _Reading:
    """A text so far. denied: a negation waiting for its word. before: what the last word says of the next."""

    def __init__(self) -> None:
        self._clauses: list[Clause] = []
        self._clause: Clause = []
        self._denied = ""
        self._before = 0

    def take(self, word: str, kind: _Kind, key: str) -> None:
        lower = word.lower()
        if kind == "light":
            self._before = 1 if lower in _listed("determiners") else self._before
        elif kind == "negation":
            self._denied, self._before = word, -1
        elif kind == "stop" or (self._denied and kind == "link"):
            self._end(kind == "stop" and lower[0].isalpha())
            self._before = -1 if lower in _listed("before_verbs") else 0
        else:
            self._add(word, key, kind)
            self._before = -1 if lower == "to" else 0

    def done(self) -> list[Clause]:
        self._end()
        return self._clauses

    def _add(self, word: str, key: str, role: Role) -> None:
        if not self._denied:
            self._clause.append(_token(word, key, role, self._before))
            return
        said: Role = "content" if role == "content" or word.lower() in _listed("after_negation") else "weak"
        self._clause.append(_token(f"{self._denied} {word}", f"not {key}", said, 0))
        self._denied = ""

    def _end(self, goes_on: bool = False) -> None:
        self._denied = ""
        if self._clause:
            self._clauses.append([*self._clause, GAP] if goes_on else self._clause)
            self._clause = []


@lru_cache(1 << 16)
def _token(word: str, key: str, role: Role, noun: int) -> Token:
    """The same words come again and again."""
    return Token(word, key, role, noun)


@lru_cache(1 << 16)
def folded_word(word: str) -> str:
    """What the inflections of a lower-case word share: "cancelled" and "cancelling" are "cancel"."""
    plain = word.replace("-", "").removesuffix("'s").replace("'", "")
    plain = _irregular().get(plain, plain)
    if len(plain) < 4:
        return plain
    if plain.endswith("s") and not plain.endswith(("ss", "us", "is")):
        plain = plain[:-3] + "y" if plain.endswith("ies") and len(plain) > 4 else _without_s(plain)
    for ending in ("ing", "ed"):
        stem = plain.removesuffix(ending)
        if stem != plain and len(stem) > 2 and _VOWEL.search(stem):
            plain = stem[:-1] if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "ls" else stem
            break
    plain = _irregular().get(plain, plain)
    if len(plain) > 3 and plain[-1] in "ye":
        return plain[:-1] + ("i" if plain[-1] == "y" else "")
    return plain


def _without_s(word: str) -> str:
    return word[:-2] if word.endswith(("ches", "shes", "sses", "xes")) else word[:-1]


@lru_cache(1 << 16)
def _kind(lower: str) -> tuple[_Kind, str]:
    if not _WORD.match(lower):
        return "stop", ""
    kind = _roles().get(lower)
    if kind is None:
        kind = "stop" if len(lower) < 2 or len(lower) > 20 else "content"
    return kind, folded_word(lower)


@cache
def _roles() -> dict[str, _Kind]:
    lists = word_lists("en")
    kinds: Sequence[_Kind] = ("weak", "stop", "link", "light", "negation")
    places: dict[str, _Kind] = dict.fromkeys(lists["places"], "weak")
    return places | {word: kind for kind in kinds for word in lists[kind]}


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(word_lists("en")[name])


@cache
def _irregular() -> dict[str, str]:
    return dict(pair.split(":") for pair in word_lists("en")["irregular"])


@cache
def _pairs() -> dict[tuple[str, str], str]:
    """Two words that are one, with what they fold to."""
    pairs = {}
    for pair in word_lists("en")["particles"]:
        first, second = pair.split(":")
        pairs[first, second] = folded_word(first) + second.replace("into", "in")
    return pairs
