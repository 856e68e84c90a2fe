"""Parts of names -> the values that have them: "iPhone 11" of "Apple iPhone 11 64GB", 耳机 of "蓝牙耳机"."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.offline.glossary import singular
from assistant.offline.surfaces import ValueSurface
from retrieval.catalog import CatalogField

__all__ = ["Part", "PartialNames"]

_FEW = 3
"""A part of a name that fits more values than this says too little."""

_FAMILY = 12
"""A family of names that begin alike and go on with a number or a size may have so many."""

_VARIANT = re.compile(
    r"[\s\-_·]*(?:\d|pro|max|plus|lite|mini|ultra|se|air|x\b|s\b|i{1,3}\b|青春版|标准版|尊享版|系列|版)"
)
_CJK = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Part:
    """The values of one field that a part of a name fits. `joint`: all are meant, not one of them."""

    field: CatalogField
    values: tuple[str, ...]
    joint: bool


@dataclass(frozen=True, slots=True)
class _Name:
    surface: str
    words: frozenset[str]
    option: ValueSurface


class PartialNames:
    """The names of a catalog's values, to be found by a part."""

    def __init__(self, options: Iterable[ValueSurface]) -> None:
        from assistant.offline.scan import plain
        from assistant.offline.surfaces import spaced

        once = {
            (option.field.name, option.value): option for option in options if option.field.kind == "category"
        }
        self._names = [
            _Name(form, frozenset(_words(form)), option)
            for (_, value), option in once.items()
            for form in {plain(value), spaced(value), *filter(None, _called(option))}
        ]

    def of(self, phrase: str, *, derived: bool) -> tuple[CatalogField, tuple[str, ...]] | None:
        """The few values of one field that the phrase is a part of, whatever the order of its words."""
        found = self._fitting(phrase, derived=derived)
        fields = {each.field.name for each in found}
        if len(fields) != 1 or len(found) > _FEW:
            return None
        return found[0].field, tuple(each.value for each in found)

    def parts(self, phrase: str) -> list[Part]:
        """What the phrase may be a part of, field by field; the data's own values before noted ones."""
        found = self._fitting(phrase, derived=False) or self._fitting(phrase, derived=True)
        by_field: dict[str, list[ValueSurface]] = {}
        for each in found:
            by_field.setdefault(each.field.name, []).append(each)
        parts = [
            Part(each[0].field, tuple(option.value for option in each), _joint(phrase, each))
            for each in by_field.values()
        ]
        return [each for each in parts if len(each.values) <= (_FAMILY if each.joint else _FEW + 1)]

    def _fitting(self, phrase: str, *, derived: bool) -> list[ValueSurface]:
        wanted = frozenset(_words(phrase))
        chinese = "".join(re.findall(r"[\u3400-\u9fff]+", phrase))
        if not wanted and len(chinese) < 2:
            return []
        if (
            not wanted
            and not any(len(word) > 3 or any(map(str.isdigit, word)) for word in wanted)
            and not chinese
        ):
            return []
        found = {
            (name.option.field.name, name.option.value): name.option
            for name in self._names
            if name.option.field.derived is derived
            if _fits(wanted, name.words) and chinese in name.surface
        }
        return sorted(found.values(), key=lambda each: -each.count)


def _called(option: ValueSurface) -> Sequence[str]:
    from assistant.offline.scan import plain

    for each in option.field.values:
        if each.value == option.value:
            return (plain(each.en), plain(each.zh))
    return ()


def _fits(wanted: frozenset[str], words: frozenset[str]) -> bool:
    """Every word is a word of the name; one with a number in it may be its beginning: 20 of 20s."""
    return all(
        each in words or (each[-1].isdigit() and any(_goes_on(each, word) for word in words))
        for each in wanted
    )


def _goes_on(part: str, word: str) -> bool:
    return word.startswith(part) and not word[len(part) : len(part) + 1].isdigit()


def _joint(phrase: str, options: Sequence[ValueSurface]) -> bool:
    """Whether the phrase names a kind that all are of: it ends their names, or they go on with a number or size.

    "Earphones" are all earphones and "iPhone" all iPhones; "Credit" may be the card or the report.
    """
    if len(options) == 1:
        return True
    said = singular(phrase)
    if any(map(str.isdigit, phrase)):
        return False
    for option in options:
        name = singular(option.value.lower())
        place = name.find(said)
        if place < 0:
            return False
        rest = name[place + len(said) :]
        if rest and not _VARIANT.match(rest) and not re.match(r"\s*[·・|/(（]", rest):
            return False
    return True


def _words(text: str) -> list[str]:
    """Words that tell names apart: of four letters and more, and those with a digit."""
    words = re.findall(r"[a-z0-9]+", text)
    return [singular(word) for word in words if len(word) > 3 or any(map(str.isdigit, word))]
