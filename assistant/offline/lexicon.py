"""The words that give a question its shape, compiled once from `lexicon.toml`."""

import re
import tomllib
from functools import cache
from importlib import resources

from assistant.offline.numerals import NUMBER

__all__ = ["concept", "known_words", "noise", "number_in", "shape"]


@cache
def concept(name: str) -> re.Pattern[str]:
    """One pattern for a concept's words in both languages, longest alternatives first."""
    words = _words()[name]
    english = [rf"(?<![a-z0-9_'])(?:{word})(?![a-z0-9_])" for word in words["en"]]
    chinese = [f"(?:{word})" for word in words["zh"]]
    ordered = sorted(english + chinese, key=len, reverse=True)
    return re.compile("|".join(ordered).replace("NUMBER", NUMBER))


@cache
def noise() -> re.Pattern[str]:
    """What is understood and adds nothing: function words, the plain nouns for feedback, punctuation."""
    parts = [concept(name).pattern for name in ("record", "people", "by", "show", "noise")]
    return re.compile("|".join(parts))


@cache
def known_words() -> frozenset[str]:
    """The English words that shape a question, which misspellings are compared with."""
    patterns = (word for name, words in _words().items() if name != "noise" for word in words["en"])
    return frozenset(word for pattern in patterns for word in re.findall(r"(?<![a-z\\])[a-z]{5,}", pattern))


@cache
def shape() -> re.Pattern[str]:
    """Any word that gives a question its shape: it is never what feedback is about."""
    names = (name for name in _words() if name not in ("mention", "complaint", "praise"))
    parts = [re.sub(r"\?P<\w+>", "?:", concept(name).pattern) for name in names]
    return re.compile("|".join(parts))


def number_in(match: re.Match[str]) -> str | None:
    """The number a pattern with NUMBER groups caught, as written."""
    return next((value for value in match.groupdict().values() if value), None)


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    file = resources.files(__package__) / "lexicon.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
