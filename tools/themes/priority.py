"""How soon a theme should be looked at, from 0 to 100, as a sum of parts that can be read one by one."""

from math import log2, sqrt

from tools.themes.figures import Sums
from tools.themes.impact import strongest
from tools.themes.report import Impact, Priority, Trend
from tools.themes.request import About

__all__ = ["priority"]

WEIGHTS = {"people": 35, "intensity": 15, "impact": 20, "trend": 20, "value": 10}
"""Points of each factor at its most; those of what is not known are shared out among the others."""

WIDE = 0.25
"""A theme that this share of the people raised could not be more widespread."""
TRENDS = {"new": 1.0, "seasonal": 0.4, "steady": 0.3, "too_few": 0.3, "falling": 0.1, "gone": 0.0}
RISING = 0.6
HARM = 0.25
"""An effect of a quarter of the scale (50 points of NPS, one star) could not be more."""


def priority(theme: Sums, segment: Sums, impacts: tuple[Impact, ...], trend: Trend, about: About) -> Priority:
    """The score and its parts, to one decimal; they add up to it.

    people: how many raise it, by the square root, so that ten times as many is about three times as much.
    intensity: mean strength of feeling. impact: the effect on NPS or rating that is more than chance, for
    praise the good it does. trend: whether it grows, and how fast. value: what its customers are worth.
    """
    levels = {
        "people": sqrt(min(theme.people / segment.people / WIDE, 1.0)) if segment.people else None,
        "intensity": min(theme.intensity / theme.intense, 1.0) if theme.intense else None,
        "impact": _impact(impacts, about),
        "trend": _trend(trend),
        "value": _value(theme, segment),
    }
    known = {name: level for name, level in levels.items() if level is not None}
    total = sum(WEIGHTS[name] for name in known)
    factors = {name: round(100 * WEIGHTS[name] * level / total, 1) for name, level in known.items()}
    return Priority(round(sum(factors.values()), 1), factors)


def _impact(impacts: tuple[Impact, ...], about: About) -> float | None:
    if not impacts:
        return None
    harm = strongest(impacts) * (-1 if about == "praise" else 1)
    return min(max(harm, 0.0) / HARM, 1.0)


def _trend(trend: Trend) -> float:
    if trend.kind != "rising":
        return TRENDS[trend.kind]
    before, after = _ends(trend)
    times = (after or 1.0) / max(before, 1e-9)
    return min(RISING + (1 - RISING) * log2(max(times, 1.0)) / 2, 1.0)


def _ends(trend: Trend) -> tuple[float, float]:
    """The share in the first and the second half, or before and after it changed."""
    if trend.before and trend.after:
        return trend.before.share, trend.after.share
    middle = len(trend.weeks) // 2
    halves = (trend.weeks[:middle], trend.weeks[middle:])
    shares = [sum(w.part for w in half) / max(sum(w.records for w in half), 1) for half in halves]
    return shares[0], shares[1]


def _value(theme: Sums, segment: Sums) -> float | None:
    """By tier where the data has tiers that differ in worth; else by what an order is worth, beside the
    segment's: twice as much is the most."""
    if theme.tiered:
        return theme.tiers / theme.tiered
    if theme.ordered and segment.ordered and segment.orders > 0:
        usual = segment.orders / segment.ordered
        return min(max(theme.orders / theme.ordered / usual / 2, 0.0), 1.0)
    return None
