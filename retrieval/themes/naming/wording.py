"""How a phrase is shown: the most usual of the ways it was written, cased as people case it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from prompts import Language
from retrieval.themes.naming.english import folded_word
from retrieval.themes.naming.phrases import Read
from retrieval.themes.naming.tokens import word_lists

__all__ = ["LONGEST", "WORDS", "Wording", "learn_wording", "sentence", "usual_spelling"]

LONGEST: Mapping[Language, int] = {"en": 40, "zh": 16}
"""Characters of a name."""

WORDS = 6
"""Words of an English name."""

_Surfaces = Counter[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Wording:
    """What the texts say about words: cases: the usual one of each, by its lower case. nouns: how much more
    often each, by key, stands as a noun than as a verb (-1 to 1)."""

    language: Language
    cases: Mapping[str, str]
    nouns: Mapping[str, float]

    def shown(self, surfaces: _Surfaces) -> str:
        """The phrase as it is shown, "" when it is too long in every wording."""
        merged: Counter[tuple[str, ...]] = Counter()
        for words, times in surfaces.items():
            merged[tuple(word.lower() for word in words)] += times
        for words, _ in sorted(merged.items(), key=lambda each: (-each[1], len(each[0]), each[0])):
            text = self._joined(words)
            if len(text) <= LONGEST[self.language] and text.count(" ") < WORDS:
                return text
        return ""

    def noun(self, key: str) -> float:
        return self.nouns.get(key, 0.0)

    def is_thing(self, phrase: str) -> bool:
        """Whether an English phrase of two words ends in a noun and begins with none that is a verb here."""
        words = phrase.lower().split(" ")
        first, last = folded_word(words[0]), folded_word(words[-1])
        return (
            len(words) == 2
            and self.noun(last) > 0.2
            and self.noun(first) > -0.2
            and not words[0].endswith("ed")
        )

    def grammar(self, surfaces: _Surfaces) -> float:
        """Below 1 for a phrase that reads badly: with "to" before a verb, or with a preposition in it."""
        if self.language == "zh":
            return 1.0
        words = [word.lower() for word in max(surfaces, key=lambda each: (surfaces[each], each))]
        inner = words[1:-1]
        if "to" in inner:
            return 0.6
        return 0.9 if any(word in _links() for word in inner) else 1.0

    def _joined(self, words: Sequence[str]) -> str:
        if self.language == "en":
            return " ".join(self._cased(word) for word in words)
        parts: list[str] = []
        for word in words:
            shown = self._cased(word)
            parts += [" ", shown] if parts and word.isascii() and parts[-1].isascii() else [shown]
        return "".join(parts)

    def _cased(self, words: str) -> str:
        return " ".join(self.cases.get(word, word) for word in words.split(" "))


def learn_wording(samples: Iterable[Sequence[Read]], language: Language) -> Wording:
    """From the texts of all groups. The first word of a clause says nothing about its case."""
    cases: defaultdict[str, Counter[str]] = defaultdict(Counter)
    nouns: defaultdict[str, list[int]] = defaultdict(list)
    for reads in samples:
        for read in reads:
            for clause in read.clauses:
                for at, token in enumerate(clause):
                    if token.noun:
                        nouns[token.key].append(token.noun)
                    if at and not token.text.islower():
                        for word in token.text.split(" "):
                            cases[word.lower()][word] += 1
                    elif at:
                        for word in token.text.split(" "):
                            cases[word][word] += 1
    usual = {lower: _usual(lower, seen) for lower, seen in cases.items()}
    return Wording(
        language,
        {lower: word for lower, word in usual.items() if word != lower} | usual_spelling(language),
        {key: sum(seen) / len(seen) for key, seen in nouns.items()},
    )


def sentence(text: str) -> str:
    """With a capital at the beginning, unless the word has its own way ("iPhone")."""
    first = text.split(" ")[0]
    return text if any(letter.isupper() for letter in first) else text[:1].upper() + text[1:]


def _usual(lower: str, seen: Counter[str]) -> str:
    """The lower case, unless at least six in ten write it otherwise."""
    word, times = max(seen.items(), key=lambda each: (each[1], each[0]))
    return word if word != lower and times >= 0.6 * seen.total() and times > 1 else lower


@cache
def usual_spelling(language: Language) -> dict[str, str]:
    """How words are spelled that have one way, by their lower case."""
    return {word.lower(): word for word in word_lists(language)["spelled"]}


@cache
def _links() -> frozenset[str]:
    return frozenset(word_lists("en")["link"])
