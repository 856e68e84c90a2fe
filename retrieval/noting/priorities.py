"""The priority of each record, worked out once all are noted: it depends on how many say the same."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from retrieval.database import Store, bump_data_version, feedback_table
from retrieval.noting.tables import feedback_topic, note
from retrieval.understanding.priority import Weights, customer_value, priority

__all__ = ["prioritise"]

PAGE = 5_000
WINDOW = 30 * 86_400
"""Seconds before the newest record in which others count as saying the same now."""


@dataclass(frozen=True, slots=True)
class _Reach:
    """How many records of the last days have each topic, of how many in all."""

    by_topic: dict[str, int]
    records: int

    def of(self, topics: Sequence[str]) -> float:
        """The share of recent records that have the most common of these topics."""
        most = max((self.by_topic.get(topic, 0) for topic in topics), default=0)
        return most / self.records if self.records else 0.0


def prioritise(store: Store, weights: Weights, everything: bool = False) -> int:
    """Gives each noted record that has no priority one; `everything`: all of them anew. Returns how many.

    Stopped halfway it goes on where it was: what is left to do is a query.
    """
    if everything:
        with store.write() as connection:
            connection.execute(sa.update(feedback_table()).values(priority=None))
    with store.read() as connection:
        reach, values = _reach(connection), _order_values(connection)
    done = 0
    while rows := _page(store):
        with store.write() as connection:
            _write(connection, rows, weights, reach, values)
            bump_data_version(connection)
        done += len(rows)
    return done


def _reach(connection: sa.Connection) -> _Reach:
    table = feedback_table()
    newest = connection.scalar(sa.select(sa.func.max(table.c.time)))
    recent = table.c.time > newest - WINDOW if newest is not None else sa.true()
    counted = (
        sa.select(feedback_topic.c.topic, sa.func.count())
        .join(table, table.c.seq == feedback_topic.c.seq)
        .where(recent)
        .group_by(feedback_topic.c.topic)
    )
    by_topic: dict[str, int] = dict(connection.execute(counted).all())
    records = connection.scalar(sa.select(sa.func.count()).select_from(table).where(recent)) or 0
    return _Reach(by_topic, records)


def _order_values(connection: sa.Connection) -> list[float]:
    """Every order's value, lowest first."""
    column = feedback_table().c.order_value
    return list(connection.scalars(sa.select(column).where(column.is_not(None)).order_by(column)))


def _page(store: Store) -> Sequence[Any]:
    table = feedback_table()
    query = (
        sa.select(table.c.seq, table.c.urgency, table.c.tier, table.c.order_value)
        .join(note, note.c.seq == table.c.seq)
        .where(table.c.priority.is_(None), table.c.urgency.is_not(None))
        .limit(PAGE)
    )
    with store.read() as connection:
        return connection.execute(query).all()


def _write(
    connection: sa.Connection,
    rows: Sequence[Any],
    weights: Weights,
    reach: _Reach,
    order_values: Sequence[float],
) -> None:
    topics = _topics(connection, [row.seq for row in rows])
    found = {
        row.seq: priority(
            row.urgency,
            customer_value(row.tier, row.order_value, order_values),
            reach.of(topics.get(row.seq, ())),
            weights,
        )
        for row in rows
    }
    table = feedback_table()
    scores = [{"of": seq, "score": each.score} for seq, each in found.items()]
    change = sa.update(table).where(table.c.seq == sa.bindparam("of"))
    connection.execute(change.values(priority=sa.bindparam("score")), scores)
    factors = [{"of": seq, "kept": json.dumps(asdict(each.factors))} for seq, each in found.items()]
    explain = sa.update(note).where(note.c.seq == sa.bindparam("of"))
    connection.execute(explain.values(factors=sa.bindparam("kept")), factors)


def _topics(connection: sa.Connection, seqs: Sequence[int]) -> dict[int, list[str]]:
    topics: dict[int, list[str]] = {}
    query = sa.select(feedback_topic.c.seq, feedback_topic.c.topic).where(feedback_topic.c.seq.in_(seqs))
    for seq, topic in connection.execute(query):
        topics.setdefault(seq, []).append(topic)
    return topics
