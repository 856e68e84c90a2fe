"""The first tables: feedback, its text, words and vectors, attributes, imports."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table("meta", sa.Column("key", sa.Text, primary_key=True), sa.Column("value", sa.Text))
    op.execute("INSERT INTO meta (key, value) VALUES ('data_version', '0')")
    op.create_table(
        "attribute",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column("kind", sa.Text, nullable=False),
    )
    op.create_table(
        "feedback",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("row_hash", sa.String(32), nullable=False),
        sa.Column("text_hash", sa.String(32)),
        sa.Column("import_id", sa.Integer, nullable=False),
        sa.Column("time", sa.BigInteger),
        *(sa.Column(name, sa.Text) for name in ("customer", "channel", "product", "region", "tier")),
        *(sa.Column(name, sa.Double) for name in ("rating", "nps", "csat", "order_value")),
        *(sa.Column(name, sa.Text) for name in ("language", "sentiment", "category")),
    )
    op.create_index("ix_feedback_text_hash", "feedback", ["text_hash"])
    op.create_table(
        "feedback_text",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("text", sa.Text),
        sa.Column("title", sa.Text),
    )
    op.create_table(
        "feedback_version",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("replaced_at", sa.BigInteger, nullable=False),
        sa.Column("replaced_by", sa.Integer, nullable=False),
    )
    op.create_table(
        "import_run",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("mapping", sa.JSON, nullable=False),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("finished_at", sa.BigInteger),
        sa.Column("summary", sa.JSON),
    )
    op.create_table(
        "vector",
        sa.Column("model", sa.Text, primary_key=True),
        sa.Column("text_hash", sa.String(32), primary_key=True),
        sa.Column("embedding", sa.LargeBinary, nullable=False),
        sa.Column("generation", sa.Integer),
    )
    op.create_index("ix_vector_generation", "vector", ["model", "generation"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE feedback_words USING fts5(words, tokenize='unicode61')")
    else:
        op.execute("CREATE TABLE feedback_words (seq integer PRIMARY KEY, words tsvector NOT NULL)")
        op.execute("CREATE INDEX ix_feedback_words ON feedback_words USING gin (words)")
