"""Undoing the last thing that people did to a theme."""

import base64
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import sqlalchemy as sa

from retrieval.database import Store
from retrieval.errors import Conflict
from retrieval.themes.acting import Doing, doing
from retrieval.themes.keeping import read_theme
from retrieval.themes.standing import Rows, Seating
from retrieval.themes.tables import theme as themes
from retrieval.themes.tables import theme_event
from retrieval.themes.theme import Theme, theme_name

__all__ = ["ACTS", "undo"]

ACTS = ("renamed", "merged", "split", "pinned", "unpinned", "muted", "unmuted")
SHAPING = ("merged", "split")
FLAGS: Mapping[str, Mapping[str, int]] = {
    "pinned": {"pinned": 0},
    "unpinned": {"pinned": 1},
    "muted": {"muted": 0},
    "unmuted": {"muted": 1},
}


def undo(store: Store, token: str, theme: int, at: int, *, edition: int | None = None) -> Theme:
    """Takes back the last thing a person did to a theme; returns the theme it was done to, as it now is.

    Raises Conflict where nobody did anything, or where something done later rests on it.
    """
    with doing(store, token, theme, at, edition, ended=True) as act:
        done = _last(act, theme)
        if done is None:
            raise Conflict("theme_nothing_to_undo", theme=act.theme.ref)
        _require_last(act, done)
        number = act.happens("undone", done.theme if done.theme != theme else done.other, **_told(done))
        undone = sa.update(theme_event).where(theme_event.c.id == done.id).values(undone_by=number)
        act.connection.execute(undone)
        _take_back(act, done)
    return read_theme(store, done.theme)


def _told(done: sa.Row[Any]) -> dict[str, Any]:
    return {"act": done.id, "undone": done.kind, "of": theme_name(done.theme)}


def _last(act: Doing, number: int) -> sa.Row[Any] | None:
    table = theme_event
    query = sa.select(table).where(sa.or_(table.c.theme == number, table.c.other == number), *_standing(act))
    return act.connection.execute(query.order_by(table.c.id.desc()).limit(1)).first()


def _standing(act: Doing) -> tuple[sa.ColumnElement[bool], ...]:
    """The condition on what people did in this map and did not undo."""
    table = theme_event
    by_people = table.c.actor_kind == "person"
    return (table.c.map == act.map, by_people, table.c.kind.in_(ACTS), table.c.undone_by.is_(None))


def _require_last(act: Doing, done: sa.Row[Any]) -> None:
    """Raises Conflict where a later merge or split of either, or anything done to a half, rests on it."""
    if done.kind not in SHAPING:
        row = act.connection.execute(sa.select(themes).where(themes.c.id == done.theme)).one()
        if row.ended_at is not None:
            into = theme_name(row.merged_into) if row.merged_into is not None else "-"
            raise Conflict("theme_ended", theme=theme_name(done.theme), into=into)
        return
    table, both = theme_event, (done.theme, done.other)
    touches = sa.or_(table.c.theme.in_(both), table.c.other.in_(both))
    rests = sa.and_(table.c.kind.in_(SHAPING), touches)
    if done.kind == "split":
        rests = sa.or_(rests, table.c.theme == done.other)
    query = sa.select(table).where(*_standing(act), table.c.id > done.id, rests)
    later = act.connection.execute(query.order_by(table.c.id.desc()).limit(1)).first()
    if later is not None:
        raise Conflict("theme_undo_rests", theme=theme_name(done.theme), later=theme_name(later.theme))


def _take_back(act: Doing, done: sa.Row[Any]) -> None:
    if done.kind == "renamed":
        act.set(done.theme, **done.content["before"])
    elif done.kind == "merged":
        _unmerge(act, done)
    elif done.kind == "split":
        _unsplit(act, done)
    else:
        act.set(done.theme, **FLAGS[done.kind])


def _unmerge(act: Doing, done: sa.Row[Any]) -> None:
    level = act.connection.scalar(sa.select(themes.c.level).where(themes.c.id == done.theme))
    rows = act.members((done.other,)) if level == "fine" else None
    act.set(done.theme, ended_at=None, merged_into=None)
    act.set(done.other)
    if rows is None:
        act.regroup()
    else:
        act.replace_members((done.theme, done.other), rows)


def _unsplit(act: Doing, done: sa.Row[Any]) -> None:
    old, new = done.theme, done.other
    row = act.connection.execute(sa.select(themes).where(themes.c.id == old)).one()
    values: dict[str, Any] = {"centre": base64.b64decode(done.content["centre"])}
    after = done.content["after"]
    if after and row.named_by == "words" and row.name_en == after["name_en"]:
        values |= done.content["before"]
    if row.level == "fine":
        rows = act.members((old, new))
        _put_back_seats(act, old, new, done.content["floor"])
    act.set(old, **values)
    act.set(new, ended_at=act.at, merged_into=old, records=0)
    if row.level == "fine":
        act.replace_members((old, new), _together(rows, new, old))
        return
    children = sa.update(themes).where(themes.c.map == act.map, themes.c.found_parent == new)
    act.connection.execute(children.values(found_parent=old))
    act.regroup()


def _put_back_seats(act: Doing, old: int, new: int, floor: float | None) -> None:
    seating = act.seating()

    def back(seats: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(old if each == new else each for each in seats))

    floors = {key: value for key, value in (seating.floors or {}).items() if key != new}
    if floor is not None:
        floors[old] = floor
    act.put_seating(Seating(tuple(map(back, seating.numbers)), back(seating.loose), floors))


def _together(rows: Rows, new: int, old: int) -> Rows:
    """The rows with one theme in place of another: a record that had both has the one, as clearly."""
    seat = np.where(rows.seat == new, old, rows.seat)
    order = np.lexsort((-rows.strength, ~rows.main, seat, rows.seq))
    rows, seat = rows.taken(order), seat[order]
    once = np.ones(len(seat), np.bool_)
    once[1:] = (rows.seq[1:] != rows.seq[:-1]) | (seat[1:] != seat[:-1])
    return replace(rows, seat=seat).taken(np.flatnonzero(once))
