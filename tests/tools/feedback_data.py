"""Small made-up data for tests of the tools: rows as plain dictionaries, put into a store."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from retrieval.database import (
    Attribute,
    Store,
    add_attribute,
    attributes,
    bump_data_version,
    feedback_table,
    feedback_text,
)

__all__ = ["OWN", "Row", "make_attributes", "put"]

Row = Mapping[str, Any]

OWN = {"价格": "number", "vip": "flag", "ordered_at": "date", 'o\'brien "50%" :x': "category", "note": "text"}
"""Columns of the user's own, with a name made to break careless SQL."""


def make_attributes(store: Store) -> tuple[Attribute, ...]:
    """Adds the columns of OWN."""
    with store.write() as connection:
        for name, kind in OWN.items():
            add_attribute(connection, name, kind)  # type: ignore[arg-type]
        return attributes(connection)


def put(store: Store, rows: Sequence[Row]) -> None:
    """Makes these rows the whole data. A row names fields; what it leaves out is missing."""
    with store.write() as connection:
        own = {each.name: each.column for each in attributes(connection)}
        table = feedback_table(attributes(connection))
        connection.execute(sa.delete(table))
        connection.execute(sa.delete(feedback_text))
        facts = [_facts(seq, row, own, table) for seq, row in enumerate(rows, start=1)]
        texts = [
            {"seq": seq, "text": row.get("text"), "title": row.get("title")}
            for seq, row in enumerate(rows, start=1)
            if row.get("text") is not None or row.get("title") is not None
        ]
        if facts:
            connection.execute(sa.insert(table), facts)
        if texts:
            connection.execute(sa.insert(feedback_text), texts)
        bump_data_version(connection)


def _facts(seq: int, row: Row, own: Mapping[str, str], table: sa.Table) -> dict[str, Any]:
    fixed = {"seq": seq, "id": f"f{seq}", "source": "test", "version": 1, "row_hash": "", "import_id": 1}
    empty = {column.name: None for column in table.c if column.name not in fixed}
    given = {own.get(name, name): value for name, value in row.items() if name not in ("text", "title")}
    return {**empty, **fixed, **given}
