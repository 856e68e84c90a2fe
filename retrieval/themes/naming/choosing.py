"""From candidates to the names a group could have, the best first."""

from collections.abc import Iterator
from dataclasses import dataclass

from prompts import Language, text
from retrieval.themes.naming.candidates import Candidate, Candidates
from retrieval.themes.naming.problems import is_problem
from retrieval.themes.naming.wording import LONGEST, sentence

__all__ = ["Choice", "choices", "distinct_key"]

PAIRED = 0.7
"""What "A and B" is worth against a phrase: it holds a wide group together but says less."""

PROBLEM = 1.25
"""What a phrase is worth more that says what is wrong."""

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """A possible name, with the texts that back it."""

    text: str
    key: frozenset[str]
    score: float
    places: tuple[int, ...]


def choices(found: Candidates, language: Language, *, wide: bool = False) -> tuple[Choice, ...]:
    """wide: for a group of themes, which may be called by one word and rather by what is common to them."""
    given = [*_phrases(found, wide), *_pairs(found, language)]
    if wide:
        given += [_choice(each, each.score) for each in found.words if each.noun >= 0]
    given.sort(key=lambda each: (-each.score, each.text))
    return tuple(given[:SHOWN])


def distinct_key(name: str) -> str:
    """Names that agree in this are the same to a reader."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _phrases(found: Candidates, wide: bool) -> Iterator[Choice]:
    for each in found.phrases:
        score = each.score * (PROBLEM if is_problem(each.key) and not wide else 1.0)
        yield _choice(each, score)


def _pairs(found: Candidates, language: Language) -> Iterator[Choice]:
    """The first words that stand as nouns, two and two."""
    nouns = [each for each in found.words if each.noun > 0][:4]
    for at, first in enumerate(nouns):
        for second in nouns[at + 1 :]:
            name = text("themes_naming", "pair", language, first=first.text, second=second.text)
            if len(name) > LONGEST[language] or _within(first, second):
                continue
            places = tuple(dict.fromkeys((*first.places, *second.places)))
            score = PAIRED * min(first.score, second.score)
            yield Choice(sentence(name), frozenset((*first.key, *second.key)), score, places)


def _within(first: Candidate, second: Candidate) -> bool:
    one, other = first.text.lower(), second.text.lower()
    return one in other or other in one


def _choice(each: Candidate, score: float) -> Choice:
    return Choice(sentence(each.text), frozenset(each.key), score, each.places)
