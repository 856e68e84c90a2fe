"""The tables of themes: maps, what is on them, who belongs where, and what happened to each."""

import sqlalchemy as sa

from retrieval.database import metadata

__all__ = ["feedback_theme", "theme", "theme_event", "theme_map", "theme_placed", "theme_report", "theme_run"]

theme_map = sa.Table(
    "theme_map",
    metadata,
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
"""A set of themes over the feedback of one segment ("" is everything), for those who may see `scope`.

`segment`: a key of the filters. `model`: of the vectors. `placer`: puts new feedback into the themes there
are. `seats`: which themes its numbers stand for. `run`: the newest. `seen`: the data version whose feedback
has been placed. `edition`: grows with every run and every change by a person."""

theme_run = sa.Table(
    "theme_run",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("map", sa.Integer, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("texts", sa.Integer, nullable=False),
    sa.Column("assigned", sa.Integer, nullable=False),
    sa.Column("quality", sa.JSON, nullable=False),
    sa.Index("ix_theme_run", "map", "id"),
)
"""`kind`: found (discovered anew and matched to those before) or joined (new feedback was placed).
`texts`, `assigned`: records with a text and a vector, and those of them in a theme, after it."""

theme = sa.Table(
    "theme",
    metadata,
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
    sa.Index("ix_theme_map", "map", "level"),
)
"""`level`: coarse or fine. `parent`: the coarse theme of a fine one; `found_parent`: the one it was found in,
before people merged coarse themes. `named_by`: words, model or person.
`examples`: ids of records. `edition`: grows with every change by a person."""

feedback_theme = sa.Table(
    "feedback_theme",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("map", sa.Integer, primary_key=True),
    sa.Column("theme", sa.Text, primary_key=True),
    sa.Column("theme_group", sa.Text, nullable=False),
    sa.Column("main", sa.SmallInteger, nullable=False),
    sa.Column("strength", sa.Double, nullable=False),
    sa.Column("run", sa.Integer, nullable=False),
    sa.Column("parts", sa.Text),
    sa.Index("ix_feedback_theme", "map", "theme", "seq"),
)
"""The themes of a record, several or none: `theme` the fine one ("TH-12"), `theme_group` its coarse one.
`main`: 1 for the one it is most clearly about. `run`: that put it there. Of an unassigned record: no row.
`parts`: JSON, where people merged themes: those it was found in, each with `main` and `strength`; empty when
that is `theme` itself."""

theme_placed = sa.Table(
    "theme_placed",
    metadata,
    sa.Column("map", sa.Integer, primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("text_hash", sa.String(32), nullable=False),
)
"""Every record that was looked at for a map, in a theme or not, with the text it had then."""

theme_event = sa.Table(
    "theme_event",
    metadata,
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
    sa.Index("ix_theme_event", "theme", "id"),
    sa.Index("ix_theme_event_map", "map", "id"),
)
"""What happened to a theme; `other`: the one it was merged into, or that was split off. By runs: born, grew,
shrank, split, merged, ended, renamed. By people: renamed, merged, split, pinned, unpinned, muted, unmuted,
undone."""

theme_report = sa.Table(
    "theme_report",
    metadata,
    sa.Column("map", sa.Integer, primary_key=True),
    sa.Column("request", sa.String(64), primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
)
"""Finished reports. `request`: a key of what was asked. `state`: of the data, the map and the tickets that it
was made from; with any other it is made anew. `content`: the report as JSON."""
