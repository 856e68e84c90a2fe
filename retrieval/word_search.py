"""Full-text search, ranked alike on both databases: rare words count more, long texts less."""

import math
from collections.abc import Sequence

import sqlalchemy as sa

from retrieval.query_words import QueryWord

__all__ = ["rank_by_words"]


def rank_by_words(
    connection: sa.Connection, segment: sa.Select[int, str], words: Sequence[QueryWord], limit: int
) -> list[tuple[int, str]]:
    """(seq, text hash) of the records that have any of the words, the best first.

    `segment` selects seq and text_hash from the facts, with the segment's condition.
    """
    if not words:
        return []
    ranked = _sqlite if connection.dialect.name == "sqlite" else _postgresql
    query = ranked(connection, segment, words)
    return [(seq, text_hash) for seq, text_hash in connection.execute(query.limit(limit))]


def _sqlite(
    _connection: sa.Connection, segment: sa.Select[int, str], words: Sequence[QueryWord]
) -> sa.Select[int, str]:
    """FTS5's bm25: smaller is better."""
    index = sa.table("feedback_words", sa.column("rowid"))
    wanted = " OR ".join('"' + form.replace('"', '""') + '"' for word in words for form in word.forms)
    seq = segment.selected_columns.seq
    return (
        segment.join_from(seq.table, index, index.c.rowid == seq)
        .where(sa.text("feedback_words MATCH :wanted").bindparams(wanted=wanted))
        .order_by(sa.text("bm25(feedback_words)"), seq)
    )


def _postgresql(
    connection: sa.Connection, segment: sa.Select[int, str], words: Sequence[QueryWord]
) -> sa.Select[int, str]:
    """ts_rank knows no rarity, so each word's rank is weighed by its inverse document frequency."""
    index = sa.table("feedback_words", sa.column("seq"), sa.column("words"))
    queries = [_tsquery(word) for word in words]
    found = [
        sa.select(sa.func.count()).select_from(index).where(index.c.words.op("@@")(each)).scalar_subquery()
        for each in queries
    ]
    total, *counts = connection.execute(
        sa.select(sa.select(sa.func.count()).select_from(index).scalar_subquery(), *found)
    ).one()
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
