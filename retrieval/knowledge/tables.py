"""The table of passages."""

import sqlalchemy as sa

from retrieval.database import metadata

__all__ = ["passage"]

passage = sa.Table(
    "passage",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("folder", sa.Text, nullable=False),
    sa.Column("file", sa.Text, nullable=False),
    sa.Column("heading", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("text_hash", sa.String(32), nullable=False, index=True),
    sa.Column("words", sa.Text, nullable=False),
)
"""`id`: file and heading, as a reply cites it ("returns.md#within-30-days"). `folder`: where it was read.
`kind`: policy, fact, tone or words. `words`: as they are searched for. Its vector is in `vector`, by
`text_hash`, under the model's name with `#knowledge` after it: what is known never mixes with feedback."""
