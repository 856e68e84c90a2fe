"""What the records say that a proposal is about."""

from collections.abc import Sequence

import sqlalchemy as sa

from retrieval.database import Store, feedback_table, feedback_text
from retrieval.records import whole_text

__all__ = ["quotes"]

_LONGEST = 200
"""Characters of a text that are shown."""


def quotes(store: Store, records: Sequence[str]) -> dict[str, str]:
    """The beginnings of the texts of these records, by id, as far as this store shows them."""
    table = feedback_table()
    query = (
        sa.select(table.c.id, feedback_text.c.title, feedback_text.c.text)
        .join(feedback_text, feedback_text.c.seq == table.c.seq)
        .where(table.c.id.in_(records))
    )
    with store.read() as connection:
        texts = {row.id: whole_text(row.title, row.text) for row in connection.execute(query)}
    lines = {record: " ".join(texts[record].split()) for record in records if record in texts}
    return {
        record: line if len(line) <= _LONGEST else line[:_LONGEST] + "…" for record, line in lines.items()
    }
