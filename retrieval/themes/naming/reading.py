"""The texts that groups are named from: a sample of each, read in their languages."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from prompts import Language
from retrieval.themes.discovery.types import Corpus
from retrieval.themes.naming.chinese import read_chinese
from retrieval.themes.naming.english import read_english
from retrieval.themes.naming.phrases import Read
from retrieval.themes.naming.tokens import is_chinese
from retrieval.themes.naming.types import Group

__all__ = ["Sample", "read_groups", "sampled"]

FEWEST, MOST, TOGETHER = 150, 600, 32_000
"""Texts of a group that are read, at least and at most, and of all groups: more cost time."""

CLEAREST = 60
"""Of these, those that come first; the rest is taken evenly from the others."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The texts of one group in one language. share: of the group's texts that were read."""

    language: Language
    reads: tuple[Read, ...]
    share: float


def read_groups(corpus: Corpus, groups: Sequence[Group]) -> list[dict[Language, Sample]]:
    """For each group its texts, by language; a language with none is left out. A text is read once."""
    most = min(MOST, max(FEWEST, TOGETHER // max(1, len(groups))))
    chosen = [sampled(group.members, most) for group in groups]
    known: dict[int, tuple[Language, Read]] = {}
    for places in chosen:
        for place in places.tolist():
            if place not in known:
                known[place] = _read(corpus, place)
    return [_by_language([known[place] for place in places.tolist()]) for places in chosen]


def sampled(members: NDArray[np.int32], most: int) -> NDArray[np.int32]:
    """The clearest members, and others evenly from the rest; in order."""
    if len(members) <= most:
        return members
    rest = np.linspace(CLEAREST, len(members) - 1, most - CLEAREST).astype(np.int64)
    return np.concatenate([members[:CLEAREST], members[rest]])


def _read(corpus: Corpus, place: int) -> tuple[Language, Read]:
    text = corpus.texts[place]
    language: Language = "zh" if is_chinese(text, corpus.languages[place]) else "en"
    clauses = read_chinese(text) if language == "zh" else read_english(text)
    weight = 1.0 if corpus.weights is None else float(corpus.weights[place]) ** 0.5
    return language, Read(place, tuple(clauses), weight)


def _by_language(reads: Sequence[tuple[Language, Read]]) -> dict[Language, Sample]:
    found: dict[Language, Sample] = {}
    for language in ("en", "zh"):
        mine = tuple(read for each, read in reads if each == language)
        if mine:
            found[language] = Sample(language, mine, len(mine) / len(reads))
    return found
