"""Vectors in SQL: the cache every Chroma collection can be rebuilt from, and the backlog as a query.

A *generation* is one Chroma collection of one model. Generations are numbered upward over all models; the
current one of each model is written in the store, so that switching to a new one is one transaction.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa

from retrieval.database import Store, data_version, feedback_table, feedback_text, meta, vector
from retrieval.embedding import Matrix
from retrieval.records import whole_text

__all__ = [
    "KNOWLEDGE",
    "Coverage",
    "all_embedded",
    "backlog",
    "begin_generation",
    "coverage",
    "current_generation",
    "forget_complete",
    "generations",
    "holds_any",
    "insert_vectors",
    "is_complete",
    "knowledge_model",
    "live_hashes",
    "mark",
    "mark_complete",
    "not_held",
    "of_feedback",
    "store_id",
    "texts_left",
    "unmarked",
    "vectors_of",
    "without_vector",
]

PAGE = 2048
"""Rows read at a time: 3 MB of vectors at 384 dimensions."""

LOOKUP = 500
"""Keys in one IN list."""

KNOWLEDGE = "#knowledge"
"""Ends the model name under which vectors of the company's knowledge stand, apart from those of feedback."""

facts = feedback_table()


@dataclass(frozen=True, slots=True)
class Coverage:
    """texts: records with a text in the segment; embedded: those of them that have a vector."""

    texts: int
    embedded: int


def backlog(
    connection: sa.Connection, model: str, after: int | None, newest_first: bool = False, limit: int = PAGE
) -> list[tuple[int, str, str]]:
    """The next (seq, text hash, title and text) without a vector, past the seq `after`."""
    has_vector = sa.exists().where(vector.c.model == model, vector.c.text_hash == facts.c.text_hash)
    query = (
        sa.select(facts.c.seq, facts.c.text_hash, feedback_text.c.title, feedback_text.c.text)
        .join(feedback_text, feedback_text.c.seq == facts.c.seq)
        .where(facts.c.text_hash.is_not(None), ~has_vector)
        .order_by(facts.c.seq.desc() if newest_first else facts.c.seq)
        .limit(limit)
    )
    if after is not None:
        query = query.where(facts.c.seq < after if newest_first else facts.c.seq > after)
    return [
        (seq, text_hash, whole_text(title, text)) for seq, text_hash, title, text in connection.execute(query)
    ]


def without_vector(connection: sa.Connection, model: str, hashes: Sequence[str]) -> set[str]:
    """Those of the hashes that have no vector yet."""
    return set(hashes) - {text_hash for text_hash, _ in vectors_of(connection, model, hashes, read=False)}


def insert_vectors(connection: sa.Connection, model: str, vectors: Mapping[str, Matrix]) -> None:
    """Adds vectors by text hash. One that is there already stays: two processes may be at work."""
    if not vectors:
        return
    rows = [
        {"model": model, "text_hash": text_hash, "embedding": row.astype("<f4").tobytes()}
        for text_hash, row in vectors.items()
    ]
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects.sqlite import insert as sqlite_insert

        connection.execute(sqlite_insert(vector).on_conflict_do_nothing(), rows)
    else:
        from sqlalchemy.dialects.postgresql import insert as postgresql_insert

        connection.execute(postgresql_insert(vector).on_conflict_do_nothing(), rows)


def vectors_of(
    connection: sa.Connection, model: str, hashes: Sequence[str], read: bool = True
) -> Iterator[tuple[str, bytes]]:
    """(text hash, vector as bytes) of those hashes that have one; without `read` the bytes are empty."""
    value = (vector.c.embedding if read else sa.literal(b"")).label("embedding")
    for start in range(0, len(hashes), LOOKUP):
        part = hashes[start : start + LOOKUP]
        query = sa.select(vector.c.text_hash, value).where(
            vector.c.model == model, vector.c.text_hash.in_(part)
        )
        yield from ((row.text_hash, row.embedding) for row in connection.execute(query))


def not_held(model: str, generation: int) -> sa.ColumnElement[bool]:
    """The condition on `vector` of a model's rows that the generation does not hold yet."""
    older = sa.or_(vector.c.generation.is_(None), vector.c.generation < generation)
    return sa.and_(vector.c.model == model, older)


def knowledge_model(model: str) -> str:
    """The name under which this model's vectors of the company's knowledge stand."""
    return model + KNOWLEDGE


def of_feedback() -> sa.ColumnElement[bool]:
    """The condition on `vector` of the rows that belong to feedback."""
    return ~vector.c.model.endswith(KNOWLEDGE, autoescape=True)


def live_hashes() -> sa.Select[str]:
    """The hashes of the texts that records have now."""
    return sa.select(facts.c.text_hash).where(facts.c.text_hash.is_not(None))


def unmarked(
    connection: sa.Connection, model: str, generation: int, limit: int = PAGE
) -> tuple[list[str], Matrix]:
    """Hashes and vectors that the generation does not hold yet."""
    query = sa.select(vector.c.text_hash, vector.c.embedding).where(not_held(model, generation)).limit(limit)
    rows = connection.execute(query).all()
    matrix = np.frombuffer(b"".join(row.embedding for row in rows), "<f4")
    return [row.text_hash for row in rows], matrix.reshape(len(rows), -1) if rows else np.zeros((0, 0), "f4")


def mark(connection: sa.Connection, model: str, generation: int, hashes: Sequence[str]) -> None:
    """Notes that the generation holds these vectors. Only after Chroma has said so."""
    for start in range(0, len(hashes), LOOKUP):
        part = hashes[start : start + LOOKUP]
        connection.execute(
            sa.update(vector)
            .where(vector.c.model == model, vector.c.text_hash.in_(part))
            .values(generation=generation)
        )


def holds_any(connection: sa.Connection, model: str, generation: int) -> bool:
    """Whether any vector is marked as held by the generation."""
    marked = sa.exists().where(vector.c.model == model, vector.c.generation == generation)
    return bool(connection.scalar(sa.select(marked)))


def current_generation(connection: sa.Connection, model: str) -> int | None:
    """The generation searches of this model use, None before the first."""
    value = _get(connection, f"generation:{model}")
    return None if value is None else int(value)


def begin_generation(connection: sa.Connection, model: str) -> int:
    """Makes a generation of a new number the model's current one. Call inside `Store.write`.

    It holds nothing yet: `unmarked` has all of the model's vectors again, and searches compare them in SQL
    until Chroma has them. So a crash while it is being filled leaves nothing to repair.
    """
    number = int(_get(connection, "generations") or 0) + 1
    _put(connection, "generations", str(number))
    _put(connection, f"generation:{model}", str(number))
    return number


def generations(connection: sa.Connection) -> dict[str, int]:
    """The current generation of each model that has one."""
    prefix = "generation:"
    rows = connection.execute(sa.select(meta.c.key, meta.c.value).where(meta.c.key.startswith(prefix)))
    return {row.key.removeprefix(prefix): int(row.value) for row in rows}


def store_id(store: Store) -> str:
    """Twelve characters of this store's own, so that stores can share one Chroma server."""
    with store.read() as connection:
        known = _get(connection, "store_id")
    if known is None:
        with store.write() as connection:
            known = _get(connection, "store_id") or uuid.uuid4().hex[:12]
            _put(connection, "store_id", known)
    return known


def is_complete(connection: sa.Connection, model: str) -> bool:
    """Whether `mark_complete` has found every text of this data version with a vector."""
    return _get(connection, f"embedded:{model}") == str(data_version(connection))


def mark_complete(store: Store, model: str) -> bool:
    """Notes, if it is so, that every text of this data version has a vector; `coverage` is then quick."""
    with store.write() as connection:
        if backlog(connection, model, None, limit=1):
            return False
        _put(connection, f"embedded:{model}", str(data_version(connection)))
        return True


def forget_complete(connection: sa.Connection, model: str) -> None:
    """Takes `mark_complete` back, when vectors turn out to be missing after all."""
    connection.execute(sa.delete(meta).where(meta.c.key == f"embedded:{model}"))


def texts_left(connection: sa.Connection, model: str) -> tuple[int, int]:
    """(different texts, those of them without a vector)."""
    texts = sa.select(sa.func.count(sa.distinct(facts.c.text_hash)))
    total = int(connection.scalar(texts) or 0)
    if is_complete(connection, model):
        return total, 0
    has_vector = sa.exists().where(vector.c.model == model, vector.c.text_hash == facts.c.text_hash)
    return total, int(connection.scalar(texts.where(~has_vector)) or 0)


def all_embedded(connection: sa.Connection, model: str, least: int = 1) -> bool:
    """Whether there are at least so many different texts, and each has its vector.

    Answers ask it on their way: it looks no further than to the first text without a vector.
    """
    if not is_complete(connection, model) and connection.scalar(sa.select(_lacking(model))):
        return False
    different = sa.select(facts.c.text_hash).where(facts.c.text_hash.is_not(None)).distinct().limit(least)
    found = connection.scalar(sa.select(sa.func.count()).select_from(different.subquery()))
    return int(found or 0) == least


def _lacking(model: str) -> sa.ColumnElement[bool]:
    """Whether any text has no vector. In no order: by hash, as the index has them, one comes up soonest."""
    has_vector = sa.exists().where(vector.c.model == model, vector.c.text_hash == facts.c.text_hash)
    return sa.select(facts.c.text_hash).where(facts.c.text_hash.is_not(None), ~has_vector).exists()


def coverage(
    connection: sa.Connection, model: str, table: sa.Table = facts, *condition: sa.ColumnElement[bool]
) -> Coverage:
    """How many records with a text the segment has, and how many of them have a vector.

    `condition` is on columns of `table`, a `feedback_table`.
    """
    segment = sa.select(sa.func.count(table.c.text_hash)).where(*condition)
    texts = int(connection.scalar(segment) or 0)
    if is_complete(connection, model):
        return Coverage(texts, texts)
    has_vector = sa.exists().where(vector.c.model == model, vector.c.text_hash == table.c.text_hash)
    return Coverage(texts, int(connection.scalar(segment.where(has_vector)) or 0))


def _get(connection: sa.Connection, key: str) -> str | None:
    value: str | None = connection.scalar(sa.select(meta.c.value).where(meta.c.key == key))
    return value


def _put(connection: sa.Connection, key: str, value: str) -> None:
    connection.execute(sa.delete(meta).where(meta.c.key == key))
    connection.execute(sa.insert(meta).values(key=key, value=value))
