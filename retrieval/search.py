"""Hybrid search inside a segment: by words, by vectors, and both joined by the ranks they give.

Segments are filtered in SQL. Small ones are compared exactly, vector by vector; in large ones Chroma is asked
for more than is wanted, and the exact comparison steps in when too few of its answers lie in the segment, or
when another process holds Chroma.
"""

import heapq
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import sqlalchemy as sa

from retrieval import vector_cache
from retrieval.database import Store, feedback_table, feedback_text, vector
from retrieval.embedding import Embedder, Matrix
from retrieval.errors import BadQuery, StoreUnavailable
from retrieval.indexing import collection_name
from retrieval.query_words import QueryWord, query_words
from retrieval.quotes import quote
from retrieval.records import Value
from retrieval.vector_cache import Coverage, coverage
from retrieval.vectors import LARGEST_QUERY, Vectors
from retrieval.word_search import rank_by_words

__all__ = ["Hit", "Mode", "SearchAnswer", "Segment", "newest", "search"]

logger = logging.getLogger(__name__)

Mode = Literal["hybrid", "words", "vectors"]

EXACT = 5000
"""Up to so many texts a segment is compared exactly: some 20 ms."""

DEPTH = 200
"""Records each way of searching brings to the joining, at least."""

FUSION = 60
"""Reciprocal rank fusion: a record at rank r adds weight / (FUSION + r)."""

WEIGHTS = {"words": 2.0, "vectors": 1.0}
"""Chosen, as FUSION was, on three of the four tasks of `python -m evals.search`; the fourth was held out."""

FACTS = ("source", "product", "region", "tier", "channel", "rating", "nps", "sentiment", "category")
"""The facts shown beside a quote, those that are known."""

Ranked = list[tuple[int, str]]
"""(seq, text hash), the best first."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A set of feedback: conditions on the columns of `table`, a `feedback_table`. Without any, all of it."""

    table: sa.Table = field(default_factory=feedback_table)
    conditions: tuple[sa.ColumnElement[bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """One record found. The ranks count different texts from 1, None where that way did not find it.

    quote: a piece of the text (or the title, when there is no text) exactly as stored.
    time: whole seconds since 1970 UTC.
    """

    id: str
    seq: int
    score: float
    word_rank: int | None
    vector_rank: int | None
    quote: str
    title: str | None
    time: int | None
    facts: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """The hits, the best first, and how much of the segment's text was embedded when they were found."""

    hits: tuple[Hit, ...]
    coverage: Coverage
    mode: Mode


def search(
    store: Store,
    embedder: Embedder,
    vectors: Vectors | None,
    query: str,
    segment: Segment | None = None,
    limit: int = 10,
    mode: Mode = "hybrid",
    exact: int = EXACT,
) -> SearchAnswer:
    """The records of the segment that speak of what the query asks.

    A segment of up to `exact` texts is compared with the query text by text. Without `vectors` (another
    process holds Chroma) the answer is the same, found in SQL alone. Raises BadQuery for an empty query,
    ModelUnavailable when an embedding endpoint does not answer.
    """
    query = query.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate cannot be looked up
    if not query.strip():
        raise BadQuery("search_empty")
    segment = segment or Segment()
    words = query_words(query)
    depth = max(DEPTH, 2 * limit)
    asked = _direction(embedder, query, words) if mode != "words" else None
    with store.read() as connection:
        covered = coverage(connection, embedder.name, segment.table, *segment.conditions)
        ranks: dict[str, dict[str, int]] = {"words": {}, "vectors": {}}
        found: Ranked = []
        if mode != "vectors":
            by_words = rank_by_words(connection, _texts(segment), words, depth)
            ranks["words"], found = _dense(by_words), found + by_words
        if asked is not None:
            nearest = _Nearest(store, connection, embedder.name, vectors, segment, exact)
            by_vectors = nearest.find(asked, depth, covered)
            ranks["vectors"], found = _dense(by_vectors), found + by_vectors
        best = _fuse(dict(found), ranks)[:limit]
        hits = _hits(connection, segment.table, best, ranks, words)
    return SearchAnswer(hits, covered, mode)


def newest(store: Store, model: str, segment: Segment | None = None, limit: int = 10) -> SearchAnswer:
    """The newest records of the segment that have a text, for quotes when nothing is searched for."""
    segment = segment or Segment()
    table = segment.table
    query = _texts(segment).order_by(table.c.time.desc().nulls_last(), table.c.seq.desc()).limit(limit)
    with store.read() as connection:
        covered = coverage(connection, model, table, *segment.conditions)
        best = [(seq, text_hash, 0.0) for seq, text_hash in connection.execute(query)]
        hits = _hits(connection, table, best, {"words": {}, "vectors": {}}, ())
    return SearchAnswer(hits, covered, "words")


def _direction(embedder: Embedder, query: str, words: Sequence[QueryWord]) -> Matrix:
    """Midway between the question and its telling words: "which customers complain about" draws aside."""
    telling = " ".join(word.forms[0] for word in words)
    whole = embedder.query(query)
    if not words or len(telling) >= len(query):
        return whole
    both = whole + embedder.query(telling)
    return np.asarray(both / (np.linalg.norm(both) or 1.0), np.float32)


def _texts(segment: Segment) -> sa.Select[int, str]:
    table = segment.table
    return sa.select(table.c.seq, table.c.text_hash).where(
        table.c.text_hash.is_not(None), *segment.conditions
    )


def _dense(ranked: Ranked) -> dict[str, int]:
    """The rank of each text; records of one text share it."""
    return {text_hash: rank for rank, text_hash in enumerate(dict.fromkeys(h for _, h in ranked), start=1)}


def _fuse(texts: Mapping[int, str], ranks: Mapping[str, Mapping[str, int]]) -> list[tuple[int, str, float]]:
    """(seq, text hash, score) by reciprocal rank fusion, the best first; of equals the older record."""
    scored = [
        (
            seq,
            text_hash,
            sum(WEIGHTS[way] / (FUSION + by[text_hash]) for way, by in ranks.items() if text_hash in by),
        )
        for seq, text_hash in texts.items()
    ]
    return sorted(scored, key=lambda item: (-item[2], item[0]))


@dataclass(frozen=True, slots=True)
class _Nearest:
    """Search by vectors, for one question inside one snapshot of the store."""

    store: Store
    connection: sa.Connection
    model: str
    vectors: Vectors | None
    segment: Segment
    exact: int

    def find(self, query: Matrix, depth: int, covered: Coverage) -> Ranked:
        """The records of the `depth` nearest texts of the segment, the nearest first."""
        if self.vectors is not None and covered.embedded > self.exact:
            try:
                ranked = self._through_chroma(self.vectors, query, depth, covered)
            except StoreUnavailable as error:
                logger.warning("search goes on without Chroma: %s", error)
                ranked = []
            if len({text_hash for _, text_hash in ranked}) >= depth:
                return ranked
        table = self.segment.table
        within = vector.c.text_hash.in_(_texts(self.segment).with_only_columns(table.c.text_hash))
        return self._records(self._compare(query, depth, within))

    def _through_chroma(self, vectors: Vectors, query: Matrix, depth: int, covered: Coverage) -> Ranked:
        """Over-fetches by how rare the segment is; what Chroma does not hold yet is compared as well."""
        generation = vector_cache.current_generation(self.connection, self.model)
        if generation is None:
            return []
        name = collection_name(self.store, generation)
        newer = vector_cache.not_held(self.model, generation)
        waiting = self.connection.scalar(sa.select(sa.func.count()).select_from(vector).where(newer)) or 0
        if waiting > EXACT or not vectors.has(name, self.model):
            return []
        rarity = vectors.count(name) / covered.embedded
        wanted = int(depth * max(1.0, rarity) * 1.5)
        if wanted > LARGEST_QUERY:
            return []
        near = vector.c.text_hash.in_([each.text_hash for each in vectors.nearest(name, query, wanted)])
        return self._records(self._compare(query, wanted + waiting, sa.or_(near, newer)))

    def _compare(self, query: Matrix, keep: int, which: sa.ColumnElement[bool]) -> dict[str, float]:
        """The likeness of the `keep` nearest of the vectors that meet the condition, all compared."""
        rows = self.connection.execution_options(yield_per=vector_cache.PAGE).execute(
            sa.select(vector.c.text_hash, vector.c.embedding).where(vector.c.model == self.model, which)
        )
        best: dict[str, float] = {}
        for part in rows.partitions():
            matrix = np.frombuffer(b"".join(row.embedding for row in part), "<f4").reshape(len(part), -1)
            likeness = np.round(matrix @ query, 6)  # beyond that it depends on how rows were grouped
            best |= zip((row.text_hash for row in part), likeness.tolist(), strict=True)
            best = dict(heapq.nlargest(keep, best.items(), key=lambda item: item[1]))
        return best

    def _records(self, likeness: Mapping[str, float]) -> Ranked:
        """The segment's records of these texts, the likest first."""
        texts = _texts(self.segment)
        hashes = list(likeness)
        found: Ranked = []
        for start in range(0, len(hashes), vector_cache.LOOKUP):
            part = hashes[start : start + vector_cache.LOOKUP]
            rows = self.connection.execute(texts.where(self.segment.table.c.text_hash.in_(part)))
            found += [(seq, text_hash) for seq, text_hash in rows]
        return sorted(found, key=lambda item: (-likeness[item[1]], item[0]))


def _hits(
    connection: sa.Connection,
    table: sa.Table,
    best: Sequence[tuple[int, str, float]],
    ranks: Mapping[str, Mapping[str, int]],
    words: Sequence[QueryWord],
) -> tuple[Hit, ...]:
    """The records behind (seq, text hash, score), in that order."""
    columns = [table.c[name] for name in ("seq", "id", "time", *FACTS)]
    query = (
        sa.select(*columns, feedback_text.c.text, feedback_text.c.title)
        .join(feedback_text, feedback_text.c.seq == table.c.seq)
        .where(table.c.seq.in_([seq for seq, _, _ in best]))
    )
    rows = {row["seq"]: row for row in connection.execute(query).mappings()}
    return tuple(
        Hit(
            id=rows[seq]["id"],
            seq=seq,
            score=score,
            word_rank=ranks["words"].get(text_hash),
            vector_rank=ranks["vectors"].get(text_hash),
            quote=quote(rows[seq]["text"] or rows[seq]["title"] or "", words),
            title=rows[seq]["title"],
            time=rows[seq]["time"],
            facts={name: rows[seq][name] for name in FACTS if rows[seq][name] is not None},
        )
        for seq, text_hash, score in best
    )
