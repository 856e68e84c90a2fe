"""Themes found anew, and recognized: each group is an old theme or a new one, as people wish it to be."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.themes.calling import give_names
from retrieval.themes.discovery.types import Corpus, Discovery
from retrieval.themes.happenings import flows, happenings, summed
from retrieval.themes.lasting import lingering, without_weak
from retrieval.themes.matching import Matched, match, shared
from retrieval.themes.naming.types import Namer
from retrieval.themes.outcome import Draft, Found, rows_of_texts
from retrieval.themes.parents import Parents, find_parents
from retrieval.themes.reading import Records
from retrieval.themes.settling import MARGIN, NONE, Settled, settle, stay
from retrieval.themes.standing import Rows, Seat, Seating, Standing, Wishes

__all__ = ["Finder", "Progress", "centres_of", "find_and_measure", "find_anew", "floors_of", "old_places"]

Progress = Callable[[str, float], None]
Finder = Callable[[Corpus, Progress], tuple[Discovery, Mapping[str, Any]]]
"""Finds groups, and says how far they can be relied on: `stability` and `cohesion`, as `Quality` has them."""

Floats = NDArray[np.float32]
Longs = NDArray[np.int64]

QUARTER = 25


@dataclass(frozen=True, slots=True)
class _Before:
    """The old themes of one level. of_text: the theme of each text now in the corpus, NONE for none."""

    seats: Mapping[int, Seat]
    of_text: Longs
    known: NDArray[np.bool_]


def find_anew(
    corpus: Corpus,
    records: Records,
    topics: Mapping[str, NDArray[np.int32]],
    standing: Standing | None,
    model: str,
    namer: Namer | None,
    progress: Progress,
    finder: Finder | None = None,
    margin: float = MARGIN,
) -> Found:
    """All of the map as it shall be. standing: the map before, None for the first time. margin: of `stay`."""
    discovery, quality = (finder or find_and_measure)(corpus, progress)
    progress("matching", 0.85)
    fine = _before(standing, records, "fine")
    same_model = standing is not None and standing.model == model
    matched = _match(fine, corpus, discovery, standing, same_model)
    settled, seating = _settle(fine, corpus, discovery, matched, standing, same_model, margin)
    living = _living(settled, standing)
    settled = _only(settled, living)
    centres = centres_of(settled.main, corpus, living, fine.seats)
    parents = find_parents(standing, fine.of_text, settled.main, corpus, discovery, seating, centres)
    seating = replace(seating, floors=floors_of(settled.main, corpus.vectors, centres))
    progress("naming", 0.9)
    drafts = _drafts(centres, parents)
    drafts = give_names(drafts, corpus, records, settled, topics, standing, namer, fine.of_text)
    theme_of = (standing.wishes if standing is not None else Wishes({})).theme_of
    moved = flows(fine.of_text, settled.main, _weights(corpus), fine.known).shown(theme_of)
    after = summed(_sizes(settled, _weights(corpus), living), theme_of)
    sizes = {} if standing is None else standing.sizes
    before = summed({number: sizes.get(number, 0) for number in fine.seats}, theme_of)
    gone = set(fine.seats) - living
    happened = [*happenings(moved, before, after, gone), *parents.happened]
    into = {each.theme: each.other for each in happened if each.kind == "merged"}
    ended = {each: into.get(each) for each in gone} | dict(parents.ended)
    progress("done", 1.0)
    rows = rows_of_texts(settled, records.text.astype(np.int64), records.seqs)
    return Found(
        records,
        _with_runs(rows, standing),
        drafts,
        ended,
        happened,
        discovery.placer.to_bytes(),
        seating,
        quality,
    )


def find_and_measure(corpus: Corpus, progress: Progress) -> tuple[Discovery, Mapping[str, Any]]:
    """By discovery, with its quality."""
    from retrieval.themes.discovery.finding import discover
    from retrieval.themes.quality import quality

    discovery = discover(corpus, progress=lambda step, share: progress(step, 0.7 * share))
    measured = quality(corpus, discovery, lambda step, share: progress(step, 0.7 + 0.15 * share))
    return discovery, {
        "stability": measured.stability,
        "cohesion": measured.cohesion,
        "small": measured.small,
    }


def old_places(standing: Standing, records: Records) -> tuple[Longs, NDArray[np.bool_]]:
    """The main theme each text had, as found, and whether it had been looked at; changed records had none."""
    hashes = records.hashes
    same = np.fromiter(
        (
            standing.placed.get(seq) == hashes[text]
            for seq, text in zip(records.seqs.tolist(), records.text.tolist(), strict=True)
        ),
        np.bool_,
        len(records.seqs),
    )
    main = standing.rows.taken(np.flatnonzero(standing.rows.main))
    place = np.searchsorted(main.seq, records.seqs)
    place[place == len(main.seq)] = 0
    had = np.zeros(len(records.seqs), np.bool_) if not len(main.seq) else main.seq[place] == records.seqs
    seats = np.where(had & same, main.seat[place] if len(main.seq) else NONE, NONE)
    of_text = np.full(len(hashes), NONE, np.int64)
    known = np.zeros(len(hashes), np.bool_)
    known[records.text[same]] = True
    of_text[records.text[seats != NONE]] = seats[seats != NONE]
    return of_text, known


def _before(standing: Standing | None, records: Records, level: str) -> _Before:
    if standing is None:
        nothing = np.zeros(len(records.hashes), np.int64)
        return _Before({}, nothing, np.zeros(len(records.hashes), np.bool_))
    seats = {number: seat for number, seat in standing.working.items() if seat.theme.level == level}
    of_text, known = old_places(standing, records)
    return _Before(seats, np.where(np.isin(of_text, list(seats)), of_text, NONE), known)


def _match(
    fine: _Before, corpus: Corpus, discovery: Discovery, standing: Standing | None, same_model: bool
) -> Matched:
    """By place among the sorted ids of the old themes; the result is told in ids."""
    ids = sorted(fine.seats)
    old = np.searchsorted(np.array(ids, np.int64), fine.of_text) if ids else np.zeros(len(fine.of_text), int)
    old = np.where(fine.of_text == NONE, -1, old).astype(np.int64)
    new = discovery.placed.main.astype(np.int64)
    table = shared(old, new, _weights(corpus), len(ids), len(discovery.centres))
    centres = np.stack([fine.seats[each].centre for each in ids]) if ids and same_model else None
    kept = {place for place, each in enumerate(ids) if standing is not None and standing.kept(each)}
    matched = match(table, centres, discovery.centres, kept)
    return Matched(
        tuple(tuple(ids[each] for each in seats) for seats in matched.seats),
        tuple(ids[each] for each in matched.loose),
        tuple(ids[each] for each in matched.ended),
    )


def _settle(
    fine: _Before,
    corpus: Corpus,
    discovery: Discovery,
    matched: Matched,
    standing: Standing | None,
    same_model: bool,
    margin: float,
) -> tuple[Settled, Seating]:
    """Every text in its theme: new groups get ids below zero."""
    numbers = tuple(seats or (-1 - place,) for place, seats in enumerate(matched.seats))
    weights = _weights(corpus)
    last = lingering(matched.ended, fine.of_text, discovery.placed.main.astype(np.int64), weights)
    held = {each for seats in numbers if len(seats) > 1 for each in seats} | {*matched.loose, *last}
    own = _own_centres(fine, corpus, held, same_model)
    loose = tuple(each for each in matched.loose if each in own)
    centres = {seats[0]: discovery.centres[place] for place, seats in enumerate(numbers)} | own
    floors = (standing.seating.floors or {}) if standing is not None and same_model else {}
    seating = Seating(numbers, loose, floors)
    before = settle(discovery.placed, corpus.vectors, seating, centres)
    settled = _held_apart(before, fine, numbers)
    if standing is None:
        return settled, seating
    settled = stay(settled, fine.of_text, corpus.vectors, centres, floors, margin)
    settled, weak = without_weak(settled, before, fine.of_text, corpus.vectors, centres, last, weights)
    lasting = tuple(each for each in last if each not in weak)
    return settled, replace(seating, numbers=_instead(numbers, before, settled, weak), loose=loose + lasting)


def _instead(
    numbers: Sequence[tuple[int, ...]], before: Settled, settled: Settled, weak: set[int]
) -> tuple[tuple[int, ...], ...]:
    """What a number stands for whose group was not born: the themes that most of its texts are in."""
    found = []
    for seats in numbers:
        if weak & set(seats):
            ids, counts = np.unique(settled.main[np.isin(before.main, seats)], return_counts=True)
            seats = tuple(ids[(counts >= counts.sum() / 10) & (ids != NONE)].tolist())
        found.append(seats)
    return tuple(found)


def _held_apart(settled: Settled, fine: _Before, numbers: Sequence[tuple[int, ...]]) -> Settled:
    """Themes that people hold apart keep their own members, where they are found as one."""
    main = settled.main.copy()
    for seats in numbers:
        if len(seats) > 1:
            own = np.isin(main, seats) & np.isin(fine.of_text, seats)
            main[own] = fine.of_text[own]
    return replace(settled, main=main)


def _own_centres(fine: _Before, corpus: Corpus, seats: set[int], same_model: bool) -> dict[int, Floats]:
    """The centres of these themes by the members they had; as kept, when they have none any more."""
    found = {}
    for each in sorted(seats):
        members = fine.of_text == each
        if members.any():
            found[each] = _unit((corpus.vectors[members] * _weights(corpus)[members][:, None]).sum(axis=0))
        elif same_model:
            found[each] = fine.seats[each].centre
    return found


def _living(settled: Settled, standing: Standing | None) -> set[int]:
    """Themes that some text is mainly about, and those that people keep."""
    living = set(np.unique(settled.main).tolist()) - {NONE}
    if standing is not None:
        fine = {number for number, seat in standing.working.items() if seat.theme.level == "fine"}
        living |= {each for each in fine if standing.kept(each)}
    return living


def _only(settled: Settled, living: set[int]) -> Settled:
    keep = np.isin(settled.also[:, 1], list(living))
    return replace(settled, also=settled.also[keep], also_strength=settled.also_strength[keep])


def centres_of(main: Longs, corpus: Corpus, living: set[int], seats: Mapping[int, Seat]) -> dict[int, Floats]:
    """The mean of each theme's texts, of length 1; without any, the centre it had."""
    weights = _weights(corpus).astype(np.float32)
    order = np.argsort(main, kind="stable")
    ids, starts = np.unique(main[order], return_index=True)
    found: dict[int, Floats] = {}
    for number, part in zip(ids.tolist(), np.split(order, starts)[1:], strict=True):
        if number in living:
            found[number] = _unit(weights[part] @ corpus.vectors[part])
    for number in sorted(living - set(found)):
        found[number] = seats[number].centre
    return found


def floors_of(main: Longs, vectors: Floats, centres: Mapping[int, Floats]) -> dict[int, float]:
    """How near to the centre all but the farthest quarter of each theme's texts are (cosine)."""
    floors = {}
    for number, centre in centres.items():
        members = np.flatnonzero(main == number)
        if len(members) and len(centre) == vectors.shape[1]:
            floors[number] = float(np.percentile(vectors[members] @ centre, QUARTER))
    return floors


def _drafts(centres: Mapping[int, Floats], parents: Parents) -> list[Draft]:
    fine = [Draft(each, "fine", parents.of[each], centre) for each, centre in sorted(centres.items())]
    coarse = [Draft(each, "coarse", None, centre) for each, centre in sorted(parents.centres.items())]
    return fine + coarse


def _sizes(settled: Settled, weights: NDArray[np.int32], living: set[int]) -> dict[int, int]:
    counts: dict[int, int] = dict.fromkeys(living, 0)
    for seats, of in ((settled.main, weights), (settled.also[:, 1], weights[settled.also[:, 0]])):
        ids, which = np.unique(seats, return_inverse=True)
        sums = np.bincount(which.reshape(-1), weights=of, minlength=len(ids))
        for number, count in zip(ids.tolist(), sums.tolist(), strict=True):
            if number in counts:
                counts[number] += int(count)
    return counts


def _with_runs(rows: Rows, standing: Standing | None) -> Rows:
    """Rows that were there before keep the run that made them; 0 stands for this one."""
    if standing is None or not len(standing.rows.seq):
        return rows
    held = np.int64(1) << 31
    before = standing.rows.seq * held + standing.rows.seat
    order = np.argsort(before, kind="stable")
    now = rows.seq * held + rows.seat
    place = np.searchsorted(before[order], now)
    place[place == len(before)] = 0
    same = (before[order][place] == now) & (rows.seat > 0)
    return replace(rows, run=np.where(same, standing.rows.run[order][place], 0))


def _weights(corpus: Corpus) -> NDArray[np.int32]:
    return np.ones(len(corpus.texts), np.int32) if corpus.weights is None else corpus.weights


def _unit(row: Floats) -> Floats:
    length = float(np.linalg.norm(row))
    unit: Floats = (row / length if length else row).astype(np.float32)
    return unit
