"""Who a ticket goes to and how urgent it is: pure functions of what is known about it, with their reasons."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from prompts import Language, text
from retrieval.errors import BadQuery
from retrieval.understanding.priority import (
    LEAST_VALUE,
    UNKNOWN_VALUE,
    URGENCY,
    WIDE,
    Weights,
    priority,
)
from retrieval.understanding.routing import Routing
from tools.tickets.rules import Floor, Ranking
from tools.tickets.ticket import PRIORITIES, Priority

__all__ = ["Facts", "Ranked", "Routed", "department_of", "priority_of", "require_department"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about an issue.

    urgency: urgent, important or normal. intent: as it is noted. value: of its customers, from 0.4 to 1, see
    `customer_value`. reach: the share of recent records that have its topic. customers: distinct ones.
    """

    topics: tuple[str, ...] = ()
    product: str | None = None
    region: str | None = None
    urgency: str = "normal"
    intent: str = "complaint"
    value: float = UNKNOWN_VALUE
    reach: float = 0.0
    customers: int = 1


@dataclass(frozen=True, slots=True)
class Routed:
    """department: by its id. factors: why, in words."""

    department: str
    factors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ranked:
    """score: 0 to 100. factors: why this priority and what would change it, in words."""

    priority: Priority
    score: float
    factors: Mapping[str, str]


def department_of(facts: Facts, routing: Routing, language: Language) -> Routed:
    """The department of the first rule that fits."""
    found = routing.department(facts.topics, facts.product, facts.region, facts.urgency, facts.intent)
    name = routing.names[found.value][language == "zh"]
    rule = found.reasons[0]
    why = "factor_department_otherwise" if rule == "otherwise" else "factor_department"
    return Routed(found.value, {"department": text("tickets", why, language, name=name, rule=rule)})


def require_department(name: str, routing: Routing) -> str:
    """The id of a department given by its id or its name in either language. Raises BadQuery."""
    said = name.strip().casefold()
    for known, names in routing.names.items():
        if said in (known.casefold(), *(each.casefold() for each in names)):
            return known
    raise BadQuery("ticket_department", department=name, known=", ".join(routing.names))


def priority_of(
    facts: Facts, department: str, ranking: Ranking, weights: Weights, language: Language
) -> Ranked:
    """By urgency, customer value and reach; more urgent for many customers; never below a floor."""

    def say(key: str, **details: object) -> str:
        return text("tickets", key, language, **details)

    score = priority(facts.urgency, facts.value, facts.reach, weights).score
    ranked = _ranked(facts, department, ranking, weights)
    raised, floor = _raised(facts, ranking), _floor(facts, department, ranking)
    factors = {
        "urgency": say(f"factor_urgency_{facts.urgency}"),
        "value": say(_value_words(facts.value), value=facts.value),
        "reach": say("factor_reach", share=facts.reach),
        "customers": say(
            "factor_customers" + ("_raised" if raised else ""), n=facts.customers, levels=raised
        ),
        "score": say("factor_score", score=score, priority=_by_score(score, ranking)),
    }
    if floor:
        factors["rule"] = say("factor_rule", priority=floor.priority, rule=_told(floor))
    factors["change"] = _what_would_change(facts, department, ranking, weights, language)
    return Ranked(ranked, score, factors)


def _ranked(facts: Facts, department: str, ranking: Ranking, weights: Weights) -> Priority:
    score = priority(facts.urgency, facts.value, facts.reach, weights).score
    place = PRIORITIES.index(_by_score(score, ranking)) - _raised(facts, ranking)
    floor = _floor(facts, department, ranking)
    if floor:
        place = min(place, PRIORITIES.index(floor.priority))
    return PRIORITIES[max(0, place)]


def _by_score(score: float, ranking: Ranking) -> Priority:
    return next((each for each in PRIORITIES if score >= ranking.levels.get(each, 101.0)), PRIORITIES[-1])


def _raised(facts: Facts, ranking: Ranking) -> int:
    return max((each.levels for each in ranking.customers if facts.customers >= each.at_least), default=0)


def _floor(facts: Facts, department: str, ranking: Ranking) -> Floor | None:
    """The most urgent of the floors that hold."""
    holding = [
        each
        for each in ranking.at_least
        if each.department in (None, department)
        and each.urgency in (None, facts.urgency)
        and (each.topic is None or any(_within(topic, each.topic) for topic in facts.topics))
    ]
    return min(holding, key=lambda each: each.priority, default=None)


def _within(topic: str, area: str) -> bool:
    return topic == area or topic.startswith(f"{area}.")


def _told(floor: Floor) -> str:
    """The conditions of a floor: "department=safety urgency=urgent"."""
    conditions = floor.model_dump(exclude={"priority"}, exclude_none=True)
    return " ".join(f"{name}={value}" for name, value in conditions.items())


def _value_words(value: float) -> str:
    if value > UNKNOWN_VALUE:
        return "factor_value_high"
    return "factor_value_low" if value < UNKNOWN_VALUE else "factor_value_usual"


def _what_would_change(
    facts: Facts, department: str, ranking: Ranking, weights: Weights, language: Language
) -> str:
    """Each one fact that, were it otherwise, would make it another priority: all there are, in words."""
    now = _ranked(facts, department, ranking, weights)
    others: dict[str, Facts] = {
        **{f"change_urgency_{each}": replace(facts, urgency=each) for each in URGENCY},
        "change_value_high": replace(facts, value=1.0),
        "change_value_low": replace(facts, value=LEAST_VALUE),
        "change_reach_wide": replace(facts, reach=WIDE),
        "change_reach_narrow": replace(facts, reach=0.0),
    }
    said = []
    for key, other in others.items():
        then = _ranked(other, department, ranking, weights)
        if then != now:
            said.append(text("tickets", key, language, priority=then, share=WIDE))
    for step in ranking.customers:
        then = _ranked(replace(facts, customers=step.at_least), department, ranking, weights)
        if facts.customers < step.at_least and then != now:
            said.append(text("tickets", "change_customers", language, priority=then, n=step.at_least))
            now = then
    return text("tickets", "change_or", language).join(said) or text("tickets", "change_nothing", language)
