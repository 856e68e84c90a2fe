"""How a customer is spoken to: as a petition to an office is answered, formally, or informally."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from prompts import Language

__all__ = ["Manner", "Register", "register_of"]

Manner = Literal["petition", "formal", "informal"]


@dataclass(frozen=True, slots=True)
class Register:
    """manner: petition (answered by a public office), formal or informal. you: 您 or 你; "you" in English."""

    manner: Manner
    you: str


def register_of(message: str, language: Language, voice: str = "") -> Register:
    """As the message is written; as the company's own tone (`voice`) wants it where that says so."""
    manner = _wanted(voice) or _written(message)
    if language == "en":
        return Register(manner, "you")
    plain = _rules()["plain_you"].search(voice) is not None
    return Register(manner, "你" if plain else "您")


def _wanted(voice: str) -> Manner | None:
    for manner in ("petition", "formal", "informal"):
        if voice and _rules()[f"wants_{manner}"].search(voice):
            return manner
    return None


def _written(message: str) -> Manner:
    rules = _rules()
    if len(set(rules["petition"].findall(message))) >= 2 or rules["surely_petition"].search(message):
        return "petition"
    if rules["formal"].search(message):
        return "formal"
    return "informal"


@cache
def _rules() -> dict[str, re.Pattern[str]]:
    text = (resources.files(__package__) / "register.toml").read_text(encoding="utf-8")
    lists = tomllib.loads(text)
    return {name: re.compile("|".join(f"(?:{each})" for each in said), re.I) for name, said in lists.items()}
