"""Lists of expressions in files that people edit, made into patterns."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

__all__ = ["Rules", "nested_lists", "nested_rules", "rules", "toml_of"]

Rules = Mapping[str, re.Pattern[str]]


@cache
def rules(name: str) -> Rules:
    """By the name of each list in `<name>.toml`: any of its expressions, upper and lower case alike."""
    return {key: _any(said) for key, said in _lists(name).items() if isinstance(said, list)}


@cache
def nested_rules(name: str, section: str) -> Rules:
    """The same for the lists of one section."""
    return {key: _any(said) for key, said in _lists(name)[section].items()}


@cache
def nested_lists(name: str, section: str) -> dict[str, list[str]]:
    """The lists of one section as they are."""
    return {key: list(said) for key, said in _lists(name)[section].items()}


def _lists(name: str) -> dict[str, Any]:
    return toml_of(name)


@cache
def toml_of(name: str) -> dict[str, Any]:
    """All of `<name>.toml`."""
    return tomllib.loads((resources.files(__package__) / f"{name}.toml").read_text(encoding="utf-8"))


def _any(said: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{each})" for each in said), re.I)
