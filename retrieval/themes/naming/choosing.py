"""From candidates to the names a group could have, the best first."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from prompts import Language, text
from retrieval.themes.naming.candidates import Candidate, Candidates
from retrieval.themes.naming.problems import is_problem
from retrieval.themes.naming.tokens import word_lists
from retrieval.themes.naming.wording import LONGEST, sentence, usual_spelling

__all__ = ["Choice", "Spread", "choices", "distinct_key", "further", "inside"]

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z-]+")

PAIRED = 0.5
"""What "A and B" is worth against a phrase: it holds a wide group together but says less."""

PROBLEM = 1.25
"""What a phrase is worth more that says what is wrong."""

SHARPER = 0.35
"""What part of the worth of "exchange rate" is enough for "exchange rate incorrect" to be taken for it."""

FELT = 0.04
"""The share of texts that such a phrase has."""

SHOWN = 30
MORE = 2
SAID = 0.08
"""The share of texts from which a phrase is told of."""

COMMON = 0.2
"""The share of a wide group's texts that have a word it is called by."""

SERVES = 0.12
"""The share of texts from which a Chinese verb stands as a noun in a name."""

HELD = 0.1
"""The share of texts that have each word of "A and B"."""

BELOW = 0.3
"""What a phrase that fewer have is worth for a wide group."""

Spread = Callable[[Sequence[int]], float]


@dataclass(frozen=True, slots=True)
class Choice:
    """A possible name, with the texts that back it. share: of the texts read. pair: "A and B"."""

    text: str
    key: frozenset[str]
    score: float
    places: tuple[int, ...]
    share: float = 1.0
    pair: bool = False


def choices(found: Candidates, language: Language, spread: Spread | None = None) -> tuple[Choice, ...]:
    """The best first. spread: for a group of themes, how far given texts are of all of them (0 to 1); such a
    group is rather called by what is common to them, by one word if need be."""
    given = [*_phrases(found, spread is not None), *_pairs(found, language, spread is not None)]
    given += [_choice(each, each.score * _alone(each, language, spread)) for each in found.words]
    if spread is not None:
        given = [replace(each, score=each.score * (0.3 + 0.7 * spread(each.places))) for each in given]
    given = [each for each in given if each.score > 0 and (language == "en" or _mostly_chinese(each.text))]
    given.sort(key=lambda each: (-each.score, each.text))
    return tuple(given[:SHOWN])


def further(
    found: Candidates, things: Sequence[Choice], language: Language, name: Choice | None
) -> list[str]:
    """Two more things that people speak of, of other words than the name and each other, as they stand in a
    sentence. things: in the words of the glossary."""
    told, given = name.text.lower() if name else "", list[str]()
    nouns = [_choice(each, each.score) for each in found.words if each.noun > 0 and len(each.places) > 1]
    for each in (*things, *nouns):
        fits = each.share >= SAID and len(each.text) > 1 and (language == "en" or _mostly_chinese(each.text))
        said = each.text.lower()
        if fits and said not in told and not any(said in one.lower() or one.lower() in said for one in given):
            given.append(inside(each.text, language))
        if len(given) == MORE:
            break
    return given


def inside(name: str, language: Language) -> str:
    """The name as it stands within a line."""
    plain = language == "zh" or any(map(str.isupper, name[1:]))
    return name if plain else name[:1].lower() + name[1:]


def distinct_key(name: str) -> str:
    """Names that agree in this are the same to a reader."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _phrases(found: Candidates, wide: bool) -> Iterator[Choice]:
    """A phrase that says what is wrong with the thing a better one names is taken in its place."""
    scores = {each.key: each.score for each in found.phrases}
    for each in found.phrases:
        score = each.score * (BELOW if wide and each.share < HELD else 1.0)
        if is_problem(each.key) and not wide:
            bare = [scores[key] for key in scores if set(key) < set(each.key) and not is_problem(key)]
            better = [other for other in bare if SHARPER * other <= score < other]
            score = max(score * PROBLEM, *better) * 1.01 if better and each.share >= FELT else score * PROBLEM
        yield _choice(each, score)


def _pairs(found: Candidates, language: Language, wide: bool) -> Iterator[Choice]:
    """The first words that stand as nouns, two and two."""
    least = HELD / 2 if wide else HELD
    nouns = [each for each in found.words if _as_noun(each, language) and each.share >= least]
    nouns = [each for each in nouns if not is_problem(each.key)][:4]
    together = [set(each.key) for each in found.phrases if each.share >= FELT]
    for at, first in enumerate(nouns):
        for second in nouns[at + 1 :]:
            name = text("themes_naming", "pair", language, first=first.text, second=second.text)
            both = {*first.key, *second.key}
            if len(name) > LONGEST[language] or _within(first, second):
                continue
            if not wide and any(both <= keys for keys in together):
                continue  # people have a phrase for it
            places = tuple(dict.fromkeys((*first.places, *second.places)))
            score = (1.0 if wide else PAIRED) * min(first.score, second.score)
            share = max(first.share, second.share)
            yield Choice(sentence(name), frozenset((*first.key, *second.key)), score, places, share, True)


def _alone(word: Candidate, language: Language, spread: Spread | None) -> float:
    """What a word is worth as a name: a Chinese one may be a sentence ("涨价"), an English one is no name."""
    if spread is not None:
        return 0.8 if _as_noun(word, language) and word.share >= COMMON else 0.0
    if language == "en" or len(word.text) < 2:
        return 0.0
    if word.key[0].startswith("不"):
        return 0.3 if len(word.text) > 2 else 0.0
    return 0.7 if is_problem(word.key) else 0.4 if len(word.text) > 2 else 0.0


def _mostly_chinese(name: str) -> bool:
    """Whether a name is Chinese: no foreign words but those that all use."""
    foreign = [word for word in _LATIN.findall(name) if word.lower() not in usual_spelling("zh")]
    return not foreign and len(_HAN.findall(name)) > 1


def _as_noun(word: Candidate, language: Language) -> bool:
    """Chinese verbs of two characters serve as nouns too ("操控", "配送")."""
    serves = language == "zh" and word.noun < 0 and word.share >= SERVES
    return (word.noun > 0 or serves) and (len(word.text) > 1) and word.text.lower() not in _modifiers()


@cache
def _modifiers() -> frozenset[str]:
    return frozenset(word_lists("en")["modifiers"])


def _within(first: Candidate, second: Candidate) -> bool:
    one, other = first.text.lower(), second.text.lower()
    return one in other or other in one


def _choice(each: Candidate, score: float) -> Choice:
    return Choice(sentence(each.text), frozenset(each.key), score, each.places, each.share)
