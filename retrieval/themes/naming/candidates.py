"""What a group could be called: its phrases, ranked by how well they stand for it.

The score of a phrase is distinctiveness (how much more common it is here than in other groups, the idea of
class-based TF-IDF) x the root of its coverage x its wholeness (how often nothing was cut off at its ends, as
C-value asks) x nearness (the mean of the texts that have it to the middle of the group, in the embedding).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log

import numpy as np
from numpy.typing import NDArray

from prompts import Language
from retrieval.themes.naming.joining import Joined, Joiner, Thing
from retrieval.themes.naming.phrases import Key, Phrase, PhraseTable, Read, count_phrases, word_shares
from retrieval.themes.naming.problems import is_problem
from retrieval.themes.naming.wording import LONGEST, Wording, learn_wording

__all__ = ["UNSEEN", "WIDE", "Candidate", "Candidates", "find_candidates", "near"]

Floats = NDArray[np.float32]

TELLING = 60
"""Words of a group, the most telling ones, that phrases are made of."""

COMMON = 0.06
"""The share of a group's texts from which any word may be in a phrase."""

UNSEEN = 0.01
"""The share a phrase is taken to have elsewhere at least."""

KEPT = 40
"""Phrases, and words, of a group that are looked at closely."""

JOINED = 0.6
"""What a thing joined with what is wrong is worth against a phrase that people wrote in one piece."""

LOOSE = 0.35
"""What a phrase is worth without any word that stands for the group."""

WIDE = 0.7
"""How much coverage counts beside distinctiveness: the power its share is raised to."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """text: as it would be shown. places: texts of the corpus that have it. share: of the texts read.

    noun: above 0 for what stands as a noun.
    """

    text: str
    key: Key
    score: float
    share: float
    places: tuple[int, ...]
    noun: float


@dataclass(frozen=True, slots=True)
class Candidates:
    """Of one group in one language. phrases: of two words and more; words: single ones. The best first."""

    phrases: tuple[Candidate, ...]
    words: tuple[Candidate, ...]


def find_candidates(
    samples: Mapping[int, Sequence[Read]], language: Language, vectors: Floats, centres: Mapping[int, Floats]
) -> dict[int, Candidates]:
    """For each group, by its place. centres: the middle of each, of length 1, in the space of the vectors."""
    shares = {group: word_shares(reads) for group, reads in samples.items()}
    elsewhere = _sum(shares.values())
    wording = learn_wording(samples.values(), language)
    tables = {
        group: count_phrases(reads, _words(shares[group], elsewhere, len(samples)))
        for group, reads in samples.items()
    }
    weights = {group: sum(read.weight for read in reads) for group, reads in samples.items()}
    spread: defaultdict[Key, float] = defaultdict(float)
    for group, table in tables.items():
        for key, phrase in table.items():
            spread[key] += phrase.weight / weights[group]
    joiner = Joiner(samples, language)
    found = {}
    for group, table in tables.items():
        ranking = _Ranking(samples[group], weights[group], spread, len(samples), wording)
        ranked = ranking.ranked(table, vectors, centres[group])
        joined = ranking.joined(
            joiner.joined(group, _things(ranked, wording)), ranked, vectors, centres[group]
        )
        found[group] = Candidates(tuple(sorted((*ranked.phrases, *joined), key=_order)), ranked.words)
    return found


def _things(found: Candidates, wording: Wording) -> list[Thing]:
    """Words and phrases that stand as nouns, the best first."""
    given = [each for each in found.words if each.noun > 0.2 and len(each.text) > 1]
    if wording.language == "en":
        given += [each for each in found.phrases if len(each.key) == 2 and wording.is_thing(each.text)]
    given = [each for each in given if not is_problem(each.key)]
    return [Thing(each.text, each.key) for each in sorted(given, key=_order)]


def _sum(parts: Iterable[Mapping[str, float]]) -> dict[str, float]:
    total: defaultdict[str, float] = defaultdict(float)
    for part in parts:
        for key, share in part.items():
            total[key] += share
    return total


def _words(shares: Mapping[str, float], elsewhere: Mapping[str, float], groups: int) -> frozenset[str]:
    """The most telling words of a group, and the common ones."""
    telling = sorted(
        shares, key=lambda key: (-_telling(shares[key], elsewhere[key] - shares[key], groups), key)
    )[:TELLING]
    return frozenset(telling) | {key for key, share in shares.items() if share >= COMMON}


def _telling(share: float, elsewhere: float, groups: int) -> float:
    """Class-based TF-IDF with texts counted instead of words: groups count alike whatever their size."""
    return share * log(1 + share / (max(0.0, elsewhere) / max(1, groups - 1) + UNSEEN))


@dataclass(frozen=True, slots=True)
class _Ranking:
    reads: Sequence[Read]
    weight: float
    spread: Mapping[Key, float]
    groups: int
    wording: Wording

    def ranked(self, table: PhraseTable, vectors: Floats, centre: Floats) -> Candidates:
        least = 2 if len(self.reads) > 3 else 1
        rough = [(self._rough(phrase), key) for key, phrase in table.items() if len(phrase.texts) >= least]
        rough.sort(key=lambda each: (-each[0], each[1]))
        phrases = [pair for pair in rough if table[pair[1]].words > 1][:KEPT]
        words = [pair for pair in rough if table[pair[1]].words == 1][:KEPT]
        single = self._candidates(words, table, vectors, centre)
        best = max((each.score for each in single), default=0.0) or 1.0
        anchors = {each.key[0]: each.score / best for each in single}
        several = [
            replace(each, score=each.score * _anchored(each.key, anchors))
            for each in self._candidates(phrases, table, vectors, centre)
        ]
        return Candidates(tuple(sorted(several, key=_order)), tuple(single))

    def joined(
        self, given: Iterable[Joined], ranked: Candidates, vectors: Floats, centre: Floats
    ) -> Iterator[Candidate]:
        """Things with what is wrong, beside the phrases that people have for it."""
        known = {each.key for each in ranked.phrases if each.share >= JOINED * 0.1}
        best = max((each.score for each in ranked.words), default=0.0) or 1.0
        anchors = {each.key[0]: each.score / best for each in ranked.words}
        for each in given:
            if each.key in known or len(each.text) > LONGEST[self.wording.language]:
                continue
            share = sum(self.reads[number].weight for number in each.texts) / self.weight
            places = tuple(self.reads[number].place for number in each.texts)
            score = share ** (WIDE - 1) * share * log(1 + share / (each.elsewhere + UNSEEN))
            score *= JOINED * near(vectors, places, centre) * _anchored(each.key, anchors)
            yield Candidate(each.text, each.key, score, share, places, 0.0)

    def _rough(self, phrase: Phrase) -> float:
        share = phrase.weight / self.weight
        telling = _telling(share, self.spread[phrase.key] - share, self.groups)
        whole = min(phrase.free_left, phrase.free_right) / phrase.seen
        return float(telling * share ** (WIDE - 1) * (0.3 + 0.7 * whole))

    def _candidates(
        self, rough: Sequence[tuple[float, Key]], table: PhraseTable, vectors: Floats, centre: Floats
    ) -> list[Candidate]:
        found = []
        for score, key in rough:
            phrase = table[key]
            shown = self.wording.shown(phrase.surfaces)
            if not shown:
                continue
            places = [self.reads[number].place for number in phrase.texts]
            score *= near(vectors, places, centre) * self.wording.grammar(phrase.surfaces)
            share = phrase.weight / self.weight
            noun = self.wording.noun(key[0]) if len(key) == 1 else 0.0
            found.append(Candidate(shown, key, score, share, tuple(places), noun))
        return sorted(found, key=_order)


def near(vectors: Floats, places: Sequence[int], centre: Floats) -> float:
    """0.5 to 1: how near the middle of these texts is to that of the group."""
    middle = vectors[list(places)].mean(axis=0)
    return 0.5 + 0.5 * max(0.0, float(middle @ centre) / (float(np.linalg.norm(middle)) + 1e-9))


def _order(each: Candidate) -> tuple[float, Key]:
    return -each.score, each.key


def _anchored(key: Key, anchors: Mapping[str, float]) -> float:
    """How far a phrase has a word that stands for the group: one that few wrote is not what it is about."""
    return LOOSE + (1 - LOOSE) * max(anchors.get(word.removeprefix("not "), 0.0) for word in key)
