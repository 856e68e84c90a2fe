"""Making files to import, and reading back what became of them."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from retrieval.database import Store, attributes, feedback_table, feedback_text
from retrieval.importing.options import ImportOptions
from retrieval.importing.run import import_file
from retrieval.importing.summary import ImportSummary

__all__ = ["csv_text", "import_text", "stored"]


def csv_text(rows: Sequence[Sequence[object]], delimiter: str = ",") -> str:
    """Rows as CSV text, the first being the header."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue()


def import_text(
    store: Store,
    folder: Path,
    text: str,
    name: str = "feedback.csv",
    source: str | None = None,
    columns: dict[str, str] | None = None,
) -> ImportSummary:
    """Writes the text to a file of that name and imports it; rejects go to rejects.csv beside it."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    options = ImportOptions(columns or {}, source, rejects=folder / "rejects.csv")
    return import_file(store, path, options)


def stored(store: Store) -> dict[str, dict[str, Any]]:
    """All records by id: known fields and attributes by name, what is missing left out."""
    with store.read() as connection:
        own = attributes(connection)
        table = feedback_table(own)
        query = sa.select(table, feedback_text.c.text, feedback_text.c.title).outerjoin(
            feedback_text, feedback_text.c.seq == table.c.seq
        )
        names = {each.column: each.name for each in own}
        return {
            row["id"]: {names.get(key, key): value for key, value in row.items() if value is not None}
            for row in connection.execute(query).mappings()
        }
