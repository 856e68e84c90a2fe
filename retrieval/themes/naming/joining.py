"""A thing and what is wrong with it, where texts say both but not side by side: "card payment declined"."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from prompts import Language
from retrieval.themes.naming.phrases import Key, Read
from retrieval.themes.naming.problems import is_problem, states
from retrieval.themes.naming.tokens import Token

__all__ = ["Joined", "Joiner", "Thing"]

THINGS, WRONGS = 10, 6
"""Of a group, the most telling ones, that are joined."""

LEAST = 0.05
"""The share of texts that say both."""

NEAR: Mapping[Language, int] = {"en": 7, "zh": 5}
"""Words between the two at most."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A word or phrase that stands as a noun."""

    text: str
    key: Key


@dataclass(frozen=True, slots=True)
class Joined:
    """texts: those of the group that say both, by number. elsewhere: the share of other groups' that do."""

    text: str
    key: Key
    texts: tuple[int, ...]
    elsewhere: float


class Joiner:
    """Over the texts of all groups in one language."""

    def __init__(self, samples: Mapping[int, Sequence[Read]], language: Language) -> None:
        self._language = language
        self._samples = samples
        self._having: defaultdict[str, set[tuple[int, int]]] = defaultdict(set)
        self._texts = sum(map(len, samples.values()))
        for group, reads in samples.items():
            for number, read in enumerate(reads):
                for clause in read.clauses:
                    for token in clause:
                        self._having[token.key].add((group, number))

    def joined(self, group: int, things: Sequence[Thing]) -> Iterator[Joined]:
        """Each thing with each wrong that enough of the group's texts say of it."""
        reads = self._samples[group]
        least = max(2.0, LEAST * len(reads))
        for wrong_text, wrong in self._wrongs(reads, least):
            for thing in things[:THINGS]:
                if wrong in thing.key or wrong.removeprefix("not ") in thing.key:
                    continue
                both = self._both((*thing.key, wrong))
                own = sorted(number for at, number in both if at == group)
                if len(own) < least:
                    continue
                said = tuple(number for number in own if self._near(reads[number], thing.key, wrong))
                if len(said) >= least:
                    others = max(1, self._texts - len(reads))
                    text = f"{thing.text} {wrong_text}" if self._language == "en" else thing.text + wrong_text
                    key = tuple(sorted((*thing.key, wrong)))
                    yield Joined(text, key, said, (len(both) - len(own)) / others)

    def _both(self, keys: Key) -> set[tuple[int, int]]:
        found = [self._having[key] for key in sorted(keys, key=lambda each: len(self._having[each]))]
        return found[0].intersection(*found[1:])

    def _wrongs(self, reads: Sequence[Read], least: float) -> list[tuple[str, str]]:
        """What is wrong in these texts, as (text, key), most frequent first; only what may end a name."""
        texts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for read in reads:
            tokens = {token.key: token for clause in read.clauses for token in clause}
            for key, token in tokens.items():
                if token.role in ("content", "ending") and is_problem((key,)):
                    texts[key][token.text.lower()] += 1
        found = []
        for key, seen in sorted(texts.items(), key=lambda each: (-each[1].total(), each[0])):
            said = [text for text, _ in seen.most_common() if self._ends(text)]
            if seen.total() >= least and said:
                found.append((said[0], key))
        return found[:WRONGS]

    def _ends(self, text: str) -> bool:
        """Whether a thing can be said to be so: "declined", "not working", "won't open", not "don't know"."""
        if self._language == "zh":
            return True
        first, _, rest = text.partition(" ")
        if not rest:
            return first in states()
        return first in ("won't", "doesn't") or (first in ("not", "isn't") and rest.endswith(("ed", "ing")))

    def _near(self, read: Read, thing: Key, wrong: str) -> bool:
        """Whether both stand close together; in Chinese in one clause, the thing first."""
        whole = [[token for clause in read.clauses for token in clause]]
        spans = read.clauses if self._language == "zh" else whole
        return any(
            _close(tokens, thing, wrong, NEAR[self._language], self._language == "zh") for tokens in spans
        )


def _close(tokens: Sequence[Token], thing: Key, wrong: str, near: int, ordered: bool) -> bool:
    keys = [token.key for token in tokens]
    if wrong not in keys or any(key not in keys for key in thing):
        return False
    ends = [at for at, key in enumerate(keys) if key == wrong]
    begins = [at for at, key in enumerate(keys) if key == thing[0]]
    return any((end > begin or not ordered) and abs(end - begin) <= near for end in ends for begin in begins)
