"""Full-text search, ranked alike on both databases: rare words count more, long texts less.

How rare a word is, is counted among the records that may be seen: the order of what is found must not tell
anything of the others.
"""

import math
from collections import Counter
from collections.abc import Sequence

import sqlalchemy as sa

from retrieval.database import feedback_table
from retrieval.query_words import QueryWord
from retrieval.visible import is_limited

__all__ = ["rank_by_words"]

_INDEX = sa.table("feedback_words", sa.column("rowid"), sa.column("words"))

_K, _B = 1.2, 0.75
"""As in FTS5's bm25."""


def rank_by_words(
    connection: sa.Connection, segment: sa.Select[int, str], words: Sequence[QueryWord], limit: int
) -> list[tuple[int, str]]:
    """(seq, text hash) of the records that have any of the words, the best first.

    `segment` selects seq and text_hash from the facts, with the segment's condition.
    """
    if not words:
        return []
    if connection.dialect.name == "sqlite" and is_limited(connection):
        return _among(connection, segment, words)[:limit]
    ranked = _sqlite if connection.dialect.name == "sqlite" else _postgresql
    query = ranked(connection, segment, words)
    return [(seq, text_hash) for seq, text_hash in connection.execute(query.limit(limit))]


def _sqlite(
    _connection: sa.Connection, segment: sa.Select[int, str], words: Sequence[QueryWord]
) -> sa.Select[int, str]:
    """FTS5's bm25: smaller is better."""
    return _matching(segment, words).order_by(sa.text("bm25(feedback_words)"), segment.selected_columns.seq)


def _matching(segment: sa.Select[int, str], words: Sequence[QueryWord]) -> sa.Select[int, str]:
    wanted = " OR ".join('"' + form.replace('"', '""') + '"' for word in words for form in word.forms)
    seq = segment.selected_columns.seq
    return segment.join_from(seq.table, _INDEX, _INDEX.c.rowid == seq).where(
        sa.text("feedback_words MATCH :wanted").bindparams(wanted=wanted)
    )


def _among(
    connection: sa.Connection, segment: sa.Select[int, str], words: Sequence[QueryWord]
) -> list[tuple[int, str]]:
    """BM25 with the segment's own counts: FTS5 only knows those of all records.

    The average length is that of the texts found; the forms of a word count as one word.
    """
    rows = connection.execute(_matching(segment, words).add_columns(_INDEX.c.words)).all()
    total = connection.scalar(sa.select(sa.func.count()).select_from(segment.subquery())) or 0
    texts = [Counter(row.words.split()) for row in rows]
    lengths = [text.total() for text in texts]
    usual = sum(lengths) / len(lengths) if lengths else 1.0
    scores = [0.0] * len(rows)
    for word in words:
        counts = [sum(text[form] for form in word.forms) for text in texts]
        having = sum(map(bool, counts))
        rarity = max(math.log((total - having + 0.5) / (having + 0.5)), 1e-6)
        for place, (count, length) in enumerate(zip(counts, lengths, strict=True)):
            scores[place] += (
                rarity * count * (_K + 1) / (count + _K * (1 - _B + _B * length / (usual or 1.0)))
            )
    ranked = sorted(zip(scores, rows, strict=True), key=lambda each: (-each[0], each[1].seq))
    return [(row.seq, row.text_hash) for _, row in ranked]


def _postgresql(
    connection: sa.Connection, segment: sa.Select[int, str], words: Sequence[QueryWord]
) -> sa.Select[int, str]:
    """ts_rank knows no rarity, so each word's rank is weighed by its inverse document frequency."""
    index = sa.table("feedback_words", sa.column("seq"), sa.column("words"))
    queries = [_tsquery(word) for word in words]
    indexed = sa.select(sa.func.count()).select_from(index)
    if is_limited(connection):
        indexed = indexed.where(index.c.seq.in_(sa.select(feedback_table().c.seq)))
    found = [indexed.where(index.c.words.op("@@")(each)).scalar_subquery() for each in queries]
    total, *counts = connection.execute(sa.select(indexed.scalar_subquery(), *found)).one()
    score: sa.ColumnElement[float] = sa.literal(0.0)
    for each, count in zip(queries, counts, strict=True):
        rarity = math.log(1 + (total - count + 0.5) / (count + 0.5))
        score = score + rarity * sa.func.ts_rank(index.c.words, each, 1)
    anyone = queries[0]
    for each in queries[1:]:
        anyone = anyone.op("||")(each)
    seq = segment.selected_columns.seq
    return (
        segment.join_from(seq.table, index, index.c.seq == seq)
        .where(index.c.words.op("@@")(sa.func.coalesce(anyone)))
        .order_by(score.desc(), seq)
    )


def _tsquery(word: QueryWord) -> sa.ColumnElement[object]:
    """Any form of the word, parsed as the index was."""
    first, *others = [sa.func.plainto_tsquery("simple", form) for form in word.forms]
    query: sa.ColumnElement[object] = first
    for other in others:
        query = query.op("||")(other)
    return sa.func.coalesce(query)  # in parentheses of its own
