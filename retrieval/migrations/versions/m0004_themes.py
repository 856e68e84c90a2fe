"""Themes: maps, runs, themes, what happened to them, and the feedback in them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "theme_map",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("segment", sa.Text, nullable=False),
        sa.Column("filters", sa.JSON, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("placer", sa.LargeBinary, nullable=False),
        sa.Column("seats", sa.JSON, nullable=False),
        sa.Column("run", sa.Integer, nullable=False),
        sa.Column("seen", sa.Integer, nullable=False),
        sa.Column("edition", sa.Integer, nullable=False),
        sa.UniqueConstraint("scope", "segment"),
    )
    op.create_table(
        "theme_run",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("map", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("texts", sa.Integer, nullable=False),
        sa.Column("assigned", sa.Integer, nullable=False),
        sa.Column("quality", sa.JSON, nullable=False),
    )
    op.create_index("ix_theme_run", "theme_run", ["map", "id"])
    op.create_table(
        "theme",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("map", sa.Integer, nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("parent", sa.Integer),
        sa.Column("found_parent", sa.Integer),
        sa.Column("name_en", sa.Text, nullable=False),
        sa.Column("name_zh", sa.Text, nullable=False),
        sa.Column("description_en", sa.Text, nullable=False),
        sa.Column("description_zh", sa.Text, nullable=False),
        sa.Column("named_by", sa.Text, nullable=False),
        sa.Column("words", sa.JSON, nullable=False),
        sa.Column("examples", sa.JSON, nullable=False),
        sa.Column("centre", sa.LargeBinary, nullable=False),
        sa.Column("records", sa.Integer, nullable=False),
        sa.Column("born_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("merged_into", sa.Integer),
        sa.Column("pinned", sa.SmallInteger, nullable=False),
        sa.Column("muted", sa.SmallInteger, nullable=False),
        sa.Column("edition", sa.Integer, nullable=False),
    )
    op.create_index("ix_theme_map", "theme", ["map", "level"])
    op.create_table(
        "feedback_theme",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("map", sa.Integer, primary_key=True),
        sa.Column("theme", sa.Text, primary_key=True),
        sa.Column("theme_group", sa.Text, nullable=False),
        sa.Column("main", sa.SmallInteger, nullable=False),
        sa.Column("strength", sa.Double, nullable=False),
        sa.Column("run", sa.Integer, nullable=False),
        sa.Column("parts", sa.Text),
    )
    op.create_index("ix_feedback_theme", "feedback_theme", ["map", "theme", "seq"])
    op.create_table(
        "theme_placed",
        sa.Column("map", sa.Integer, primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("text_hash", sa.String(32), nullable=False),
    )
    op.create_table(
        "theme_event",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("map", sa.Integer, nullable=False),
        sa.Column("theme", sa.Integer, nullable=False),
        sa.Column("other", sa.Integer),
        sa.Column("run", sa.Integer),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("actor_kind", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("undone_by", sa.Integer),
    )
    op.create_index("ix_theme_event", "theme_event", ["theme", "id"])
    op.create_index("ix_theme_event_map", "theme_event", ["map", "id"])
    op.create_table(
        "theme_report",
        sa.Column("map", sa.Integer, primary_key=True),
        sa.Column("request", sa.String(64), primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
