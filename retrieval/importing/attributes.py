"""The store's attributes made ready for a file: added when new, widened when the file says more."""

from collections.abc import Sequence

import sqlalchemy as sa

from retrieval.database import Attribute, add_attribute, attributes, widen_attribute
from retrieval.errors import BadFile
from retrieval.importing.columns import Column
from retrieval.importing.evidence import Evidence
from retrieval.importing.options import ATTRIBUTE
from retrieval.importing.times import text_of_time
from retrieval.records import FieldKind, Value

__all__ = ["ready_attributes"]

_MOST = 1_500
"""PostgreSQL holds 1,600 columns in a table."""


def ready_attributes(
    connection: sa.Connection, file: str, columns: Sequence[Column], evidence: Sequence[Evidence], zone: str
) -> dict[str, Attribute]:
    """The attribute of each column that stays one, by its name. Call inside `Store.write`.

    Values already stored are kept: a kind only ever widens (flag to number, anything to words).
    """
    stored = {each.name: each for each in attributes(connection)}
    ready: dict[str, Attribute] = {}
    for column, values in zip(columns, evidence, strict=True):
        if column.target != ATTRIBUTE:
            continue
        name = column.attribute_name
        before = stored.get(name)
        if before is None and not values.filled:
            continue  # nothing says what kind it is
        if before is None:
            if len(stored) + len(ready) >= _MOST:
                raise BadFile("too_many_columns", file=file, most=_MOST)
            ready[name] = add_attribute(connection, name, column.kind)
            continue
        kind = joined_kind(before.kind, column.kind, values)
        ready[name] = (
            before
            if kind == before.kind
            else widen_attribute(
                connection,
                before,
                kind,
                lambda value, old=before.kind: _as_words(value, old, zone),  # type: ignore[misc]
            )
        )
    return ready


def joined_kind(stored: FieldKind, own: FieldKind, values: Evidence) -> FieldKind:
    """The kind that holds both what is stored and what the file brings."""
    if own == stored or not values.filled:
        return stored
    if stored in ("number", "date", "flag"):
        if values.reads_as(stored):
            return stored
        if stored == "flag" and own == "number":
            return "number"
        return "text" if own == "text" else "category"
    return "text" if "text" in (stored, own) else "category"


def _as_words(value: Value, kind: FieldKind, zone: str) -> str:
    if kind == "date":
        return text_of_time(int(value or 0), zone)
    return f"{value:.15g}" if isinstance(value, float) else str(value)
