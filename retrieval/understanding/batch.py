"""The texts that are understood together: every step reads a Batch and returns one label a text."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from retrieval.words import fold

__all__ = ["Batch", "Label"]


@dataclass(frozen=True, slots=True)
class Label:
    """One thing noted. confidence: 0 to 1, calibrated where it is learned. reasons: the words behind it."""

    value: str
    confidence: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Batch:
    """Texts as they were written, with forms that several steps share.

    languages: zh-Hans, zh-Hant, en, mixed or other for each text; () until the language is known.
    """

    texts: tuple[str, ...]
    languages: tuple[str, ...] = ()

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Batch":
        return cls(tuple(texts))

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """Plain widths, simplified characters, lower case: the form that models and word lists read."""
        return tuple(map(fold, self.texts))
