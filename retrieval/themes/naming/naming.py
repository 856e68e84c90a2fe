"""Themes in words: a name, a line about it and the quotes behind it, in both languages, without a model."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from prompts import LANGUAGES, Language, text
from retrieval.themes.discovery.types import Corpus
from retrieval.themes.naming.candidates import Candidates, find_candidates
from retrieval.themes.naming.choosing import Choice, Spread, choices, further
from retrieval.themes.naming.common import Shared, find_common
from retrieval.themes.naming.describing import describe, quotable
from retrieval.themes.naming.distinct import Names
from retrieval.themes.naming.reading import Sample, read_groups
from retrieval.themes.naming.translating import Topics, translated
from retrieval.themes.naming.types import Group, Named
from retrieval.themes.naming.wording import LONGEST, sentence

__all__ = ["name_themes"]

_WORDS = re.compile(r"[ 与（）()]+(?:and )?")

Floats = NDArray[np.float32]

OWN = 0.08
"""The share of a group's texts in a language from which its name in that language is made of them."""

FULL = 0.25
"""The share from which it is rather made of them than translated."""

WEAK = 0.08
"""The share of texts below which a phrase gives way to a topic that most of them have, or to things."""

POOR = 0.12
"""The share of texts below which a phrase gives way to a thing that many more speak of."""

BARE = 0.5
"""What a thing without what is wrong with it is worth against a phrase that is not poor."""

AGREE = 0.45
"""How far the texts behind the names in two languages have to say the same."""

BOTH = 2
"""Languages."""

MANY = 0.25
"""The share of texts that have a word that is a name where there is no phrase."""

HALF = 0.5
"""The share of the texts behind a name that speak of what it is said to be about."""

ECHOED = 1.6
"""What a choice is worth more that both languages speak of."""

CLEAREST = 50
EXAMPLES = 5
LEAST = 3
"""Texts in the lesser of two languages that say something."""
WORDS = 8


def name_themes(corpus: Corpus, groups: Sequence[Group], taken: Sequence[Named] = ()) -> tuple[Named, ...]:
    """One name a group, in order; names differ from each other and from those that are taken.

    Where a group has feedback in both languages each name comes from its own; else it is translated word by
    word if a glossary has all its words, or is the topic's, or the original words in quotation marks.
    """
    if not groups:
        return ()
    samples = read_groups(corpus, groups)
    vectors = _centred(corpus, samples)
    centres = {at: _centre(vectors, group) for at, group in enumerate(groups)}
    found = {language: _find(samples, groups, language, vectors, centres) for language in LANGUAGES}
    names = {language: Names(language, [each.name(language) for each in taken]) for language in LANGUAGES}
    common = find_common(samples, groups, vectors, centres)
    work = _Work(corpus, vectors, groups, samples, centres, found, common, names, Topics())
    order = sorted(range(len(groups)), key=lambda at: bool(groups[at].children))
    named = {at: work.named(at) for at in order}
    return tuple(named[at] for at in range(len(groups)))


def _centred(corpus: Corpus, samples: Sequence[Mapping[Language, Sample]]) -> Floats:
    """The vectors less their mean, and less what sets the languages apart within the same groups: what is
    left says what a text is about."""
    vectors = np.array(corpus.vectors, np.float32)
    both = [sample for sample in samples if all(each in sample for each in LANGUAGES)]
    if both:
        means = [
            {each: vectors[[read.place for read in sample[each].reads]].mean(axis=0) for each in LANGUAGES}
            for sample in both
        ]
        offset = np.mean([mean["zh"] - mean["en"] for mean in means], axis=0)
        vectors[[each.startswith("zh") for each in corpus.languages]] -= offset
    return np.asarray(vectors - vectors.mean(axis=0), np.float32)


def _centre(vectors: Floats, group: Group) -> Floats:
    mean = (
        vectors[group.members].mean(axis=0) if len(group.members) else np.zeros(vectors.shape[1], np.float32)
    )
    return np.asarray(mean / (np.linalg.norm(mean) + 1e-9), np.float32)


def _find(
    samples: Sequence[Mapping[Language, Sample]],
    groups: Sequence[Group],
    language: Language,
    vectors: Floats,
    centres: Mapping[int, Floats],
) -> dict[int, Candidates]:
    """Fine themes are told from fine ones, groups of themes from groups of themes."""
    found: dict[int, Candidates] = {}
    for coarse in (False, True):
        mine = {
            at: sample[language].reads
            for at, sample in enumerate(samples)
            if language in sample
            and sample[language].share >= OWN
            and bool(groups[at].children) == coarse
            and (len(sample) == 1 or len(sample[language].reads) >= LEAST)
        }
        if mine:
            found |= find_candidates(mine, language, vectors, centres)
    return found


@dataclass(frozen=True, slots=True)
class _Work:
    corpus: Corpus
    vectors: Floats
    groups: Sequence[Group]
    samples: Sequence[Mapping[Language, Sample]]
    centres: Mapping[int, Floats]
    found: Mapping[Language, Mapping[int, Candidates]]
    common: Sequence[Shared]
    names: Mapping[Language, Names]
    topics: Topics

    def named(self, at: int) -> Named:
        first: Language = max(LANGUAGES, key=lambda each: self._share(at, each))
        second: Language = "zh" if first == "en" else "en"
        shared = self._common(at, first, second)
        made = shared.get(first) or self._plain(at, first)
        name = {
            first: made.text if made else self._claim(at, first, text("themes_naming", "wordless", first))
        }
        own = shared.get(second)
        if made and not own and self._share(at, second) >= FULL:
            own = self._own(at, second, made)
        name[second] = own.text if own else self._other(at, second, name[first], made)
        chosen = {first: made, second: own}
        line = {each: self._line(at, each, chosen[each], made, first) for each in LANGUAGES}
        examples = self._central(at, made.places if made else ())[:EXAMPLES]
        words = self._words(at, first)
        return Named(name["en"], name["zh"], line["en"], line["zh"], words, tuple(examples))

    def _common(self, at: int, first: Language, second: Language) -> dict[Language, Choice]:
        """What most of the texts share, if that says more than the phrases people wrote; empty if not."""
        if self.groups[at].children and self._topic(at, "en"):
            return {}
        said = [each for each in (first, second) if self._share(at, each) >= FULL]
        best = [one for each in said for one in self._choices(at, each)[:1]]
        phrases = sum(one.score for one in best) / max(1, len(said))
        held = sum(one.share for one in best) / max(1, len(said))
        poor = any(one.pair or one.share < POOR for one in best)
        apart = len(best) == BOTH and self._agreement(*best) < AGREE
        weak = apart or len(best) < len(said) or any(one.share < WEAK for one in best)
        given = self.common[at].names
        for each in given:
            enough = each.score * (1.0 if poor or weak or not each.bare else BARE) >= phrases
            if enough and each.share >= held and not each.loose and self._take(each.names):
                return dict(each.names)
        if not weak or self.groups[at].children:
            return {}
        topic = {each: self._topic(at, each) for each in LANGUAGES}
        if all(topic.values()):
            score, places = (best[0].score, best[0].places) if best else (0.0, ())
            names = {
                each: Choice(topic[each], frozenset((topic[each],)), score, places) for each in LANGUAGES
            }
            if self._take(names):
                return names
        return next((dict(each.names) for each in given if each.loose and self._take(each.names)), {})

    def _take(self, names: Mapping[Language, Choice]) -> bool:
        """Gives the group these names if both are free."""
        if not all(self.names[each].is_free(names[each].text) for each in LANGUAGES):
            return False
        for each in LANGUAGES:
            self.names[each].claim(names[each].text, ())
        return True

    def _agreement(self, one: Choice, other: Choice) -> float:
        """-1 to 1: how far the texts behind two names, each in its language, say the same."""
        middles = [self.vectors[list(each.places)].mean(axis=0) for each in (one, other)]
        lengths = [float(np.linalg.norm(each)) + 1e-9 for each in middles]
        return float(middles[0] @ middles[1]) / (lengths[0] * lengths[1])

    def _share(self, at: int, language: Language) -> float:
        """Of the group's texts in a language; 0 where they are too few to name it by."""
        return self.samples[at][language].share if at in self.found[language] else 0.0

    def _own(self, at: int, language: Language, like: Choice | None = None) -> Choice | None:
        """The best name made of the group's own texts that is free, and says the same as one in the other
        language if there is one."""
        if at not in self.found[language]:
            return None
        given = list(self._choices(at, language))
        if like and like.places:
            near = [(self._agreement(each, like), each) for each in given]
            given = [replace(each, score=each.score * value) for value, each in near if value >= AGREE]
            given.sort(key=lambda each: (-each.score, each.text))
        topic = self._topic(at, language)
        weak = not given or given[0].share < WEAK
        if topic and (weak or self.groups[at].children):
            best = given[0] if given else Choice("", frozenset(), 1.0, ())
            given.insert(0, Choice(topic, frozenset((topic,)), best.score, best.places))
        return self.names[language].choose(given, self._words(at, language)) if given else None

    def _topic(self, at: int, language: Language) -> str:
        """The topic that stands for the group, for a group of themes rather its area; "" for none."""
        group = self.groups[at]
        area = self.topics.area(group, language) if group.children else ""
        return area or self.topics.dominant(group, language)

    def _spread(self, at: int) -> Spread | None:
        """For a group of themes, the part of them that texts are of."""
        children = self.groups[at].children
        if not children:
            return None
        of = {int(place): child for child in children for place in self.groups[child].members}
        return lambda places: len({of[place] for place in places if place in of}) / len(children)

    def _plain(self, at: int, language: Language) -> Choice | None:
        """The best name in the group's own words: a phrase, else a word that many have, else a short text."""
        return self._own(at, language) or self._word(at, language, MANY) or self._quoted(at, language)

    def _word(self, at: int, language: Language, least: float) -> Choice | None:
        """The word that stands for the group, with the share of its texts that have it at least."""
        found = self.found[language].get(at)
        for each in found.words if found else ():
            if each.share >= least and len(each.text) > 1 and each.noun >= 0:
                name = self._claim(at, language, sentence(each.text))
                return Choice(name, frozenset(each.key), each.score, each.places, each.share)
        return None

    def _quoted(self, at: int, language: Language) -> Choice | None:
        """A short central text, where no phrase stands for the group."""
        for place in self._central(at, ()):
            said = quotable([self.corpus.texts[place]]).strip(".。!！ ")
            if said and len(said) <= LONGEST[language] - 2:
                return Choice(
                    self._claim(at, language, _in_quotes(said, language)), frozenset(), 0.0, (place,)
                )
        return None

    def _other(self, at: int, language: Language, name: str, made: Choice | None) -> str:
        """The name in the language in which the group has few texts or none: translated only where that is
        sure, else the words as people wrote them, with what they are about if that is known."""
        first: Language = "zh" if language == "en" else "en"
        if made is None:
            return self._claim(at, language, text("themes_naming", "wordless", language))
        known = translated(name, first)
        own = None if known else self._own(at, language)
        if own:
            return own.text
        if known:
            return self._claim(at, language, known)
        quote = name if name.startswith("“") else _in_quotes(name, language)
        about, topic = self._about(at, language, made), self._topic(at, language)
        if topic and self.names[language].is_free(topic):
            return self._claim(at, language, topic)
        about = about or topic
        if about:
            quote = text("themes_naming", "topic_quoted", language, topic=about, name=quote)
        return self._claim(at, language, quote)

    def _about(self, at: int, language: Language, made: Choice) -> str:
        """The thing that most texts behind a name speak of; "" for none."""
        behind = set(made.places)
        for each in self.common[at].things:
            if len(behind.intersection(each.names[language].places)) >= HALF * len(behind):
                return each.names[language].text
        return ""

    def _choices(self, at: int, language: Language) -> tuple[Choice, ...]:
        """What the group could be called; sooner what people of the other language speak of too."""
        found = self.found[language].get(at)
        if found is None:
            return ()
        echo = self._echo(at, language)
        given = [
            replace(each, score=each.score * ECHOED)
            if any(word in each.text.lower() for word in echo)
            else each
            for each in choices(found, language, self._spread(at))
        ]
        return tuple(sorted(given, key=lambda each: (-each.score, each.text)))

    def _echo(self, at: int, language: Language) -> set[str]:
        """The telling words of the other language, in this one, as far as the glossary has them."""
        other: Language = "zh" if language == "en" else "en"
        return {word.lower() for each in self._words(at, other) if (word := translated(each, other))}

    def _claim(self, at: int, language: Language, name: str) -> str:
        other: Language = "zh" if language == "en" else "en"
        known = (translated(word, other) for word in self._words(at, other))
        return self.names[language].claim(name, [*self._words(at, language), *filter(None, known)])

    def _words(self, at: int, language: Language) -> tuple[str, ...]:
        found = self.found[language].get(at)
        return tuple(each.text for each in found.words[:WORDS]) if found else ()

    def _central(self, at: int, places: Sequence[int]) -> list[int]:
        """These texts of the group, or else its clearest, the most central first."""
        members = self.groups[at].members
        given = np.asarray(places if len(places) else members[:CLEAREST], np.int64)
        if not len(given):
            return []
        near = self.vectors[given] @ self.centres[at]
        return [int(each) for each in given[np.argsort(-near, kind="stable")]]

    def _line(
        self, at: int, language: Language, own: Choice | None, made: Choice | None, first: Language
    ) -> str:
        """The description: of what is said in this language, or in the group's first one."""
        told: Language = language if own and self._share(at, language) else first
        choice = own or made
        found = self.found[told].get(at)
        things = [each.names[language] for each in self.common[at].things]
        more = further(found, things, language, choice) if found and told == language else []
        mine = [read.place for read in self.samples[at][told].reads] if told in self.samples[at] else []
        said = set(mine)
        behind = [place for place in self._central(at, choice.places) if place in said] if choice else []
        words = _WORDS.split(choice.text) if choice else []
        told_by = (
            [self.corpus.texts[place] for place in each[:CLEAREST]]
            for each in (behind, self._central(at, mine))
        )
        quote = next(filter(None, (quotable(texts, words) for texts in told_by)), "")
        if not quote and not more:
            return text("themes_naming", "wordless_says", language)
        note = "" if told == language else text("themes_naming", f"only_{told}", language)
        return describe(language, self._topic(at, language), more, quote, note)


def _in_quotes(name: str, language: Language) -> str:
    return text("themes_naming", "quoted", language, name=name)
