"""Everyday words that restrict nothing, when no reader took them: "flat", "tbh", "honestly", every form of "ask"."""

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from itertools import pairwise

__all__ = ["is_ordinary"]

_VOWELS = "aeiou"
_SURE = 6
"""Letters from which on a slip is told from another word (form, from; later, latter)."""


def is_ordinary(word: str) -> bool:
    """Whether a folded word only says how something is asked, so that leaving it out changes no answer.

    Also with a letter too many of two alike ("lannded") or two letters swapped ("calcualted"), slips that hardly
    ever make one word of another.
    """
    return word in _known() or any(each in _known() for each in _meant(word))


def _meant(word: str) -> Iterator[str]:
    """What a longer word may have been before a slip of the fingers."""
    if len(word) < _SURE:
        return
    for at, (one, other) in enumerate(pairwise(word)):
        yield word[:at] + (other if one == other else other + one) + word[at + 2 :]


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
