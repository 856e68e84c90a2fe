"""Themes in words: a name, a line about it and the quotes behind it, in both languages, without a model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from prompts import LANGUAGES, Language, text
from retrieval.themes.discovery.types import Corpus
from retrieval.themes.naming.candidates import Candidates, find_candidates
from retrieval.themes.naming.choosing import Choice, choices
from retrieval.themes.naming.describing import describe, quotable
from retrieval.themes.naming.distinct import Names
from retrieval.themes.naming.reading import Sample, read_groups
from retrieval.themes.naming.translating import Topics, translated
from retrieval.themes.naming.types import Group, Named

__all__ = ["name_themes"]

Floats = NDArray[np.float32]

OWN = 0.08
"""The share of a group's texts in a language from which its name in that language is made of them."""

EXAMPLES = 5
WORDS = 8


def name_themes(corpus: Corpus, groups: Sequence[Group], taken: Sequence[Named] = ()) -> tuple[Named, ...]:
    """One name a group, in order; names differ from each other and from those that are taken.

    Where a group has feedback in both languages each name comes from its own; else it is translated word by
    word if a glossary has all its words, or is the topic's, or the original words in quotation marks.
    """
    if not groups:
        return ()
    middle = np.asarray(corpus.vectors.mean(axis=0), np.float32)
    vectors = corpus.vectors - middle
    samples = read_groups(corpus, groups)
    centres = {at: _centre(vectors, group) for at, group in enumerate(groups)}
    found = {language: _find(samples, groups, language, vectors, centres) for language in LANGUAGES}
    names = {language: Names(language, [each.name(language) for each in taken]) for language in LANGUAGES}
    work = _Work(corpus, vectors, groups, samples, centres, found, names, Topics())
    order = sorted(range(len(groups)), key=lambda at: bool(groups[at].children))
    named = {at: work.named(at) for at in order}
    return tuple(named[at] for at in range(len(groups)))


def _centre(vectors: Floats, group: Group) -> Floats:
    mean = (
        vectors[group.members].mean(axis=0) if len(group.members) else np.zeros(vectors.shape[1], np.float32)
    )
    return np.asarray(mean / (np.linalg.norm(mean) + 1e-9), np.float32)


def _find(
    samples: Sequence[Mapping[Language, Sample]],
    groups: Sequence[Group],
    language: Language,
    vectors: Floats,
    centres: Mapping[int, Floats],
) -> dict[int, Candidates]:
    """Fine themes are told from fine ones, groups of themes from groups of themes."""
    found: dict[int, Candidates] = {}
    for coarse in (False, True):
        mine = {
            at: sample[language].reads
            for at, sample in enumerate(samples)
            if language in sample and sample[language].share >= OWN and bool(groups[at].children) == coarse
        }
        if mine:
            found |= find_candidates(mine, language, vectors, centres)
    return found


@dataclass(frozen=True, slots=True)
class _Work:
    corpus: Corpus
    vectors: Floats
    groups: Sequence[Group]
    samples: Sequence[Mapping[Language, Sample]]
    centres: Mapping[int, Floats]
    found: Mapping[Language, Mapping[int, Candidates]]
    names: Mapping[Language, Names]
    topics: Topics

    def named(self, at: int) -> Named:
        own = {each: self._own(at, each) for each in LANGUAGES}
        first: Language = max(LANGUAGES, key=lambda each: self._share(at, each))
        name = {each: self._name(at, each, own[each], own[first], first) for each in LANGUAGES}
        mine = own[first]
        examples = self._examples(at, mine.places if mine else ())
        line = {each: self._line(at, each, first, own[each], examples) for each in LANGUAGES}
        return Named(
            name["en"], name["zh"], line["en"], line["zh"], self._words(at, first), tuple(examples[:EXAMPLES])
        )

    def _share(self, at: int, language: Language) -> float:
        return self.samples[at][language].share if language in self.samples[at] else 0.0

    def _own(self, at: int, language: Language) -> Choice | None:
        found = self.found[language].get(at)
        if found is None:
            return None
        wide = bool(self.groups[at].children)
        given = list(choices(found, language, wide=wide))
        area = self.topics.area(self.groups[at], language) if wide else ""
        if area:
            best = given[0].score if given else 1.0
            given.insert(0, Choice(area, frozenset((area,)), best, given[0].places if given else ()))
        return self.names[language].choose(given, self._words(at, language))

    def _name(
        self, at: int, language: Language, own: Choice | None, other: Choice | None, other_language: Language
    ) -> str:
        if own is not None:
            return own.text
        names = self.names[language]
        if other is None:
            return names.claim(text("themes_naming", "wordless", language), ())
        known = translated(other.text, other_language)
        topic = known or self.topics.dominant(self.groups[at], language)
        name = topic or text("themes_naming", "quoted", language, name=other.text)
        return names.claim(name, self._words(at, other_language))

    def _words(self, at: int, language: Language) -> tuple[str, ...]:
        found = self.found[language].get(at)
        return tuple(each.text for each in found.words[:WORDS]) if found else ()

    def _examples(self, at: int, places: Sequence[int]) -> list[int]:
        """Texts that have the name's words, the most central first, then other central ones."""
        members = self.groups[at].members
        backing = np.asarray(places if places else members[:50], np.int64)
        if not len(backing):
            return []
        near = self.vectors[backing] @ self.centres[at]
        return [int(each) for each in backing[np.argsort(-near, kind="stable")]]

    def _line(
        self, at: int, language: Language, first: Language, own: Choice | None, examples: Sequence[int]
    ) -> str:
        used: Language = language if self.found[language].get(at) else first
        found = self.found[used].get(at)
        if found is None:
            return text("themes_naming", "wordless_says", language)
        mine = {read.place for read in self.samples[at][used].reads} if used != first else None
        places = examples if mine is None else self._examples(at, own.places if own else sorted(mine))
        further = [each for each in choices(found, used) if own is None or not each.key <= own.key]
        topic = self.topics.dominant(self.groups[at], language)
        note = "" if used == language else text("themes_naming", f"only_{used}", language)
        return describe(
            language, topic, further, quotable(self.corpus.texts[place] for place in places), note
        )
