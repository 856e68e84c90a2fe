"""Themes by weeks, or by the values of a field."""

from collections.abc import Sequence

import sqlalchemy as sa

from retrieval.catalog import Catalog, CatalogField
from retrieval.errors import BadQuery
from tools.segments.checking import find_field
from tools.themes.figures_time import Timeline, weekly
from tools.themes.figures_values import value_counts
from tools.themes.report import Heat
from tools.themes.scene import Scene

__all__ = ["heat_by_field", "heat_by_week", "heat_field"]

MOST_COLUMNS = 24
WEEKS = ("week", "weeks", "周", "time")


def heat_field(catalog: Catalog, across: str | None) -> CatalogField | None:
    """The field to set beside the themes; None for weeks.

    Raises BadQuery for a field the data does not have, or one that has no few values.
    """
    if across is None or across.strip().casefold() in WEEKS:
        return None
    field = find_field(catalog, across)
    if field.kind not in ("category", "flag") or field.name in ("theme", "theme_group", "customer"):
        known = [each.name for each in catalog.fields if each.kind in ("category", "flag")]
        usable = [name for name in known if name not in ("theme", "theme_group", "customer")]
        raise BadQuery("heat_across", field=field.name, known=", ".join(usable) or "-")
    return field


def heat_by_week(days: Timeline, themes: Sequence[str]) -> Heat:
    """Columns are the Mondays of the weeks (ISO)."""
    weeks = weekly(days)
    row = {theme: place for place, theme in enumerate(days.themes)}
    cells = tuple(tuple(int(n) for n in weeks.parts[row[theme]]) for theme in themes)
    columns = tuple(start.isoformat() for start in weeks.starts)
    return Heat("week", columns, tuple(themes), cells, tuple(int(n) for n in weeks.totals))


def heat_by_field(
    connection: sa.Connection, scene: Scene, field: CatalogField, themes: Sequence[str]
) -> Heat:
    """Columns are the most frequent values of the field."""
    (values,) = value_counts(connection, scene, (field,))
    ordered = sorted(values.totals, key=lambda each: (-values.totals[each], each))[:MOST_COLUMNS]
    cells = tuple(tuple(values.parts.get((theme, value), 0) for value in ordered) for theme in themes)
    totals = tuple(values.totals[value] for value in ordered)
    return Heat(field.name, tuple(ordered), tuple(themes), cells, totals)
