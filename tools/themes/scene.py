"""What the figures of a report are over: the feedback of a segment and period, and the themes it has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from retrieval.catalog import Catalog, CatalogField
from retrieval.database import feedback_table
from retrieval.themes.tables import feedback_theme
from retrieval.themes.theme import Level
from tools.segments.calendar import EPOCH, bucket_key, local_seconds
from tools.segments.conditions import segment_condition
from tools.segments.query import Filter, Period
from tools.themes.members import about_condition
from tools.themes.request import About, ThemeRequest

__all__ = ["Column", "Scene", "day_date", "days_of", "scene_of"]

Column = sa.ColumnElement[Any]


@dataclass(frozen=True, slots=True)
class Scene:
    """The segment and period, what of it is counted, and where each record's themes stand.

    about: which records count towards a share; effects on scores are over all of the segment.
    """

    catalog: Catalog
    table: sa.Table
    dialect: str
    zone: ZoneInfo
    map_id: int
    level: Level
    filters: tuple[Filter, ...]
    period: Period | None
    about: About

    def within(self, table: sa.FromClause) -> sa.ColumnElement[bool]:
        """Whether a record is in the segment and period. Raises BadQuery for what the data cannot have."""
        return segment_condition(self.catalog, table, self.filters, self.period, self.zone)

    def before(self, table: sa.FromClause) -> sa.ColumnElement[bool] | None:
        """Whether a record is in the segment, counted, and older than the period; None without a start."""
        if self.period is None or self.period.start is None:
            return None
        earlier = Period(end=self.period.start)
        older = segment_condition(self.catalog, table, self.filters, earlier, self.zone)
        return sa.and_(older, about_condition(self.catalog, table, self.about))

    def base(self, columns: Sequence[Column] = (), *, only_counted: bool = False) -> sa.Subquery:
        """The records with these columns of theirs; `counted` is 1 for those that `about` means."""
        table = self.table
        counted = about_condition(self.catalog, table, self.about)
        condition = sa.and_(self.within(table), counted) if only_counted else self.within(table)
        flag = sa.case((counted, 1), else_=0).label("counted")
        return sa.select(table.c.seq, flag, *columns).where(condition).subquery("base")

    def members(self) -> sa.Subquery:
        """Rows of (seq, theme) at the level asked for, each pair once."""
        rows = feedback_theme.c
        value = (rows.theme if self.level == "fine" else rows.theme_group).label("theme")
        query = sa.select(rows.seq, value).where(rows.map == self.map_id)
        return (query if self.level == "fine" else query.distinct()).subquery("members")

    def person(self, table: sa.FromClause) -> Column:
        """Who wrote a record, as the measure `customers` counts: the customer, or the first of its copies."""
        if self.catalog.field("customer") is not None:
            return table.c["customer"]
        return sa.func.coalesce(table.c["copy_of"], table.c["seq"])

    def day(self, table: sa.FromClause) -> Column:
        """The number of a record's day on the store's clock: see `day_date`."""
        field = self.catalog.field("time")
        if field is None:
            return sa.null()
        first, last = int(field.lowest or 0), int(field.highest or 0)
        return bucket_key(local_seconds(table.c["time"], self.zone, first, last), "day", first, last)

    def field(self, name: str) -> CatalogField | None:
        return self.catalog.field(name)


def day_date(number: int) -> date:
    """The day of a number that `Scene.day` gives."""
    return date(1970, 1, 1) + timedelta(days=number - EPOCH)


def scene_of(
    catalog: Catalog, dialect: str, zone: ZoneInfo, map_id: int, request: ThemeRequest, level: Level
) -> Scene:
    """The scene of a request over the themes of a map."""
    return Scene(
        catalog,
        feedback_table(catalog.attributes),
        dialect,
        zone,
        map_id,
        level,
        request.filters,
        request.period,
        request.about,
    )


def days_of(period: Period | None, data: tuple[date, date], zone: ZoneInfo) -> tuple[str, str]:
    """The first and last day of a period as far as there is data, ISO; of all the data without one."""
    first, last = data
    if period and period.start is not None:
        first = max(first, _local(period.start, zone))
    if period and period.end is not None:
        last = min(last, _last_day(period.end, zone))
    return first.isoformat(), max(first, last).isoformat()


def _local(moment: date | datetime, zone: ZoneInfo) -> date:
    if not isinstance(moment, datetime):
        return moment
    return (moment.astimezone(zone) if moment.tzinfo else moment).date()


def _last_day(end: date | datetime, zone: ZoneInfo) -> date:
    """The day before one that is not included."""
    if isinstance(end, datetime):
        return _local(end - timedelta(seconds=1), zone)
    return end - timedelta(days=1)
