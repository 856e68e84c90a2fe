"""Sentences in which a customer asks, suggests or wishes for something, in both languages."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from tools.tickets.telltale import is_chinese

__all__ = ["ASKING_INTENTS", "asking_sentences"]

ASKING_INTENTS = ("suggestion", "request", "question")
"""Notes of intent beside which a likely form is enough."""

LONGEST = {"en": 240, "zh": 60}
"""Characters of what is told."""

SHORTEST = {"en": 20, "zh": 7}
"""Characters of a part that says by itself what is asked for."""

_STOP = r"(?:[。！？!?\n…;；~～]|\.(?=\s|$|[A-Z]))"
_SENTENCE = re.compile(rf"(?:(?!{_STOP}).)+(?:{_STOP}+)?")
_CLAUSE = re.compile(r"[^，,]+[，,]?")


@dataclass(frozen=True, slots=True)
class _Forms:
    sure: re.Pattern[str]
    likely: re.Pattern[str]
    against: re.Pattern[str]


def asking_sentences(text: str, intent: str | None = None) -> list[str]:
    """The sentences of a text that ask for something, byte for byte, in order.

    intent: as noted of the whole text; with some of them a weaker form is enough.
    """
    forms = _forms("zh" if is_chinese(text) else "en")
    found = [each for each in _sentences(text) if _asks(each, forms.sure, forms)]
    if not found and intent in ASKING_INTENTS:
        found = [each for each in _sentences(text) if _asks(each, forms.likely, forms)][:1]
    return [part for each in found if (part := _shortened(each, forms))]


def _sentences(text: str) -> Iterator[str]:
    for match in _SENTENCE.finditer(text):
        if said := match.group().strip():
            yield said


def _asks(sentence: str, pattern: re.Pattern[str], forms: _Forms) -> bool:
    """Whether a form is left when what only looks like one is taken out."""
    plain = sentence.lower().replace("’", "'")
    return bool(pattern.search(forms.against.sub("\x00", plain)))


def _shortened(sentence: str, forms: _Forms) -> str:
    """The part that asks: the clauses from the asking one on, with the one before where it says too little.

    A short English sentence stays whole: its commas part no clauses.
    """
    language = "zh" if is_chinese(sentence) else "en"
    if language == "en" and len(sentence) <= LONGEST["en"]:
        return sentence
    clauses = [match.span() for match in _CLAUSE.finditer(sentence)]
    first = next((n for n, (a, b) in enumerate(clauses) if _asks(sentence[a:b], forms.sure, forms)), 0)
    while first and len(sentence[clauses[first][0] :].strip()) < SHORTEST[language]:
        first -= 1
    start, end = clauses[first]
    for _, after in clauses[first + 1 :]:
        if after - start > LONGEST[language]:
            break
        end = after
    return sentence[start:end].strip(" ，,")[: LONGEST[language]]


@cache
def _forms(language: str) -> _Forms:
    """The word lists, read once."""
    file = resources.files(__package__) / "asked.toml"
    kept = tomllib.loads(file.read_text(encoding="utf-8"))[language]
    joined = (
        re.compile("|".join(f"(?:{each})" for each in kept[name])) for name in ("sure", "likely", "not")
    )
    return _Forms(*joined)
