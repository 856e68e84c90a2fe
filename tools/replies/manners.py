"""How a reply sounds and looks: its language, its tone, its length."""

import re
from collections.abc import Iterator, Sequence

from prompts import Language
from retrieval.understanding.language import languages
from retrieval.words import cut, fold
from tools.replies.placeholders import PLACE
from tools.replies.reply import Length
from tools.replies.sentences import without_quotes
from tools.replies.wordlists import rules

__all__ = ["LEAST", "MOST", "is_in", "length_of", "tone_faults"]

MOST: dict[tuple[Length, Language], int] = {
    ("short", "en"): 80,
    ("short", "zh"): 150,
    ("full", "en"): 240,
    ("full", "zh"): 520,
}
"""Words, or Chinese characters, of a reply that is read to its end."""

LEAST: dict[Language, int] = {"en": 5, "zh": 8}

EXCLAMATIONS = 2
APOLOGIES = 2
"""One, and one at the end where the reply is long."""

_LATIN = re.compile(r"[A-Za-z]+(?:[-'’][A-Za-z]+)*")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_LINK = re.compile(r"\b(?:https?://|www\.)\S+")


def is_in(text: str, language: Language, message: str = "") -> bool:
    """Whether the text is written in that language; placeholders, links and what it quotes do not count.

    A Chinese reply may name products and apps in Latin letters; an English one holds no Chinese of its own.
    """
    plain = _LINK.sub(" ", PLACE.sub(" ", without_quotes(text, message)))
    han, latin = len(_HAN.findall(plain)), len(_LATIN.findall(plain))
    if language == "zh":
        return han >= 2 and han >= 1.5 * latin
    if han > 0 or latin < 2:
        return False
    label = languages([plain])[0]
    return label.value in ("en", "mixed") or label.confidence < 0.7 or latin < 8


def length_of(text: str, language: Language) -> int:
    """In words, or in Chinese characters where a Latin word counts as two."""
    plain = _LINK.sub(" ", text)
    han, latin = len(_HAN.findall(plain)), len(re.findall(r"[A-Za-z0-9{][\w'’.{}-]*", plain))
    return han + 2 * latin if language == "zh" else latin + han // 2


def tone_faults(text: str, message: str, avoid: Sequence[str]) -> Iterator[tuple[str, dict[str, object]]]:
    """(which sentence of the room `checks` says it, its details), the worst first."""
    own = without_quotes(text, message)
    lists = rules("tone")
    for kind in ("rude", "blame", "sarcasm", "familiar"):
        if match := lists[kind].search(own):
            yield f"tone_{kind}", {"what": match[0].strip()}
    for word in avoid:
        if _has(own, word):
            yield "tone_avoid", {"what": word}
    exclamations = own.count("!") + own.count("！")
    if exclamations > EXCLAMATIONS or re.search(r"[!！]{2,}", own):
        yield "tone_exclamations", {"count": exclamations, "most": EXCLAMATIONS}
    if shouted := _shouted(own, message):
        yield "tone_shouting", {"what": shouted}
    apologies = len(lists["apology"].findall(own))
    if apologies > APOLOGIES:
        yield "tone_apologies", {"count": apologies}


def _has(text: str, word: str) -> bool:
    """A Chinese word of one character only as a word of its own; an English one not inside another."""
    plain, wanted = fold(text), fold(word)
    if wanted.isascii():
        return re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", plain) is not None
    return wanted in (cut(text) if len(wanted) == 1 else plain)


def _shouted(text: str, message: str) -> str:
    """Two words in capitals one after the other that the customer did not write so."""
    for match in re.finditer(r"\b[A-Z]{3,}(?:[ ,]+[A-Z]{2,})+\b", text):
        if match[0] not in message:
            return match[0]
    return ""
