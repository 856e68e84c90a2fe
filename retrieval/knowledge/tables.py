"""The table of passages."""

import sqlalchemy as sa

from retrieval.database import metadata

__all__ = ["passage"]

passage = sa.Table(
    "passage",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("file", sa.Text, nullable=False),
    sa.Column("heading", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("text_hash", sa.String(32), nullable=False, index=True),
)
"""`id`: file and heading, as a reply cites it ("returns.md#within-30-days"). `kind`: policy, fact,
tone or words. Its vector is in `vector`, by `text_hash`."""
