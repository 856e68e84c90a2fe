"""Each theme's records by the values of fields: for who is over-represented, and for heat maps."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from retrieval.catalog import Catalog, CatalogField
from tools.segments.conditions import field_column
from tools.themes.scene import Scene

__all__ = ["Values", "compared_fields", "value_counts"]

KNOWN = ("product", "region", "tier", "channel", "category", "language")
MAX_KNOWN = 200
MAX_OWN = 30
"""A column of the user's own with more values than this is no segment."""
MIN_REPEATS = 5
"""Fewer records a value, on average: closer to an id than to a segment."""


@dataclass(frozen=True, slots=True)
class Values:
    """Counted records with each value of a field: of the segment, and of each theme (theme, value)."""

    field: str
    totals: dict[str, int]
    parts: dict[tuple[str, str], int]


def compared_fields(catalog: Catalog) -> tuple[CatalogField, ...]:
    """The fields whose values are looked at: never who wrote, nor a column that is nearly an id."""
    return tuple(each for each in catalog.fields if _compared(each))


def value_counts(
    connection: sa.Connection, scene: Scene, fields: Sequence[CatalogField]
) -> tuple[Values, ...]:
    """The counts by the values of these fields, in two statements."""
    if not fields:
        return ()
    table = scene.table
    columns = [
        sa.cast(field_column(table, each), sa.Text).label(f"field_{place}")
        for place, each in enumerate(fields)
        if not each.many
    ]
    base = scene.base(columns, only_counted=True)
    members = scene.members()
    joined = (
        (sa.select(members.c.theme, *base.c).select_from(members.join(base, base.c.seq == members.c.seq)))
        .cte("joined")
        .prefix_with("MATERIALIZED")
    )
    found = {each.name: Values(each.name, {}, {}) for each in fields}
    records = sa.select(base).cte("records").prefix_with("MATERIALIZED")
    totals = [_by_value(records, place, fields) for place in range(len(fields))]
    for place, value, n in connection.execute(sa.union_all(*totals)):
        found[fields[place].name].totals[value] = int(n)
    parts = [_by_value(joined, place, fields, joined.c.theme) for place in range(len(fields))]
    for place, value, n, theme in connection.execute(sa.union_all(*parts)):
        found[fields[place].name].parts[theme, value] = int(n)
    return tuple(found.values())


def _by_value(
    rows: sa.CTE, place: int, fields: Sequence[CatalogField], *also: sa.ColumnElement[Any]
) -> sa.Select[Any]:
    field = fields[place]
    source: sa.FromClause = rows
    if field.many:
        values = field.value_rows
        several = sa.select(values.c.seq, values.c[field.column].label("value")).distinct().subquery()
        source = rows.join(several, several.c.seq == rows.c.seq)
        value: sa.ColumnElement[Any] = several.c.value
    else:
        value = rows.c[f"field_{place}"]
    query = sa.select(sa.literal_column(str(place), sa.Integer), value, sa.func.count(), *also)
    return query.select_from(source).where(value.is_not(None)).group_by(value, *also)


def _compared(field: CatalogField) -> bool:
    if field.kind not in ("category", "flag") or field.many or field.pseudonymous or field.distinct < 2:
        return False
    if field.known:
        few = field.name in KNOWN and field.distinct <= MAX_KNOWN
        return few and not (field.name == "category" and field.derived)
    return field.distinct <= MAX_OWN and field.distinct * MIN_REPEATS <= field.present
