"""Texts as files: prompts for models (`*.md`) and sentences for people (`texts/<room>.<language>.toml`).

A missing variable or a missing sentence is an error, in tests and at run time alike.
"""

import hashlib
import string
import tomllib
from functools import cache
from importlib import resources
from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")

__all__ = ["LANGUAGES", "Language", "error_text", "prompt", "prompt_hash", "prompt_text", "sentences", "text"]


def prompt(name: str, language: Language, **variables: object) -> str:
    """The prompt `name` in `language`, filled in. Raises KeyError for a missing variable."""
    return string.Template(_prompt_file(name, language)).substitute(variables)


def prompt_text(name: str, language: Language) -> str:
    """The prompt `name` in `language` as it is in its file, variables not filled in."""
    return _prompt_file(name, language)


def prompt_hash(name: str, language: Language) -> str:
    """Twelve hexadecimal digits that change whenever the prompt's wording does; goes with each answer."""
    return hashlib.sha256(_prompt_file(name, language).encode()).hexdigest()[:12]


def text(room: str, key: str, language: Language, /, **variables: object) -> str:
    """One sentence for people. Raises KeyError when the sentence, or a variable of it, is missing."""
    return sentences(room, language)[key].format_map(variables)


def error_text(code: str, language: Language, details: dict[str, object]) -> str:
    """The sentence for a `FeedbackError`'s code."""
    return text("errors", code, language, **details)


@cache
def sentences(room: str, language: Language) -> dict[str, str]:
    """All sentences of one room in one language, by key."""
    file = resources.files(__package__) / "texts" / f"{room}.{language}.toml"
    return {key: str(value) for key, value in tomllib.loads(file.read_text(encoding="utf-8")).items()}


@cache
def _prompt_file(name: str, language: Language) -> str:
    return (resources.files(__package__) / f"{name}.{language}.md").read_text(encoding="utf-8")
