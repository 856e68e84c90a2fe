"""Which theme a newly found group is: the one whose members it has, or whose centre it is at.

Old themes and new groups are paired one to one so that as many records as possible stay where they are (a
maximum-weight assignment, Kuhn 1955; `scipy.optimize.linear_sum_assignment`); centres decide between equals.
A group that has little of what the theme had is not that theme, however much of the group that is: a theme
that is broken up would else live on in one of its pieces, and the rest of it be gone without a word.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Matched", "centred", "match", "shared"]

SHARE = 1 / 3
"""A group is a theme only if it has a third of the theme's records."""

LIKE = 0.75
"""Where neither has records the other could have had: how alike the centres are (cosine about their mean)."""

MOSTLY = 0.5

Floats = NDArray[np.float32]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Matched:
    """By place. seats: the old themes that each group now is: none for a new one, several where people hold
    apart what was found as one. loose: kept themes that no group is. ended: the others without a group."""

    seats: tuple[tuple[int, ...], ...]
    loose: tuple[int, ...]
    ended: tuple[int, ...]


def shared(old: Places, new: Places, weights: NDArray[np.int32], olds: int, news: int) -> NDArray[np.float64]:
    """How many records each old theme and new group share. old, new: of each text, -1 for none."""
    table = np.zeros((olds, news), np.float64)
    both = (old >= 0) & (new >= 0)
    np.add.at(table, (old[both], new[both]), weights[both])
    return table


def centred(centres: Floats, about: Floats) -> Floats:
    """Directions from a common point: embeddings all point one way, and differ in what is left."""
    away = centres - about
    length = np.linalg.norm(away, axis=1, keepdims=True)
    unit: Floats = (away / np.where(length > 0, length, 1)).astype(np.float32)
    return unit


def match(
    table: NDArray[np.float64], old_centres: Floats | None, new_centres: Floats, kept: Collection[int]
) -> Matched:
    """table: of `shared`. old_centres: None when they are of another embedding. kept: may not end."""
    olds, news = table.shape
    alike = _alike(olds, old_centres, new_centres)
    pairs = dict(_pairs(table, alike))
    found: list[list[int]] = [[] for _ in range(news)]
    for old, new in pairs.items():
        found[new].append(old)
    loose = []
    for old in sorted(set(kept) - set(pairs)):
        place = int(table[old].argmax()) if news else -1
        if place >= 0 and table[old, place] > MOSTLY * table[old].sum() and set(found[place]) & set(kept):
            found[place].append(old)
        else:
            loose.append(old)
    ended = sorted(set(range(olds)) - set(pairs) - set(kept))
    return Matched(tuple(map(tuple, found)), tuple(loose), tuple(ended))


def _alike(olds: int, old_centres: Floats | None, new_centres: Floats) -> NDArray[np.float64]:
    news = len(new_centres)
    if old_centres is None or not olds or not news or old_centres.shape[1] != new_centres.shape[1]:
        return np.zeros((olds, news), np.float64)
    about = new_centres.mean(axis=0)
    return (centred(old_centres, about) @ centred(new_centres, about).T).astype(np.float64)


def _pairs(table: NDArray[np.float64], alike: NDArray[np.float64]) -> list[tuple[int, int]]:
    from scipy.optimize import linear_sum_assignment

    gain = table + 0.5 * np.clip(alike, 0, 1)
    rows, columns = linear_sum_assignment(gain, maximize=True)
    of_old, of_new = table.sum(axis=1), table.sum(axis=0)
    pairs = []
    for old, new in zip(rows.tolist(), columns.tolist(), strict=True):
        common = table[old, new]
        alone = of_old[old] == 0 or of_new[new] == 0
        overlaps = common > 0 and common >= SHARE * of_old[old]
        if overlaps or (alone and alike[old, new] >= LIKE):
            pairs.append((old, new))
    return pairs
