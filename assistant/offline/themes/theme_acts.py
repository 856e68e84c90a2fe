"""Reads what somebody asks to be done to a theme: rename, merge, mute or pin. Nothing is done from chat."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.language import question_language
from assistant.offline.query.reading import Reading
from assistant.offline.text.patterns import Patterns
from assistant.offline.themes.theming import names_themes
from retrieval.catalog import Catalog, ValueCount

__all__ = ["ThemeAct", "act_reading", "read_act"]

_WORDS = Patterns("themes/theme_acts.toml")
_REF = re.compile(r"(?<![a-z0-9])th-\d{1,9}(?!\d)", re.IGNORECASE)
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_ACTS = ("rename", "merge", "unmute", "mute", "unpin", "pin")


_FIRST = 6
"""Characters before the order begins: "well, ", 我想; what comes later in a sentence is asked, not told."""


@dataclass(frozen=True, slots=True)
class ThemeAct:
    """themes: what is said of them, by number or in words. name: the new one; "" unless renamed."""

    act: str
    themes: tuple[str, ...]
    name: str = ""


def read_act(message: str) -> ThemeAct | None:
    """What a message asks to be done to a theme; None when it asks for nothing of the kind."""
    text = " ".join(message.split())
    for act in _ACTS:
        found = _WORDS.search(act, text)
        if found is None or found.start() > _FIRST:
            continue
        parts = {name.rstrip("0123456789"): said for name, said in found.groupdict().items() if said}
        themes = tuple(_plain(parts[name]) for name in ("theme", "into") if name in parts)
        if _REF.search(text) or names_themes(text):
            return ThemeAct(act, themes, _plain(parts.get("name", "")))
    return None


def act_reading(act: ThemeAct, message: str, catalog: Catalog) -> Reading:
    """That a person does it, with the command that does; which theme, where none can be told."""
    language = question_language(message)
    refs = [_theme(each, catalog) for each in act.themes]
    if not refs or not all(refs) or (act.act == "merge" and len(refs) < 2):
        return Reading(language, "themes", problem="theme_which")
    command = f"feedback themes {act.act} {' '.join(refs)}"
    if act.act == "rename":
        command += (
            f' --{"zh" if _CHINESE.search(act.name) else "en"} "{act.name}"' if act.name else ' --en "..."'
        )
    told = {"command": command, "theme": refs[0]}
    return Reading(
        language, "themes", problem=f"theme_{'rename' if act.act == 'rename' else 'act'}", details=told
    )


def _theme(said: str, catalog: Catalog) -> str:
    """The number of the theme that is meant: by number, by its name, or by words that only one name has."""
    ref = _REF.search(said)
    if ref:
        return ref[0].upper()
    said = re.sub(r"\b(?:the|this|that)\b|\bthemes?\b|主题", " ", said, flags=re.IGNORECASE).strip()
    words = set(re.findall(r"[a-z0-9]{3,}", said.casefold()))
    named = [each for each in _themes(catalog) if said.casefold() in (each.en.casefold(), each.zh.casefold())]
    near = [
        each
        for each in _themes(catalog)
        if _shares(words, each.en) or (_CHINESE.search(said) and said in each.zh)
    ]
    found = named or near
    return found[0].value if len(found) == 1 else ""


def _shares(words: set[str], name: str) -> bool:
    """Whether a name has all of the words, as said or with another ending."""
    own = re.findall(r"[a-z0-9]{3,}", name.casefold())
    return bool(words) and all(any(one[:4] == each[:4] for one in own) for each in words)


def _themes(catalog: Catalog) -> Sequence[ValueCount]:
    field = catalog.field("theme")
    return field.values if field is not None else ()


def _plain(said: str) -> str:
    return said.strip(" \t\"'“”‘’「」『』《》.。!！?？")
