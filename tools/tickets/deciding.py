"""Who a drafted ticket goes to and how soon, by the rules, with the reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from retrieval.database import Store, feedback_table
from retrieval.noting.tables import feedback_topic
from retrieval.understanding.priority import Weights, customer_value, priority
from retrieval.understanding.routing import load_routing
from tools.tickets.choosing import Piece
from tools.tickets.tallying import Tally
from tools.tickets.ticket import Priority

__all__ = ["Decided", "decide"]

_LEVELS: tuple[tuple[float, Priority], ...] = ((60.0, "P1"), (30.0, "P2"), (12.0, "P3"), (0.0, "P4"))
_SOME = 0.1
"""The part of the records that must be as urgent for the ticket to be."""

WINDOW = 30 * 86_400


@dataclass(frozen=True, slots=True)
class Decided:
    department: str
    priority: Priority
    factors: Mapping[str, str]


def decide(store: Store, found: Sequence[Piece], topic: str | None, counted: Tally, at: int) -> Decided:
    """at: UTC seconds; the topic's reach is counted over the 30 days before it."""
    urgency = _urgency(found)
    first = counted.standing[0] if counted.standing else None
    region = first.value if first and first.field == "region" else None
    product = counted.products[0][0] if counted.products else None
    intent = _most([each.intent for each in found]) or "complaint"
    routed = load_routing().department((topic,) if topic else (), product, region, urgency, intent)
    values = [customer_value(each.tier, each.order_value, ()) for each in found]
    scored = priority(urgency, sum(values) / len(values), _reach(store, topic, at), Weights())
    factors = {
        "department": routed.reasons[0],
        "urgency": urgency,
        "value": f"{scored.factors.value:.2f}",
        "reach": f"{scored.factors.reach:.2f}",
        "score": f"{scored.score:.1f}",
    }
    level = next(level for least, level in _LEVELS if scored.score >= least)
    return Decided(routed.value, level, factors)


def _urgency(found: Sequence[Piece]) -> str:
    """The highest that at least a tenth of the records have."""
    for level in ("urgent", "important"):
        if sum(each.urgency == level for each in found) >= max(1, _SOME * len(found)):
            return level
    return "normal"


def _most(values: Sequence[str | None]) -> str | None:
    known = [each for each in values if each]
    return max(sorted(set(known)), key=known.count) if known else None


def _reach(store: Store, topic: str | None, at: int) -> float:
    """The share of the last days' records that have the topic."""
    table = feedback_table()
    recent = sa.select(sa.func.count()).select_from(table).where(table.c.time > at - WINDOW)
    having = recent.where(
        table.c.seq.in_(sa.select(feedback_topic.c.seq).where(feedback_topic.c.topic == topic))
    )
    with store.read() as connection:
        records, of_topic = connection.scalar(recent) or 0, connection.scalar(having) or 0
    return of_topic / records if records and topic else 0.0
