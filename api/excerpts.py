"""Beginnings of records' texts, so that a list says what each line is about."""

from collections.abc import Collection

import sqlalchemy as sa

from retrieval.database import Store, feedback_table, feedback_text

__all__ = ["excerpts"]

_CHARACTERS = 200


def excerpts(store: Store, records: Collection[str]) -> dict[str, str]:
    """By record id; what this store does not show, or says nothing, is left out."""
    table = feedback_table()
    query = (
        sa.select(table.c.id, feedback_text.c.title, sa.func.substr(feedback_text.c.text, 1, _CHARACTERS))
        .join(feedback_text, feedback_text.c.seq == table.c.seq)
        .where(table.c.id.in_(records))
    )
    with store.read() as connection:
        rows = connection.execute(query).all() if records else []
    said = {record: " — ".join(filter(None, (title, text))) for record, title, text in rows}
    return {record: text[:_CHARACTERS] for record, text in said.items() if text}
