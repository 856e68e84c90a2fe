"""Made-up feedback put straight into a store, and a quick embedder, for tests of what follows the import."""

from collections.abc import Sequence

import numpy as np
import sqlalchemy as sa

from retrieval.database import Store, bump_data_version, feedback_table, feedback_text
from retrieval.embedding import Matrix
from retrieval.records import Feedback, text_hash
from retrieval.words import insert_words

COLUMNS = ("id", "source", "time", "product", "region", "rating", "language")


def add_feedback(store: Store, records: Sequence[Feedback]) -> None:
    """Adds records in one transaction, as the importer does."""
    facts = feedback_table()
    with store.write() as connection:
        first = (connection.scalar(sa.select(sa.func.max(facts.c.seq))) or 0) + 1
        rows = list(enumerate(records, start=first))
        connection.execute(sa.insert(facts), [_facts(seq, record) for seq, record in rows])
        connection.execute(
            sa.insert(feedback_text),
            [{"seq": seq, "text": record.text, "title": record.title} for seq, record in rows],
        )
        words = [
            (seq, "\n".join(part for part in (record.title, record.text) if part))
            for seq, record in rows
            if record.text or record.title
        ]
        insert_words(connection, words)
        bump_data_version(connection)


def texts(*contents: str | None, source: str = "made-up") -> list[Feedback]:
    """One record for each text, with ids that count from 1 within the source."""
    numbered = enumerate(contents, start=1)
    return [Feedback(id=f"{source}-{n}", source=source, text=text) for n, text in numbered]


def many(count: int, start: int = 0) -> list[Feedback]:
    """Records of different texts, half of them in each of two regions."""
    return [
        Feedback(
            id=f"many-{n}",
            source="many",
            region="North" if n % 2 else "South",
            text=f"parcel {n} came {n % 7} days late in box {n * 31 % 1009}",
        )
        for n in range(start, start + count)
    ]


class LetterEmbedder:
    """Vectors of the three-letter pieces of a text: quick, and texts that share words are near."""

    dimensions = 64

    def __init__(self, name: str = "letters") -> None:
        self.name = name

    def passages(self, texts: Sequence[str]) -> Matrix:
        rows = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for start in range(max(1, len(text) - 2)):
                piece = text[start : start + 3].lower()
                row[sum(ord(letter) * 31**place for place, letter in enumerate(piece)) % self.dimensions] += 1
            row /= np.linalg.norm(row)
        return rows

    def query(self, text: str) -> Matrix:
        return self.passages([text])[0, :]


def _facts(seq: int, record: Feedback) -> dict[str, object]:
    values: dict[str, object] = {name: getattr(record, name) for name in COLUMNS}
    key = text_hash(record.text, record.title)
    return {"seq": seq, "version": 1, "row_hash": f"{seq:032x}", "import_id": 1, "text_hash": key, **values}
