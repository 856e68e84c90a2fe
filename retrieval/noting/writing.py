"""One page of notes into the store: the note itself with its reasons, and the fields that are queried."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from retrieval.catalog import FILLED
from retrieval.database import insert_rows
from retrieval.noting.copies import Written, mark_copies
from retrieval.noting.corrections import Said, corrected, corrections_of, reconsidered
from retrieval.noting.opinions import opinions_of
from retrieval.noting.tables import feedback_topic, note
from retrieval.understanding.batch import Label
from retrieval.understanding.notes import Note
from retrieval.understanding.routing import Routing
from retrieval.understanding.topics.taxonomy import Taxonomy

__all__ = ["Filing", "Text", "content_of", "write_notes"]

_FIELDS = ("sentiment_score", "intensity", "intent", "urgency", "department", "follow_up")


@dataclass(frozen=True, slots=True)
class Text:
    """A text to note. `given`: which of FILLED its record has from its file."""

    seq: int
    id: str
    text_hash: str
    text: str
    customer: str | None
    product: str | None
    region: str | None
    given: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filing:
    """Where notes are filed: the areas of their topics, and the departments."""

    taxonomy: Taxonomy
    routing: Routing


def write_notes(connection: sa.Connection, version: str, notes: Mapping[Text, Note], filing: Filing) -> None:
    """Replaces what was noted about these texts. What a person corrected stays as they said."""
    said = corrections_of(connection, [text.id for text in notes])
    thought = opinions_of(connection, [text.seq for text in notes])
    final = {
        _without_corrected(text, said.get(text.id, {})): corrected(
            _with_opinion(text, each, thought.get(text.seq)), said.get(text.id, {})
        )
        for text, each in notes.items()
    }
    seqs = [text.seq for text in notes]
    connection.execute(sa.delete(note).where(note.c.seq.in_(seqs)))
    insert_rows(
        connection,
        "note",
        ("seq", "version", "text_hash", "filled", "confidence", "content"),
        [_note_row(version, text, each) for text, each in final.items()],
    )
    _write_topics(connection, seqs, final, filing.taxonomy)
    _write_fields(connection, final, filing.routing)
    mark_copies(connection, [Written(text.seq, text.text, text.customer) for text in notes])


def _without_corrected(text: Text, said: Said) -> Text:
    """A person's word also goes over what the file says."""
    return replace(text, given=tuple(name for name in text.given if name not in said))


def _with_opinion(text: Text, noted: Note, thought: tuple[str, Said] | None) -> Note:
    """An opinion on another wording of the text no longer counts."""
    return reconsidered(noted, thought[1]) if thought and thought[0] == text.text_hash else noted


def _note_row(version: str, text: Text, noted: Note) -> tuple[Any, ...]:
    filled = " ".join(name for name in FILLED if name not in text.given)
    sure = min(
        noted.feeling.confidence, noted.intent.confidence, *(each.confidence for each in noted.topics[:1])
    )
    return text.seq, version, text.text_hash, filled, sure, json.dumps(content_of(noted), ensure_ascii=False)


def content_of(noted: Note) -> dict[str, Any]:
    """A note as it is kept: each label with its confidence and reasons."""
    feeling = noted.feeling
    return {
        "language": _label(noted.language),
        "sentiment": {
            "value": feeling.label,
            "score": feeling.score,
            "intensity": feeling.intensity,
            "confidence": round(feeling.confidence, 3),
            "reasons": feeling.reasons,
        },
        "intent": _label(noted.intent),
        "topics": [
            {
                "value": each.topic,
                "confidence": round(each.confidence, 3),
                "score": each.score,
                "reasons": each.reasons,
            }
            for each in noted.topics
        ],
        "urgency": _label(noted.urgency),
        "follow_up": noted.follow_up,
    }


def _label(label: Label) -> dict[str, Any]:
    return {"value": label.value, "confidence": round(label.confidence, 3), "reasons": label.reasons}


def _write_topics(
    connection: sa.Connection, seqs: Sequence[int], notes: Mapping[Text, Note], taxonomy: Taxonomy
) -> None:
    connection.execute(sa.delete(feedback_topic).where(feedback_topic.c.seq.in_(seqs)))
    rows = [
        (text.seq, each.topic, taxonomy.topics[taxonomy.index(each.topic)].area, each.score, each.confidence)
        for text, noted in notes.items()
        for each in noted.topics
        if taxonomy.has(each.topic)  # a correction may name a topic of another taxonomy
    ]
    insert_rows(connection, "feedback_topic", ("seq", "topic", "topic_area", "score", "confidence"), rows)


def _write_fields(connection: sa.Connection, notes: Mapping[Text, Note], routing: Routing) -> None:
    """A field that the file gives keeps its value; the priority is worked out anew, once all is noted."""
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    settings = [f"{name} = CASE WHEN {mark} THEN {mark} ELSE {name} END" for name in FILLED]
    settings += [f"{name} = {mark}" for name in _FIELDS]
    statement = f"UPDATE feedback SET {', '.join(settings)}, priority = NULL WHERE seq = {mark}"  # noqa: S608
    rows = [_field_row(text, noted, routing) for text, noted in notes.items()]
    if rows:
        connection.exec_driver_sql(statement, rows)


def _field_row(text: Text, noted: Note, routing: Routing) -> tuple[Any, ...]:
    feeling = noted.feeling
    department = routing.department(
        [each.topic for each in noted.topics],
        text.product,
        text.region,
        noted.urgency.value,
        noted.intent.value,
    )
    return (
        "language" not in text.given,
        noted.language.value,
        "sentiment" not in text.given,
        feeling.label,
        feeling.score,
        feeling.intensity,
        noted.intent.value,
        noted.urgency.value,
        department.value,
        noted.follow_up or None,
        text.seq,
    )
