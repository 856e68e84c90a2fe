"""The feedback a map is over: which records, which texts, and their vectors, a page at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from retrieval.database import attributes, data_version, feedback_table, feedback_text, vector
from retrieval.noting.tables import feedback_topic
from retrieval.records import whole_text
from retrieval.themes.discovery.types import Corpus
from retrieval.themes.segment import MapSegment
from retrieval.vector_cache import vectors_of

__all__ = ["Records", "read_corpus", "read_records", "read_topics"]

PAGE = 2048
LOOKUP = 500
FEW = 0.2
"""Up to this share of all texts is looked up by key; more are picked out of one pass over everything."""

Longs = NDArray[np.int64]
Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Records:
    """Records with a text and a vector, in the order of `seqs`, as one data version has them.

    text: of each record, its place among the different texts. hashes, first, languages: of those texts;
    `first` is the first record that has it. missing: how many further records have a text and no vector yet.
    """

    version: int
    seqs: Longs
    text: Ints
    hashes: tuple[str, ...]
    first: Longs
    languages: tuple[str, ...]
    missing: int

    @property
    def weights(self) -> Ints:
        """How many records have each text."""
        return np.bincount(self.text, minlength=len(self.hashes)).astype(np.int32)


def read_records(connection: sa.Connection, segment: MapSegment, model: str) -> Records:
    """The records of the segment that this connection may see and that have a vector of the model."""
    table = feedback_table(attributes(connection))
    embedded = set(connection.scalars(sa.select(vector.c.text_hash).where(vector.c.model == model)))
    query = (
        sa.select(table.c.seq, table.c.text_hash, table.c.language)
        .where(table.c.text_hash.is_not(None), segment.condition(table))
        .order_by(table.c.seq)
    )
    seqs: list[int] = []
    text: list[int] = []
    places: dict[str, int] = {}
    first: list[int] = []
    languages: list[str] = []
    missing = 0
    for seq, text_hash, language in connection.execute(query, execution_options={"yield_per": PAGE}):
        if text_hash not in embedded:
            missing += 1
            continue
        place = places.setdefault(text_hash, len(places))
        if place == len(first):
            first.append(seq)
            languages.append(language or "")
        seqs.append(seq)
        text.append(place)
    return Records(
        data_version(connection),
        np.array(seqs, np.int64),
        np.array(text, np.int32),
        tuple(places),
        np.array(first, np.int64),
        tuple(languages),
        missing,
    )


def read_corpus(
    connection: sa.Connection, records: Records, model: str, places: Sequence[int] | None = None
) -> Corpus:
    """These texts (all, unless places are given) with their vectors, read into one array."""
    wanted = range(len(records.hashes)) if places is None else places
    few = len(wanted) < FEW * len(records.hashes)
    rows = {records.hashes[each]: row for row, each in enumerate(wanted)}
    vectors = _vectors(connection, model, rows, few)
    texts = _texts(connection, [int(records.first[each]) for each in wanted], few)
    weights = records.weights
    return Corpus(
        texts,
        vectors,
        [records.languages[each] for each in wanted],
        weights[np.fromiter(wanted, np.int64, len(wanted))] if len(wanted) else np.zeros(0, np.int32),
    )


def read_topics(connection: sa.Connection, records: Records) -> dict[str, Ints]:
    """The noted topics, with the places in `records` of those that have each."""
    table = feedback_topic
    found: dict[str, list[int]] = {}
    query = sa.select(table.c.seq, table.c.topic)
    for seq, topic in connection.execute(query, execution_options={"yield_per": PAGE}):
        found.setdefault(topic, []).append(seq)
    return {topic: _places(records.seqs, seqs) for topic, seqs in sorted(found.items())}


def _places(seqs: Longs, some: Sequence[int]) -> Ints:
    """Where in the ordered `seqs` those of `some` are that are there at all."""
    wanted = np.array(some, np.int64)
    place = np.searchsorted(seqs, wanted)
    there = place < len(seqs)
    there[there] = seqs[place[there]] == wanted[there]
    found: Ints = place[there].astype(np.int32)
    return found


def _vectors(connection: sa.Connection, model: str, rows: dict[str, int], few: bool) -> NDArray[np.float32]:
    one = connection.scalar(sa.select(vector.c.embedding).where(vector.c.model == model).limit(1))
    matrix = np.zeros((len(rows), len(one or b"") // 4), np.float32)
    if few:
        for text_hash, embedding in vectors_of(connection, model, list(rows)):
            matrix[rows[text_hash]] = np.frombuffer(embedding, "<f4")
        return matrix
    for text_hash, embedding in _every_vector(connection, model):
        row = rows.get(text_hash)
        if row is not None:
            matrix[row] = np.frombuffer(embedding, "<f4")
    return matrix


def _every_vector(connection: sa.Connection, model: str) -> Iterator[tuple[str, bytes]]:
    """A page at a time. PostgreSQL sends bytes as digits unless it copies: several times slower."""
    if connection.dialect.name != "postgresql":
        query = sa.select(vector.c.text_hash, vector.c.embedding).where(vector.c.model == model)
        rows = connection.execute(query, execution_options={"yield_per": PAGE})
        yield from ((text_hash, embedding) for text_hash, embedding in rows)
        return
    statement = "COPY (SELECT text_hash, embedding FROM vector WHERE model = %s) TO STDOUT (FORMAT BINARY)"
    driver: Any = connection.connection.cursor()
    with driver as cursor, cursor.copy(statement, (model,)) as copy:
        copy.set_types(["varchar", "bytea"])
        yield from copy.rows()


def _texts(connection: sa.Connection, seqs: list[int], few: bool) -> list[str]:
    table = feedback_text
    rows = {seq: row for row, seq in enumerate(seqs)}
    texts = [""] * len(seqs)
    query = sa.select(table.c.seq, table.c.title, table.c.text)
    parts = [seqs[start : start + LOOKUP] for start in range(0, len(seqs), LOOKUP)] if few else [None]
    for part in parts:
        asked = query if part is None else query.where(table.c.seq.in_(part))
        for seq, title, text in connection.execute(asked, execution_options={"yield_per": PAGE}):
            row = rows.get(seq)
            if row is not None:
                texts[row] = whole_text(title, text)
    return texts
