"""Each theme's records by day, and what there was before the period."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from tools.themes.scene import Scene, day_date

__all__ = ["Timeline", "Weekly", "timeline", "weekly"]

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Records that `about` means, by day of the store's clock.

    totals: the segment's from the day `first` on; parts: a row a theme, in the order of `themes`. earlier:
    its records before the period; seen: themes that had some then.
    """

    first: date
    themes: tuple[str, ...]
    totals: Counts
    parts: Counts
    earlier: int = 0
    seen: frozenset[str] = frozenset()

    @property
    def last(self) -> date:
        return self.first + timedelta(days=len(self.totals) - 1)


@dataclass(frozen=True, slots=True)
class Weekly:
    """The same by ISO week. starts: their Mondays."""

    starts: tuple[date, ...]
    totals: Counts
    parts: Counts


def timeline(connection: sa.Connection, scene: Scene, themes: tuple[str, ...]) -> Timeline | None:
    """The days from the segment's first record to its last; None where nothing has a time."""
    table = scene.table
    if scene.field("time") is None:
        return None
    base = scene.base([scene.day(table).label("day")], only_counted=True)
    dated = base.c.day.is_not(None)
    query = sa.select(base.c.day, sa.func.count()).where(dated).group_by(base.c.day)
    by_day = {int(day): int(n) for day, n in connection.execute(query)}
    if not by_day:
        return None
    first, last = min(by_day), max(by_day)
    totals = np.zeros(last - first + 1, np.int64)
    for day, n in by_day.items():
        totals[day - first] = n
    parts = _parts(connection, scene, base, themes, first, len(totals))
    earlier, seen = _earlier(connection, scene)
    return Timeline(day_date(first), themes, totals, parts, earlier, seen)


def weekly(days: Timeline) -> Weekly:
    """The days added up by week; the first and last may be partial."""
    monday = days.first - timedelta(days=days.first.weekday())
    week = (np.arange(len(days.totals)) + days.first.weekday()) // 7
    edges = np.searchsorted(week, np.arange(int(week[-1]) + 1))
    starts = tuple(monday + timedelta(weeks=number) for number in range(len(edges)))
    return Weekly(starts, np.add.reduceat(days.totals, edges), np.add.reduceat(days.parts, edges, axis=1))


def _parts(
    connection: sa.Connection, scene: Scene, base: sa.Subquery, themes: tuple[str, ...], first: int, days: int
) -> Counts:
    members = scene.members()
    query = (
        sa.select(members.c.theme, base.c.day, sa.func.count())
        .select_from(members.join(base, base.c.seq == members.c.seq))
        .where(base.c.day.is_not(None))
        .group_by(members.c.theme, base.c.day)
    )
    row = {theme: place for place, theme in enumerate(themes)}
    parts = np.zeros((len(themes), days), np.int64)
    for theme, day, n in connection.execute(query):
        if theme in row:
            parts[row[theme], day - first] = n
    return parts


def _earlier(connection: sa.Connection, scene: Scene) -> tuple[int, frozenset[str]]:
    """Counted records of the segment before the period, and the themes seen then."""
    table, members = scene.table, scene.members()
    before = scene.before(table)
    if before is None:
        return 0, frozenset()
    records = connection.scalar(sa.select(sa.func.count()).select_from(table).where(before)) or 0
    query = sa.select(members.c.theme).distinct().join(table, table.c.seq == members.c.seq).where(before)
    return int(records), frozenset(str(theme) for theme in connection.scalars(query))
