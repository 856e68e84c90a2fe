"""What a refresh comes to, before it is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from retrieval.themes.happenings import Happened
from retrieval.themes.naming.types import Named
from retrieval.themes.reading import Records
from retrieval.themes.settling import NONE, Settled
from retrieval.themes.standing import Rows, Seating
from retrieval.themes.theme import Level

__all__ = ["Draft", "Found", "Joined", "NamedBy", "rows_of_texts"]

NamedBy = Literal["words", "model", "person"]


@dataclass(frozen=True, slots=True)
class Draft:
    """A theme as it shall be written. id: below zero for a new one. named: None where its name stays.

    examples: records (seq) that the name rests on.
    """

    id: int
    level: Level
    found_parent: int | None
    centre: NDArray[np.float32]
    named: Named | None = None
    named_by: NamedBy = "words"
    examples: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """Themes found anew: the map as it shall be. ended: with what each was merged into, if it was."""

    records: Records
    rows: Rows
    drafts: Sequence[Draft]
    ended: Mapping[int, int | None]
    happened: Sequence[Happened]
    placer: bytes
    seating: Seating
    quality: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Joined:
    """New feedback placed: rows to add, and records (seq) whose rows go, changed ones among them.

    looked_at: places in `records` of what was placed.
    """

    records: Records
    rows: Rows
    gone: Sequence[int]
    looked_at: NDArray[np.int64] = field(repr=False)


def rows_of_texts(settled: Settled, texts: NDArray[np.int64], seqs: NDArray[np.int64]) -> Rows:
    """The rows of records by the themes of their texts. texts: of each record, its place in `settled`."""
    main = settled.main[texts]
    there = main != NONE
    parts = [(seqs[there], main[there], np.ones(int(there.sum()), np.bool_), settled.strength[texts[there]])]
    if len(settled.also):
        first = np.searchsorted(settled.also[:, 0], texts, side="left")
        count = np.searchsorted(settled.also[:, 0], texts, side="right") - first
        record = np.repeat(np.arange(len(texts)), count)
        within = np.arange(len(record)) - np.repeat(np.cumsum(count) - count, count)
        row = np.repeat(first, count) + within
        none = np.zeros(len(row), np.bool_)
        parts.append((seqs[record], settled.also[row, 1], none, settled.also_strength[row]))
    seq, seat, is_main, strength = (np.concatenate(each) for each in zip(*parts, strict=True))
    order = np.lexsort((~is_main, seq))
    run = np.zeros(len(order), np.int64)
    return Rows(seq[order], seat[order], is_main[order], strength[order].astype(np.float32), run)
