"""The database after asking, against what it should be: an agent is judged by what it left behind."""

import hashlib
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from evals.scorers.score import Score

OWN = ("alembic_version", "meta", "theme_map", "theme_report", "theme_run")
"""What the store notes of itself: no data of anybody's. A cached catalog or report, say, or that themes were
looked for, which the first question about them does; the themes themselves are compared.
"""

__all__ = ["Content", "content_of", "state"]


@dataclass(frozen=True, slots=True)
class Content:
    """A table's rows: how many, and a hash of all they hold, in whatever order."""

    rows: int
    digest: str


def content_of(home: Path) -> dict[str, Content]:
    """Every table of a data home's database that holds data, by name."""
    path = home / "feedback.db"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        return {name: _content(connection, name) for (name,) in tables.fetchall() if name not in OWN}


PROPOSING = ("proposal", "audit_entry", "audit_head")
"""What grows when something is proposed: nothing of it is done."""


def state(expected: Mapping[str, Content], found: Mapping[str, Content]) -> Score:
    """The same tables with the same rows, but for what was proposed. `expected` is the state before, where
    nothing may be changed.
    """
    for name in sorted({*expected, *found} - {*PROPOSING}):
        want, have = expected.get(name, Content(0, "")), found.get(name, Content(0, ""))
        if want.rows != have.rows:
            return Score(False, f"{name} has {have.rows} rows, not {want.rows}")
        if want != have:
            return Score(False, f"{name} has rows that were changed")
    return Score(True, "as expected")


def _content(connection: sqlite3.Connection, table: str) -> Content:
    rows, total = 0, 0
    for row in connection.execute(f'SELECT * FROM "{table}"'):
        rows += 1
        digest = hashlib.blake2b(repr(row).encode("utf-8", "surrogatepass"), digest_size=16)
        total = (total + int.from_bytes(digest.digest())) % (1 << 128)
    return Content(rows, f"{total:032x}")
