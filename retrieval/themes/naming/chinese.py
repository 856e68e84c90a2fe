"""Chinese texts as clauses of tokens: cut by dictionary, judged by part of speech and word lists."""

import re
from functools import cache, lru_cache
from typing import Any, Literal

from retrieval.themes.naming.english import folded_word
from retrieval.themes.naming.tokens import GAP, Clause, Role, Token, cleaned, word_lists
from retrieval.words import fold

__all__ = ["read_chinese"]

_HAN = re.compile(r"^[\u3400-\u9fff]+$")
_LATIN = re.compile(r"^[a-z][a-z-]*$")

_Kind = Role | Literal["light", "stop", "negation", "degree"]

_STOP_TAGS = ("r", "c", "p", "u", "y", "e", "o", "m", "q", "x", "t", "f", "w", "h", "k")
"""Parts of speech of jieba that say nothing: pronouns, conjunctions, prepositions and so on."""


def read_chinese(text: str) -> list[Clause]:
    """The clauses of a text; words that may be left out are, and those that say nothing end a clause."""
    clauses: list[Clause] = [[]]
    before, turned = "", False
    for word, tag in _dictionary().tag(fold(cleaned(text))):
        kind = _kind(word, tag)
        if kind == "negation" or kind == "degree":
            before, turned = word, kind == "negation"
        elif kind == "stop":
            before = ""
            if clauses[-1]:
                clauses[-1] += [GAP] if word.isalnum() else []
                clauses.append([])
        elif kind != "light":
            clauses[-1].append(_token(before, turned, word, kind, tag))
            before = ""
    return [clause for clause in clauses if clause]


def _token(before: str, turned: bool, word: str, role: Role, tag: str) -> Token:
    """before: a negation (turned) or a degree that belongs to the word."""
    key = folded_word(word) if word.isascii() else word
    if not before:
        return Token(word, key, role, _noun(word, tag))
    said: Role = "content" if role != "weak" or word in _after_negation() else "weak"
    return Token(before + word, f"不{key}" if turned else key, said)


@lru_cache(1 << 16)
def _kind(word: str, tag: str) -> _Kind:
    known = _kinds().get(word)
    if known is not None:
        return known
    if _LATIN.match(word):
        return "content" if 1 < len(word) < 16 else "stop"
    if not _HAN.match(word) or len(word) > 8:
        return "stop"
    if word in _dictionary_words():
        return "content"
    if tag.startswith("d") or tag == "zg":
        return "light"
    if tag.startswith(_STOP_TAGS):
        return "stop"
    return "content"


@cache
def _dictionary() -> Any:
    """The usual dictionary and words of feedback that it lacks."""
    import rjieba  # reads its dictionary when imported

    dictionary = rjieba.Jieba()
    for tag, words in (("n", "nouns"), ("v", "verbs"), ("a", "adjectives")):
        for word in word_lists("zh")[words]:
            dictionary.add_word(word, None, tag)
    return dictionary


@lru_cache(1 << 16)
def _noun(word: str, tag: str) -> int:
    if word in word_lists("zh")["adjectives"]:
        return 0
    return 1 if tag.startswith(("n", "eng", "vn", "an", "l")) else -1 if tag.startswith("v") else 0


@cache
def _kinds() -> dict[str, _Kind]:
    lists = word_lists("zh")
    kinds: tuple[_Kind, ...] = ("weak", "ending", "stop", "light", "degree", "negation")
    places: dict[str, _Kind] = dict.fromkeys(lists["places"], "weak")
    return places | {word: kind for kind in kinds for word in lists[kind]}


@cache
def _dictionary_words() -> frozenset[str]:
    """Those the lists say are nouns, verbs or adjectives, whatever the dictionary takes them for."""
    lists = word_lists("zh")
    return frozenset((*lists["nouns"], *lists["verbs"], *lists["adjectives"]))


@cache
def _after_negation() -> frozenset[str]:
    return frozenset(word_lists("zh")["after_negation"])
