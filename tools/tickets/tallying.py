"""What can be counted of the feedback a ticket is about, each figure by a query."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from retrieval.noting.tables import feedback_topic
from tools.segments.intervals import newcombe
from tools.tickets.choosing import Chosen

__all__ = ["Standing", "Tally", "tally"]

LEAST_HAVE = 5
"""A product or region that fewer of the records have is not said to stand out."""

LEAST_LIFT, LEAST_MORE = 1.5, 0.05
"""How many times its share elsewhere a value must have to stand out, and by how much it must surely be
larger: forty values are looked at, and some differ by chance."""

RECENT = 30 * 86_400
"""Seconds of the last days that are compared with as many before."""

FIELDS = ("product", "region", "tier", "channel")


@dataclass(frozen=True, slots=True)
class Standing:
    """A value that these records have more often than all others: `having` of `of`, elsewhere a share."""

    field: str
    value: str
    having: int
    of: int
    share: float
    elsewhere: float


@dataclass(frozen=True, slots=True)
class Tally:
    """customers: distinct ones. unnamed: records without a customer. first, last: UTC seconds.

    recent and before: records of the last 30 days before `last`, and of the 30 days before those.
    negative: of `felt` records with a sentiment. topics: (topic, records), the most frequent first.
    """

    records: int
    customers: int
    unnamed: int
    first: int | None
    last: int | None
    recent: int
    before: int
    negative: int
    felt: int
    urgent: int
    topics: tuple[tuple[str, int], ...]
    products: tuple[tuple[str, int], ...]
    languages: tuple[tuple[str, int], ...]
    standing: tuple[Standing, ...]


def tally(connection: sa.Connection, chosen: Chosen) -> Tally:
    """All of it over the chosen records, however many."""
    table, meets = chosen.table, chosen.condition
    count = sa.func.count()
    row = connection.execute(
        sa.select(
            count.label("records"),
            sa.func.count(sa.distinct(table.c.customer)).label("customers"),
            count.filter(table.c.customer.is_(None)).label("unnamed"),
            sa.func.min(table.c.time).label("first"),
            sa.func.max(table.c.time).label("last"),
            count.filter(table.c.sentiment == "negative").label("negative"),
            sa.func.count(table.c.sentiment).label("felt"),
            count.filter(table.c.urgency == "urgent").label("urgent"),
        ).where(meets)
    ).one()
    recent, before = _lately(connection, chosen, row.last)
    return Tally(
        **row._mapping,
        recent=recent,
        before=before,
        topics=_topics(connection, chosen),
        products=_values(connection, chosen, "product"),
        languages=_values(connection, chosen, "language"),
        standing=_standing(connection, chosen, row.first, row.last),
    )


def _lately(connection: sa.Connection, chosen: Chosen, last: int | None) -> tuple[int, int]:
    if last is None:
        return 0, 0
    time, count = chosen.table.c.time, sa.func.count()
    row = connection.execute(
        sa.select(
            count.filter(time > last - RECENT),
            count.filter(time <= last - RECENT, time > last - 2 * RECENT),
        ).where(chosen.condition)
    ).one()
    return int(row[0]), int(row[1])


def _topics(connection: sa.Connection, chosen: Chosen) -> tuple[tuple[str, int], ...]:
    counted = sa.func.count().label("n")
    query = (
        sa.select(feedback_topic.c.topic, counted)
        .where(feedback_topic.c.seq.in_(sa.select(chosen.table.c.seq).where(chosen.condition)))
        .group_by(feedback_topic.c.topic)
        .order_by(counted.desc(), feedback_topic.c.topic)
    )
    return tuple((str(topic), int(n)) for topic, n in connection.execute(query))


def _values(connection: sa.Connection, chosen: Chosen, name: str) -> tuple[tuple[str, int], ...]:
    column, counted = chosen.table.c[name], sa.func.count().label("n")
    query = sa.select(column, counted).where(chosen.condition, column.is_not(None))
    rows = connection.execute(query.group_by(column).order_by(counted.desc(), column))
    return tuple((str(value), int(n)) for value, n in rows)


def _standing(
    connection: sa.Connection, chosen: Chosen, first: int | None, last: int | None
) -> tuple[Standing, ...]:
    """Values more frequent here than in the other feedback of the same time, beyond chance."""
    found: list[Standing] = []
    time = chosen.table.c.time
    within: Sequence[sa.ColumnElement[bool]] = ()
    if first is not None and last is not None:
        within = (time >= first, time <= last)
    for name in FIELDS:
        if name in chosen.fixed:
            continue
        found += _field_standing(connection, chosen, name, within)
    return tuple(sorted(found, key=lambda each: (-each.having, each.field, each.value)))


def _field_standing(
    connection: sa.Connection, chosen: Chosen, name: str, within: Sequence[sa.ColumnElement[bool]]
) -> list[Standing]:
    column, counted = chosen.table.c[name], sa.func.count().label("n")
    here = dict(_values(connection, chosen, name))
    others = sa.select(column, counted).where(sa.not_(chosen.condition), column.is_not(None), *within)
    elsewhere = {str(value): int(n) for value, n in connection.execute(others.group_by(column))}
    n, m = sum(here.values()), sum(elsewhere.values())
    found = []
    for value, having in here.items():
        if having < LEAST_HAVE or not m:
            continue
        share, other = having / n, elsewhere.get(value, 0) / m
        if share >= LEAST_LIFT * other and newcombe(share, n, other, m)[0] > LEAST_MORE:
            found.append(Standing(name, value, having, n, share, other))
    return found
