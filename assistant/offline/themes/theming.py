"""Reads what is asked of themes: what people complain about, what changed, whether a fix worked, what they need."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from assistant.offline.text.numerals import number
from assistant.offline.text.patterns import Patterns
from assistant.offline.text.scan import plain

__all__ = ["Doing", "Theming", "names_themes", "place_of_theme", "ranked_again", "read_theming"]

Doing = Literal["themes", "changes", "fix", "opportunities"]
Order = Literal["", "rising", "falling", "priority", "impact"]
Focus = Literal[
    "", "next", "affected", "tell", "rising", "falling", "seasonal", "list", "sure", "asked", "across"
]
_ORDERS: tuple[Order, ...] = ("rising", "priority", "impact")

_FOCUSES: tuple[Focus, ...] = ("next", "affected", "tell")

_WORDS = Patterns("themes/theming.toml")
_REF = re.compile(r"(?<![a-z0-9])th-\d{1,9}(?!\d)", re.IGNORECASE)
_QUOTED = re.compile(r"原[文话]|原評|(?<![a-z])(?:verbatims?|quotes?|word for word)(?![a-z])")
_GRIPES = re.compile(r"[痛槽][点點]|pain ?points?")
""" "包装的槽点，两条原文": what people say of it, and no theme."""

_COUNTED = re.compile(r"how many|.{0,6}多少", re.IGNORECASE)
_SHORT = 3
"""Characters that are left when nothing else is said: "how many customers are affected by late parcels" counts."""

_ALL = 100
"""Themes of a list of all of them."""

_FEW = 3
"""Themes that "what should we do next?" is told of."""


@dataclass(frozen=True, slots=True)
class Theming:
    """One thing asked of themes.

    rest: the words that say which feedback: its segment and period. about: complaints, praise or all. order:
    what they are ranked by, "" when not said. limit: how many, 0 when not said. subject: what was fixed.
    outright: themes are named, so that nothing else can be meant. worse: whether it gets worse is asked, too.
    focus: what is asked of them above all. themes: those that are named by number ("TH-12"). bare: nothing but
    how many, or what to do, is asked: in a conversation, of the themes it is about. across: the field whose
    values the themes are set beside, or "week".
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
    focus: Focus = ""
    themes: tuple[str, ...] = ()
    bare: bool = False
    across: str = ""


def read_theming(message: str) -> Theming | None:
    """What a message asks of themes; None when it asks something else."""
    fixed = _WORDS.search("fix", plain(message))
    if fixed:  # "is it better since?" is all of what is asked of a fix
        return _read("fix", fixed, plain(message))
    worse, text = _WORDS.taken("trend", plain(message))
    focused = _focused(text, worse=bool(worse))
    if focused is not None:
        return focused
    whole = _of_all(text)
    if whole is not None:
        return whole
    for doing in ("opportunities", "changes"):
        found = _WORDS.search(doing, text)
        if found:
            return _turned(_read(doing, found, text), text)
    wishes = _WORDS.search("asked", text)
    if wishes:
        return replace(_read("themes", wishes, text), about="all", focus="asked")
    for name in ("praised", "themes", "word"):
        found = _WORDS.search(name, text)
        if found and not (name == "word" and _QUOTED.search(text) and _GRIPES.fullmatch(found[0])):
            return replace(_read("themes", found, text), worse=bool(worse))
    return None


def _of_all(text: str) -> Theming | None:
    """All of the themes, how far they can be relied on, side by side, or those that come and go."""
    for name in _OF_ALL:
        found = _WORDS.search(name, text)
        if found is None:
            continue
        read = replace(
            _read("themes", found, text), focus="across" if name == "heat" else name, outright=True
        )
        if name == "heat":
            return replace(read, across="week")
        return replace(read, limit=_ALL if name in ("list", "seasonal") else 0)
    return None


_OF_ALL: tuple[Literal["list", "sure", "seasonal", "heat"], ...] = ("list", "sure", "seasonal", "heat")


def _turned(theming: Theming, text: str) -> Theming:
    """ "Which are rising?", 哪些主题在下降: the way that is asked after, where it is one."""
    if theming.doing != "changes":
        return theming
    _, rest = _WORDS.taken("recent", theming.rest)
    up, down = (_WORDS.search(name, text) is not None for name in ("up", "down"))
    way: Focus = "rising" if up else "falling"
    return replace(theming, rest=_WORDS.stripped(rest), focus=way if up != down else "")


def _focused(text: str, *, worse: bool) -> Theming | None:
    """What is to be done, who is affected, whom to tell; one theme by its number; only "top 3"."""
    refs = tuple(dict.fromkeys(each[0].upper() for each in _REF.finditer(text)))
    without = " ".join(_REF.sub(" ", text).split())
    for focus in _FOCUSES:
        found = _WORDS.search(focus, without)
        if found and (refs or not _COUNTED.match(found[0]) or len(without) <= len(found[0]) + _SHORT):
            _, rest = _WORDS.taken("pointing", f"{without[: found.start()]} {without[found.end() :]}")
            return _focusing(focus, _WORDS.stripped(rest), refs, worse)
    top = _WORDS.words("top").fullmatch(_WORDS.stripped(text))
    if top:
        return Theming("themes", "", limit=int(number(top[str(top.lastgroup)])), bare=True)
    if _WORDS.search("quoting", without):
        return None
    about = _WORDS.search("of_theme", without) if refs else None
    if about is None and not (refs and (worse or not _WORDS.stripped(without))):
        return None
    rest = f"{without[: about.start()]} {without[about.end() :]}" if about else without
    return Theming("themes", _WORDS.stripped(rest), outright=True, worse=worse, themes=refs, limit=1)


def _focusing(focus: Focus, rest: str, refs: tuple[str, ...], worse: bool) -> Theming:
    doing: Doing = "fix" if focus == "tell" else "themes"
    order: Order = "" if refs else "priority"
    return Theming(
        doing,
        rest,
        order=order,
        limit=len(refs) or _FEW,
        outright=bool(refs),
        worse=worse,
        focus=focus,
        themes=refs,
        subject=refs[0] if refs else "",
        bare=not rest and not refs,
    )


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
    _, left = _WORDS.taken("shipped", left) if doing == "fix" else ("", left)
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
