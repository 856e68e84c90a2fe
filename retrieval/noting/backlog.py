"""Texts without a current note are read, and what was noted becomes fields.

Nothing is queued: the backlog is a query, so whatever is interrupted is simply found again. A page is written
in one transaction; a text that an import changes meanwhile is left to the next look.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

import sqlalchemy as sa

from retrieval.catalog import FILLED
from retrieval.database import Store, bump_data_version, feedback_table, feedback_text, import_run
from retrieval.indexing import Progress
from retrieval.noting.tables import note
from retrieval.noting.writing import Filing, Text, write_notes
from retrieval.records import whole_text
from retrieval.understanding.notes import Note

__all__ = ["Reader", "forget_notes", "note_backlog", "standing"]

PAGE = 4_000


class Reader(Protocol):
    """What reads texts; `version` tells its notes from another's."""

    @property
    def version(self) -> str: ...
    def read(self, texts: Sequence[str]) -> list[Note]: ...


def standing(store: Store, version: str) -> Progress:
    """How many texts have a note of this version."""
    table = feedback_table()
    with store.read() as connection:
        texts = sa.select(sa.func.count()).select_from(table).where(table.c.text_hash.is_not(None))
        waiting = sa.select(sa.func.count()).select_from(_beside_notes(table)).where(_stale(table, version))
        total, left = connection.scalar(texts) or 0, connection.scalar(waiting) or 0
    return Progress(total - left, total)


def forget_notes(store: Store) -> None:
    """Makes every note old, so that every text is read again; fields keep their values until it is."""
    with store.write() as connection:
        connection.execute(sa.update(note).values(version=""))


def note_backlog(
    store: Store,
    reader: Reader,
    filing: Filing,
    *,
    stopped: Callable[[], bool] = lambda: False,
    report: Callable[[Progress], None] = lambda _: None,
) -> int:
    """Reads and notes texts until none is left, or until `stopped`. Returns how many it noted."""
    version = reader.version
    begun = standing(store, version)
    noted = 0
    with ThreadPoolExecutor(1, "reading") as ahead:  # the next page is read while this one is written
        reading = ahead.submit(_read, store, reader, version, -1)
        while begun.done < begun.total and not stopped():
            notes = reading.result()
            if not notes and _page(store, version, -1, 1):  # what came in, or became old, behind us
                notes = _read(store, reader, version, -1)
            if not notes:
                break
            reading = ahead.submit(_read, store, reader, version, max(text.seq for text in notes))
            noted += _write(store, version, notes, filing)
            report(Progress(min(begun.done + noted, begun.total), begun.total))
    return noted


def _read(store: Store, reader: Reader, version: str, after: int) -> dict[Text, Note]:
    """The notes of the next page; none when there is no page."""
    texts = _page(store, version, after)
    notes = reader.read([each.text for each in texts]) if texts else []
    return dict(zip(texts, notes, strict=True))


def _write(store: Store, version: str, notes: Mapping[Text, Note], filing: Filing) -> int:
    with store.write() as connection:
        current = _text_hashes(connection, [each.seq for each in notes])
        kept = {text: each for text, each in notes.items() if current.get(text.seq) == text.text_hash}
        write_notes(connection, version, kept, filing)
        bump_data_version(connection)
    return len(kept)


def _page(store: Store, version: str, after: int, most: int | None = None) -> list[Text]:
    table = feedback_table()
    columns = [
        table.c[name]
        for name in ("seq", "id", "text_hash", "import_id", "customer", "product", "region", *FILLED)
    ]
    query = (
        sa.select(*columns, feedback_text.c.text, feedback_text.c.title, note.c.filled)
        .select_from(_beside_notes(table).join(feedback_text, feedback_text.c.seq == table.c.seq))
        .where(table.c.seq > after, _stale(table, version))
        .order_by(table.c.seq)
        .limit(most or PAGE)
    )
    with store.read() as connection:
        rows = connection.execute(query).mappings().all()
        stated = _stated(connection, {row["import_id"] for row in rows})
    return [_text(row, stated.get(row["import_id"], set())) for row in rows]


def _stated(connection: sa.Connection, imports: Collection[int]) -> dict[int, set[str]]:
    """Which fields the file of each import has, even where a row of it leaves them empty."""
    query = sa.select(import_run.c.id, import_run.c.mapping).where(import_run.c.id.in_(imports))
    return {number: set(mapping.values()) for number, mapping in connection.execute(query)}


def _text(row: Any, stated: Collection[str]) -> Text:
    """A field is the file's own when the file has it; what an earlier note filled is as good as empty."""
    filled = set((row["filled"] or "").split())
    given = [name for name in FILLED if name in stated or (row[name] is not None and name not in filled)]
    text = whole_text(row["title"], row["text"])
    facts = (row["customer"], row["product"], row["region"])
    return Text(row["seq"], row["id"], row["text_hash"], text, *facts, tuple(given))


def _text_hashes(connection: sa.Connection, seqs: Sequence[int]) -> dict[int, str]:
    table = feedback_table()
    query = sa.select(table.c.seq, table.c.text_hash).where(table.c.seq.in_(seqs))
    return dict(connection.execute(query).all())


def _beside_notes(table: sa.Table) -> sa.Join:
    return table.outerjoin(note, note.c.seq == table.c.seq)


def _stale(table: sa.Table, version: str) -> sa.ColumnElement[bool]:
    old = sa.or_(note.c.seq.is_(None), note.c.version != version, note.c.text_hash != table.c.text_hash)
    return sa.and_(table.c.text_hash.is_not(None), old)
