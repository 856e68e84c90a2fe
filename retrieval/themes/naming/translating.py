"""A name in the other language: by glossary if it has every word, or by the taxonomy's topics."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from prompts import Language, text
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
        second = parts[1] if to == "zh" else _inside(parts[1])
        given = text("themes_naming", "pair", to, first=parts[0], second=second)
    else:
        given = parts[0]
    return given if len(parts) < 3 and len(given) <= LONGEST[to] else ""


def _translated(name: str, language: Language) -> str:
    glossary = _glossary(language)
    units = _english_units(name) if language == "en" else list(_LEFT_OUT.sub("", name).lower())
    found: list[_Entry] = []
    at = 0
    while at < len(units):
        size = next((size for size in range(8, 0, -1) if tuple(units[at : at + size]) in glossary), 0)
        if not size:
            return ""
        found.append(glossary[tuple(units[at : at + size])])
        at += size
    words = list(dict.fromkeys(each.word for each in sorted(found, key=lambda each: each.wrong)))
    if not words or sum(each.wrong for each in found) > 1:
        return ""
    return sentence(("" if language == "en" else " ").join(words))


def _inside(name: str) -> str:
    """The name as it stands within a line."""
    return name if any(map(str.isupper, name[1:])) else name[:1].lower() + name[1:]


@dataclass(frozen=True, slots=True)
class _Entry:
    word: str
    wrong: bool = field(default=False)


@cache
def _glossary(language: Language) -> Mapping[tuple[str, ...], _Entry]:
    """What words of a language are in the other one, by the words folded or the characters."""
    file = resources.files(__package__) / "glossary.toml"
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    found: dict[tuple[str, ...], _Entry] = {}
    for part in ("things", "wrongs"):
        for english, chinese in data[part]:
            mine, other = (english, chinese) if language == "en" else (chinese, english)
            entry = _Entry(other.split(", ")[0], part == "wrongs")
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
