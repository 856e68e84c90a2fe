"""Parts of names -> the values that have them: "iPhone 11" of "Apple iPhone 11 64GB", 耳机 of "蓝牙耳机"."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.offline.names.glossary import place_names, same_meaning, same_place, singular
from assistant.offline.names.surfaces import ValueSurface, spaced
from assistant.offline.text.scan import plain
from retrieval.catalog import CatalogField

__all__ = ["Part", "PartialNames"]

_FEW = 3
"""A part of a name that fits more values than this says too little."""

_FAMILY = 12
"""A family of names that begin alike and go on with a number or a size may have so many."""

_MANY = 300
"""Columns of more different values hold names, which the glossary does not know."""

_JOINING = frozenset(
    [
        "about",
        "after",
        "before",
        "between",
        "during",
        "from",
        "into",
        "issue",
        "issues",
        "other",
        "over",
        "problem",
        "problems",
        "since",
        "than",
        "that",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "until",
        "when",
        "which",
        "while",
        "with",
        "without",
    ]
)
"""Words that tell no names apart: "after the increase" is no after-sales service, a problem no "problem resolution"."""

_PLACES = frozenset(("first", "second", "third", "fourth", "fifth", "sixth", "last", "next"))
"""Places of a list: "the second one" is no second-hand product."""

_VARIANT = re.compile(
    r"[\s\-_·]*(?:\d|pro|max|plus|lite|mini|ultra|se|air|(?!(?:of|in|to|by|or|as|at|on|an)\b)[a-z]{1,2}\b|iii\b|青春版|标准版|尊享版|系列|版)"
)


@dataclass(frozen=True, slots=True)
class Part:
    """The values of one field that a part of a name fits. `joint`: all are meant, not one of them."""

    field: CatalogField
    values: tuple[str, ...]
    joint: bool


@dataclass(frozen=True, slots=True)
class _Name:
    """`own`: the value's own name, not what means the same."""

    surface: str
    words: frozenset[str]
    option: ValueSurface
    own: bool


class PartialNames:
    """The names of a catalog's values, to be found by a part. `options`: each value once."""

    def __init__(self, options: Iterable[ValueSurface]) -> None:
        self._names: list[_Name] = []
        by_field: dict[str, list[ValueSurface]] = {}
        for option in options:
            by_field.setdefault(option.field.name, []).append(option)
        for each in by_field.values():
            self._names += _names(each)

    def of(self, phrase: str, *, derived: bool) -> tuple[CatalogField, tuple[str, ...]] | None:
        """The few values of one field that the phrase is a part of, whatever the order of its words."""
        found = self._fitting(phrase, derived=derived, own=True)
        fields = {each.field.name for each in found}
        if len(fields) != 1 or len(found) > _FEW:
            return None
        return found[0].field, tuple(each.value for each in found)

    def parts(self, phrase: str) -> list[Part]:
        """What the phrase may be a part of, field by field; the data's own values before noted ones."""
        phrase = re.sub(r"'s?$", "", phrase)
        found = self._fitting(phrase, derived=False) or self._fitting(phrase, derived=True)
        for word in sorted((same_meaning(phrase) | same_place(phrase)) - {phrase}) if not found else ():
            found += [each for each in self._fitting(word, derived=False, own=True) if each not in found]
        found = found or self._two_places(phrase)
        by_field: dict[str, list[ValueSurface]] = {}
        for each in found:
            by_field.setdefault(each.field.name, []).append(each)
        parts = [
            Part(each[0].field, tuple(option.value for option in each), _joint(phrase, each))
            for each in by_field.values()
        ]
        return [each for each in parts if len(each.values) <= (_FAMILY if each.joint else _FEW + 1)]

    def _two_places(self, phrase: str) -> list[ValueSurface]:
        """ "Xi'an bell tower": the names that have a city and a district of it, each said in the other language."""
        words = phrase.split()
        for at in range(1, len(words)):
            ways = [same_place(" ".join(part)) for part in (words[:at], words[at:])]
            meant = [
                name.option
                for name in self._names
                if name.own and all(any(way in name.surface for way in each) for each in ways)
            ]
            if all(ways) and meant:
                return list({each.value: each for each in meant}.values())
        return []

    def _fitting(self, phrase: str, *, derived: bool, own: bool = False) -> list[ValueSurface]:
        if phrase in _PLACES:
            return []
        wanted = frozenset(_words(phrase))
        chinese = "".join(re.findall(r"[\u3400-\u9fff]+", phrase))
        if len(chinese) < 2 and not any(any(map(str.isalpha, word)) for word in wanted):
            return []
        if (
            not wanted
            and not any(len(word) > 3 or any(map(str.isdigit, word)) for word in wanted)
            and not chinese
        ):
            return []
        fitting = [
            name
            for name in self._names
            if name.option.field.derived is derived and (name.own or not own)
            if _fits(wanted, name.words) and chinese in name.surface
        ]
        found = {(each.option.field.name, each.option.value): each.option for each in fitting}
        numbered = any(map(str.isdigit, phrase))
        plainly = phrase.isascii() and not numbered
        whole = {each.option.value for each in fitting if plainly and _whole(phrase, each.surface)}
        exactly = [each for each in found.values() if each.value in whole]
        form = phrase if numbered else singular(phrase)  # 20s is no plural
        same = [
            each
            for each in found.values()
            if form in (plain(each.value), "" if numbered else singular(plain(each.value)))
        ]
        return sorted(same or exactly or found.values(), key=lambda each: -each.count)


def _names(options: Sequence[ValueSurface]) -> Iterable[_Name]:
    """What one field's values are called, in both languages when they are few."""
    few = len(options) <= _MANY and not options[0].field.derived
    places = place_names([each.value for each in options]) if few else {}
    called = {each.value: (plain(each.en), plain(each.zh)) for each in options[0].field.values}
    for option in options:
        form = plain(option.value)
        own = {form, spaced(option.value), *filter(None, called.get(option.value, ()))}
        meant = {*same_meaning(form), *places.get(option.value, ())} - own if few else set()
        for name in own | meant:
            yield _Name(name, frozenset(_words(name)), option, name in own)


def _fits(wanted: frozenset[str], words: frozenset[str]) -> bool:
    """Every word is a word of the name; one with a number in it may be its beginning: 20 of 20s."""
    return all(
        each in words or (each[-1].isdigit() and any(_goes_on(each, word) for word in words))
        for each in wanted
    )


def _whole(phrase: str, name: str) -> bool:
    """Whether the phrase stands in the name as it is: "monetary relief", but not in "non-monetary relief"."""
    return re.search(rf"(?<![\w-])(?<!non )(?<!not )(?<!no ){re.escape(phrase)}(?![\w-])", name) is not None


def _goes_on(part: str, word: str) -> bool:
    return word.startswith(part) and not word[len(part) : len(part) + 1].isdigit()


def _joint(phrase: str, options: Sequence[ValueSurface]) -> bool:
    """Whether the phrase names a kind that all are of: it ends their names, or they go on with a number or size.

    "Earphones" are all earphones and "iPhone" all iPhones; "Credit" may be the card or the report, and of two
    products that both end in 耳机 the word may mean either.
    """
    if len(options) == 1:
        return True
    said = singular(phrase)
    if any(map(str.isdigit, phrase)):
        return False
    if (
        not phrase.isascii()
        and len(options) <= _FEW
        and all(plain(each.value).endswith(phrase) for each in options)
    ):
        return False
    for option in options:
        name = singular(option.value.lower())
        place = name.find(said)
        if place < 0:
            return False
        rest = name[place + len(said) :]
        if (
            rest
            and not _VARIANT.match(rest)
            and not re.match(r"\s*[·・|/(（]|\s+(?:with|without|by|as|due)(?![a-z])", rest)
        ):
            return False
    return True


def _words(text: str) -> list[str]:
    """Words that tell names apart: of four letters and more, and those with a digit."""
    words = re.findall(r"[a-z0-9]+", text)
    told = (word for word in words if word not in _JOINING)
    return [singular(word) for word in told if len(word) > 3 or any(map(str.isdigit, word))]
