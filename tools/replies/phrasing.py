"""Reviewed phrasings: what a reply may say, by topic and by kind of point, in each language."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib import resources
from typing import Any

from prompts import Language

__all__ = ["Chooser", "phrasings"]


@dataclass(frozen=True, slots=True)
class Chooser:
    """Chooses among phrasings: varied from record to record, the same for the same record."""

    seed: str

    def among(self, phrases: Sequence[str], what: str) -> str:
        """One of them. what: names the choice, so that choices of one reply do not go together."""
        if not phrases:
            return ""
        digest = blake2b(f"{self.seed}\n{what}".encode(), digest_size=4).digest()
        return phrases[int.from_bytes(digest, "big") % len(phrases)]


@cache
def phrasings(name: str, language: Language) -> Mapping[str, Any]:
    """The file `phrasings/<name>.<language>.toml`."""
    file = resources.files(__package__) / "phrasings" / f"{name}.{language}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
