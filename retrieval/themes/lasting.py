"""Old themes that no group is, and groups that no old theme is: which last, and which are born.

A run draws its borders anew, and where texts lie close together it draws them elsewhere each time. So a theme
ends only where the run clearly says that it is part of another, or that its texts belong nowhere; and a group
is a new theme only where most of its texts are clearly nearer to it than to the themes they were in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from retrieval.themes.matching import centred
from retrieval.themes.settling import NONE, Settled

__all__ = ["lingering", "without_weak"]

MERGED = 0.7
"""A theme is part of another when so much of it is found in one group."""

HELD = 0.5
"""A theme that no group is lasts while it holds this share of its texts; a group is born that holds it."""

Floats = NDArray[np.float32]
Longs = NDArray[np.int64]


def lingering(ended: Sequence[int], old: Longs, found: Longs, weights: NDArray[np.int32]) -> list[int]:
    """Of the themes without a group, those that are found in no one place. old: theme of each text before;
    found: group of each text now, below zero for none."""
    last = []
    for theme in ended:
        of_it = old == theme
        groups, counts = found[of_it], weights[of_it]
        total = counts.sum()
        placed = np.bincount(groups[groups >= 0], weights=counts[groups >= 0], minlength=1)
        if total and placed.sum() >= HELD * total and placed.max() < MERGED * total:
            last.append(theme)
    return last


def without_weak(
    settled: Settled,
    before: Settled,
    old: Longs,
    vectors: Floats,
    centres: Mapping[int, Floats],
    last: Sequence[int],
    weights: NDArray[np.int32],
) -> tuple[Settled, set[int]]:
    """Without the lasting themes and new groups (ids below zero) that hold too few of their texts.

    before: as the run alone has it. centres: of all of them. Returns the texts' themes, and what is gone.
    """
    weak = {each for each in last if _held(settled.main, old, each, weights) < HELD}
    born = {each for each in np.unique(before.main).tolist() if each < 0}
    weak |= {each for each in born if _held(settled.main, before.main, each, weights) < HELD}
    if not weak:
        return settled, weak
    main = settled.main.copy()
    strong = np.array(sorted(set(centres) - weak), np.int64)
    for rows, other in ((np.isin(main, list(weak)), before.main), (None, old)):
        rows = np.isin(main, list(weak)) if rows is None else rows
        fits = rows & np.isin(other, strong)
        main[fits] = other[fits]
    rest = np.flatnonzero(np.isin(main, list(weak)))
    if len(rest) and len(strong):
        table = np.stack([centres[each] for each in strong.tolist()])
        about = table.mean(axis=0)
        near = centred(vectors[rest], about) @ centred(table, about).T
        main[rest] = strong[near.argmax(axis=1)]
    keep = ~np.isin(settled.also[:, 1], list(weak)) & (settled.also[:, 1] != main[settled.also[:, 0]])
    also, also_strength = settled.also[keep], settled.also_strength[keep]
    return replace(
        settled, main=np.where(np.isin(main, list(weak)), NONE, main), also=also, also_strength=also_strength
    ), weak


def _held(now: Longs, then: Longs, theme: int, weights: NDArray[np.int32]) -> float:
    """The share of the texts a theme had that it has now."""
    had = then == theme
    total = weights[had].sum()
    return float(weights[had & (now == theme)].sum() / total) if total else 0.0
