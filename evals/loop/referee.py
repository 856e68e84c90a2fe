"""A second pair of eyes on drafts, apart from the checks: promises by a list of its own, what a draft takes
up by the rarest words of each of the customer's sentences, language by the reader of languages."""

import math
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from prompts import Language
from retrieval.understanding.language import languages
from retrieval.words import cut

__all__ = ["Rarity", "language_right", "promised", "taken_up"]

_FILE = Path(__file__).with_name("referee.toml")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|「[^」]*」")
_ENDS = re.compile(r"(?<=[.!?。！？；;])\s*|\n+|，")

TELLING = 3
"""Of a sentence's words, the rarest in the file: what a reply that takes it up would have one of."""


@dataclass(frozen=True, slots=True)
class Rarity:
    """How rare words are among the messages of a file."""

    texts: int
    having: Counter[str]

    @classmethod
    def of(cls, messages: Iterable[str]) -> "Rarity":
        words = [set(cut(each)) for each in messages]
        return cls(len(words), Counter(word for each in words for word in each))

    def __call__(self, word: str) -> float:
        return math.log((self.texts + 1) / (self.having[word] + 1))


def promised(draft: str, language: Language) -> tuple[str, ...]:
    """What reads as a promise, quotations left aside."""
    plain = _QUOTED.sub(" ", draft)
    return tuple(match[0] for each in _promises()[language] if (match := each.search(plain)))


def language_right(draft: str, language: Language) -> bool:
    """Whether the reader of languages takes the draft for that language, quotations left aside."""
    label = languages([_QUOTED.sub(" ", draft)])[0].value
    return label.startswith("zh") if language == "zh" else label == "en"


def taken_up(message: str, draft: str, rarity: Rarity) -> tuple[int, int]:
    """(sentences of the message that the draft repeats a telling word of, sentences that say something).

    A draft that names a thing by another word is not given credit: the figure is low for people too.
    """
    said = [words for each in _ENDS.split(message) if len(words := _telling(each, rarity)) >= 2]
    known = {_stem(each) for each in cut(draft)}
    return sum(any(_stem(word) in known for word in each) for each in said), len(said)


def _telling(sentence: str, rarity: Rarity) -> Sequence[str]:
    words = [each for each in dict.fromkeys(cut(sentence)) if len(each) > (2 if each.isascii() else 1)]
    return sorted(words, key=lambda each: -rarity(each))[:TELLING]


def _stem(word: str) -> str:
    return re.sub(r"(?:ing|ed|es|s)$", "", word) if word.isascii() and len(word) > 4 else word


@cache
def _promises() -> dict[str, tuple[re.Pattern[str], ...]]:
    lists = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {language: tuple(re.compile(each, re.I) for each in said) for language, said in lists.items()}
