"""What people say a label should be: kept with who and when, put over every model's, learned from."""

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from retrieval.audit.log import Entry, append
from retrieval.database import Store, bump_data_version, feedback_table, feedback_text
from retrieval.errors import BadQuery
from retrieval.noting.tables import correction, feedback_topic, note
from retrieval.people.roles import Actor
from retrieval.records import whole_text
from retrieval.understanding.batch import Label
from retrieval.understanding.intent import INTENTS
from retrieval.understanding.notes import SENTIMENTS, Feeling, Note, TopicNote
from retrieval.understanding.topics.corrections import Correction
from retrieval.understanding.topics.taxonomy import Taxonomy
from retrieval.understanding.urgency import URGENCIES

__all__ = ["FIELDS", "Said", "correct", "corrected", "corrections_of", "reconsidered", "topic_examples"]

FIELDS = ("sentiment", "intent", "topic", "urgency")
"""What can be corrected."""

_SCORES = {"positive": 0.8, "negative": -0.8, "neutral": 0.0}
_SURE = 1.0

OPINION = 0.7
"""Confidence of what a language model said: it is not asked how sure it is, which models answer badly."""

Said = Mapping[str, tuple[str, ...]]
"""Corrected values by field; several, or none at all, for topics."""


def correct(
    store: Store,
    taxonomy: Taxonomy,
    record: str,
    field: str,
    values: Sequence[str],
    by: str,
    actor: Actor | None = None,
) -> tuple[str, ...]:
    """Keeps a correction and has the record noted anew. Returns what the field was before.

    `values`: one label, or for `topic` any number of topic ids or names. `by`: who is said to say so;
    `actor`: who has signed in, when somebody has. Raises BadQuery for a record, field or label that does not
    exist.
    """
    chosen = _checked(taxonomy, field, values)
    at = int(time.time())
    with store.write() as connection:
        table = feedback_table()
        seq = connection.scalar(sa.select(table.c.seq).where(table.c.id == record))
        if seq is None:
            raise BadQuery("unknown_record", record=record)
        before = _before(connection, seq, field)
        entry = {"record": record, "field": field, "value": list(chosen), "before": list(before)}
        connection.execute(sa.insert(correction).values(**entry, made_at=at, made_by=by))
        connection.execute(sa.update(note).where(note.c.seq == seq).values(version=""))
        told = {"field": field, "before": list(before), "now": list(chosen), "by": by}
        who = actor or Actor("system", by)
        append(connection, Entry(at, who, "feedback.corrected", f"feedback:{record}", told))
        bump_data_version(connection)
    return before


def corrections_of(connection: sa.Connection, records: Sequence[str]) -> dict[str, Said]:
    """The newest correction of each field, by record id."""
    query = sa.select(correction.c.record, correction.c.field, correction.c.value).order_by(correction.c.id)
    said: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for record, field, value in connection.execute(query.where(correction.c.record.in_(records))):
        said[record][field] = tuple(value)
    return dict(said)


def corrected(noted: Note, said: Said) -> Note:
    """A note with what a person said in place of what was read."""
    changes: dict[str, Any] = {}
    if "sentiment" in said:
        label = said["sentiment"][0]
        score = noted.feeling.score if noted.feeling.label == label else _SCORES[label]
        changes["feeling"] = Feeling(label, score, noted.feeling.intensity, _SURE)
    for field in ("intent", "urgency"):
        if field in said:
            changes[field] = Label(said[field][0], _SURE)
    if "topic" in said:
        scores = {each.topic: each.score for each in noted.topics}
        changes["topics"] = tuple(TopicNote(each, _SURE, scores.get(each)) for each in said["topic"])
    return replace(noted, **changes) if changes else noted


def reconsidered(noted: Note, said: Said) -> Note:
    """A note with a language model's opinion in place of what was read, no surer than an opinion is."""
    changed = corrected(noted, said)
    return replace(
        changed,
        feeling=replace(changed.feeling, confidence=OPINION) if "sentiment" in said else changed.feeling,
        intent=replace(changed.intent, confidence=OPINION) if "intent" in said else changed.intent,
        urgency=replace(changed.urgency, confidence=OPINION) if "urgency" in said else changed.urgency,
        topics=tuple(replace(each, confidence=OPINION) for each in changed.topics)
        if "topic" in said
        else changed.topics,
    )


def topic_examples(store: Store) -> list[Correction]:
    """What topics people gave to which texts: what a topic reader learns from."""
    table = feedback_table()
    query = (
        sa.select(
            correction.c.record,
            correction.c.value,
            feedback_text.c.text,
            feedback_text.c.title,
        )
        .join(table, table.c.id == correction.c.record)
        .join(feedback_text, feedback_text.c.seq == table.c.seq)
        .where(correction.c.field == "topic")
        .order_by(correction.c.id)
    )
    with store.read() as connection:
        rows = connection.execute(query).all()
    return [Correction(whole_text(row.title, row.text), tuple(row.value)) for row in rows]


def _checked(taxonomy: Taxonomy, field: str, values: Sequence[str]) -> tuple[str, ...]:
    if field not in FIELDS:
        raise BadQuery("correction_field", field=field, known=", ".join(FIELDS))
    if field == "topic":
        return tuple(dict.fromkeys(_topic(taxonomy, each) for each in values))
    known = {"sentiment": SENTIMENTS, "intent": INTENTS, "urgency": URGENCIES}[field]
    if len(values) != 1 or values[0] not in known:
        raise BadQuery("correction_value", field=field, value=", ".join(values), known=", ".join(known))
    return (values[0],)


def _topic(taxonomy: Taxonomy, said: str) -> str:
    """The id of a topic, given by its id or its name in either language."""
    for topic in taxonomy.topics:
        if said.casefold() in _folded((topic.id, *topic.names.values())):
            return topic.id
    known = ", ".join(topic.id for topic in taxonomy.topics)
    raise BadQuery("correction_value", field="topic", value=said, known=known)


def _folded(names: Iterable[str]) -> set[str]:
    return {name.casefold() for name in names}


def _before(connection: sa.Connection, seq: int, field: str) -> tuple[str, ...]:
    if field == "topic":
        query = sa.select(feedback_topic.c.topic).where(feedback_topic.c.seq == seq)
        return tuple(connection.scalars(query.order_by(feedback_topic.c.confidence.desc())))
    table = feedback_table()
    value = connection.scalar(sa.select(table.c[field]).where(table.c.seq == seq))
    return () if value is None else (value,)
