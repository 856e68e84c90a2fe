"""Rows of `feedback_theme`, many at once."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import sqlalchemy as sa

from retrieval.database import insert_rows
from retrieval.themes.standing import Rows
from retrieval.themes.tables import feedback_theme, theme
from retrieval.themes.theme import theme_name

__all__ = ["COLUMNS", "bulk_insert", "count_members", "delete_of", "shown_rows"]

COLUMNS = ("seq", "map", "theme", "theme_group", "main", "strength", "run", "parts")
PAGE = 500
BLOCK = 20_000


def shown_rows(
    rows: Rows, map_id: int, run: int, theme_of: Callable[[int], int], group_of: Mapping[int, int]
) -> Iterator[tuple[Any, ...]]:
    """The rows as they stand: themes that people merged are one. run: instead of 0.

    theme_of: the theme of one as found. group_of: the coarse theme of each fine one.
    """
    seats = np.unique(rows.seat).tolist()
    themes = {seat: theme_of(seat) for seat in seats}
    names = {seat: theme_name(themes[seat]) for seat in seats}
    groups = {seat: theme_name(group_of[themes[seat]]) for seat in seats}
    plain = all(themes[seat] == seat for seat in seats)
    every = zip(
        rows.seq.tolist(),
        rows.seat.tolist(),
        rows.main.tolist(),
        np.round(rows.strength.astype(np.float64), 4).tolist(),
        rows.run.tolist(),
        strict=True,
    )
    if plain:
        for seq, seat, main, strength, by in every:
            yield seq, map_id, names[seat], groups[seat], int(main), strength, by or run, None
        return
    together: dict[tuple[int, int], list[tuple[int, int, float, int]]] = {}
    for seq, seat, main, strength, by in every:
        together.setdefault((seq, themes[seat]), []).append((seat, int(main), strength, by or run))
    for (seq, number), parts in together.items():
        alone = len(parts) == 1 and parts[0][0] == number
        written = None if alone else json.dumps([part[:3] for part in parts])
        main, strength, by = (max(part[place] for part in parts) for place in (1, 2, 3))
        yield seq, map_id, theme_name(number), groups[parts[0][0]], main, strength, by, written


def bulk_insert(
    connection: sa.Connection, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """As `insert_rows`; on PostgreSQL by COPY, which is many times quicker."""
    if connection.dialect.name != "postgresql":
        for start in range(0, len(rows), BLOCK):
            insert_rows(connection, table, columns, rows[start : start + BLOCK])
        return
    driver: Any = connection.connection.cursor()
    with driver as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def delete_of(connection: sa.Connection, table: sa.Table, map_id: int, seqs: Sequence[int]) -> None:
    """Takes the rows of these records out of a map."""
    for start in range(0, len(seqs), PAGE):
        part = seqs[start : start + PAGE]
        connection.execute(sa.delete(table).where(table.c.map == map_id, table.c.seq.in_(part)))


def count_members(connection: sa.Connection, map_id: int) -> tuple[dict[int, int], int]:
    """Writes how many records each living theme has; returns that, and how many are in any."""
    table = feedback_theme
    fine = sa.select(table.c.theme, sa.func.count()).where(table.c.map == map_id).group_by(table.c.theme)
    pairs = sa.select(table.c.theme_group, table.c.seq).where(table.c.map == map_id).distinct().subquery()
    coarse = sa.select(pairs.c.theme_group, sa.func.count()).group_by(pairs.c.theme_group)
    counts: dict[int, int] = {}
    for query in (fine, coarse):
        counts |= {int(name.removeprefix("TH-")): int(count) for name, count in connection.execute(query)}
    living = connection.execute(
        sa.select(theme.c.id, theme.c.records).where(theme.c.map == map_id, theme.c.ended_at.is_(None))
    ).all()
    changed = [
        {"of": row.id, "now": counts.get(row.id, 0)} for row in living if row.records != counts.get(row.id, 0)
    ]
    if changed:
        update = sa.update(theme).where(theme.c.id == sa.bindparam("of")).values(records=sa.bindparam("now"))
        connection.execute(update, changed)
    assigned = sa.select(sa.func.count(sa.distinct(table.c.seq))).where(table.c.map == map_id)
    return counts, int(connection.scalar(assigned) or 0)
