"""What discovery takes and gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["Corpus", "Discovery", "Options", "Placed", "Placer"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Different texts with their vectors (n x dimensions, of length 1) and languages ("en", "zh", ...).

    weights: how many records have each text; a text that many wrote counts as often.
    """

    texts: Sequence[str]
    vectors: Floats
    languages: Sequence[str]
    weights: Ints | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """fine, coarse: how many themes of each level; found in the data when None."""

    fine: int | None = None
    coarse: int | None = None
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """Where texts belong. main: each text's fine theme, -1 for none. strength: 0 to 1, how clearly.

    also: further themes of a text, rows of (text, theme), with `also_strength` beside.
    """

    main: Ints
    strength: Floats
    also: Ints
    also_strength: Floats


class Placer(Protocol):
    """Puts new texts into themes that were found before."""

    def place(self, texts: Sequence[str], vectors: Floats) -> Placed: ...

    def to_bytes(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Discovery:
    """Fine themes are numbered from 0, the largest first. coarse: the coarse theme of each, by number.

    centres: one row a fine theme, in the space of the embedding (of length 1): old themes are matched by it.
    """

    placed: Placed
    coarse: Ints
    centres: Floats
    placer: Placer
