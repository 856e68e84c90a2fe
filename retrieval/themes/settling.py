"""From a placer's numbers to themes: people's wishes kept, and texts left where they were when in doubt."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.themes.discovery.types import Placed
from retrieval.themes.matching import centred
from retrieval.themes.standing import Seating

__all__ = ["MARGIN", "NONE", "Settled", "settle", "stay"]

NONE = 0
"""No theme; ids begin at 1. New themes have negative ids until they are written."""

MARGIN = 0.10
"""How much nearer (cosine about the mean) a text has to be to another theme than to its own to leave it."""

Floats = NDArray[np.float32]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Settled:
    """The theme of each text (NONE for none) with its strength, and further ones as (text, theme) pairs."""

    main: Places
    strength: Floats
    also: Places
    also_strength: Floats


def settle(placed: Placed, vectors: Floats, seating: Seating, centres: Mapping[int, Floats]) -> Settled:
    """Where the texts belong by the placer alone. centres: of the themes that share a number or have none."""
    every = np.arange(len(placed.main), dtype=np.int64)
    main = _seats(every, placed.main, vectors, seating, centres)
    strength = placed.strength.astype(np.float32).copy()
    text = placed.also[:, 0].astype(np.int64)
    further = _seats(text, placed.also[:, 1], vectors, seating, centres)
    main, strength, more = _to_loose(main, strength, vectors, seating, centres)
    also = np.concatenate([np.stack([text, further], axis=1), more[0]])
    also_strength = np.concatenate([placed.also_strength.astype(np.float32), more[1]])
    return _without_repeats(main, strength, also, also_strength)


def stay(
    settled: Settled,
    old: Places,
    vectors: Floats,
    centres: Mapping[int, Floats],
    floors: Mapping[int, float],
    margin: float = MARGIN,
) -> Settled:
    """Leaves texts in the theme they were in (`old`) unless they are clearly nearer to where they would go.
    Where that theme is a further one of theirs, they are not.

    centres, floors: of all themes that live on. margin: how much nearer that is.
    """
    ids = np.array(sorted(centres), np.int64)
    moving = (old != NONE) & (old != settled.main) & np.isin(old, ids)
    if not len(ids) or not moving.any():
        return settled
    table = np.stack([centres[each] for each in ids.tolist()])
    about = table.mean(axis=0)
    away = centred(table, about)
    rows = np.flatnonzero(moving)
    texts = centred(vectors[rows], about)
    before = np.searchsorted(ids, old[rows])
    own = (texts * away[before]).sum(axis=1)
    after = np.searchsorted(ids, settled.main[rows])
    gone = settled.main[rows] == NONE
    other = (texts * away[np.where(gone, 0, after)]).sum(axis=1)
    raw = (vectors[rows] * table[before]).sum(axis=1)
    least = np.array([floors.get(each, 1.0) for each in old[rows].tolist()], np.float32)
    stays = np.where(gone, raw >= least, own >= other - margin)
    stays |= _among(rows, old[rows], settled.also)
    return _moved_back(settled, rows[stays], old[rows[stays]])


def _among(texts: Places, themes: Places, also: Places) -> NDArray[np.bool_]:
    """Whether each text has that theme as a further one."""
    if not len(also):
        return np.zeros(len(texts), np.bool_)
    most = int(max(np.abs(also).max(), np.abs(themes).max(initial=0), texts.max(initial=0))) + 1
    found: NDArray[np.bool_] = np.isin(texts * 2 * most + themes, also[:, 0] * 2 * most + also[:, 1])
    return found


def _moved_back(settled: Settled, rows: Places, back: Places) -> Settled:
    """These texts in those themes; where they would have gone, they belong too."""
    main, strength = settled.main.copy(), settled.strength.copy()
    gone = main[rows] == NONE
    further = np.stack([rows[~gone], main[rows[~gone]]], axis=1)
    also = np.concatenate([settled.also, further])
    also_strength = np.concatenate([settled.also_strength, strength[rows[~gone]]])
    main[rows] = back
    strength[rows[gone]] = strength[strength > 0].min() if (strength > 0).any() else 0.0
    return _without_repeats(main, strength, also, also_strength)


def _seats(
    texts: Places,
    numbers: NDArray[np.int32],
    vectors: Floats,
    seating: Seating,
    centres: Mapping[int, Floats],
) -> Places:
    """The theme that each number stands for; the nearest, where it stands for several."""
    table = np.array([*(seats[0] if seats else NONE for seats in seating.numbers), NONE], np.int64)
    found = table[numbers]
    for number, seats in enumerate(seating.numbers):
        if len(seats) > 1:
            which = np.flatnonzero(numbers == number)
            near = vectors[texts[which]] @ np.stack([centres[each] for each in seats]).T
            found[which] = np.array(seats, np.int64)[near.argmax(axis=1)]
    return found


def _to_loose(
    main: Places, strength: Floats, vectors: Floats, seating: Seating, centres: Mapping[int, Floats]
) -> tuple[Places, Floats, tuple[Places, Floats]]:
    """Texts that are nearer to a kept theme the placer does not know go there; what they leave is a further
    theme of theirs."""
    none = np.zeros((0, 2), np.int64), np.zeros(0, np.float32)
    if not seating.loose or not len(main):
        return main, strength, none
    main, strength = main.copy(), strength.copy()
    floors = seating.floors or {}
    ids = np.array(seating.loose, np.int64)
    near = vectors @ np.stack([centres[each] for each in seating.loose]).T
    near[near < np.array([floors.get(each, 1.0) for each in seating.loose], np.float32)] = -1
    best = near.argmax(axis=1)
    high = near[np.arange(len(near)), best]
    own = np.full(len(main), -0.5, np.float32)
    for seat in set(main.tolist()) - {NONE}:
        if seat in centres:
            of_it = main == seat
            own[of_it] = vectors[of_it] @ centres[seat]
    goes = np.flatnonzero(high > own)
    leaves = goes[main[goes] != NONE]
    more = np.stack([leaves, main[leaves]], axis=1), strength[leaves]
    main[goes] = ids[best[goes]]
    strength[goes] = np.clip(high[goes], 0, 1)
    return main, strength, more


def _without_repeats(main: Places, strength: Floats, also: Places, also_strength: Floats) -> Settled:
    """Further themes that are not the text's own, each once, the strongest of a pair first."""
    if not len(also):
        return Settled(main, strength, also.reshape(0, 2), also_strength)
    fits = (also[:, 1] != NONE) & (also[:, 1] != main[also[:, 0]]) & (main[also[:, 0]] != NONE)
    also, also_strength = also[fits], also_strength[fits]
    order = np.lexsort((-also_strength, also[:, 1], also[:, 0]))
    also, also_strength = also[order], also_strength[order]
    once = np.ones(len(also), np.bool_)
    once[1:] = (also[1:] != also[:-1]).any(axis=1)
    return Settled(main, strength, also[once], also_strength[once])
