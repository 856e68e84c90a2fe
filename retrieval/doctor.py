"""What is wrong with a data home, and what to do about it: counts, then one check after another.

Every check compares what one part of the store promises with what another part holds. Nothing is changed
but by `rebuild`.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa

from retrieval import vector_cache
from retrieval.database import Store, feedback_table, feedback_text, vector
from retrieval.indexing import Report, collection_name, collection_prefix, project
from retrieval.records import whole_text
from retrieval.vectors import Vectors
from retrieval.words import delete_words, insert_words

__all__ = ["Counts", "Examination", "Finding", "examine", "rebuild"]

SAMPLE = 1000
"""Rows asked for by their own vector, unless all are."""

facts = feedback_table()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. `code` names the sentences that say what it is and what to do."""

    code: str
    count: int = 1
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """records; texts: different ones; vectors: by model, in SQL; chroma: rows, None when it is not open."""

    records: int
    texts: int
    vectors: dict[str, int]
    chroma: int | None


@dataclass(frozen=True, slots=True)
class Examination:
    """What there is and what is wrong. `asked`: rows asked for by their own vector."""

    counts: Counts
    findings: tuple[Finding, ...]
    asked: int

    @property
    def sound(self) -> bool:
        return not self.findings


def examine(store: Store, model: str, vectors: Vectors | None, full: bool = False) -> Examination:
    """Checks the store, and Chroma when it is given. `full` asks for every row, not for a sample."""
    store.require_whole()
    with store.read() as connection:
        findings = [*_database(connection), *_words(connection), *_cache(connection, model)]
        counted = _count(connection)
        generation = vector_cache.current_generation(connection, model)
    rows, asked = None, 0
    if vectors is not None:
        name = collection_name(store, generation) if generation is not None else None
        present = name is not None and vectors.has(name, model)
        rows = vectors.count(name) if name and present else 0
        findings += _leftovers(store, vectors)
        if name and generation is not None:
            findings += _collection(store, model, generation, vectors, name if present else None)
        if name and present:
            unreachable, asked = _unreachable(store, model, vectors, name, full)
            findings += [Finding("unreachable", unreachable)] if unreachable else []
    return Examination(Counts(*counted, chroma=rows), tuple(findings), asked)


def rebuild(store: Store, model: str, vectors: Vectors, report: Report | None = None) -> int:
    """A new Chroma generation from the vectors in SQL, the old ones dropped; the word index completed.

    Vectors of texts that no record has any more are deleted. Nothing is embedded. Returns the rows of the
    new generation. Interrupted, it leaves a generation that indexing goes on to fill.
    """
    store.require_whole()
    with store.write() as connection:
        _mend_words(connection)
        gone = vector.c.text_hash.not_in(vector_cache.live_hashes())
        connection.execute(sa.delete(vector).where(gone, vector_cache.of_feedback()))
        vector_cache.forget_complete(connection, model)
        vector_cache.begin_generation(connection, model)
    added = project(store, model, vectors, report=report)
    vector_cache.mark_complete(store, model)
    for name in _unused(store, vectors):
        vectors.drop(name)
    return added


def _count(connection: sa.Connection) -> tuple[int, int, dict[str, int]]:
    records, texts = connection.execute(
        sa.select(sa.func.count(), sa.func.count(sa.distinct(facts.c.text_hash))).select_from(facts)
    ).one()
    by_model = sa.select(vector.c.model, sa.func.count()).where(vector_cache.of_feedback())
    models = connection.execute(by_model.group_by(vector.c.model))
    return records, texts, {row[0]: row[1] for row in models}


def _database(connection: sa.Connection) -> Iterator[Finding]:
    """SQLite's own check of its file; PostgreSQL guards its pages itself."""
    if connection.dialect.name == "sqlite":
        said = [str(row[0]) for row in connection.execute(sa.text("PRAGMA integrity_check"))]
        if said != ["ok"]:
            yield Finding("database_damaged", len(said), said[0])


def _words(connection: sa.Connection) -> Iterator[Finding]:
    if missing := _length(connection, _not_indexed(connection)):
        yield Finding("words_missing", missing)
    if orphans := _length(connection, _indexed_without_record(connection)):
        yield Finding("words_orphaned", orphans)


def _cache(connection: sa.Connection, model: str) -> Iterator[Finding]:
    embedded = sa.select(vector.c.text_hash).where(vector.c.model == model)
    if missing := _length(connection, vector_cache.live_hashes().distinct().except_(embedded)):
        yield Finding("vectors_missing", missing)
    without = vector.c.text_hash.not_in(vector_cache.live_hashes())
    gone = sa.select(vector.c.text_hash).where(without, vector_cache.of_feedback())
    if orphans := _length(connection, gone):
        yield Finding("vectors_orphaned", orphans)


def _leftovers(store: Store, vectors: Vectors) -> Iterator[Finding]:
    if unused := _unused(store, vectors):
        yield Finding("collections_unused", len(unused), ", ".join(unused))


def _collection(
    store: Store, model: str, generation: int, vectors: Vectors, name: str | None
) -> Iterator[Finding]:
    """Compares what SQL says Chroma holds with what it does; `name` is None when the collection is gone."""
    held = set().union(*vectors.ids(name)) if name else set()
    with store.read() as connection:
        rows = connection.execute(
            sa.select(vector.c.text_hash, vector.c.generation).where(vector.c.model == model)
        ).all()
    promised = {row.text_hash for row in rows if row.generation == generation}
    if lost := len(promised - held):
        yield Finding("chroma_lost", lost)
    if waiting := sum(1 for row in rows if row.generation != generation):
        yield Finding("chroma_waiting", waiting)
    if unknown := len(held - {row.text_hash for row in rows}):
        yield Finding("chroma_orphaned", unknown)


def _unreachable(store: Store, model: str, vectors: Vectors, name: str, full: bool) -> tuple[int, int]:
    """(rows Chroma does not find by their own vector, rows asked for)."""
    hashes = sorted(set().union(*vectors.ids(name)))
    if not full and len(hashes) > SAMPLE:
        hashes = random.Random(len(hashes)).sample(hashes, SAMPLE)  # noqa: S311
    lost = asked = 0
    for start in range(0, len(hashes), vector_cache.LOOKUP):
        with store.read() as connection:
            found = dict(
                vector_cache.vectors_of(connection, model, hashes[start : start + vector_cache.LOOKUP])
            )
        lost += len(_not_found(vectors, name, found))
        asked += len(found)
    return lost, asked


def _not_found(vectors: Vectors, name: str, rows: dict[str, bytes]) -> set[str]:
    """Those that are not among their own neighbours; asked wider once, as many texts can share a vector."""
    for count in (10, 500):
        if not rows:
            break
        matrix = np.frombuffer(b"".join(rows.values()), "<f4").reshape(len(rows), -1)
        answers = vectors.nearest_of_each(name, matrix, count)
        rows = {
            text_hash: row
            for (text_hash, row), near in zip(rows.items(), answers, strict=True)
            if all(each.text_hash != text_hash for each in near)
        }
    return set(rows)


def _unused(store: Store, vectors: Vectors) -> list[str]:
    """Collections of this store that are no model's current generation."""
    with store.read() as connection:
        used = {collection_name(store, each) for each in vector_cache.generations(connection).values()}
    return [
        name for name in vectors.names() if name.startswith(collection_prefix(store)) and name not in used
    ]


def _mend_words(connection: sa.Connection) -> None:
    delete_words(connection, list(connection.scalars(_indexed_without_record(connection))))
    texts = sa.select(feedback_text.c.seq, feedback_text.c.title, feedback_text.c.text).where(
        feedback_text.c.seq.in_(_not_indexed(connection))
    )
    rows = connection.execute(texts).all()
    insert_words(connection, [(row.seq, whole_text(row.title, row.text)) for row in rows])


def _not_indexed(connection: sa.Connection) -> sa.Select[int]:
    """Records with a text that the word index does not have."""
    return sa.select(facts.c.seq).where(
        facts.c.text_hash.is_not(None), facts.c.seq.not_in(_indexed(connection))
    )


def _indexed_without_record(connection: sa.Connection) -> sa.Select[int]:
    indexed = _indexed(connection)
    return indexed.where(indexed.selected_columns[0].not_in(sa.select(facts.c.seq)))


def _indexed(connection: sa.Connection) -> sa.Select[int]:
    key = "rowid" if connection.dialect.name == "sqlite" else "seq"
    return sa.select(sa.table("feedback_words", sa.column(key, sa.Integer)).c[key])


def _length(connection: sa.Connection, rows: sa.Select[int] | sa.SelectBase) -> int:
    return int(connection.scalar(sa.select(sa.func.count()).select_from(rows.subquery())) or 0)
