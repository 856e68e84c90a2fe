"""How a customer is spoken to: as a petition to an office is answered, formally, or informally."""

from dataclasses import dataclass
from typing import Literal

from prompts import Language
from tools.replies.wordlists import Rules, rules

__all__ = ["Manner", "Register", "register_of"]

Manner = Literal["petition", "formal", "informal"]


@dataclass(frozen=True, slots=True)
class Register:
    """manner: petition (answered by a public office), formal or informal. you: 您 or 你; "you" in English."""

    manner: Manner
    you: str


def register_of(message: str, language: Language, voice: str = "", title: str = "") -> Register:
    """As the message is written; as the company's own tone (`voice`) wants it where that says so."""
    manner = _wanted(voice) or _written(message, title)
    if language == "en":
        return Register(manner, "you")
    plain = _rules()["plain_you"].search(voice) is not None
    return Register(manner, "你" if plain else "您")


def _wanted(voice: str) -> Manner | None:
    for manner in ("petition", "formal", "informal"):
        if voice and _rules()[f"wants_{manner}"].search(voice):
            return manner
    return None


def _written(message: str, title: str) -> Manner:
    found = _rules()
    least = 1 if found["petition_title"].match(title) else 2
    if len(set(found["petition"].findall(message))) >= least or found["surely_petition"].search(message):
        return "petition"
    if found["formal"].search(message):
        return "formal"
    return "informal"


def _rules() -> Rules:
    return rules("register")
