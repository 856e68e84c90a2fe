"""What is read from a theme's texts, and from its tickets, put into its entry."""

from dataclasses import replace

import sqlalchemy as sa

from retrieval.themes.theme import ThemeMap
from tools.themes.excerpts import excerpts
from tools.themes.members import about_condition, has_theme
from tools.themes.report import Entry
from tools.themes.scene import Scene

__all__ = ["fill"]


def fill(connection: sa.Connection, scene: Scene, found: ThemeMap, entry: Entry) -> Entry:
    """The entry with quotes from the records it counts."""
    table = scene.table
    counted = sa.and_(
        scene.within(table),
        about_condition(scene.catalog, table, scene.about),
        has_theme(table, found.id, [entry.theme]),
    )
    return replace(entry, excerpts=excerpts(connection, found.model, entry.theme, table, counted))
