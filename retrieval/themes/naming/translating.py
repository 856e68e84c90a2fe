"""A name in the other language: by glossary if it has every word, or by the taxonomy's topics."""

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib import resources

from prompts import Language
from retrieval.themes.naming.chinese import read_chinese
from retrieval.themes.naming.english import read_english
from retrieval.themes.naming.types import Group
from retrieval.themes.naming.wording import LONGEST, sentence
from retrieval.understanding.topics.taxonomy import Taxonomy, load_taxonomy

__all__ = ["Topics", "translated"]

DOMINANT = 0.5
"""The share of a group's records from which a topic stands for it."""


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
        if shares[best] < DOMINANT or shares[best] < 0.5 * sum(shares.values()):
            return ""
        return next((area.name(language) for area in self._taxonomy.areas if area.id == best), "")


def translated(name: str, language: Language) -> str:
    """The name, written in `language`, in the other one; "" unless the glossary has every word of it."""
    clauses = read_english(name) if language == "en" else read_chinese(name)
    tokens = [token for clause in clauses for token in clause if token.role != "link"]
    glossary = _glossary()[language]
    things = [glossary["things"].get(token.key, "") for token in tokens]
    wrongs = [glossary["wrongs"].get(token.key, "") for token in tokens]
    if not tokens or not all(thing or wrong for thing, wrong in zip(things, wrongs, strict=True)):
        return ""
    words = [each for each in things if each]
    words += [wrong for thing, wrong in zip(things, wrongs, strict=True) if wrong and not thing]
    to: Language = "zh" if language == "en" else "en"
    joined = (" " if to == "en" else "").join(words)
    return sentence(joined) if len(joined) <= LONGEST[to] else ""


@cache
def _glossary() -> Mapping[Language, Mapping[str, Mapping[str, str]]]:
    """For each language: things and wrongs, by what their words fold to, in the other language."""
    file = resources.files(__package__) / "glossary.toml"
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    found: dict[Language, dict[str, dict[str, str]]] = {"en": {}, "zh": {}}
    for part in ("things", "wrongs"):
        for language in found:
            found[language][part] = {}
        for english, chinese in data[part]:
            for word in english.split(", "):
                found["en"][part].setdefault(_folded(word, "en"), chinese.split(", ")[0])
            for word in chinese.split(", "):
                found["zh"][part].setdefault(_folded(word, "zh"), english.split(", ")[0])
    return found


def _folded(word: str, language: Language) -> str:
    """What a word folds to; as it is when it is cut in two."""
    clauses = read_english(word) if language == "en" else read_chinese(word)
    tokens = [token for clause in clauses for token in clause]
    return tokens[0].key if len(tokens) == 1 else word
