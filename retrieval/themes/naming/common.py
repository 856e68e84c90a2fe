"""What most of a group's texts share, as names in both languages: its things, and what is said of them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log

import numpy as np
from numpy.typing import NDArray

from prompts import LANGUAGES, Language, text
from retrieval.themes.naming.candidates import UNSEEN, WIDE, near
from retrieval.themes.naming.choosing import Choice, inside
from retrieval.themes.naming.concepts import Counted, count_concepts
from retrieval.themes.naming.reading import Sample
from retrieval.themes.naming.types import Group
from retrieval.themes.naming.wording import LONGEST, sentence, usual_spelling

__all__ = ["Common", "Shared", "find_common"]

Floats = NDArray[np.float32]

THING = 0.6
"""What a thing alone is worth against a thing with what is wrong with it."""

TOGETHER = 0.7
"""What two things are worth together."""

ENOUGH = 0.3
"""The share of texts that speak of a thing that is a name by itself."""

BOTH = 0.12
"""The share of texts that speak of each of two things that are a name together."""

MORE = 1.3
"""How many more texts speak of one of two things than of the first of them."""

LOOSE, EITHER = 0.05, 0.15
"""The share of texts that speak of each, and of either, of two things that stand for a group of no phrase."""

SAID, OF_ALL = 0.08, 0.25
"""The share of texts, and of those that speak of the thing, that say what is wrong with it."""

HELD = 0.1
"""The share of texts of a group of themes that have each of two things."""

CLEAR = 0.2
"""The share of texts that say what is wrong with a thing from which a name says it too."""

KEPT = 6


@dataclass(frozen=True, slots=True)
class Common:
    """names: what the group can be called by it. share: of its texts that speak of it. bare: things, with
    nothing said of them. loose: fewer speak of them than a name should need."""

    names: Mapping[Language, Choice]
    score: float
    share: float
    bare: bool
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Shared:
    """names: what a group can be called, the best first. things: what people speak of, each by itself."""

    names: tuple[Common, ...] = ()
    things: tuple[Common, ...] = ()


def find_common(
    samples: Sequence[Mapping[Language, Sample]],
    groups: Sequence[Group],
    vectors: Floats,
    centres: Mapping[int, Floats],
) -> list[Shared]:
    """For each group. Fine themes are told from fine ones, groups of themes from such groups."""
    counted = [count_concepts({each: part.reads for each, part in sample.items()}) for sample in samples]
    found = [Shared()] * len(groups)
    for coarse in (False, True):
        places = [at for at, group in enumerate(groups) if bool(group.children) == coarse]
        spread: defaultdict[tuple[int, ...], float] = defaultdict(float)
        for at in places:
            for each in counted[at]:
                spread[each.key] += each.share
        for at in places:
            ranking = _Ranking(
                counted[at], spread, max(1, len(places) - 1), _texts(samples[at]), vectors, centres[at]
            )
            found[at] = Shared(ranking.wide() if coarse else ranking.fine(), ranking.told())
    return found


def _texts(sample: Mapping[Language, Sample]) -> int:
    return max(1, sum(len(part.reads) for part in sample.values()))


@dataclass(frozen=True, slots=True)
class _Ranking:
    counted: Sequence[Counted]
    spread: Mapping[tuple[int, ...], float]
    others: int
    texts: int
    vectors: Floats
    centre: Floats

    def fine(self) -> tuple[Common, ...]:
        shares = {each.key[0]: each.share for each in self.counted if len(each.key) == 1}
        fit = [
            each
            for each in self.counted
            if each.share >= (ENOUGH if len(each.key) == 1 else max(SAID, OF_ALL * shares[each.key[0]]))
        ]
        things = [self._common(each) for each in self.counted if len(each.key) == 1]
        held = self._best([each for each in things if each.share >= BOTH])
        rest = self._best([each for each in things if each.share >= LOOSE])
        loose = [replace(each, loose=True) for each in self._pairs(rest) if self._part(each) >= EITHER]
        best = _sharper([self._common(each) for each in fit])
        return (*self._best([*best, *self._pairs(held)]), *sorted(loose, key=self._part, reverse=True))

    def told(self) -> tuple[Common, ...]:
        """Things that enough texts speak of to be told of."""
        return self._best(
            [self._common(each) for each in self.counted if len(each.key) == 1 and each.share >= SAID]
        )

    def _part(self, each: Common) -> float:
        """The share of texts that speak of either thing."""
        return len(each.names["en"].places) / self.texts

    def _pairs(self, best: Sequence[Common]) -> Iterator[Common]:
        for at, one in enumerate(best):
            for other in best[at + 1 :]:
                if _alike(one, other):
                    continue
                both = _pair(one, other)
                if len(both.names["en"].places) >= MORE * max(
                    len(each.names["en"].places) for each in (one, other)
                ):
                    yield both

    def wide(self) -> tuple[Common, ...]:
        """Things, and two of them together."""
        things = [self._common(each) for each in self.counted if len(each.key) == 1 and each.share >= HELD]
        best = self._best(things)
        alone = (each for each in things if each.share >= 2 * HELD)
        return self._best([*alone, *self._pairs(best)])

    def _best(self, given: Sequence[Common]) -> tuple[Common, ...]:
        fit = [
            each
            for each in given
            if all(len(each.names[language].text) <= LONGEST[language] for language in LANGUAGES)
        ]
        return tuple(sorted(fit, key=lambda each: (-each.score, each.names["en"].text))[:KEPT])

    def _common(self, each: Counted) -> Common:
        elsewhere = max(0.0, self.spread[each.key] - each.share) / self.others
        score = each.share**WIDE * log(1 + each.share / (elsewhere + UNSEEN))
        score *= near(self.vectors, each.texts, self.centre) * (THING if len(each.key) == 1 else 1.0)
        key = frozenset(f"concept {number}" for number in each.key)
        names = {
            language: Choice(_shown(each.names[language], language), key, score, each.texts, each.share)
            for language in LANGUAGES
        }
        return Common(names, score, each.share, len(each.key) == 1)


def _sharper(given: Sequence[Common]) -> Iterator[Common]:
    """What many say is wrong with a thing is taken in its place."""
    things = {each.names["en"].key: each.score for each in given if each.bare}
    for each in given:
        if each.bare or each.share < CLEAR:
            yield each
        else:
            bare = (score for key, score in things.items() if key < each.names["en"].key)
            yield replace(each, score=max((each.score, *bare)) * 1.01)


def _alike(one: Common, other: Common) -> bool:
    """Whether one name stands in the other: "quality" and "build quality"."""
    names = [(one.names[each].text.lower(), other.names[each].text.lower()) for each in LANGUAGES]
    return any(first in second or second in first for first, second in names)


def _pair(one: Common, other: Common) -> Common:
    """Two things that people speak of, in most texts one of them."""
    score = TOGETHER / THING * min(one.score, other.score)
    share = max(one.share, other.share)
    names = {}
    for language in LANGUAGES:
        first, second = one.names[language], other.names[language]
        name = text("themes_naming", "pair", language, first=first.text, second=inside(second.text, language))
        places = tuple(dict.fromkeys((*first.places, *second.places)))
        names[language] = Choice(name, first.key | second.key, score, places, share)
    return Common(names, score, share, True)


def _shown(name: str, language: Language) -> str:
    words = name.split(" ")
    return sentence(" ".join(usual_spelling(language).get(word.lower(), word) for word in words))
