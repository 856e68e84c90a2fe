"""The passages that speak of what is asked, by words and by meaning joined by rank; none when none fits.

A company's knowledge is hundreds of passages, so all of them are compared, in memory.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa

from prompts import Language
from retrieval import vector_cache
from retrieval.database import Store
from retrieval.embedding import Embedder, Matrix
from retrieval.knowledge.indexing import embed_passages
from retrieval.knowledge.likeness import scale_of
from retrieval.knowledge.passages import Passage, PassageKind
from retrieval.knowledge.tables import passage
from retrieval.query_words import query_words
from retrieval.vector_cache import knowledge_model

__all__ = ["Found", "find", "passages_of"]

FUSION = 10
"""Reciprocal rank fusion: a passage at rank r adds 1 / (FUSION + r). Few passages, so few ranks."""

_K, _B = 1.2, 0.75

FITS = 0.40
"""Likeness, and SHARE of the shared words, from which a passage fits: `python -m evals.loop.finding`."""

ACROSS = 0.33
"""The same for a passage in the other language, which is asked only where this one has nothing."""

SHARE = 0.1

ASKED: tuple[PassageKind, ...] = ("policy", "fact")
"""Kinds that answer a question; tone and words to avoid hold for every reply and are read whole."""


@dataclass(frozen=True, slots=True)
class Found:
    """likeness: with the question, as `likeness.Scale` has it, at most 1. share: of its words that the
    passage has, weighed by rarity.

    score: by which it was ranked, for comparing within one answer only.
    """

    passage: Passage
    score: float
    likeness: float
    share: float


def find(
    store: Store,
    embedder: Embedder,
    question: str,
    language: Language,
    limit: int = 5,
    kinds: Sequence[PassageKind] = ASKED,
    fits: float = FITS,
) -> tuple[Found, ...]:
    """The passages that bear on the question, the best first; in the other language where this one has none.

    fits: the bar, as it is unless something is measured. Raises ModelUnavailable when an embedding endpoint
    does not answer.
    """
    question = question.encode("utf-8", "replace").decode("utf-8")
    if not question.strip() or limit < 1:
        return ()
    known = _known(store, embedder, kinds)
    if not known.passages:
        return ()
    scale = scale_of(store, embedder, question)
    likeness = scale.of(known.vectors, [each.language for each in known.passages])
    scores, shares = _by_words(known.words, [word.forms for word in query_words(question)])
    return _joined(known.passages, likeness, scores, shares, language, fits)[:limit]


def passages_of(store: Store, *kinds: PassageKind) -> tuple[Passage, ...]:
    """All passages of these kinds, by id: what holds for every reply."""
    query = sa.select(passage).where(passage.c.kind.in_(kinds)).order_by(passage.c.id)
    with store.whole().read() as connection:
        return tuple(_passage(row) for row in connection.execute(query))


@dataclass(frozen=True, slots=True)
class _Known:
    """Passages with their words and vectors, row by row."""

    passages: tuple[Passage, ...]
    words: tuple[Counter[str], ...]
    vectors: Matrix


def _known(store: Store, embedder: Embedder, kinds: Sequence[PassageKind]) -> _Known:
    query = sa.select(passage).where(passage.c.kind.in_(kinds)).order_by(passage.c.id)
    model = knowledge_model(embedder.name)
    for _ in range(2):
        with store.whole().read() as connection:
            rows = connection.execute(query).all()
            hashes = list({row.text_hash for row in rows})
            vectors = dict(vector_cache.vectors_of(connection, model, hashes))
        if len(vectors) == len(hashes):
            break
        embed_passages(store, embedder)  # added under another model, or while its endpoint was down
    rows = [row for row in rows if row.text_hash in vectors]
    matrix = np.frombuffer(b"".join(vectors[row.text_hash] for row in rows), "<f4").reshape(len(rows), -1)
    words = tuple(Counter(row.words.split()) for row in rows)
    return _Known(tuple(map(_passage, rows)), words, np.asarray(matrix, np.float32))


def _passage(row: sa.Row[tuple[object, ...]]) -> Passage:
    return Passage(row.id, row.file, row.heading, row.kind, row.language, row.text)


def _by_words(
    texts: Sequence[Mapping[str, int]], wanted: Sequence[tuple[str, ...]]
) -> tuple[list[float], list[float]]:
    """For each text its BM25, and the share of the question's words it has, weighed by rarity."""
    lengths = [sum(text.values()) for text in texts]
    usual = sum(lengths) / len(lengths) or 1.0
    scores, had = [0.0] * len(texts), [0.0] * len(texts)
    total = 0.0
    for forms in wanted:
        counts = [sum(text.get(form, 0) for form in forms) for text in texts]
        having = sum(map(bool, counts))
        rarity = math.log(1 + (len(texts) - having + 0.5) / (having + 0.5))
        total += rarity
        for place, found in enumerate(counts):
            if found:
                weight = found * (_K + 1) / (found + _K * (1 - _B + _B * lengths[place] / usual))
                scores[place] += rarity * weight
                had[place] += rarity
    return scores, [each / total if total else 0.0 for each in had]


def _joined(
    passages: Sequence[Passage],
    likeness: Sequence[float],
    scores: Sequence[float],
    shares: Sequence[float],
    language: Language,
    fits: float,
) -> tuple[Found, ...]:
    """Those that fit, ranked both ways."""
    fit = [likeness[at] + SHARE * shares[at] for at in range(len(passages))]
    own = [at for at in range(len(passages)) if passages[at].language == language]
    places = [at for at in own if fit[at] >= fits]
    places = places or [at for at in range(len(passages)) if fit[at] >= ACROSS and at not in own]
    by_meaning = {at: rank for rank, at in enumerate(sorted(places, key=lambda at: -likeness[at]), start=1)}
    with_words = sorted((at for at in places if scores[at] > 0), key=lambda at: -scores[at])
    by_words = {at: rank for rank, at in enumerate(with_words, start=1)}
    found = []
    for at in places:
        score = 1 / (FUSION + by_meaning[at]) + (1 / (FUSION + by_words[at]) if at in by_words else 0.0)
        found.append(Found(passages[at], round(score, 6), round(likeness[at], 4), round(shares[at], 4)))
    return tuple(sorted(found, key=lambda each: (-each.score, each.passage.id)))
