"""What happens when: the planted events of the year, and how many records each theme has on which days."""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

__all__ = [
    "APP_FIXED",
    "CRISIS",
    "DEFECT_SINCE",
    "END",
    "PEAKS",
    "PRICE_RISE",
    "START",
    "THEMES",
    "Theme",
    "moment",
    "peak_at",
]

START = date(2025, 6, 16)
END = date(2026, 6, 15)
CRISIS = ("华东", date(2026, 5, 1), date(2026, 5, 31))
DEFECT_SINCE = date(2026, 1, 20)
PRICE_RISE = date(2025, 10, 9)
APP_FIXED = date(2026, 2, 10)
PEAKS = (
    ("双11", date(2025, 11, 11), date(2025, 11, 22)),
    ("Black Friday", date(2025, 11, 28), date(2025, 12, 8)),
)
DAYS = tuple(START + timedelta(days=offset) for offset in range((END - START).days + 1))

_WEEKDAYS = (1.2, 1.05, 1.0, 0.95, 0.9, 1.0, 1.1)
_HOURS = (
    1.5,
    0.7,
    0.3,
    0.2,
    0.2,
    0.4,
    1,
    2.2,
    3.5,
    4.5,
    5,
    5,
    6,
    5,
    4.5,
    4.3,
    4.2,
    4.2,
    4.5,
    5.5,
    7.5,
    8,
    6.5,
    3.5,
)


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme of the year. `weight`: of a day for its records. `products`: the groups it concerns."""

    key: str
    polarity: str
    records: int
    category: str
    weight: Callable[[date], float]
    products: frozenset[str] = frozenset()
    seasonal: bool = True

    def days(self, rng: random.Random) -> list[date]:
        """The days of its records, unordered."""
        weights = [
            self.weight(day) * _WEEKDAYS[day.weekday()] * (_season(day) if self.seasonal else 1)
            for day in DAYS
        ]
        return rng.choices(DAYS, weights, k=self.records)


def peak_at(day: date) -> str | None:
    """Name of the sale whose wave of records the day belongs to."""
    return next((name for name, first, last in PEAKS if first <= day <= last), None)


def moment(rng: random.Random, day: date) -> datetime:
    """A time of that day: people write at noon and in the evening."""
    hour = rng.choices(range(24), _HOURS)[0]
    return datetime(day.year, day.month, day.day, hour, rng.randrange(60), rng.randrange(60))


def _season(day: date) -> float:
    return 2.6 if peak_at(day) else 1.0


def _progress(day: date) -> float:
    return (day - START).days / (END - START).days


def _steady(_day: date) -> float:
    return 1.0


def _in_crisis(day: date) -> float:
    return 1.0 if CRISIS[1] <= day <= CRISIS[2] else 0.0


def _after_release(day: date) -> float:
    return min(1.0, max(0, (day - DEFECT_SINCE).days + 1) / 14)


def _after_rise(day: date) -> float:
    since = (day - PRICE_RISE).days
    return 0.0 if since < 0 else 0.15 + math.exp(-since / 60)


def _until_fix(day: date) -> float:
    return 1.0 if day < APP_FIXED else 0.03


def _groups(*names: str) -> frozenset[str]:
    return frozenset(names)


THEMES: tuple[Theme, ...] = (
    Theme("delivery", "negative", 285, "delivery", _steady),
    Theme("delivery_crisis", "negative", 110, "delivery", _in_crisis),
    Theme("firmware_defect", "negative", 100, "product quality", _after_release, _groups("buds")),
    Theme("quality", "negative", 235, "product quality", _steady),
    Theme("price", "negative", 60, "price", _steady),
    Theme("price_rise", "negative", 120, "price", _after_rise, seasonal=False),
    Theme("login", "negative", 175, "app", _until_fix, _groups("wifi"), seasonal=False),
    Theme("service", "negative", 185, "customer service", _steady),
    Theme("returns", "negative", 145, "returns", _steady),
    Theme("packaging", "negative", 96, "packaging", _steady, seasonal=False),
    Theme(
        "battery",
        "negative",
        110,
        "product quality",
        lambda day: 0.15 + 2 * _progress(day),
        _groups("battery"),
        False,
    ),
    Theme(
        "ads",
        "negative",
        105,
        "app",
        lambda day: 0.2 + 2.2 * _progress(day) ** 2,
        _groups("wifi", "buds"),
        False,
    ),
    Theme("pairing", "negative", 120, "app", _steady, _groups("wifi"), seasonal=False),
    Theme("request", "neutral", 130, "other", _steady),
    Theme("other", "neutral", 115, "other", _steady),
    Theme("praise", "positive", 660, "praise", _steady),
    Theme("bare", "none", 200, "", _steady),
)
