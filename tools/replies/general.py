"""What the answer to a similar case says that holds for everybody: steps to try, where to turn, rules."""

import html
import re
from collections.abc import Iterator

from retrieval.words import fold
from tools.replies.answers import is_reusable, sentences_of
from tools.replies.brief import Brief, Ground
from tools.replies.claims import unbacked_amounts, unbacked_policies
from tools.replies.leaks import foreign_links, internal_numbers, other_customers, personal_data
from tools.replies.promises import unbacked_promises
from tools.replies.wordlists import Rules, rules, toml_of

__all__ = ["general_from", "is_next_step"]

SHARED = {"en": 2, "zh": 5}
"""Telling words, or pairs of Chinese characters, that this customer's message and the other's have in common
at least: a case that is alike in tone only teaches nothing."""

OWN = {"en": 0, "zh": 3}
"""So many of them the sentence itself has to share with the message. English steps ("restart the device")
name nothing of what went wrong; Chinese rules name what they rule."""

_PART = {"en": 0.0, "zh": 0.2}
"""Of the sentence's own: a long letter shares some pairs with any rule."""
_LONGEST, _SHORTEST = {"en": 300, "zh": 130}, {"en": 4, "zh": 10}
_LINK = re.compile(r"\s*[:–-]?\s*(?:https?:\S+|www\.\S+|\[URL\])")
_SIGNED = re.compile(r"\s*(?:\^\s?[A-Z]\w{0,8}|\*[A-Z]{2,3}|/[A-Z]{2,3}|[-–—]\s?[A-Z][a-z]+)\s*$")
_NAMES = re.compile(r"(?<=[a-z,] )[A-Z][\w+-]+")


def general_from(ground: Ground, asked: str, brief: Brief, most: int = 2) -> str:
    """Up to `most` sentences of a case, as they stand there; "" where none may be told to another customer.

    asked: what this customer wrote. Links and signatures are taken off; a sentence that only makes sense with
    its link is left out, and so is one that a check would not let pass.
    """
    language = brief.language
    if not ground.language.startswith(language):
        return ""
    wanted = set(_telling(asked, brief))
    shared = len(wanted & set(_telling(ground.asked, brief)))
    kept = [
        each
        for each in _plain_sentences(ground.text)
        if _is_about(each, shared, wanted, brief) and _is_general(each, brief)
    ][:most]
    said = ("" if language == "zh" else " ").join(kept)
    return said if len(said) <= _LONGEST[language] else kept[0] if kept else ""


def _is_about(sentence: str, shared: int, wanted: set[str], brief: Brief) -> bool:
    """Whether it bears on what was asked. Where to turn bears on more than what to try does."""
    own = len(wanted & set(_telling(sentence, brief)))
    if brief.language == "en" and shared == 1:
        return own > 0 or is_next_step(sentence)
    least = max(OWN[brief.language], _PART[brief.language] * len(set(_telling(sentence, brief))))
    return shared >= SHARED[brief.language] and own >= least


def is_next_step(said: str) -> bool:
    """Whether it says where to turn, rather than what helped."""
    return _rules()["next"].search(said) is not None


def _plain_sentences(text: str) -> Iterator[str]:
    """Without links, addresses of people and signatures; each with its stop."""
    plain = _SIGNED.sub("", html.unescape(text))
    marked = re.sub(r"^\s*(?:@\w+\s*)+", "", _LINK.sub(" \N{LINK SYMBOL}\n", plain))
    for each in sentences_of(marked):
        linked = "\N{LINK SYMBOL}" in each
        said = _SIGNED.sub("", each.replace("\N{LINK SYMBOL}", "")).strip(" :;,-–，；：")
        if said and not (linked and _rules()["not_general"].search(said)):
            chinese = re.search(r"[\u4e00-\u9fff]", said) is not None
            yield said if said[-1] in "。！!.…？?" else said + ("。" if chinese else ".")


def _is_general(sentence: str, brief: Brief) -> bool:
    """Steps or rules, whole, naming nothing that this customer did not name; passing the checks."""
    found = _rules()
    length = len(sentence.split()) if brief.language == "en" else len(sentence)
    if length < _SHORTEST[brief.language] or sentence[-1] in "?？":
        return False
    if not found["step"].search(sentence) or found["not_general"].search(sentence):
        return False
    if not is_reusable(sentence) or rules("leaks")["particular"].search(sentence):
        return False
    own = fold(brief.message)
    if any(fold(each) not in own and each not in _COMMON for each in _NAMES.findall(sentence)):
        return False
    return not any(_faults(sentence, brief))


_COMMON = frozenset({"DM", "DMs", "PM", "Settings", "PIN", "URL", "Wi-Fi", "WiFi", "ID", "Help", "I"})
"""What is written with a capital and names nobody."""


def _faults(sentence: str, brief: Brief) -> Iterator[object]:
    yield from unbacked_promises(sentence, brief)
    yield from unbacked_amounts(sentence, brief)
    yield from unbacked_policies(sentence, brief)
    yield from other_customers(sentence, brief)
    yield from internal_numbers(sentence, brief)
    yield from foreign_links(sentence, brief, ())
    yield from personal_data(sentence, brief)


def _telling(text: str, brief: Brief) -> Iterator[str]:
    """Words that tell what a text is about, without their endings; Chinese characters in pairs."""
    if brief.language == "en":
        common = {*toml_of("reuse")["common"]["en"], *toml_of("general")["common"]}
        for word in re.findall(r"[a-z]{3,}", re.sub(r"@\w+|https?:\S+", " ", text).lower()):
            if word not in common:
                yield re.sub(r"(?:ing|ed|es|s)$", "", word)
        return
    for run in re.findall(r"[\u4e00-\u9fff]+", re.sub("|".join(toml_of("general")["common_zh"]), " ", text)):
        yield from (run[at : at + 2] for at in range(len(run) - 1))


def _rules() -> Rules:
    return rules("general")
