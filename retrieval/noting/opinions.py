"""A language model's second opinion on records whose labels are unsure, kept beside the notes.

Each call's answers are committed before the next, so that a stop loses nothing; a record is asked about once
while its text stays the same. What a person corrected is not touched.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from retrieval.database import Store, bump_data_version, feedback_text
from retrieval.indexing import Progress
from retrieval.noting.tables import note, opinion
from retrieval.records import whole_text
from retrieval.understanding.intent import INTENTS
from retrieval.understanding.notes import SENTIMENTS
from retrieval.understanding.second_opinion import Choice, Doubt, Opinion, SecondOpinion
from retrieval.understanding.topics.taxonomy import Taxonomy
from retrieval.understanding.urgency import URGENCIES

__all__ = ["UNSURE", "ask_again", "choices", "opinions_of"]

UNSURE = 0.6
"""Records whose least sure label is below this are asked about."""

_PAGE = 500


def choices(taxonomy: Taxonomy, language: str = "en") -> tuple[Choice, ...]:
    """What a model may answer."""
    topics = {each.id: each.name(language) for each in taxonomy.topics}
    return (
        Choice("sentiment", SENTIMENTS),
        Choice("intent", INTENTS),
        Choice("urgency", URGENCIES),
        Choice("topic", tuple(topics), several=True, meanings=topics),
    )


def ask_again(
    store: Store, model: str, second: SecondOpinion, report: Callable[[Progress], None] = lambda _: None
) -> int:
    """Asks about every unsure record without an opinion, the least sure first. Returns how many it asked.

    Their notes are old then: `understand` writes them anew. Raises ModelUnavailable when the model fails;
    what was answered before that is kept.
    """
    total, asked = _unsure(store), 0
    for answered in second.opinions(_doubts(store)):
        _keep(store, model, answered)
        asked += len(answered)
        report(Progress(asked, total))
    return asked


def opinions_of(
    connection: sa.Connection, seqs: Sequence[int]
) -> dict[int, tuple[str, dict[str, tuple[str, ...]]]]:
    """The text hash an opinion is on and its labels, by seq."""
    query = sa.select(opinion).where(opinion.c.seq.in_(seqs))
    return {
        row.seq: (row.text_hash, {name: tuple(values) for name, values in row.labels.items()})
        for row in connection.execute(query)
    }


def _waiting() -> sa.ColumnElement[bool]:
    answered = sa.exists().where(opinion.c.seq == note.c.seq, opinion.c.text_hash == note.c.text_hash)
    return sa.and_(note.c.confidence < UNSURE, sa.not_(answered))


def _unsure(store: Store) -> int:
    with store.read() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(note).where(_waiting())) or 0


def _doubts(store: Store) -> Iterator[Doubt]:
    """Page by page; what was answered meanwhile is no longer waiting."""
    query = (
        sa.select(note.c.seq, note.c.confidence, note.c.content, feedback_text.c.text, feedback_text.c.title)
        .join(feedback_text, feedback_text.c.seq == note.c.seq)
        .where(_waiting())
        .order_by(note.c.confidence, note.c.seq)
        .limit(_PAGE)
    )
    last: tuple[float, int] = (-1.0, -1)
    while True:
        after = sa.tuple_(note.c.confidence, note.c.seq) > sa.tuple_(*map(sa.literal, last))
        with store.read() as connection:
            rows = connection.execute(query.where(after)).all()
        if not rows:
            return
        for row in rows:
            text = whole_text(row.title, row.text)
            yield Doubt(row.seq, text, _labels(json.loads(row.content)))
        last = (rows[-1].confidence, rows[-1].seq)


def _labels(content: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    one = {name: (content[name]["value"],) for name in ("sentiment", "intent", "urgency")}
    return one | {"topic": tuple(each["value"] for each in content["topics"])}


def _keep(store: Store, model: str, answered: Sequence[Opinion]) -> None:
    seqs = [each.seq for each in answered]
    with store.write() as connection:
        query = sa.select(note.c.seq, note.c.text_hash).where(note.c.seq.in_(seqs))
        hashes = dict(connection.execute(query).all())
        connection.execute(sa.delete(opinion).where(opinion.c.seq.in_(seqs)))
        rows = [
            {
                "seq": each.seq,
                "text_hash": hashes[each.seq],
                "model": model,
                "labels": {name: list(values) for name, values in each.labels.items()},
            }
            for each in answered
            if each.seq in hashes
        ]
        connection.execute(sa.insert(opinion), rows)
        said = [each.seq for each in answered if each.labels]
        connection.execute(sa.update(note).where(note.c.seq.in_(said)).values(version=""))
        bump_data_version(connection)
