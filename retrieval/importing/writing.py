"""Records written to the store: new ones added, changed ones replaced with a trace, same ones left alone."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

from retrieval.database import (
    Attribute,
    Store,
    attributes,
    bump_data_version,
    feedback_table,
    feedback_text,
    feedback_version,
    insert_rows,
)
from retrieval.errors import BadFile
from retrieval.importing.rows import NewRecord
from retrieval.records import FIELDS, Feedback, text_hash, whole_text
from retrieval.words import delete_words, insert_words

__all__ = ["Counts", "Writer"]

_FACTS = tuple(each.name for each in FIELDS if not each.derived and each.name not in ("text", "title"))
_INDEXED = 100_000
"""Characters of a text whose words can be searched; PostgreSQL refuses to index a megabyte of them."""

_facts_of = attrgetter(*_FACTS)


@dataclass(slots=True)
class Counts:
    """What became of the rows. `taken_over`: updated ones that had come from another source."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    taken_over: int = 0

    def add(self, other: "Counts") -> None:
        self.new += other.new
        self.updated += other.updated
        self.unchanged += other.unchanged
        self.taken_over += other.taken_over


class Writer:
    """Writes batches, each in one transaction: after a crash a batch is there whole or not at all.

    targets: the known fields this file has; an update leaves the others as they are. own: its attributes.
    """

    def __init__(
        self, store: Store, import_id: int, targets: Sequence[str], own: Sequence[Attribute], file: str
    ) -> None:
        self._store = store
        self._import_id = import_id
        self._own = tuple(own)
        self._file = file
        self._table = feedback_table(own)
        self._targets = {*targets, "source"}
        self._numbers = [each.id for each in own]
        self._names = ("row_hash", "text_hash", "import_id", *_FACTS, *(each.column for each in own))

    def write(self, records: Sequence[NewRecord]) -> Counts:
        """One batch. Raises BadFile when another import changed the kind of one of its columns meanwhile."""
        counts = Counts()
        with self._store.write() as connection:
            self._check_columns(connection)
            for part in _without_repeats(records):
                counts.add(self._write_part(connection, part))
            if counts.new or counts.updated:
                bump_data_version(connection)
        return counts

    def _check_columns(self, connection: sa.Connection) -> None:
        current = {each.id: each for each in attributes(connection)}
        for each in self._own:
            if current.get(each.id) != each:
                raise BadFile("column_changed", file=self._file, column=each.name)

    def _write_part(self, connection: sa.Connection, part: Mapping[str, NewRecord]) -> Counts:
        counts = Counts()
        table = self._table
        query = sa.select(table.c.id, table.c.seq, table.c.row_hash, table.c.source)
        found = {row.id: row for row in connection.execute(query.where(table.c.id.in_(list(part))))}
        fresh = [record for record in part.values() if record.feedback.id not in found]
        changed = {row.seq: part[row.id] for row in found.values() if row.row_hash != part[row.id].row_hash}
        self._insert(connection, fresh)
        self._replace(connection, changed)
        sources = {row.seq: row.source for row in found.values()}
        counts.new, counts.updated = len(fresh), len(changed)
        counts.unchanged = len(found) - len(changed)
        counts.taken_over = sum(sources[seq] != record.feedback.source for seq, record in changed.items())
        return counts

    def _insert(self, connection: sa.Connection, records: Sequence[NewRecord]) -> None:
        if not records:
            return
        first = (connection.scalar(sa.select(sa.func.max(self._table.c.seq))) or 0) + 1
        numbered = list(enumerate(records, start=first))
        insert_rows(
            connection,
            "feedback",
            ("seq", "version", *self._names),
            [(seq, 1, *self._facts(record)) for seq, record in numbered],
        )
        texts = [
            (seq, record.feedback.text, record.feedback.title)
            for seq, record in numbered
            if record.feedback.text or record.feedback.title
        ]
        _insert_texts(connection, texts)

    def _facts(self, record: NewRecord) -> tuple[Any, ...]:
        """The values of the columns `_names`."""
        feedback = record.feedback
        return (
            record.row_hash,
            text_hash(feedback.text, feedback.title),
            self._import_id,
            *_facts_of(feedback),
            *map(feedback.attributes.get, self._numbers),
        )

    def _replace(self, connection: sa.Connection, changed: Mapping[int, NewRecord]) -> None:
        """Keeps what the records were, then writes what they are now."""
        if not changed:
            return
        everything = attributes(connection)
        old = _stored(connection, everything, list(changed))
        connection.execute(
            sa.insert(feedback_version),
            [_trace(row, everything, self._import_id) for row in old.values()],
        )
        changes, texts = [], []
        for seq, record in changed.items():
            before = old[seq]
            text, title = self._texts(record.feedback, before)
            new_hash = text_hash(text, title)
            pairs = zip(self._names, self._facts(record), strict=True)
            facts = {name: value for name, value in pairs if self._replaces(name)}
            changes.append(facts | {"of": seq, "version": before["version"] + 1, "text_hash": new_hash})
            if (text, title) != (before["text"], before["title"]):
                texts.append((seq, text, title))
        connection.execute(sa.update(self._table).where(self._table.c.seq == sa.bindparam("of")), changes)
        seqs = [seq for seq, _, _ in texts]
        connection.execute(sa.delete(feedback_text).where(feedback_text.c.seq.in_(seqs)))
        delete_words(connection, seqs)
        _insert_texts(connection, [each for each in texts if each[1] or each[2]])

    def _texts(self, feedback: Feedback, before: Mapping[str, Any]) -> tuple[str | None, str | None]:
        return (
            feedback.text if "text" in self._targets else before["text"],
            feedback.title if "title" in self._targets else before["title"],
        )

    def _replaces(self, name: str) -> bool:
        return name in self._targets or name not in _FACTS


def _without_repeats(records: Sequence[NewRecord]) -> Iterator[dict[str, NewRecord]]:
    """Runs in which no id comes twice: a later row of the same id is an update of the earlier one."""
    part: dict[str, NewRecord] = {}
    for record in records:
        if record.feedback.id in part:
            yield part
            part = {}
        part[record.feedback.id] = record
    if part:
        yield part


def _insert_texts(connection: sa.Connection, texts: Sequence[tuple[int, str | None, str | None]]) -> None:
    if not texts:
        return
    insert_rows(connection, "feedback_text", ("seq", "text", "title"), texts)
    whole = ((seq, whole_text(title, text)) for seq, text, title in texts)
    insert_words(connection, ((seq, text[:_INDEXED]) for seq, text in whole))


def _stored(
    connection: sa.Connection, everything: Sequence[Attribute], seqs: Sequence[int]
) -> dict[int, Mapping[str, Any]]:
    table = feedback_table(everything)
    query = (
        sa.select(table, feedback_text.c.text, feedback_text.c.title)
        .outerjoin(feedback_text, feedback_text.c.seq == table.c.seq)
        .where(table.c.seq.in_(seqs))
    )
    return {row["seq"]: dict(row) for row in connection.execute(query).mappings()}


def _trace(row: Mapping[str, Any], everything: Sequence[Attribute], import_id: int) -> dict[str, Any]:
    """The record as it was, by field name; what was missing is left out."""
    content = {name: row[name] for name in (*_FACTS, "text", "title", "row_hash", "import_id")}
    content |= {each.name: row[each.column] for each in everything}
    return {
        "id": row["id"],
        "version": row["version"],
        "content": {name: value for name, value in content.items() if value is not None},
        "replaced_at": int(time.time()),
        "replaced_by": import_id,
    }
