"""What is noted about feedback: derived fields, topics, notes, corrections, and what finds its copies."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

DERIVED = ("intent", "urgency", "department", "follow_up")


def upgrade() -> None:
    for name in ("sentiment_score", "intensity", "priority"):
        op.add_column("feedback", sa.Column(name, sa.Double))
    for name in DERIVED:
        op.add_column("feedback", sa.Column(name, sa.Text))
    op.add_column("feedback", sa.Column("duplicate", sa.SmallInteger))
    op.add_column("feedback", sa.Column("copy_of", sa.Integer))
    op.create_index("ix_feedback_copy_of", "feedback", ["copy_of"])
    op.create_table(
        "feedback_topic",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("topic", sa.Text, primary_key=True),
        sa.Column("topic_area", sa.Text, nullable=False),
        sa.Column("score", sa.Double),
        sa.Column("confidence", sa.Double, nullable=False),
    )
    op.create_index("ix_feedback_topic", "feedback_topic", ["topic", "seq"])
    op.create_table(
        "note",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("text_hash", sa.String(32), nullable=False),
        sa.Column("filled", sa.Text, nullable=False),
        sa.Column("confidence", sa.Double, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("factors", sa.Text),
    )
    op.create_index("ix_note_version", "note", ["version"])
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("value", sa.JSON, nullable=False),
        sa.Column("before", sa.JSON),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
    )
    op.create_index("ix_correction_record", "correction", ["record", "field"])
    op.create_table(
        "opinion",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("text_hash", sa.String(32), nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("labels", sa.JSON, nullable=False),
    )
    op.create_table(
        "feedback_band",
        sa.Column("band", sa.SmallInteger, primary_key=True),
        sa.Column("value", sa.BigInteger, primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True),
    )
    op.create_index("ix_feedback_band_seq", "feedback_band", ["seq"])
    _rename_clashing_attributes()
    op.execute("DELETE FROM meta WHERE key = 'catalog'")  # it describes the old columns


def _rename_clashing_attributes() -> None:
    """A column of the user's own keeps its values under "priority (column)", as a new import names it."""
    names = (*DERIVED, "sentiment_score", "intensity", "priority", "topic", "topic_area", "duplicate")
    attribute = sa.table("attribute", sa.column("name", sa.Text))
    for name in names:
        op.execute(sa.update(attribute).where(attribute.c.name == name).values(name=f"{name} (column)"))
