"""What customers of a theme ask for: sentences that ask, grouped by likeness, counted by record."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from retrieval.database import feedback_text
from retrieval.query_words import query_words
from retrieval.vector_cache import vectors_of
from tools.themes.asking import asking_sentences
from tools.themes.report import Asked
from tools.tickets.telltale import is_chinese

__all__ = ["Ask", "asked", "asks_of", "group_asks"]

READ = 20_000
"""Records that are read, the newest; a theme rarely has more in one period."""

COMPARED = 400
"""Asking sentences that are compared with each other, of the newest records."""

IDS = 50
"""Ids kept of one thing that is asked for."""

ALIKE = 0.5
"""Likeness from which two sentences ask for the same."""

WHOLE = 0.6
"""Of a record's text that a sentence must be, for the record's vector to speak for the sentence."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ask:
    """One sentence that asks. vector: of its record, where the record says little else."""

    record: str
    text: str
    vector: NDArray[np.float32] | None = None


def asked(
    connection: sa.Connection,
    model: str,
    table: sa.FromClause,
    condition: sa.ColumnElement[bool],
    most: int = 5,
) -> tuple[Asked, ...]:
    """What the records that meet the condition ask for, by how many of them do.

    The words are one customer's, byte for byte; the first of `ids` is the record they are from.
    """
    return group_asks(asks_of(connection, model, table, condition))[:most]


def asks_of(
    connection: sa.Connection, model: str, table: sa.FromClause, condition: sa.ColumnElement[bool]
) -> list[Ask]:
    """The sentences that ask, those of the newest records first."""
    said = sa.func.coalesce(feedback_text.c.text, feedback_text.c.title, "")
    query = (
        sa.select(table.c.id, table.c.text_hash, table.c.intent, said.label("said"))
        .join(feedback_text, feedback_text.c.seq == table.c.seq)
        .where(condition)
        .order_by(table.c.time.desc().nulls_last(), table.c.seq.desc())
        .limit(READ)
    )
    found = []
    for record, key, intent, text in connection.execute(query):
        for sentence in asking_sentences(text, intent):
            found.append((record, key if len(sentence) >= WHOLE * len(text) else None, sentence))
    hashes = sorted({key for _, key, _ in found if key})
    vectors = {key: np.frombuffer(row, "<f4") for key, row in vectors_of(connection, model, hashes)}
    return [Ask(record, sentence, vectors.get(key) if key else None) for record, key, sentence in found]


def group_asks(asks: Sequence[Ask]) -> tuple[Asked, ...]:
    """Asks for the same, together; the most frequent first, of equals the clearest in words.

    Sentences are alike in their words, weighted by how rare they are, and in what their records mean, so that
    what is asked for in two languages is one. Average linkage: a group is alike as a whole.
    """
    own = list(asks[:COMPARED])
    if not own:
        return ()
    near = _likeness(own)
    groups = [
        (len({own[each].record for each in places}), _spoken(own, near, places)) for places in _linked(near)
    ]
    groups.sort(key=lambda pair: (-pair[0], -_clear(pair[1][0].text), pair[1][0].record))
    return tuple(
        Asked(members[0].text, n, tuple(dict.fromkeys(each.record for each in members))[:IDS])
        for n, members in groups
    )


def _likeness(asks: Sequence[Ask]) -> Floats:
    """From 0 to 1: the cosine of their words, or of their meanings where both have one, whichever is more."""
    words = _by_words([each.text for each in asks])
    with_vector = [place for place, each in enumerate(asks) if each.vector is not None]
    if len(with_vector) < 2:
        return words
    rows = np.stack([np.asarray(asks[place].vector, np.float64) for place in with_vector])
    meaning = np.zeros_like(words)
    meaning[np.ix_(with_vector, with_vector)] = _scaled(rows @ rows.T)
    both = np.zeros(words.shape, bool)
    both[np.ix_(with_vector, with_vector)] = True
    return np.where(both, np.maximum(words, (words + meaning) / 2), words)


LOW, HIGH = 0.82, 0.94
"""Cosines of sentence embeddings at which two texts have nothing in common but being feedback, and say the
same."""


def _scaled(cosines: Floats) -> Floats:
    return np.clip((cosines - LOW) / (HIGH - LOW), 0, 1)


def _by_words(texts: Sequence[str]) -> Floats:
    """Cosines of words weighted by rarity among these sentences."""
    bags = [Counter(word.forms[-1] for word in query_words(text)) for text in texts]
    known = Counter(word for bag in bags for word in bag)
    places = {word: place for place, word in enumerate(known)}
    rows = np.zeros((len(texts), max(1, len(places))))
    for row, bag in enumerate(bags):
        for word in bag:
            rows[row, places[word]] = log(1 + len(texts) / known[word])
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return np.asarray(rows @ rows.T)


def _linked(near: Floats) -> Iterator[list[int]]:
    if len(near) == 1:
        yield [0]
        return
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    apart = np.clip(1 - near, 0, 1)
    np.fill_diagonal(apart, 0)
    labels = fcluster(
        linkage(squareform((apart + apart.T) / 2, checks=False), "average"), 1 - ALIKE, "distance"
    )
    for label in np.unique(labels):
        yield np.flatnonzero(labels == label).tolist()


def _spoken(asks: Sequence[Ask], near: Floats, places: Sequence[int]) -> list[Ask]:
    """The group, the one that speaks for it first: near to the others and clear."""
    inside = near[np.ix_(places, places)].mean(axis=1)
    order = sorted(
        range(len(places)),
        key=lambda each: (-inside[each] * _clear(asks[places[each]].text), asks[places[each]].record),
    )
    return [asks[places[each]] for each in order]


def _clear(text: str) -> float:
    """From 0 to 1: long enough to say what is asked for, short enough to read at a glance."""
    chinese = is_chinese(text)
    size = len(text) if chinese else len(text.split())
    low, high = (8, 40) if chinese else (5, 25)
    return min(1.0, 0.4 + 0.6 * size / low) * (1.0 if size <= high else max(0.6, high / size))
