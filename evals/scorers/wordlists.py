"""The judges' own lists of words (`words.toml`)."""

import re
import tomllib
from functools import cache
from pathlib import Path

__all__ = ["patterns"]


@cache
def patterns(group: str, name: str) -> re.Pattern[str]:
    """One pattern that any of a list's patterns meets."""
    lists = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
    return re.compile("|".join(f"(?:{each})" for each in lists[group][name]), re.IGNORECASE)
