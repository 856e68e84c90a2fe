"""Who a drafted ticket goes to and how soon, by the rules, with the reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from prompts import Language
from retrieval.database import Store, feedback_table
from retrieval.noting.tables import feedback_topic
from retrieval.understanding.priority import Weights, customer_value
from retrieval.understanding.routing import Routing, load_routing
from tools.tickets.choosing import Piece
from tools.tickets.routing import Facts, department_of, priority_of
from tools.tickets.rules import Rules, load_rules
from tools.tickets.tallying import Tally
from tools.tickets.ticket import Priority

__all__ = ["Decided", "Policy", "decide"]

SOME = 0.1
"""The part of the records that must be as urgent for the ticket to be."""

WINDOW = 30 * 86_400
"""Seconds before the draft in which records count towards a topic's reach."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules in force; the built-in ones where none are given."""

    routing: Routing | None = None
    rules: Rules | None = None
    weights: Weights = field(default_factory=Weights)


@dataclass(frozen=True, slots=True)
class Decided:
    """factors: why this department and this priority, and what would change it, in words."""

    department: str
    priority: Priority
    factors: Mapping[str, str]


def decide(
    store: Store,
    found: Sequence[Piece],
    topic: str | None,
    counted: Tally,
    language: Language,
    policy: Policy,
    at: int,
) -> Decided:
    """at: UTC seconds; a topic's reach is counted over the 30 days before it."""
    rules = policy.rules or load_rules(store.timezone)
    values = [customer_value(each.tier, each.order_value, ()) for each in found]
    facts = Facts(
        topics=(topic,) if topic else (),
        product=_most([each.product for each in found]),
        region=_most([each.region for each in found]),
        urgency=_urgency(found),
        intent=_most([each.intent for each in found]) or "complaint",
        value=sum(values) / len(values),
        reach=_reach(store, topic, at),
        customers=max(1, counted.customers),
    )
    routed = department_of(facts, policy.routing or load_routing(), language)
    ranked = priority_of(facts, routed.department, rules.ranking, policy.weights, language)
    return Decided(routed.department, ranked.priority, {**routed.factors, **ranked.factors})


def _urgency(found: Sequence[Piece]) -> str:
    """The highest that at least a tenth of the records have."""
    for level in ("urgent", "important"):
        if sum(each.urgency == level for each in found) >= max(1, SOME * len(found)):
            return level
    return "normal"


def _most(values: Sequence[str | None]) -> str | None:
    """What most of the records have; nothing when they differ."""
    known = [each for each in values if each]
    best = max(sorted(set(known)), key=known.count, default=None)
    return best if best is not None and 2 * known.count(best) > len(values) else None


def _reach(store: Store, topic: str | None, at: int) -> float:
    """The share of the last days' records that have the topic."""
    if topic is None:
        return 0.0
    table = feedback_table()
    recent = sa.select(sa.func.count()).select_from(table).where(table.c.time > at - WINDOW)
    having = sa.select(feedback_topic.c.seq).where(feedback_topic.c.topic == topic)
    with store.read() as connection:
        records = connection.scalar(recent) or 0
        of_topic = connection.scalar(recent.where(table.c.seq.in_(having))) or 0
    return of_topic / records if records else 0.0
