"""Words that say what is wrong."""

from collections.abc import Iterable
from functools import cache

from retrieval.themes.naming.english import folded_word
from retrieval.themes.naming.tokens import word_lists

__all__ = ["is_problem", "states"]


def is_problem(keys: Iterable[str]) -> bool:
    """Whether one of these words, as tokens fold them, says that something is wrong or does not happen."""
    return any(key.startswith(("not ", "不")) or key in _problems() for key in keys)


@cache
def _problems() -> frozenset[str]:
    english = {folded_word(word) for word in word_lists("en")["problem"]}
    return frozenset(english | set(word_lists("zh")["problem"]))


@cache
def states() -> frozenset[str]:
    """English words that say what is wrong with the thing before them: "late", "declined", "crashes"."""
    return frozenset(word_lists("en")["states"])
