"""How soon a record should be looked at, from 0 to 100, and what would change that.

priority = 100 x urgency^u x value^v x reach^r, each factor from its floor to 1 and each weight (u, v, r) an
exponent: at 0 a factor does not count, at 2 it counts double. A factor that is not known is in the middle, so
that it neither raises nor zeroes. What tiers are worth is in `priority.toml`.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from math import isfinite

from retrieval.errors import BadSetting
from retrieval.words import fold

__all__ = [
    "Change",
    "Factors",
    "Priority",
    "Weights",
    "customer_value",
    "parse_weights",
    "priority",
    "tier_value",
    "what_would_change",
]

URGENCY = {"urgent": 1.0, "important": 0.6, "normal": 0.25}
UNKNOWN_VALUE = 0.6
LEAST_VALUE = 0.4
LEAST_REACH = 0.4
WIDE = 0.2
"""A topic that this share of the recent records has could not be more widespread."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each factor counts, 1 unless set otherwise."""

    urgency: float = 1.0
    value: float = 1.0
    reach: float = 1.0


@dataclass(frozen=True, slots=True)
class Factors:
    """Each from 0 to 1."""

    urgency: float
    value: float
    reach: float


@dataclass(frozen=True, slots=True)
class Priority:
    """score: 0 to 100, to one decimal."""

    score: float
    factors: Factors


@dataclass(frozen=True, slots=True)
class Change:
    """If `factor` were `level`, the priority would be `score`."""

    factor: str
    level: float
    score: float


def priority(urgency: str, value: float, reach: float, weights: Weights) -> Priority:
    """value: of the customer, see `customer_value`. reach: the share of recent records of its topic."""
    wide = LEAST_REACH + (1 - LEAST_REACH) * min(reach / WIDE, 1.0)
    factors = Factors(URGENCY[urgency], round(value, 3), round(wide, 3))
    return Priority(_score(factors, weights), factors)


def customer_value(tier: str | None, order_value: float | None, order_values: Sequence[float]) -> float:
    """From 0.4 to 1: by the tier, or by how many orders (sorted `order_values`) are worth less."""
    by_tier = tier_value(tier)
    if by_tier is not None:
        return by_tier
    if order_value is None or not order_values:
        return UNKNOWN_VALUE
    return LEAST_VALUE + (1 - LEAST_VALUE) * bisect_right(order_values, order_value) / len(order_values)


def what_would_change(factors: Factors, weights: Weights) -> tuple[Change, ...]:
    """The priority with each factor one level higher and one lower, where there is such a level."""
    levels = {
        "urgency": sorted(URGENCY.values()),
        "value": [LEAST_VALUE, UNKNOWN_VALUE, 0.8, 1.0],
        "reach": [LEAST_REACH, 0.7, 1.0],
    }
    changes = []
    for name, steps in levels.items():
        now = getattr(factors, name)
        lower, higher = (
            [each for each in steps if each < now][-1:],
            [each for each in steps if each > now][:1],
        )
        for level in (*higher, *lower):
            changes.append(Change(name, level, _score(replace(factors, **{name: level}), weights)))
    return tuple(changes)


def parse_weights(setting: str) -> Weights:
    """Weights from a setting such as "urgency=2, reach=0.5". Raises BadSetting for a part that is neither."""
    chosen: dict[str, float] = {}
    for part in filter(None, map(str.strip, setting.replace("，", ",").split(","))):
        name, _, said = (each.strip().casefold() for each in part.partition("="))
        try:
            weight = float(said)
        except ValueError:
            weight = -1.0
        if name not in Weights.__dataclass_fields__ or not (isfinite(weight) and 0 <= weight <= 10):
            raise BadSetting("priority_weight", part=part, factors="urgency, value, reach")
        chosen[name] = weight
    return Weights(**chosen)


def _score(factors: Factors, weights: Weights) -> float:
    product = factors.urgency**weights.urgency * factors.value**weights.value * factors.reach**weights.reach
    return round(100 * float(product), 1)


def tier_value(tier: str | None) -> float | None:
    """What a customer of that tier is worth, 0 to 1, by words in its name; None for a tier nobody knows."""
    folded = fold(tier) if tier else ""
    return next((value for value, words in _tiers() if words.search(folded)), None)


@cache
def _tiers() -> tuple[tuple[float, re.Pattern[str]], ...]:
    text = (resources.files(__package__) / "priority.toml").read_text(encoding="utf-8")
    return tuple((each["value"], _any_of(each["words"])) for each in tomllib.loads(text)["tier"])


def _any_of(words: Sequence[str]) -> re.Pattern[str]:
    """Chinese words anywhere, others not inside of longer ones: "plus2" is plus, "surplus" is not."""
    joined = "|".join(rf"(?<![a-z]){word}(?![a-z])" if word.isascii() else word for word in words)
    return re.compile(joined)
