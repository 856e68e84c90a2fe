"""Made-up feedback put straight into a store, for tests of what comes after the import."""

from collections.abc import Sequence

import sqlalchemy as sa

from retrieval.database import Store, bump_data_version, feedback_table, feedback_text
from retrieval.records import Feedback, text_hash
from retrieval.words import insert_words

COLUMNS = ("id", "source", "time", "product", "region", "rating", "language")


def add_feedback(store: Store, records: Sequence[Feedback]) -> None:
    """Adds records in one transaction, as the importer does."""
    facts = feedback_table()
    with store.write() as connection:
        last = connection.scalar(sa.select(sa.func.max(facts.c.seq))) or 0
        for seq, record in enumerate(records, start=last + 1):
            values = {name: getattr(record, name) for name in COLUMNS}
            key = text_hash(record.text, record.title)
            connection.execute(
                sa.insert(facts).values(
                    seq=seq, version=1, row_hash=f"{seq:032x}", import_id=1, text_hash=key, **values
                )
            )
            connection.execute(sa.insert(feedback_text).values(seq=seq, text=record.text, title=record.title))
            insert_words(connection, [(seq, "\n".join(part for part in (record.title, record.text) if part))])
        bump_data_version(connection)


def texts(*contents: str | None, source: str = "made-up") -> list[Feedback]:
    """One record for each text, with ids that count from 1 within the source."""
    return [
        Feedback(id=f"{source}-{n}", source=source, text=text) for n, text in enumerate(contents, start=1)
    ]
