"""Things and what is wrong with them, whatever the word: "refund", "money back" and "退款" are one.

The glossary is read as a list of concepts. A concept is counted over all texts of a group, in both languages,
so that it says what most share where each wording is rare; and it has a sure name in both.
"""

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from prompts import LANGUAGES, Language
from retrieval.themes.naming.chinese import read_chinese
from retrieval.themes.naming.english import read_english
from retrieval.themes.naming.phrases import Read
from retrieval.themes.naming.tokens import GAP, Token
from retrieval.words import fold

__all__ = ["Concept", "Counted", "concepts", "count_concepts"]

NEAR: Mapping[Language, int] = {"en": 4, "zh": 4}
"""Words between a thing and what is wrong with it at most."""

ENOUGH = 5
"""Occurrences of a concept from which it is called by a more common word where nobody uses its usual one."""

LONGEST = 4
"""Words of a concept."""

Units = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Concept:
    """words: what it is called in each language, the usual word first. wrong: it is said of a thing."""

    number: int
    words: Mapping[Language, tuple[str, ...]]
    wrong: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """A thing, or a thing and what is said of it (`key`: their numbers), in the texts of one group.

    names: by language. texts: places in the corpus. share: of the group's texts, by weight.
    """

    key: tuple[int, ...]
    names: Mapping[Language, str]
    texts: tuple[int, ...]
    share: float


@cache
def concepts() -> tuple[Concept, ...]:
    """All of the glossary, in its order."""
    file = resources.files(__package__) / "glossary.toml"
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    rows = [(row, part == "wrongs") for part in ("things", "wrongs") for row in data[part]]
    return tuple(
        Concept(number, {"en": tuple(english.split(", ")), "zh": tuple(chinese.split(", "))}, wrong)
        for number, ((english, chinese), wrong) in enumerate(rows)
    )


def count_concepts(reads: Mapping[Language, Sequence[Read]]) -> list[Counted]:
    """What is spoken of in a group's texts, each by itself and with what is said of it close by."""
    table = _Table(sum(read.weight for some in reads.values() for read in some) or 1.0)
    for language, some in reads.items():
        for read in some:
            table.add(read, language)
    return table.counted()


class _Table:
    def __init__(self, weight: float) -> None:
        self._weight = weight
        self._texts: defaultdict[tuple[int, ...], dict[int, float]] = defaultdict(dict)
        self._seen: defaultdict[int, Counter[tuple[Language, str]]] = defaultdict(Counter)

    def add(self, read: Read, language: Language) -> None:
        found = list(_found(read, language))
        for number, word, _ in found:
            self._seen[number][language, word] += 1
            self._texts[number,][read.place] = read.weight
        for thing, _, place in found:
            for other, _, at in found:
                near = abs(place - at) <= NEAR[language]
                if near and not concepts()[thing].wrong and concepts()[other].wrong:
                    self._texts[thing, other][read.place] = read.weight

    def counted(self) -> list[Counted]:
        return [
            Counted(key, self._names(key), tuple(texts), sum(texts.values()) / self._weight)
            for key, texts in sorted(self._texts.items())
            if not concepts()[key[0]].wrong
        ]

    def _names(self, key: tuple[int, ...]) -> dict[Language, str]:
        said = [{each: self._word(number, each) for each in LANGUAGES} for number in key]
        return {"en": " ".join(each["en"] for each in said), "zh": "".join(each["zh"] for each in said)}

    def _word(self, number: int, language: Language) -> str:
        """Its usual word, or the most common one where nobody uses that; the usual one of what is said."""
        concept = concepts()[number]
        usual = concept.words[language][0]
        seen = Counter({word: times for (of, word), times in self._seen[number].items() if of == language})
        if concept.wrong or seen[usual] or seen.total() < ENOUGH:
            return usual
        return min(seen, key=lambda word: (-seen[word], word))


def _found(read: Read, language: Language) -> Iterator[tuple[int, str, int]]:
    """The concepts of a text as (number, word, place of its first word); the longest where several begin."""
    known = _patterns(language)
    start = 0
    for clause in read.clauses:
        written, folded = _written(clause), tuple(token.key for token in clause)
        at = 0
        while at < len(clause):
            size = 1
            if written[at] in known.begin or folded[at] in known.begin:
                for longest in range(min(LONGEST, len(clause) - at), 0, -1):
                    end = at + longest
                    hit = known.written.get(written[at:end]) or known.folded.get(folded[at:end])
                    if hit and (longest > 1 or _stands(hit, clause[at])):
                        yield *hit, start + at
                        size = longest
                        break
            at += size
        start += len(clause)


def _stands(hit: tuple[int, str], token: Token) -> bool:
    """Whether a word is the thing and not a verb that is written alike: "an order", not "to order", and
    "charging", not "charged"."""
    if concepts()[hit[0]].wrong or not token.text.isascii():
        return True
    return token.noun >= 0 and (not hit[1].endswith("ing") or token.text.lower() == hit[1])


@dataclass(frozen=True, slots=True)
class _Patterns:
    """The concept and its word, by words as they are written and as they are folded ("crashes", "crash")."""

    written: Mapping[Units, tuple[int, str]]
    folded: Mapping[Units, tuple[int, str]]
    begin: frozenset[str]


@cache
def _patterns(language: Language) -> _Patterns:
    """By the words as texts are read. Where two concepts fold to the same, only what is written counts."""
    read = read_english if language == "en" else read_chinese
    written: dict[Units, tuple[int, str]] = {}
    folded: dict[Units, tuple[int, str]] = {}
    for concept in concepts():
        for word in concept.words[language]:
            tokens = [token for clause in read(word) for token in clause]
            whole = language == "en" or "".join(_written(tokens)) == fold(word)
            if whole and GAP not in tokens and 0 < len(tokens) <= LONGEST:
                written.setdefault(_written(tokens), (concept.number, word))
                folded.setdefault(tuple(token.key for token in tokens), (concept.number, word))
    begin = frozenset(units[0] for units in (*written, *folded))
    return _Patterns(written, folded, begin)


def _written(tokens: Sequence[Token]) -> Units:
    return tuple(token.text.lower() for token in tokens)
