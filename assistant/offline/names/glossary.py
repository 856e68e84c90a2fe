"""Words of one meaning across the two languages, and the ways places and languages are written.

`glossaries/*.toml` hold meanings by domain, `places.toml` countries, states, provinces, cities and languages.
"""

import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from importlib import resources

from assistant.offline.text.scan import plain

__all__ = [
    "general_words",
    "has_meanings",
    "is_brand",
    "known_form",
    "place_kind",
    "place_names",
    "same_meaning",
    "same_place",
    "singular",
]

_NONE: frozenset[str] = frozenset()

_MOSTLY = 0.6
"""The part of a column's values that must be known places or codes for it to be a column of them."""


def same_meaning(form: str) -> set[str]:
    """The form itself, its singular, and every word of one meaning with either."""
    one = singular(form)
    return {form, one} | _glossary().get(form, _NONE) | _glossary().get(one, _NONE)


def has_meanings(word: str) -> bool:
    """Whether the glossary has the word, so that it is spelt as it is meant."""
    return word in _glossary()


def singular(word: str) -> str:
    """An English plural without its ending; anything else as it is."""
    if not word.isascii():
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def known_form(piece: str, known: Mapping[str, object]) -> str | None:
    """The name a piece of a question is, as it stands or in the plural; None when it is none."""
    if piece in known:
        return piece
    if (one := piece.replace("s of ", " of ", 1)) in known:
        return one  # "purposes of travel"
    if piece[-1:] != "s" or not piece.isascii():
        return None
    one = piece[:-2] if piece.endswith("es") and piece[:-2] in known else singular(piece)
    return one if one in known else None


def is_brand(form: str) -> bool:
    """Whether it is a maker, platform or company, or one of its nicknames: `glossaries/brands.toml`."""
    return form in _brands()


def general_words(count: int = 48) -> tuple[str, ...]:
    """Words of all domains and both languages, evenly taken from the glossary."""
    known = sorted(_glossary())
    return tuple(known[:: max(1, len(known) // count)])


def place_names(values: Collection[str]) -> dict[str, frozenset[str]]:
    """Other ways to write each of a column's values that is a place or a language.

    A value of two letters is read as a code only when most of the column is such codes: CA is California among
    TX and NY, Canada among US and GB.
    """
    folded = {plain(value): value for value in values}
    named: dict[str, set[str]] = defaultdict(set)
    for kind, coded in (("us_states", True), ("countries", True), ("languages", True), ("provinces", False)):
        known = _places(kind)
        codes = {ways[0] for ways in known} if coded else _NONE
        in_codes = bool(folded) and sum(form in codes for form in folded) >= _MOSTLY * len(folded)
        for ways in known:
            names = ways[1:] if coded else ways
            if kind == "us_states":  # "加州" is one already
                names += tuple(f"{each}州" for each in names if not each.isascii() and each[-1] != "州")
            _name(named, folded, names, codes=ways[:1] if in_codes else ())
    for kind in ("cities", "areas", "districts"):
        for ways in _places(kind):
            _name(named, folded, ways, codes=())
    return {value: frozenset(ways) for value, ways in named.items()}


def same_place(form: str) -> set[str]:
    """Other ways to write a city, province, area, district or landmark; codes of two letters are left out."""
    kinds = ("cities", "areas", "provinces", "districts")
    found = {way for kind in kinds for ways in _places(kind) if form in ways for way in ways}
    return {way for way in found if len(way) > 2 or not way.isascii()}


def place_kind(values: Collection[str]) -> str | None:
    """The kind of places most of a column's values are: a table of `places.toml`; None when they are none."""
    folded = {plain(value) for value in values}
    for kind in ("us_states", "countries", "provinces", "cities"):
        ways = {form for each in _places(kind) for form in each}
        if folded and sum(form in ways for form in folded) >= _MOSTLY * len(folded):
            return kind
    return None


def _name(
    named: Mapping[str, set[str]], folded: Mapping[str, str], ways: Iterable[str], codes: Iterable[str]
) -> None:
    """Gives every value that is one of the ways all of them."""
    ways = tuple(ways)
    for form in (*ways, *codes):
        if form in folded:
            named[folded[form]].update(ways)


@cache
def _places(kind: str) -> tuple[tuple[str, ...], ...]:
    file = resources.files(__package__) / "places.toml"
    return tuple(tuple(map(plain, ways)) for ways in tomllib.loads(file.read_text(encoding="utf-8"))[kind])


@cache
def _brands() -> frozenset[str]:
    file = resources.files(__package__) / "glossaries" / "brands.toml"
    return frozenset(
        plain(each) for words in tomllib.loads(file.read_text(encoding="utf-8"))["meanings"] for each in words
    )


@cache
def _glossary() -> dict[str, frozenset[str]]:
    """Each word to all words of its meanings."""
    known: dict[str, set[str]] = defaultdict(set)
    for file in (resources.files(__package__) / "glossaries").iterdir():
        if file.name.endswith(".toml"):
            for words in tomllib.loads(file.read_text(encoding="utf-8"))["meanings"]:
                forms = {plain(each) for each in words}
                for form in forms:
                    known[form] |= forms
    return {form: frozenset(forms) for form, forms in known.items()}
