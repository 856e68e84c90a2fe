"""What naming takes and gives."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from prompts import Language
from retrieval.themes.discovery.types import Corpus

__all__ = ["Group", "Named", "Namer"]


@dataclass(frozen=True, slots=True)
class Group:
    """One theme to name: the places of its texts in the corpus, the clearest members first.

    children: for a coarse theme, its fine ones, by their place in the list of groups.
    topics: noted topics of its records with the share of them that has each, most frequent first.
    """

    members: NDArray[np.int32]
    children: Sequence[int] = ()
    topics: Sequence[tuple[str, float]] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """A theme in words, in both languages. words: what sets it apart from the others, most telling first.

    examples: places of texts in the corpus that the name rests on, the most central first. by: what named it.
    """

    name_en: str
    name_zh: str
    description_en: str
    description_zh: str
    words: tuple[str, ...]
    examples: tuple[int, ...]
    by: Literal["words", "model"] = "words"

    def name(self, language: Language) -> str:
        return self.name_zh if language == "zh" else self.name_en

    def description(self, language: Language) -> str:
        return self.description_zh if language == "zh" else self.description_en


Namer = Callable[[Corpus, Sequence[Group], Sequence[Named]], tuple[Named, ...]]
"""Gives every group a name; names differ from each other and from those taken (the third argument)."""
