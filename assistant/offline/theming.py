"""Reads what is asked of themes: what people complain about, what changed, whether a fix worked, what they need."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from assistant.offline.numerals import number
from assistant.offline.patterns import Patterns
from assistant.offline.scan import plain

__all__ = ["Doing", "Theming", "names_themes", "place_of_theme", "ranked_again", "read_theming"]

Doing = Literal["themes", "changes", "fix", "opportunities"]
Order = Literal["", "rising", "priority", "impact"]
_ORDERS: tuple[Order, ...] = ("rising", "priority", "impact")

_WORDS = Patterns("theming.toml")


@dataclass(frozen=True, slots=True)
class Theming:
    """One thing asked of themes.

    rest: the words that say which feedback: its segment and period. about: complaints, praise or all. order:
    what they are ranked by, "" when not said. limit: how many, 0 when not said. subject: what was fixed.
    outright: themes are named, so that nothing else can be meant. worse: whether it gets worse is asked, too.
    """

    doing: Doing
    rest: str
    about: Literal["complaints", "praise", "all"] = "complaints"
    order: Order = ""
    limit: int = 0
    coarse: bool = False
    subject: str = ""
    outright: bool = False
    worse: bool = False


def read_theming(message: str) -> Theming | None:
    """What a message asks of themes; None when it asks something else."""
    worse, text = _WORDS.taken("trend", plain(message))
    for doing in ("opportunities", "fix", "changes"):
        found = _WORDS.search(doing, text)
        if found:
            return _read(doing, found, text)
    for name in ("praised", "themes", "word"):
        found = _WORDS.search(name, text)
        if found:
            return replace(_read("themes", found, text), worse=bool(worse))
    return None


def names_themes(text: str) -> bool:
    """Whether a text speaks of themes by that word."""
    return _WORDS.search("word", plain(text)) is not None


def place_of_theme(text: str) -> tuple[int, int, int] | None:
    """Which of the themes shown before is meant (1 for the first, 0 for "that theme"), and where it says so."""
    found = _WORDS.search("place", text)
    if found is None:
        return None
    return int(str(found.lastgroup)[1:]), found.start(), found.end()


def ranked_again(text: str) -> int | None:
    """How many of the themes shown before are asked for by importance; 0 for no number, None for no such question."""
    found = _WORDS.search("again", plain(text))
    if found is None:
        return None
    return int(number(found[str(found.lastgroup)])) if found.lastgroup else 0


def _read(doing: Doing, found: "re.Match[str]", text: str) -> Theming:
    """`rest` keeps the groups of the match that say whose or which feedback."""
    named = {name.rstrip("0123456789"): value for name, value in found.groupdict().items() if value}
    kept = " ".join(named.get(name, "") for name in ("who", "what", "when"))
    rest = f"{text[: found.start()]} {kept} {text[found.end() :]}"
    limit = _WORDS.search("many", text)
    left = rest.replace(limit[0], " ") if limit else rest
    for name in ("rising", "priority", "impact", "coarse", "word", "praise"):
        _, left = _WORDS.taken(name, left)
    praise, everything = (_WORDS.search(name, text) for name in ("praise", "everything"))
    return Theming(
        doing,
        _WORDS.stripped(left),
        about="praise" if praise else "all" if everything else "complaints",
        order=next((each for each in _ORDERS if _WORDS.search(each, text)), ""),
        limit=int(number(limit[str(limit.lastgroup)])) if limit else 0,
        coarse=_WORDS.search("coarse", text) is not None,
        subject=named.get("subject", "").strip(),
        outright=names_themes(text),
    )
