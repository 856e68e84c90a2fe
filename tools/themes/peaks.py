"""Days of the year on which everybody sells and everybody writes."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources

__all__ = ["Peak", "peak_days", "peaks_between"]


@dataclass(frozen=True, slots=True)
class Peak:
    """One sale of one year, both days included."""

    name: str
    first: date
    last: date


def peaks_between(first: date, last: date) -> tuple[Peak, ...]:
    """The known peaks that lie whole within these days."""
    found = [peak for year in range(first.year - 1, last.year + 1) for peak in _of_year(year)]
    return tuple(each for each in found if first <= each.first and each.last <= last)


def peak_days(peaks: tuple[Peak, ...]) -> frozenset[date]:
    """All days of these peaks."""
    spans = ((each.first, (each.last - each.first).days + 1) for each in peaks)
    return frozenset(first + timedelta(days=day) for first, days in spans for day in range(days))


def _of_year(year: int) -> list[Peak]:
    found = []
    for each in _known():
        month, day = (int(part) for part in each["from"].split("-"))
        first = _thanksgiving(year) if each.get("after") == "thanksgiving" else date(year, month, day)
        found.append(Peak(str(each["name"]), first, first + timedelta(days=int(each["days"]) - 1)))
    return found


def _thanksgiving(year: int) -> date:
    """The fourth Thursday of November."""
    first = date(year, 11, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 21)


@cache
def _known() -> tuple[dict[str, str], ...]:
    file = resources.files(__package__) / "peaks.toml"
    return tuple(tomllib.loads(file.read_text(encoding="utf-8"))["peak"])
