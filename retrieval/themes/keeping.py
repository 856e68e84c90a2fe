"""Reading maps of themes: what a store has, as whoever opened it may see it."""

from typing import Any

import sqlalchemy as sa

from retrieval.database import Store
from retrieval.errors import BadQuery
from retrieval.themes.segment import EVERYTHING, MapSegment
from retrieval.themes.tables import theme, theme_map, theme_run
from retrieval.themes.theme import Quality, Theme, ThemeMap, theme_id
from retrieval.words import fold

__all__ = [
    "find_theme",
    "own_theme",
    "quality_of",
    "read_map",
    "read_theme",
    "scope_of",
    "theme_of",
]

SMALL = 300
"""Fewer texts than this are too few to rely on the themes found in them."""


def scope_of(store: Store) -> str:
    """Under which name maps of this store are kept."""
    return store.limit.key if store.limit else ""


def read_map(store: Store, segment: MapSegment = EVERYTHING) -> ThemeMap | None:
    """The map over a segment as it stands; None before its first refresh."""
    own = (theme_map.c.scope == scope_of(store), theme_map.c.segment == segment.key)
    with store.whole().read() as connection:
        row = connection.execute(
            sa.select(theme_map.c.id, theme_map.c.filters, theme_map.c.model, theme_map.c.run).where(*own)
        ).first()
        if row is None:
            return None
        run = connection.execute(sa.select(theme_run).where(theme_run.c.id == row.run)).one()
        living = sa.select(theme).where(theme.c.map == row.id, theme.c.ended_at.is_(None))
        themes = [theme_of(each) for each in connection.execute(living)]
    ordered = sorted(themes, key=lambda each: (each.level != "coarse", -each.records, each.id))
    return ThemeMap(row.id, tuple(row.filters), row.model, row.run, run.at, quality_of(run), tuple(ordered))


def read_theme(store: Store, theme: int) -> Theme:
    """A theme of this store's maps, ended ones too. Raises BadQuery where there is none."""
    with store.whole().read() as connection:
        return theme_of(own_theme(connection, store, theme))


def find_theme(themes: ThemeMap, said: str) -> tuple[Theme, ...]:
    """The living themes that are meant: by ref ("TH-12"), by name in either language, or by part of one."""
    wanted = fold(said.strip())
    if not wanted:
        return ()
    if wanted.startswith("th-") or wanted.isdigit():
        number = theme_id(wanted)
        return tuple(each for each in themes.themes if each.id == number)
    names = {each.id: (fold(each.name_en), fold(each.name_zh)) for each in themes.themes}
    exact = tuple(each for each in themes.themes if wanted in names[each.id])
    return exact or tuple(each for each in themes.themes if any(wanted in name for name in names[each.id]))


def own_theme(connection: sa.Connection, store: Store, number: int) -> sa.Row[Any]:
    """The row of a theme of this store's maps. Raises BadQuery. The connection is of the whole store."""
    query = (
        sa.select(theme)
        .join(theme_map, theme_map.c.id == theme.c.map)
        .where(theme.c.id == number, theme_map.c.scope == scope_of(store))
    )
    row = connection.execute(query).first()
    if row is None:
        raise BadQuery("theme_unknown", theme=f"TH-{number}")
    return row


def theme_of(row: sa.Row[Any]) -> Theme:
    """A row of `theme`."""
    return Theme(
        id=row.id,
        level=row.level,
        parent=row.parent,
        name_en=row.name_en,
        name_zh=row.name_zh,
        description_en=row.description_en,
        description_zh=row.description_zh,
        named_by=row.named_by,
        words=tuple(row.words),
        examples=tuple(row.examples),
        records=row.records,
        born_at=row.born_at,
        ended_at=row.ended_at,
        merged_into=row.merged_into,
        pinned=bool(row.pinned),
        muted=bool(row.muted),
        edition=row.edition,
    )


def quality_of(run: sa.Row[Any]) -> Quality:
    """Coverage as it is; stability and cohesion as measured when the themes were last found."""
    kept = run.quality
    small = kept.get("small", run.texts < SMALL)
    return Quality(run.texts, run.assigned, kept.get("stability"), kept.get("cohesion"), small)
