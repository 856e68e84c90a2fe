"""Phrases of a group as people wrote them, with how common they are in it and elsewhere.

A phrase is a run of up to five words of one clause; phrases of the same words in any order and inflection are
one ("cancelled my flight", "flight was cancelled").
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from retrieval.themes.naming.tokens import Clause

__all__ = ["Phrase", "PhraseTable", "Read", "count_phrases", "word_shares"]

LONGEST = 5
"""Words a phrase may have."""

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """A text of a group: its place in the corpus, its clauses, how many records have it."""

    place: int
    clauses: Sequence[Clause]
    weight: float


@dataclass(slots=True)
class Phrase:
    """key: what its words fold to, sorted. texts: those that have it, by number. free: how many of the times
    it was seen nothing was left out at that end. surfaces: how it was written, with how often."""

    key: Key
    words: int
    texts: list[int] = field(default_factory=list)
    weight: float = 0.0
    free_left: float = 0.0
    free_right: float = 0.0
    seen: float = 0.0
    surfaces: Counter[tuple[str, ...]] = field(default_factory=Counter)


PhraseTable = dict[Key, Phrase]


def word_shares(reads: Sequence[Read]) -> dict[str, float]:
    """The share of texts that have each content word, by key."""
    total = sum(read.weight for read in reads) or 1.0
    counts: defaultdict[str, float] = defaultdict(float)
    for read in reads:
        for key in {token.key for clause in read.clauses for token in clause if token.role == "content"}:
            counts[key] += read.weight
    return {key: count / total for key, count in counts.items()}


def count_phrases(reads: Sequence[Read], words: frozenset[str]) -> PhraseTable:
    """The phrases of a group's texts whose content words are all among these."""
    table: PhraseTable = {}
    for number, read in enumerate(reads):
        seen: set[Key] = set()
        for clause in read.clauses:
            for start, end, key in _windows(clause, words):
                phrase = table.get(key)
                if phrase is None:
                    phrase = table[key] = Phrase(key, len(key))
                phrase.seen += 1
                phrase.free_left += _free(clause, start - 1)
                phrase.free_right += _free(clause, end)
                phrase.surfaces[tuple(token.text for token in clause[start:end])] += 1
                if key not in seen:
                    seen.add(key)
                    phrase.texts.append(number)
                    phrase.weight += read.weight
    return table


def _windows(clause: Clause, words: frozenset[str]) -> Iterator[tuple[int, int, Key]]:
    for start, first in enumerate(clause):
        if first.role != "content" or first.key not in words:
            continue
        keys = [first.key]
        yield start, start + 1, (first.key,)
        for end in range(start + 1, min(start + LONGEST, len(clause))):
            token = clause[end]
            if token.role == "link":
                continue
            if token.role == "gap":
                break
            if token.role == "content" and token.key not in words:
                break
            if token.key in keys:
                break
            keys.append(token.key)
            if token.role in ("content", "ending"):
                yield start, end + 1, tuple(sorted(keys))


def _free(clause: Clause, at: int) -> float:
    """Whether nothing that says something stands there."""
    if not 0 <= at < len(clause):
        return 1.0
    return {"link": 0.8, "weak": 0.7, "gap": 0.5}.get(clause[at].role, 0.0)
