"""The words that give a question its shape, compiled once from `lexicon.toml`."""

import re
import tomllib
from functools import cache
from importlib import resources

from assistant.offline.text.numerals import NUMBER

__all__ = ["concept", "is_noise", "known_words", "means_nothing", "names_in", "number_in", "only_shapes"]


@cache
def concept(name: str) -> re.Pattern[str]:
    """One pattern for a concept's words in both languages, longest alternatives first."""
    return re.compile(_pattern(name))


_NAMES = re.compile(
    r"成都|日本|(?<![简菜名订每客下来])单人(?![均次数])|(?<![a-z])single (?:bed)?rooms?(?![a-z])"
)
"""Names of which every part is an ordinary word."""


@cache
def _noise() -> re.Pattern[str]:
    parts = [_pattern(name) for name in ("record", "people", "by", "show", "noise")]
    return re.compile(rf"(?:{'|'.join(parts)}|[\W_])+")


def _pattern(name: str) -> str:
    words = _words()[name]
    english = [rf"(?<![a-z0-9_'])(?:{word})(?![a-z0-9_])" for word in words["en"]]
    chinese = [f"(?:{word})" for word in words["zh"]]
    ordered = sorted(english + chinese, key=len, reverse=True)
    return "|".join(ordered).replace("NUMBER", NUMBER)


def is_noise(word: str) -> bool:
    """Whether a word is itself one of those that mean nothing more, not only made of such: 笔记本 is none, 笔 is."""
    return re.fullmatch(_noise().pattern.removesuffix("+"), word) is not None


def names_in(text: str) -> list[str]:
    """The names in a text that are made of ordinary words alone: 单人, "single rooms"."""
    return _NAMES.findall(text)


def means_nothing(text: str) -> bool:
    """Whether a text is only function words, the plain nouns for feedback and people, and punctuation."""
    return _noise().fullmatch(text) is not None and not _NAMES.search(text)


@cache
def known_words() -> frozenset[str]:
    """The English words that shape a question, which misspellings are compared with."""
    patterns = (word for name, words in _words().items() if name != "noise" for word in words["en"])
    return frozenset(word for pattern in patterns for word in re.findall(r"(?<![a-z\\])[a-z]{5,}", pattern))


def only_shapes(text: str) -> bool:
    """Whether a text has nothing but words that give a question its shape: it is not what feedback is about."""
    left = text
    for name in _words():
        if name not in ("mention", "complaint", "praise", "noise"):
            left = concept(name).sub(" ", left)
    return (not left.strip() or means_nothing(left)) and not names_in(text)


def number_in(match: re.Match[str]) -> str | None:
    """The number a pattern with NUMBER groups caught, as written."""
    return next((value for value in match.groupdict().values() if value), None)


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    file = resources.files(__package__) / "lexicon.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
