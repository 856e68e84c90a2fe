"""The words of `words.toml`, compiled once."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib import resources
from typing import Any

__all__ = ["any_of", "has_phrase", "phrases", "table"]


@cache
def table(name: str) -> dict[str, Any]:
    """One table of the file."""
    file = resources.files(__package__) / "words.toml"
    found: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))[name]
    return found


@cache
def phrases(name: str) -> re.Pattern[str]:
    """One pattern for a list of phrases; Latin ones as whole words."""
    return re.compile(any_of(table("phrases")[name]), re.IGNORECASE)


@lru_cache(maxsize=4096)
def has_phrase(name: str, text: str) -> bool:
    """Whether a text has one of the list's phrases; a sentence is asked this for every figure near it."""
    low = text.lower()
    return any(each in low for each in _lowered(name)) and phrases(name).search(text) is not None


@cache
def _lowered(name: str) -> tuple[str, ...]:
    return tuple(each.lower() for each in table("phrases")[name])


def any_of(words: Iterable[str]) -> str:
    """A pattern's source: any of the words, the longest first; letters do not go on beside Latin ones."""
    ordered = sorted(words, key=len, reverse=True)
    latin = [re.escape(each) for each in ordered if each[-1].isascii() and each[-1].isalpha()]
    other = [re.escape(each) for each in ordered if not (each[-1].isascii() and each[-1].isalpha())]
    parts = [*other, *([rf"(?<![A-Za-z])(?:{'|'.join(latin)})(?![A-Za-z])"] if latin else [])]
    return "(?:" + "|".join(parts) + ")"
