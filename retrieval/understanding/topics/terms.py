"""The words that stand for topics, and texts matched against them: microseconds a text, no embeddings.

Keywords, names and descriptions of a taxonomy become terms; a text scores for a topic by the terms it holds,
each weighted by where it comes from and by how few topics share it.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from retrieval.understanding.ngrams import NGrams, Occurrences
from retrieval.understanding.topics.taxonomy import Taxonomy, Topic
from retrieval.words import cut, fold

__all__ = ["BUCKET_BITS", "Found", "Terms", "buckets", "occurrences", "places", "terms_of", "topic_terms"]

Floats = npt.NDArray[np.float32]

BUCKET_BITS = 16
_BITS = 40
_WORDS = NGrams(chars=(0, 0), words=3, bits=_BITS)
_RUNS = NGrams(chars=(1, 4), words=0, bits=_BITS)
"""40 bits: a text has a hundred n-grams, and none may be taken for a term by chance."""

_LONGEST = 4
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_SUFFIXES = ("", "s", "es", "d", "ed", "ing", "er", "ers", "ly")


@dataclass(frozen=True, slots=True)
class Found:
    """Terms found in texts: the text, where in it, how long, and the row of the term."""

    text: npt.NDArray[np.int64]
    at: npt.NDArray[np.int64]
    length: npt.NDArray[np.int64]
    row: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Terms:
    """columns: hashes of the terms, sorted. rows: for each, its row of `weights` (terms, topics)."""

    columns: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int64]
    weights: Floats

    @classmethod
    def of(cls, weighted: Sequence[dict[str, float]]) -> "Terms":
        """From the folded terms of each topic with their weights."""
        table: dict[int, npt.NDArray[np.float32]] = {}
        for topic, terms in enumerate(weighted):
            for columns, weight in zip(_columns(list(terms)), terms.values(), strict=True):
                for column in columns:
                    row = table.setdefault(column, np.zeros(len(weighted), np.float32))
                    row[topic] = max(row[topic], weight / len(columns))
        keys = sorted(table)
        weights = np.array([table[key] for key in keys], np.float32).reshape(len(keys), len(weighted))
        return cls(np.array(keys, np.int64), np.arange(len(keys)), weights)

    def find(self, found: Occurrences) -> Found:
        if not len(self.columns) or not len(found.column):
            nothing = np.zeros(0, np.int64)
            return Found(nothing, nothing, nothing, nothing)
        place, hit = places(self.columns, found.column)
        return Found(found.text[hit], found.at[hit], found.length[hit], self.rows[place[hit]])

    def scores(self, found: Found, texts: int) -> Floats:
        """(texts, topics): the weights of the different terms of each text, added up."""
        width = max(len(self.weights), 1)
        pairs = np.unique(found.text * width + found.row)
        totals = np.zeros((texts, self.weights.shape[1]), np.float32)
        np.add.at(totals, pairs // width, self.weights[pairs % width])
        return totals


def occurrences(folded: Sequence[str]) -> Occurrences:
    """Words, pairs and triples of words, and runs of up to four Chinese characters, where they stand."""
    words = _WORDS.occurrences(folded)
    pieces = [
        (text, piece.start(), piece.group())
        for text, each in enumerate(folded)
        for piece in _CHINESE.finditer(each)
    ]
    runs = _RUNS.occurrences([piece for _, _, piece in pieces])
    owner = np.array([text for text, _, _ in pieces], np.int64)
    offset = np.array([start for _, start, _ in pieces], np.int64)
    return Occurrences(
        np.concatenate((words.text, owner[runs.text])),
        np.concatenate((words.at, offset[runs.text] + runs.at)),
        np.concatenate((words.length, runs.length)),
        np.concatenate((words.column, runs.column)),
    )


def places(
    columns: npt.NDArray[np.int64], wanted: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Where each wanted hash would stand among the sorted `columns`, and which of them do stand there."""
    place = np.minimum(np.searchsorted(columns, wanted), max(len(columns) - 1, 0))
    return place, np.flatnonzero(columns[place] == wanted)


def buckets(found: Occurrences) -> npt.NDArray[np.int64]:
    """The n-grams in 2**BUCKET_BITS places: few enough to hold a weight for each topic."""
    return found.column >> (_BITS - BUCKET_BITS)


def topic_terms(taxonomy: Taxonomy, rarity: Callable[[str], float] = lambda _: 1.0) -> list[dict[str, float]]:
    """For each topic its terms and their weights; a term that many topics share says less about each.

    rarity: what a single word of a name or description is worth, from 0 (in every text) to 1.
    """
    own = [terms_of(topic, rarity) for topic in taxonomy.topics]
    shared = Counter(term for terms in own for term in terms)
    most = np.log(len(own) + 1)
    return [
        {term: weight * float(np.log((len(own) + 1) / shared[term]) / most) for term, weight in terms.items()}
        for terms in own
    ]


def terms_of(topic: Topic, rarity: Callable[[str], float] = lambda _: 1.0) -> dict[str, float]:
    """Folded terms of one topic: its keywords, or for want of any the words of its name and description."""
    terms: dict[str, float] = {}
    for keyword in topic.keywords:
        for term in _phrases(keyword):
            terms[term] = 1.0
    sources = () if topic.keywords else ((1.0, topic.names), (0.5, topic.descriptions))
    for weight, texts in sources:
        for text in texts.values():
            for word, forms in _words(text):
                for term in forms:
                    terms[term] = max(terms.get(term, 0.0), weight * rarity(word))
    return terms


def _phrases(keyword: str) -> Iterable[str]:
    folded = fold(keyword).strip()
    if not folded.isascii():
        return [folded]
    words = folded.split()
    first = [" ".join([form, *words[1:]]) for form in _forms(words[0])] if len(words) > 1 else []
    return [*first, *(" ".join([*words[:-1], form]) for form in _forms(words[-1]))]


def _words(text: str) -> Iterable[tuple[str, set[str]]]:
    """The words of a text that say something, each with the forms it may have."""
    for word in cut(text):
        if word in _stop_words() or len(word) < 2 or word.isdigit():
            continue
        yield word, _forms(word) if word.isascii() else {word}


def _forms(word: str) -> set[str]:
    """An English word with the endings it may have; some are no words and will never be found."""
    if len(word) < 4 or not word.isalpha():
        return {word}
    bases = {word}
    for ending in ("ations", "ation", "ings", "ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            base = word[: -len(ending)]
            bases |= {base, base + "e"} | ({base[:-1]} if base[-1] == base[-2] else set())
    forms = {base + suffix for base in bases for suffix in _SUFFIXES}
    forms |= {base[:-1] + suffix for base in bases if base.endswith("e") for suffix in ("ing", "ed")}
    forms |= {base[:-1] + suffix for base in bases if base.endswith("y") for suffix in ("ies", "ied", "ier")}
    forms |= {base + base[-1] + suffix for base in bases for suffix in ("ing", "ed")}
    return {form for form in forms if len(form) >= 3}


@cache
def _stop_words() -> frozenset[str]:
    lists = tomllib.loads((Path(__file__).parent / "stop_words.toml").read_text(encoding="utf-8"))
    return frozenset(word for text in lists.values() for word in text.split())


def _columns(terms: Sequence[str]) -> list[list[int]]:
    """The hashes that stand for each term: one, or the four-character pieces of a longer Chinese one."""
    pieces = [
        [term]
        if term.isascii() or len(term) <= _LONGEST
        else [term[at : at + _LONGEST] for at in range(len(term) - _LONGEST + 1)]
        for term in terms
    ]
    flat = [piece for each in pieces for piece in each]
    found = occurrences(flat)
    whole = {}
    for text, at, length, column in zip(found.text, found.at, found.length, found.column, strict=True):
        if at == 0 and length == len(flat[text]):
            whole[flat[text]] = int(column)
    return [[whole[piece] for piece in each if piece in whole] for each in pieces]
