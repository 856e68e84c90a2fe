"""A map as it stands, read whole to be worked on: its themes as they were found, who is in them, and what
people have decided."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from retrieval.database import Store
from retrieval.themes.keeping import scope_of, theme_of
from retrieval.themes.segment import MapSegment
from retrieval.themes.tables import (
    feedback_theme,
    theme,
    theme_event,
    theme_map,
    theme_placed,
    theme_run,
)
from retrieval.themes.theme import Theme, theme_id

__all__ = ["Rows", "Seat", "Seating", "Standing", "Wishes", "read_standing", "read_wishes", "rows_of"]

Floats = NDArray[np.float32]
PAGE = 4096


@dataclass(frozen=True, slots=True)
class Seat:
    """A theme as it was found. Where people merged it into another, it still has its own members.

    centre: of length 1, in the space of the map's embedding. found_parent: the coarse theme it was found in.
    """

    theme: Theme
    found_parent: int | None
    centre: Floats

    @property
    def id(self) -> int:
        return self.theme.id


@dataclass(frozen=True, slots=True)
class Rows:
    """Who is in which theme, as found: one place in each array for a record (`seq`) in a theme (`seat`)."""

    seq: NDArray[np.int64]
    seat: NDArray[np.int64]
    main: NDArray[np.bool_]
    strength: Floats
    run: NDArray[np.int64]

    def with_ids(self, ids: Mapping[int, int]) -> "Rows":
        """With the ids that new themes' negative ones have become."""
        seats, which = np.unique(self.seat, return_inverse=True)
        written = np.array([ids.get(each, each) for each in seats.tolist()], np.int64)
        return replace(self, seat=written[which.reshape(-1)] if len(written) else self.seat)

    def taken(self, which: NDArray[Any]) -> "Rows":
        """Those at these places."""
        return Rows(
            self.seq[which], self.seat[which], self.main[which], self.strength[which], self.run[which]
        )


@dataclass(frozen=True, slots=True)
class Seating:
    """Which themes the placer's numbers stand for: several, where people hold apart what is found as one.

    loose: themes that people keep and the placer does not know. floors: how near (cosine) their texts and
    those of the themes that share a number are to their centre, all but the farthest quarter.
    """

    numbers: tuple[tuple[int, ...], ...] = ()
    loose: tuple[int, ...] = ()
    floors: Mapping[int, float] | None = None

    def to_json(self, ids: Mapping[int, int]) -> dict[str, Any]:
        """ids: what the negative ids of new themes have become."""
        floors = {
            str(ids.get(key, key)): round(float(value), 5) for key, value in (self.floors or {}).items()
        }
        numbers = [[ids.get(each, each) for each in seats] for seats in self.numbers]
        return {"numbers": numbers, "loose": list(self.loose), "floors": floors}

    @staticmethod
    def from_json(kept: Mapping[str, Any]) -> "Seating":
        return Seating(
            tuple(tuple(each) for each in kept.get("numbers", ())),
            tuple(kept.get("loose", ())),
            {int(key): float(value) for key, value in kept.get("floors", {}).items()},
        )


@dataclass(frozen=True, slots=True)
class Wishes:
    """What people have decided and not undone: merged, as from -> into; apart: themes that were split."""

    merged: Mapping[int, int]
    apart: frozenset[int] = frozenset()

    def theme_of(self, seat: int) -> int:
        """The theme a seat belongs to."""
        while seat in self.merged:
            seat = self.merged[seat]
        return seat

    @property
    def touched(self) -> frozenset[int]:
        return self.apart | set(self.merged) | set(self.merged.values())


@dataclass(frozen=True, slots=True)
class Standing:
    """found_texts, found_assigned: records with a text, and those in a theme, when themes were last found.

    rows: ordered by record. placed: the text each record was looked at with.
    """

    id: int
    edition: int
    run: int
    seen: int
    model: str
    placer: bytes
    seating: Seating
    seats: Mapping[int, Seat]
    wishes: Wishes
    rows: Rows
    placed: Mapping[int, str]
    found_texts: int
    found_assigned: int
    quality: Mapping[str, Any]

    @property
    def sizes(self) -> dict[int, int]:
        """How many records each theme has, as found."""
        seats, counts = np.unique(self.rows.seat, return_counts=True)
        return dict(zip(seats.tolist(), counts.tolist(), strict=True))

    def kept(self, seat: int) -> bool:
        """Whether a person's decision keeps the theme from ending."""
        return self.seats[seat].theme.pinned or seat in self.wishes.touched

    @property
    def working(self) -> dict[int, Seat]:
        """The seats that have or may have members: living themes, and those merged by people."""
        return {
            number: seat
            for number, seat in self.seats.items()
            if seat.theme.ended_at is None or number in self.wishes.merged
        }


def read_standing(store: Store, segment: MapSegment) -> Standing | None:
    """The map over a segment, all of it as one snapshot has it; None before its first refresh."""
    own = (theme_map.c.scope == scope_of(store), theme_map.c.segment == segment.key)
    with store.whole().read() as connection:
        row = connection.execute(sa.select(theme_map).where(*own)).first()
        if row is None:
            return None
        found = connection.execute(
            sa.select(theme_run)
            .where(theme_run.c.map == row.id, theme_run.c.kind == "found")
            .order_by(theme_run.c.id.desc())
            .limit(1)
        ).one()
        placed = connection.execute(
            sa.select(theme_placed.c.seq, theme_placed.c.text_hash).where(theme_placed.c.map == row.id)
        )
        return Standing(
            row.id,
            row.edition,
            row.run,
            row.seen,
            row.model,
            row.placer,
            Seating.from_json(row.seats),
            _seats(connection, row.id),
            read_wishes(connection, row.id),
            rows_of(connection, row.id),
            {row.seq: row.text_hash for row in placed},
            found.texts,
            found.assigned,
            found.quality,
        )


def _seats(connection: sa.Connection, map_id: int) -> dict[int, Seat]:
    rows = connection.execute(sa.select(theme).where(theme.c.map == map_id).order_by(theme.c.id))
    return {
        row.id: Seat(theme_of(row), row.found_parent, np.frombuffer(row.centre, "<f4").astype(np.float32))
        for row in rows
    }


def read_wishes(connection: sa.Connection, map_id: int) -> Wishes:
    """What people decided about the themes of a map, without what was undone."""
    table = theme_event
    query = sa.select(table.c.kind, table.c.theme, table.c.other).where(
        table.c.map == map_id,
        table.c.actor_kind == "person",
        table.c.kind.in_(("merged", "split")),
        table.c.undone_by.is_(None),
    )
    merged: dict[int, int] = {}
    apart: set[int] = set()
    for row in connection.execute(query.order_by(table.c.id)):
        if row.kind == "merged":
            merged[row.theme] = row.other
        else:
            apart |= {row.theme, row.other}
    return Wishes(merged, frozenset(apart))


def rows_of(connection: sa.Connection, map_id: int, *condition: sa.ColumnElement[bool]) -> Rows:
    """Who is in which theme, as found, ordered by record; all, or those that meet a condition."""
    table = feedback_theme
    query = sa.select(
        table.c.seq, table.c.theme, table.c.main, table.c.strength, table.c.run, table.c.parts
    ).where(table.c.map == map_id, *condition)
    rows = connection.execute(query.order_by(table.c.seq), execution_options={"yield_per": PAGE})
    return as_rows(rows)


def as_rows(rows: Iterable[Sequence[Any]]) -> Rows:
    """Rows of `feedback_theme` (seq, theme, main, strength, run, parts) with merged themes taken apart."""
    ids: dict[str, int] = {}
    seq: list[int] = []
    seat: list[int] = []
    main: list[int] = []
    strength: list[float] = []
    run: list[int] = []
    for one, name, is_main, how_clearly, by, parts in rows:
        if name not in ids:
            ids[name] = theme_id(name) or 0
        for part in json.loads(parts) if parts else ((ids[name], is_main, how_clearly),):
            seq.append(one)
            seat.append(part[0])
            main.append(part[1])
            strength.append(part[2])
            run.append(by)
    return Rows(
        np.array(seq, np.int64),
        np.array(seat, np.int64),
        np.array(main, np.bool_),
        np.array(strength, np.float32),
        np.array(run, np.int64),
    )
