"""Fields of which a record may have several values: where those stand, a row a value."""

import sqlalchemy as sa

from retrieval.noting.tables import feedback_topic
from retrieval.themes.tables import feedback_theme, theme, theme_map
from retrieval.themes.theme import theme_name

__all__ = ["THEME_FIELDS", "default_map", "theme_names", "value_rows"]

THEME_FIELDS = ("theme", "theme_group")
"""Their values are themes of the map over everything; those of other maps are no fields of a record."""


def value_rows(field: str, map_id: int | None) -> sa.FromClause:
    """Rows of (seq, value) under the field's name. map_id: of the map that gives records their themes."""
    if field not in THEME_FIELDS:
        return feedback_topic
    rows = feedback_theme.c
    return sa.select(rows.seq, rows.theme, rows.theme_group).where(rows.map == map_id).subquery("themes")


def default_map(connection: sa.Connection, scope: str) -> int | None:
    """The map over everything of those who may see `scope`. The connection is one of the whole store."""
    own = (theme_map.c.scope == scope, theme_map.c.segment == "")
    return connection.scalar(sa.select(theme_map.c.id).where(*own))


def theme_names(connection: sa.Connection, map_id: int) -> dict[str, tuple[str, str]]:
    """What the themes of a map are called, by "TH-12": English, Chinese."""
    query = sa.select(theme.c.id, theme.c.name_en, theme.c.name_zh).where(theme.c.map == map_id)
    return {theme_name(number): (en, zh) for number, en, zh in connection.execute(query)}
