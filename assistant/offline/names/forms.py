"""Further ways a name is said: "requests for help" of help_request, "xs max" of iPhone XS Max, "nobody has confirmed"."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

__all__ = ["other_forms", "tails"]

_JOINED = ("for", "of", "about", "on")
_LONG_STEM = 5
"""Letters of a word that "un" only denies: "unconfirmed", not "unit"."""


def other_forms(form: str) -> set[str]:
    """All of them for one name, folded."""
    return _turned_round(form) | _denied(form) | _facets(form)


def _facets(form: str) -> set[str]:
    """A name in two halves, the other way round: "service#general" as "general service", "general (service)"."""
    halves = [each.replace("_", " ").strip() for each in re.split("[#:>|]", form)]
    if len(halves) != 2 or not all(halves):
        return set()
    whole, part = halves
    joined = {
        f"{part} {whole}",
        f"{part} of {whole}",
        f"{part} of the {whole}",
        f"{whole}'s {part}",
        f"{whole}的{part}",
    }
    return joined | {f"{whole} ({part})", f"{whole}（{part}）"}


def _turned_round(form: str) -> set[str]:
    """A name of two English words as its noun with what it is of: "help request" as "request for help"."""
    words = form.split()
    if len(words) != 2 or not all(word.isascii() and word.isalpha() and len(word) > 2 for word in words):
        return set()
    kind, noun = words
    return {
        f"{head} {joint} {tail}"
        for head in (noun, _plural(noun))
        for joint in _JOINED
        for tail in (kind, _plural(kind))
    }


def _plural(word: str) -> str:
    if word.endswith("s"):
        return word
    return f"{word[:-1]}ies" if re.search("[^aeiou]y$", word) else f"{word}s"


def _denied(form: str) -> set[str]:
    """What an English word with "un" says: "unconfirmed" is what nobody has confirmed."""
    stem = form.removeprefix("un")
    if stem == form or len(stem) < _LONG_STEM or not stem.isalpha() or not stem.endswith("ed"):
        return set()
    who = ("nobody", "no one", "no-one", "none")
    told = {f"{each} {have}{stem}" for each in who for have in ("", "has ", "have ", "ever ", "has ever ")}
    never = {
        f"{no} {stem}"
        for no in ("not", "not yet", "never", "still not", "not been", "never been", "not yet been")
    }
    return (
        told | never | {f"wait to be {stem}", f"waiting to be {stem}", f"to be {stem}", f"yet to be {stem}"}
    )


def tails(names: Iterable[str]) -> Mapping[str, set[str]]:
    """By each name, the two and more words it ends or begins with that are in no other name: "xs max"."""
    split = {name: name.split() for name in names if name.isascii()}
    owners: dict[str, set[str]] = defaultdict(set)
    for name, words in split.items():
        for size in range(2, len(words)):
            for at in range(len(words) - size + 1):
                owners[" ".join(words[at : at + size])].add(name)
    found: dict[str, set[str]] = defaultdict(set)
    for part, owned in owners.items():
        if len(owned) == 1 and part not in split and _tells(part):
            found[next(iter(owned))].add(part)
    return found


def _tells(part: str) -> bool:
    """Whether a part of a name is no run of everyday words: it has a digit, or a word that is no word of English."""
    return any(
        any(map(str.isdigit, word)) or re.fullmatch("[b-df-hj-np-tv-xz]{2,3}", word) for word in part.split()
    )
