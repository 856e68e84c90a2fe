"""A name in the other language: by glossary if it has every word, or by the taxonomy's topics."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from prompts import Language, text
from retrieval.themes.naming.choosing import inside
from retrieval.themes.naming.tokens import word_lists
from retrieval.themes.naming.types import Group
from retrieval.themes.naming.wording import LONGEST, sentence
from retrieval.understanding.topics.taxonomy import Taxonomy, load_taxonomy

__all__ = ["Topics", "translated"]

DOMINANT = 0.5
"""The share of a group's records from which a topic stands for it."""

_PAIR: Mapping[Language, str] = {"en": " and ", "zh": "与"}
_LEFT_OUT = re.compile(r"[的了很真也都]")


class Topics:
    """Names of the topics noted about a group's records."""

    def __init__(self, taxonomy: Taxonomy | None = None) -> None:
        self._taxonomy = taxonomy or load_taxonomy()

    def dominant(self, group: Group, language: Language) -> str:
        """The name of the topic that most of the group's records have, "" when none has."""
        for topic, share in group.topics[:1]:
            if share >= DOMINANT and self._taxonomy.has(topic):
                return self._taxonomy.topics[self._taxonomy.index(topic)].name(language)
        return ""

    def area(self, group: Group, language: Language) -> str:
        """The name of the area that most of the topics are of, "" when there is none."""
        shares: defaultdict[str, float] = defaultdict(float)
        for topic, share in group.topics:
            if self._taxonomy.has(topic):
                shares[self._taxonomy.topics[self._taxonomy.index(topic)].area] += share
        if not shares:
            return ""
        best = max(shares, key=lambda each: shares[each])
        if shares[best] < DOMINANT or shares[best] < DOMINANT * sum(shares.values()):
            return ""
        return next((area.name(language) for area in self._taxonomy.areas if area.id == best), "")


def translated(name: str, language: Language) -> str:
    """The name, written in `language`, in the other one; "" unless the glossary has every word of it."""
    to: Language = "zh" if language == "en" else "en"
    parts = [_translated(part, language) for part in name.split(_PAIR[language])]
    if not all(parts):
        return ""
    if len(parts) == 2 and parts[0] != parts[1]:
        second = parts[1] if to == "zh" else inside(parts[1], to)
        given = text("themes_naming", "pair", to, first=parts[0], second=second)
    else:
        given = parts[0]
    return given if len(parts) < 3 and len(given) <= LONGEST[to] else ""


def _translated(name: str, language: Language) -> str:
    glossary, doings = _glossary(language), _glossary(language, ("doings",))
    units = _english_units(name) if language == "en" else list(_LEFT_OUT.sub("", name).lower())
    found: list[_Entry] = []
    at = 0
    while at < len(units):
        size = _longest(units, at, glossary)
        doing = 0 if at else _longest(units, 0, doings)
        if not doing or doing == len(units):
            doing = 0
        if not (doing or size):
            return ""
        known, size = (doings, doing) if doing else (glossary, size)
        found.append(known[tuple(units[at : at + size])])
        at += size
    found = _sure(list(dict.fromkeys(found)))
    return sentence(("" if language == "en" else " ").join(each.word for each in found))


def _longest(units: Sequence[str], at: int, glossary: Mapping[tuple[str, ...], "_Entry"]) -> int:
    """How many units from a place on are in the glossary as one."""
    return next((size for size in range(8, 0, -1) if tuple(units[at : at + size]) in glossary), 0)


def _sure(found: Sequence["_Entry"]) -> list["_Entry"]:
    """In the order in which both languages say it; none where the words could mean something else together:
    two things in a row are often a thing and a verb ("order card")."""
    kinds = [each.kind for each in found]
    if kinds in (["things"], ["wrongs"], ["things", "wrongs"], ["doings", "things"]):
        return list(found)
    return [found[1], found[0]] if kinds == ["wrongs", "things"] else []


@dataclass(frozen=True, slots=True)
class _Entry:
    word: str
    kind: str


@cache
def _glossary(
    language: Language, parts: tuple[str, ...] = ("things", "wrongs")
) -> Mapping[tuple[str, ...], _Entry]:
    """What words of a language are in the other one, by the words folded or the characters."""
    file = resources.files(__package__) / "glossary.toml"
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    found: dict[tuple[str, ...], _Entry] = {}
    for part in parts:
        for english, chinese in data[part]:
            mine, other = (english, chinese) if language == "en" else (chinese, english)
            entry = _Entry(other.split(", ")[0], part)
            for word in mine.split(", "):
                found.setdefault(tuple(_english_units(word) if language == "en" else word), entry)
    return found


def _english_units(name: str) -> Sequence[str]:
    """The words, plurals as singulars. Other endings stay: "charged" is not "charging"."""
    lists = word_lists("en")
    words = [word for word in name.lower().replace("’", "'").split() if word not in lists["light"]]
    return ["not" if word in lists["negation"] else _singular(word) for word in words]


def _singular(word: str) -> str:
    return (
        word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
    )
