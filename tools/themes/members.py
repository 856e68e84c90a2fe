"""Which records a theme has, as conditions: everything about themes counts with these."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import sqlalchemy as sa

from retrieval.catalog import Catalog
from retrieval.themes.tables import feedback_theme
from retrieval.themes.theme import Theme, ThemeMap
from tools.themes.request import About

if TYPE_CHECKING:
    from tools.toolbox import ToolContext

__all__ = ["about_condition", "current_map", "has_theme", "theme_counts"]

_FEELING = {"complaints": "negative", "praise": "positive"}


def about_condition(catalog: Catalog, table: sa.FromClause, about: About) -> sa.ColumnElement[bool]:
    """Complaints are negative feedback, praise is positive; in data without sentiments, all there is."""
    feeling = _FEELING.get(about)
    if feeling is None or catalog.field("sentiment") is None:
        return sa.true()
    return sa.func.coalesce(table.c.sentiment == feeling, sa.false())


def has_theme(table: sa.FromClause, map_id: int, themes: Iterable[Theme]) -> sa.ColumnElement[bool]:
    """Whether a record of `table` has one of the themes, fine or coarse."""
    rows = feedback_theme.c
    refs = {level: [each.ref for each in themes if each.level == level] for level in ("fine", "coarse")}
    one_of = sa.or_(rows.theme.in_(refs["fine"]), rows.theme_group.in_(refs["coarse"]))
    return table.c.seq.in_(sa.select(rows.seq).where(rows.map == map_id, one_of))


def theme_counts(
    connection: sa.Connection, table: sa.FromClause, condition: sa.ColumnElement[bool], map_id: int
) -> dict[str, int]:
    """Records with each theme, fine and coarse, among those that meet the condition.

    A record counts once for each theme it has.
    """
    rows, found = feedback_theme.c, {}
    for value in (rows.theme, rows.theme_group):
        query = (
            sa.select(value, sa.func.count(sa.distinct(rows.seq)))
            .join(table, table.c.seq == rows.seq)
            .where(rows.map == map_id, condition)
            .group_by(value)
        )
        found.update({str(theme): int(n) for theme, n in connection.execute(query)})
    return found


def current_map(context: "ToolContext", at: int) -> ThemeMap:
    """The map over everything, brought up to date. at: seconds UTC."""
    from retrieval.themes.refreshing import refresh  # numpy and what it needs

    return refresh(context.store, context.embedder().name, at)
