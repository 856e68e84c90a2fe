"""Words in Latin letters: English, borrowed into Chinese, or of another language."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from retrieval.understanding.batch import Label

__all__ = ["Lexicon", "latin_language", "latin_words", "lexicon"]

ENOUGH = 400
"""Characters that tell English from its neighbours."""

_NOT_WORDS = re.compile(
    r"https?://[!-~]+|www\.[!-~]+|[a-zA-Z0-9._+-]{1,64}@[a-zA-Z0-9.-]+|[@#]\w+|\[[A-Z_]+\]|<[A-Z_]+>|\d[a-zA-Z]+"
)
_WORD = re.compile(r"[a-zA-ZÀ-ÖØ-öø-ɏḀ-ỿ]+(?:'[a-zA-Z]+)?")
_ENDINGS = ("ing", "ed", "es", "s", "ly", "er", "d")


def latin_language(text: str, accented: float = 0.0) -> Label:
    """en or other, for a text in Latin letters: English unless words or accents speak against it.

    accented: the share of letters that English does not have.
    """
    known, start = lexicon(), text[:ENOUGH].lower()
    if not accented:
        seen = set(_WORD.findall(start))
        sure = len(seen & known.function)
        if sure and known.foreign.isdisjoint(seen):
            return Label("en", round(1 - 0.3 / (sure + 1), 3))
    words = [word.lower() for word in latin_words(text[:ENOUGH])]
    if not words:
        return Label("other", 0.9)
    english = sum(map(known.english_weight, words))
    other = known.most_foreign(words) + 4 * min(1.0, 5 * accented)
    sure_of_it = 0.5 + 0.5 * abs(english - other + 0.2) / (english + other + 0.6)
    return Label("other" if other > english else "en", round(min(0.99, sure_of_it), 3))


def latin_words(text: str) -> list[str]:
    """The Latin words of a text as written; addresses, @names, #tags and placeholders are not words."""
    shown = text.replace("’", "'")
    if any(map(shown.__contains__, "@#[<:0123456789")):
        shown = _NOT_WORDS.sub(" ", shown)
    return _WORD.findall(shown)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """borrowed: words that Chinese writers use without leaving Chinese. function: small words of English.

    weights: how much a word speaks for English. foreign: words English does not have. elsewhere: which
    languages have a word, by number.
    """

    borrowed: frozenset[str]
    function: frozenset[str]
    weights: dict[str, float]
    foreign: frozenset[str]
    elsewhere: dict[str, tuple[int, ...]]
    languages: int

    def is_english(self, word: str) -> bool:
        """A word that takes a Chinese sentence out of Chinese."""
        return len(word) > 1 and word not in self.borrowed and self.english_weight(word) > 0

    def english_weight(self, word: str) -> float:
        """1 for a small word, 0.5 for another English word, 0 for one that is not known."""
        found = self.weights.get(word)
        if found is not None or len(word) < 5:
            return found or 0.0
        stems = (word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))
        return 0.5 if any(map(self.weights.__contains__, stems)) else 0.0

    def most_foreign(self, words: Sequence[str]) -> float:
        """How much the words speak for that other language which they speak for most.

        Words that English has too count half, and only for a language that has a word of its own here.
        """
        own, shared = [0] * self.languages, [0] * self.languages
        for word in words:
            for language in self.elsewhere.get(word, ()):
                (own if word in self.foreign else shared)[language] += 1
        return (
            max(mine + 0.5 * both for mine, both in zip(own, shared, strict=True) if mine)
            if any(own)
            else 0.0
        )


@cache
def lexicon() -> Lexicon:
    """The words of language.toml."""
    file = resources.files("retrieval.understanding") / "language.toml"
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    elsewhere: dict[str, tuple[int, ...]] = {}
    for number, words in enumerate(data["other"].values()):
        for word in set(words.split()):
            elsewhere[word] = (*elsewhere.get(word, ()), number)
    function = frozenset(data["english_function"].split())
    weights = dict.fromkeys(data["english_words"].split(), 0.5) | dict.fromkeys(function, 1.0)
    weights.update(dict.fromkeys(elsewhere.keys() & weights.keys(), 0.5))
    return Lexicon(
        frozenset(data["borrowed"].split()),
        function - elsewhere.keys(),
        weights,
        frozenset(elsewhere.keys() - weights.keys()),
        elsewhere,
        len(data["other"]),
    )
