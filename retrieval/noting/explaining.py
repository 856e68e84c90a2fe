"""Everything known about one record: what was said, what was noted, why, and what people corrected."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from retrieval.database import Store, feedback_table, feedback_text
from retrieval.errors import BadQuery
from retrieval.noting.tables import correction, note
from retrieval.records import FIELDS
from retrieval.understanding.priority import Change, Factors, Weights, what_would_change

__all__ = ["Explained", "explain"]


@dataclass(frozen=True, slots=True)
class Explained:
    """One record.

    fields: its known fields that have a value. noted: the labels with confidence and reasons; empty until the
    text is read. factors: of its priority, with `changes`, what would change it. corrections: oldest first.
    copies: how many other records say the same in the same words.
    """

    id: str
    title: str | None
    text: str | None
    fields: Mapping[str, Any]
    noted: Mapping[str, Any]
    factors: Mapping[str, Any]
    changes: tuple[Change, ...]
    corrections: tuple[Mapping[str, Any], ...]
    copies: int


def explain(store: Store, record: str, weights: Weights) -> Explained:
    """Raises BadQuery for a record that does not exist."""
    table = feedback_table()
    query = (
        sa.select(table, feedback_text.c.text, feedback_text.c.title, note.c.content, note.c.factors)
        .outerjoin(feedback_text, feedback_text.c.seq == table.c.seq)
        .outerjoin(note, note.c.seq == table.c.seq)
        .where(table.c.id == record)
    )
    with store.read() as connection:
        row = connection.execute(query).mappings().first()
        if row is None:
            raise BadQuery("unknown_record", record=record)
        said = connection.execute(
            sa.select(correction).where(correction.c.record == record).order_by(correction.c.id)
        ).mappings()
        corrections = tuple(dict(each) for each in said)
        copies = _copies(connection, row["copy_of"] or row["seq"])
    names = [each.name for each in FIELDS if not each.many and each.name not in ("id", "text", "title")]
    factors = json.loads(row["factors"]) if row["factors"] else {}
    return Explained(
        record,
        row["title"],
        row["text"],
        {name: row[name] for name in names if row[name] is not None},
        json.loads(row["content"]) if row["content"] else {},
        factors,
        what_would_change(Factors(**factors), weights) if factors else (),
        corrections,
        copies,
    )


def _copies(connection: sa.Connection, original: int) -> int:
    table = feedback_table()
    return connection.scalar(sa.select(sa.func.count()).where(table.c.copy_of == original)) or 0
