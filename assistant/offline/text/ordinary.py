"""Everyday words that restrict nothing, when no reader took them: "flat", "tbh", "honestly", every form of "ask"."""

import tomllib
from functools import cache
from importlib import resources

__all__ = ["is_ordinary"]

_VOWELS = "aeiou"


def is_ordinary(word: str) -> bool:
    """Whether a folded word only says how something is asked, so that leaving it out changes no answer."""
    return word in _known()


@cache
def _known() -> frozenset[str]:
    file = resources.files(__package__) / "ordinary.toml"
    listed: dict[str, list[str]] = tomllib.loads(file.read_text(encoding="utf-8"))
    verbs = [each for each in listed["verbs"] if " " not in each]
    return frozenset([*listed["words"], *(form for verb in verbs for form in _forms(verb))])


def _forms(verb: str) -> tuple[str, ...]:
    """A regular verb's forms, a final consonant after a single short vowel doubled: grab, grabbed."""
    stem = verb.removesuffix("e")
    short = len(verb) > 2 and verb[-1] not in "aeiouwxy" and verb[-2] in _VOWELS and verb[-3] not in _VOWELS
    doubled = verb + verb[-1] if short else stem
    third = verb + ("es" if verb.endswith(("s", "sh", "ch", "x")) else "s")
    return verb, third, stem + "ed", stem + "ing", doubled + "ed", doubled + "ing"
