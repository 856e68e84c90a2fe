"""What an agent wants a reply to say, as a sentence of it."""

import re
import tomllib
from functools import cache
from importlib import resources

from prompts import Language

__all__ = ["sentence_from_note"]


def sentence_from_note(note: str, language: Language) -> str:
    """The note itself where it is a sentence; else what it means; "" where that cannot be told."""
    plain = " ".join(note.split())
    if not plain:
        return ""
    if _is_sentence(plain, language):
        return plain if plain[-1] in ".!?。！？" else plain + ("。" if language == "zh" else ".")
    return next((said[language] for pattern, said in _meanings() if pattern.search(plain)), "")


def _is_sentence(note: str, language: Language) -> bool:
    """Whether it speaks to the customer, in the reply's language."""
    if language == "zh":
        return "您" in note or "我们" in note
    return re.search(r"\b(?:we|you|your|our)\b", note, re.I) is not None and note[:1].isupper()


@cache
def _meanings() -> tuple[tuple[re.Pattern[str], dict[Language, str]], ...]:
    text = (resources.files(__package__) / "notes.toml").read_text(encoding="utf-8")
    return tuple(
        (re.compile("|".join(each["means"]), re.I), {"en": each["en"], "zh": each["zh"]})
        for each in tomllib.loads(text)["note"]
    )
