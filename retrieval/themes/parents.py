"""The coarse theme of each fine one, matched to the coarse themes before as fine ones are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.themes.discovery.types import Corpus, Discovery
from retrieval.themes.happenings import Flows, Happened, happenings, summed
from retrieval.themes.matching import centred, match
from retrieval.themes.settling import MARGIN, NONE
from retrieval.themes.standing import Seat, Seating, Standing, Wishes

__all__ = ["Parents", "find_parents"]

Floats = NDArray[np.float32]
Longs = NDArray[np.int64]

FIRST = 1_000_000
"""New coarse themes have ids from -FIRST down, until they are written: new fine ones have those above."""


@dataclass(frozen=True, slots=True)
class Parents:
    """of: the coarse theme of each fine one, as found. centres: of every coarse theme that lives on."""

    of: Mapping[int, int]
    centres: Mapping[int, Floats]
    ended: Mapping[int, int | None]
    happened: Sequence[Happened]


def find_parents(
    standing: Standing | None,
    old: Longs,
    main: Longs,
    corpus: Corpus,
    discovery: Discovery,
    seating: Seating,
    centres: Mapping[int, Floats],
) -> Parents:
    """old, main: the fine theme of each text before and now. centres: of the fine themes that live on."""
    weights = np.ones(len(main), np.int32) if corpus.weights is None else corpus.weights
    before = {} if standing is None else _coarse(standing)
    group = _groups(discovery, seating, centres)
    sizes = {each: float(weights[main == each].sum()) for each in centres}
    new_centres = _means(group, centres, sizes, discovery)
    was = _old_parents(standing, before)
    table = _table(sorted(before), was, old, group, main, weights, len(new_centres))
    kept = {
        place for place, each in enumerate(sorted(before)) if standing is not None and standing.kept(each)
    }
    same = standing is not None and all(len(each.centre) == len(new_centres[0]) for each in before.values())
    old_centres = np.stack([before[each].centre for each in sorted(before)]) if before and same else None
    matched = match(table, old_centres, new_centres, kept)
    ids = sorted(before)
    seats = [
        tuple(ids[each] for each in places) or (-FIRST - number,)
        for number, places in enumerate(matched.seats)
    ]
    of = _choose(group, seats, was, centres, new_centres)
    return _told(standing, before, of, was, old, main, weights, centres, sizes)


def _coarse(standing: Standing) -> dict[int, Seat]:
    return {number: seat for number, seat in standing.working.items() if seat.theme.level == "coarse"}


def _groups(discovery: Discovery, seating: Seating, centres: Mapping[int, Floats]) -> dict[int, int]:
    """The coarse group each fine theme was found in; the nearest of them for one that was not found."""
    group = {
        seat: int(discovery.coarse[number])
        for number, seats in enumerate(seating.numbers)
        for seat in seats
        if seat in centres
    }
    for seat in sorted(set(centres) - set(group)):
        fits = len(discovery.centres) > 0 and len(centres[seat]) == discovery.centres.shape[1]
        group[seat] = int(discovery.coarse[(discovery.centres @ centres[seat]).argmax()]) if fits else 0
    return group


def _means(
    group: Mapping[int, int], centres: Mapping[int, Floats], sizes: Mapping[int, float], discovery: Discovery
) -> Floats:
    count = max([int(discovery.coarse.max(initial=-1)), *group.values()], default=-1) + 1
    dimensions = discovery.centres.shape[1] if discovery.centres.ndim == 2 else 0
    sums = np.zeros((count, dimensions), np.float32)
    for seat, number in group.items():
        if len(centres[seat]) == dimensions:
            sums[number] += centres[seat] * max(sizes[seat], 1)
    length = np.linalg.norm(sums, axis=1, keepdims=True)
    unit: Floats = (sums / np.where(length > 0, length, 1)).astype(np.float32)
    return unit


def _old_parents(standing: Standing | None, before: Mapping[int, Seat]) -> dict[int, int]:
    if standing is None:
        return {}
    return {
        number: seat.found_parent
        for number, seat in standing.working.items()
        if seat.found_parent is not None and seat.found_parent in before
    }


def _table(
    ids: Sequence[int],
    was: Mapping[int, int],
    old: Longs,
    group: Mapping[int, int],
    main: Longs,
    weights: NDArray[np.int32],
    news: int,
) -> NDArray[np.float64]:
    """How many records each old coarse theme and each new coarse group share."""
    table = np.zeros((len(ids), news), np.float64)
    places = {each: place for place, each in enumerate(ids)}
    pairs = np.stack([old, main], axis=1)
    different, which = np.unique(pairs, axis=0, return_inverse=True)
    sums = np.bincount(which.reshape(-1), weights=weights, minlength=len(different))
    for (before, now), count in zip(different.tolist(), sums.tolist(), strict=True):
        if before != NONE and now != NONE and before in was and now in group:
            table[places[was[before]], group[now]] += count
    return table


def _choose(
    group: Mapping[int, int],
    seats: Sequence[tuple[int, ...]],
    was: Mapping[int, int],
    centres: Mapping[int, Floats],
    new_centres: Floats,
) -> dict[int, int]:
    """A theme stays with its coarse theme while that lives on, unless it is clearly nearer to another."""
    number_of = {seat: number for number, each in enumerate(seats) for seat in each}
    about = new_centres.mean(axis=0) if len(new_centres) else np.zeros(0, np.float32)
    away = centred(new_centres, about)
    chosen = {}
    for fine, number in group.items():
        options = seats[number] if number < len(seats) else (-FIRST - number,)
        before = was.get(fine)
        if before in options:
            chosen[fine] = int(before)
            continue
        chosen[fine] = options[0]
        if before in number_of and len(centres[fine]) == new_centres.shape[1]:
            own = centred(centres[fine][None], about)[0]
            if own @ away[number_of[before]] >= own @ away[number] - MARGIN:
                chosen[fine] = before
    return chosen


def _told(
    standing: Standing | None,
    before: Mapping[int, Seat],
    of: Mapping[int, int],
    was: Mapping[int, int],
    old: Longs,
    main: Longs,
    weights: NDArray[np.int32],
    centres: Mapping[int, Floats],
    sizes: Mapping[int, float],
) -> Parents:
    living = set(of.values())
    if standing is not None:
        living |= {each for each in before if standing.kept(each)}
    found: dict[int, Floats] = {}
    for coarse in sorted(living):
        children = [each for each, parent in of.items() if parent == coarse]
        same = [each for each in children if len(centres[each]) == len(centres[children[0]])]
        found[coarse] = _mean(same, centres, sizes) if same else before[coarse].centre
    counts: dict[tuple[int, int], int] = {}
    sums: dict[int, int] = dict.fromkeys(living, 0)
    pairs, which = np.unique(np.stack([old, main], axis=1), axis=0, return_inverse=True)
    totals = np.bincount(which.reshape(-1), weights=weights, minlength=len(pairs))
    for (then, now), total in zip(pairs.tolist(), totals.tolist(), strict=True):
        key = (was.get(then, NONE), of.get(now, NONE))
        if then != NONE:
            counts[key] = counts.get(key, 0) + int(total)
        if key[1] != NONE:
            sums[key[1]] += int(total)
    theme_of = (standing.wishes if standing is not None else Wishes({})).theme_of
    moved, ended = Flows(counts).shown(theme_of), set(before) - living
    sizes_before = summed(_sizes_before(standing, before, was), theme_of)
    happened = happenings(moved, sizes_before, summed(sums, theme_of), ended)
    into = {each.theme: each.other for each in happened if each.kind == "merged"}
    return Parents(of, found, {each: into.get(each) for each in ended}, happened)


def _sizes_before(
    standing: Standing | None, before: Mapping[int, Seat], was: Mapping[int, int]
) -> dict[int, int]:
    sizes = dict.fromkeys(before, 0)
    if standing is not None:
        seats, counts = np.unique(standing.rows.seat[standing.rows.main], return_counts=True)
        for fine, count in zip(seats.tolist(), counts.tolist(), strict=True):
            if fine in was:
                sizes[was[fine]] += count
    return sizes


def _mean(members: Sequence[int], centres: Mapping[int, Floats], sizes: Mapping[int, float]) -> Floats:
    total = np.sum([centres[each] * max(sizes[each], 1) for each in members], axis=0)
    length = float(np.linalg.norm(total))
    mean: Floats = (total / length if length else total).astype(np.float32)
    return mean
