"""The tables of what is noted. Derived fields themselves are columns of `feedback`."""

import sqlalchemy as sa

from retrieval.database import metadata

__all__ = ["correction", "feedback_band", "feedback_topic", "note", "opinion"]

feedback_topic = sa.Table(
    "feedback_topic",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("topic", sa.Text, primary_key=True),
    sa.Column("topic_area", sa.Text, nullable=False),
    sa.Column("score", sa.Double),
    sa.Column("confidence", sa.Double, nullable=False),
    sa.Index("ix_feedback_topic", "topic", "seq"),
)
"""The topics of a record, several or none. `score`: how it feels about this one, -1 to 1."""

note = sa.Table(
    "note",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("text_hash", sa.String(32), nullable=False),
    sa.Column("filled", sa.Text, nullable=False),
    sa.Column("confidence", sa.Double, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("factors", sa.Text),
    sa.Index("ix_note_version", "version"),
)
"""Why a record's derived fields are what they are. `version`: of the models and the taxonomy. `text_hash`: of
the text that was read. `filled`: fields of the file's own that were empty, and are filled by the note.
`content` and `factors`: JSON, of the labels with their reasons and of the priority."""

correction = sa.Table(
    "correction",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("record", sa.Text, nullable=False),
    sa.Column("field", sa.Text, nullable=False),
    sa.Column("value", sa.JSON, nullable=False),
    sa.Column("before", sa.JSON),
    sa.Column("made_at", sa.BigInteger, nullable=False),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Index("ix_correction_record", "record", "field"),
)
"""What people said a label should be, by record id; the newest of a field wins over every model."""

opinion = sa.Table(
    "opinion",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("text_hash", sa.String(32), nullable=False),
    sa.Column("model", sa.Text, nullable=False),
    sa.Column("labels", sa.JSON, nullable=False),
)
"""What a language model said of a text whose labels were unsure; it holds while the text stays the same."""

feedback_band = sa.Table(
    "feedback_band",
    metadata,
    sa.Column("band", sa.SmallInteger, primary_key=True),
    sa.Column("value", sa.BigInteger, primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Index("ix_feedback_band_seq", "seq"),
)
"""Pieces of each text's signature: records that share one may be copies of each other."""
