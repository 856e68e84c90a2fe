"""Splitting a theme in two: its texts, or its fine themes, are divided by likeness, and both halves named."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from retrieval.database import Store, feedback_table
from retrieval.errors import Conflict
from retrieval.people.signing import signed_in
from retrieval.themes.acting import Doing, doing
from retrieval.themes.calling import name_groups
from retrieval.themes.discovery.types import Corpus
from retrieval.themes.keeping import own_theme, read_theme, theme_of
from retrieval.themes.naming.types import Group, Named, Namer
from retrieval.themes.reading import Records, read_corpus, read_records
from retrieval.themes.segment import EVERYTHING
from retrieval.themes.standing import Seating, read_wishes, rows_of
from retrieval.themes.tables import feedback_theme, theme_map
from retrieval.themes.tables import theme as themes
from retrieval.themes.theme import Theme

__all__ = ["as_text", "split"]

LEAST = 4
"""Different texts, or fine themes of a coarse one less two, that a theme must have to be split."""

QUARTER = 25

Floats = NDArray[np.float32]
Longs = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Halves:
    """Worked out before the transaction. new: the records (seq), or the fine themes, of the new half.

    edition: of the map it was worked out on. Pairs are of the half that stays and of the new one.
    """

    edition: int
    new: frozenset[int]
    centres: tuple[Floats, Floats]
    floors: tuple[float, float]
    named: tuple[Named, Named]
    examples: tuple[tuple[str, ...], tuple[str, ...]]


def split(
    store: Store,
    token: str,
    theme: int,
    at: int,
    *,
    edition: int | None = None,
    namer: Namer | None = None,
) -> tuple[Theme, Theme]:
    """Makes two of a theme: the larger half keeps its id, the other is a new theme. Returns both.

    Raises Conflict for a theme that is too small, that people put together, or that changed meanwhile.
    """
    with store.whole().read() as connection:
        signed_in(connection, token, at).require("rule")
    halves = _halves(store, theme, namer)
    with doing(store, token, theme, at, edition) as act:
        now = act.connection.scalar(sa.select(theme_map.c.edition).where(theme_map.c.id == act.map))
        if now != halves.edition:
            raise Conflict("theme_edition", theme=act.theme.ref, edition=act.theme.edition)
        number = _divide(act, halves)
    return read_theme(store, theme), read_theme(store, number)


def as_text(centre: Floats) -> str:
    """A centre as an event keeps it."""
    return base64.b64encode(centre.astype("<f4").tobytes()).decode()


def _halves(store: Store, number: int, namer: Namer | None) -> _Halves:
    with store.whole().read() as connection:
        row = own_theme(connection, store, number)
        found = theme_of(row)
        at = connection.execute(sa.select(theme_map).where(theme_map.c.id == row.map)).one()
        if number in read_wishes(connection, row.map).merged.values():
            raise Conflict("theme_put_together", theme=found.ref)
        column = feedback_theme.c.theme if found.level == "fine" else feedback_theme.c.theme_group
        rows = rows_of(connection, row.map, column == found.ref)
    with store.read() as connection:
        records = read_records(connection, EVERYTHING, at.model)
        of_record = _texts_of(records, rows.seq)
        texts = np.unique(records.text[of_record[of_record >= 0]]).astype(np.int64)
        corpus = read_corpus(connection, records, at.model, texts.tolist())
        names = _ids(connection, records, texts)
    there = of_record >= 0
    place = np.searchsorted(texts, records.text[of_record[there]])
    seqs, seats, main = rows.seq[there], rows.seat[there], rows.main[there]
    if found.level == "fine":
        if len(texts) < LEAST:
            raise Conflict("theme_small", theme=found.ref)
        second = _second_half(corpus.vectors, corpus.weights)
        new = frozenset(seqs[second[place]].tolist())
    else:
        new, second = _children(seats[main], place[main], corpus, found)
    return _described(at.edition, new, second, corpus, names, namer)


def _children(
    seats: Longs, place: Longs, corpus: Corpus, found: Theme
) -> tuple[frozenset[int], NDArray[np.bool_]]:
    """The fine themes of the new half, and the texts of theirs."""
    ids, which = np.unique(seats, return_inverse=True)
    if len(ids) < LEAST - 2:
        raise Conflict("theme_small", theme=found.ref)
    which = which.reshape(-1)
    means = np.stack([_unit(corpus.vectors[place[which == each]].sum(axis=0)) for each in range(len(ids))])
    half = _second_half(means, np.bincount(which, minlength=len(ids)).astype(np.int32))
    second = np.zeros(len(corpus.texts), np.bool_)
    second[place[half[which]]] = True
    return frozenset(ids[half].tolist()), second


def _second_half(vectors: Floats, weights: NDArray[np.int32] | None) -> NDArray[np.bool_]:
    """The smaller of two groups, by two-means about their mean; never all, never none."""
    from sklearn.cluster import KMeans

    away = vectors - vectors.mean(axis=0)
    found = KMeans(2, n_init=10, random_state=0).fit(away, sample_weight=weights).labels_ == 1
    if found.all() or not found.any():  # all alike: there is nothing to tell them apart by
        found = np.arange(len(vectors)) >= (len(vectors) + 1) // 2
    sizes = np.ones(len(vectors)) if weights is None else weights
    second: NDArray[np.bool_] = found if sizes[found].sum() <= sizes[~found].sum() else ~found
    return second


def _described(
    edition: int,
    new: frozenset[int],
    second: NDArray[np.bool_],
    corpus: Corpus,
    names: tuple[str, ...],
    namer: Namer | None,
) -> _Halves:
    sides = [np.flatnonzero(~second), np.flatnonzero(second)]
    centres = [_unit(corpus.vectors[side].sum(axis=0)) for side in sides]
    near = [corpus.vectors[side] @ centre for side, centre in zip(sides, centres, strict=True)]
    groups = [
        Group(side[np.argsort(-each, kind="stable")].astype(np.int32))
        for side, each in zip(sides, near, strict=True)
    ]
    first, other = name_groups(corpus, groups, (), namer)
    floors = [float(np.percentile(each, QUARTER)) for each in near]
    examples = [tuple(names[place] for place in each.examples) for each in (first, other)]
    return _Halves(
        edition,
        new,
        (centres[0], centres[1]),
        (floors[0], floors[1]),
        (first, other),
        (examples[0], examples[1]),
    )


def _divide(act: Doing, halves: _Halves) -> int:
    """Writes both halves; returns the number of the new theme."""
    number = _new_theme(act, halves)
    act.happens("split", number, **_before(act, halves, number))
    values: dict[str, Any] = {"centre": halves.centres[0].astype("<f4").tobytes()}
    if act.theme.named_by != "person":
        values |= _named(halves, 0)
    act.set(act.theme.id, **values)
    if act.theme.level == "coarse":
        moved = sa.update(themes).where(themes.c.map == act.map, themes.c.id.in_(halves.new))
        act.connection.execute(moved.values(found_parent=number))
        act.regroup()
        return number
    rows = act.members((act.theme.id,))
    goes = np.isin(rows.seq, list(halves.new))
    rows = replace(rows, seat=np.where(goes, number, rows.seat))
    act.put_seating(_seated(act.seating(), act.theme.id, number, halves))
    act.replace_members((act.theme.id,), rows)
    return number


def _before(act: Doing, halves: _Halves, number: int) -> dict[str, Any]:
    """What it takes to undo the split: how the theme was, and the name that it gets."""
    row = act.connection.execute(sa.select(themes).where(themes.c.id == act.theme.id)).one()
    kept = ("name_en", "name_zh", "description_en", "description_zh", "named_by", "words", "examples")
    before = {name: getattr(row, name) for name in kept}
    centre = as_text(np.frombuffer(row.centre, "<f4"))
    new = halves.named[1]
    after = {} if act.theme.named_by == "person" else _named(halves, 0)
    floor = (act.seating().floors or {}).get(act.theme.id)
    return {
        "before": before,
        "centre": centre,
        "floor": floor,
        "after": after,
        "new": {"theme": number, "name_en": new.name_en, "name_zh": new.name_zh},
    }


def _new_theme(act: Doing, halves: _Halves) -> int:
    row = act.connection.execute(sa.select(themes).where(themes.c.id == act.theme.id)).one()
    values: dict[str, Any] = {"map": act.map, "level": row.level, "parent": row.parent}
    values |= {"found_parent": row.found_parent, "centre": halves.centres[1].astype("<f4").tobytes()}
    values |= {"records": 0, "born_at": act.at, "pinned": 0, "muted": row.muted, "edition": 1}
    key = act.connection.execute(sa.insert(themes).values(**values, **_named(halves, 1)))
    return int((key.inserted_primary_key or (0,))[0])


def _named(halves: _Halves, which: int) -> dict[str, Any]:
    named = halves.named[which]
    return {
        "name_en": named.name_en,
        "name_zh": named.name_zh,
        "description_en": named.description_en,
        "description_zh": named.description_zh,
        "named_by": "words",
        "words": list(named.words),
        "examples": list(halves.examples[which]),
    }


def _seated(seating: Seating, old: int, new: int, halves: _Halves) -> Seating:
    """The new half shares the number, or the want of one, of the theme it was part of."""
    numbers = tuple((*seats, new) if old in seats else seats for seats in seating.numbers)
    loose = (*seating.loose, new) if old in seating.loose else seating.loose
    floors: Mapping[int, float] = dict(seating.floors or {}) | {old: halves.floors[0], new: halves.floors[1]}
    return Seating(numbers, loose, floors)


def _texts_of(records: Records, seqs: Longs) -> Longs:
    """Where these records are among all; -1 for those that may not be seen, or have no vector."""
    place = np.searchsorted(records.seqs, seqs)
    place[place == len(records.seqs)] = 0
    there = records.seqs[place] == seqs if len(records.seqs) else np.zeros(len(seqs), np.bool_)
    return np.where(there, place, -1).astype(np.int64)


def _ids(connection: sa.Connection, records: Records, texts: Longs) -> tuple[str, ...]:
    """The ids of the first record of each text."""
    table = feedback_table()
    seqs = [int(records.first[each]) for each in texts.tolist()]
    found: dict[int, str] = {}
    for start in range(0, len(seqs), 500):
        query = sa.select(table.c.seq, table.c.id).where(table.c.seq.in_(seqs[start : start + 500]))
        found |= {row.seq: row.id for row in connection.execute(query)}
    return tuple(found[seq] for seq in seqs)


def _unit(row: Floats) -> Floats:
    length = float(np.linalg.norm(row))
    unit: Floats = (row / length if length else row).astype(np.float32)
    return unit
