"""Dates as answers write them, as the days they mean."""

import re
from calendar import month_name
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = [month.lower() for month in month_name[1:]]
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" if len(name) > 3 else name for name in MONTHS)

__all__ = ["Days", "dates_in", "days_of"]


@dataclass(frozen=True, slots=True)
class Days:
    """From the first day to the last, both included."""

    first: date
    last: date

    def holds(self, other: "Days") -> bool:
        return self.first <= other.first and other.last <= self.last

    @property
    def day_before(self) -> "Days":
        """The last day of a period that ends where these begin."""
        day = self.first - timedelta(days=1)
        return Days(day, day)


def dates_in(text: str) -> Iterator[tuple[str, Days]]:
    """Every date of a text as written, with what it means; what is no day of any calendar is left out."""
    for match in _DATE.finditer(text):
        if days := days_of(match[0]):
            yield match[0], days


def days_of(text: str) -> Days | None:
    """The days a text means, if it is a date and nothing else."""
    for pattern, read in _FORMS:
        if match := re.fullmatch(pattern, text.strip(), re.IGNORECASE):
            try:
                return read(match)
            except ValueError:
                return None
    return None


def _day(year: str, month: str, day: str) -> Days:
    found = date(int(year), int(month), int(day))
    return Days(found, found)


def _months(year: str, first: int, count: int = 1) -> Days:
    start, end = int(year) * 12 + first - 1, int(year) * 12 + first - 1 + count
    return Days(date(start // 12, start % 12 + 1, 1), date(end // 12, end % 12 + 1, 1) - timedelta(days=1))


def _named(name: str) -> int:
    return next(place for place, each in enumerate(MONTHS, 1) if each.startswith(name[:3].lower()))


_FORMS: tuple[tuple[str, Callable[[re.Match[str]], Days]], ...] = (
    (r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", lambda m: _day(m[1], m[2], m[3])),
    (r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]", lambda m: _day(m[1], m[2], m[3])),
    (rf"({_MONTH}) (\d{{1,2}}), (\d{{4}})", lambda m: _day(m[3], str(_named(m[1])), m[2])),
    (rf"(\d{{1,2}}) ({_MONTH}) (\d{{4}})", lambda m: _day(m[3], str(_named(m[2])), m[1])),
    (r"(\d{4})-(\d{2})", lambda m: _months(m[1], int(m[2]))),
    (r"(\d{4})年(\d{1,2})月", lambda m: _months(m[1], int(m[2]))),
    (rf"({_MONTH}) (\d{{4}})", lambda m: _months(m[2], _named(m[1]))),
    (r"Q([1-4]) (\d{4})", lambda m: _months(m[2], 3 * int(m[1]) - 2, 3)),
    (r"(\d{4})[- ]?Q([1-4])", lambda m: _months(m[1], 3 * int(m[2]) - 2, 3)),
    (r"(\d{4})年第?([1-4一二三四])季度", lambda m: _months(m[1], 3 * _numeral(m[2]) - 2, 3)),
    (r"(\d{4})年", lambda m: _months(m[1], 1, 12)),
)

_DATE = re.compile(
    r"(?<![A-Za-z0-9.-])(?:"
    + "|".join(re.sub(r"\((?!\?)", "(?:", form) for form, _ in _FORMS)
    + r")(?![A-Za-z0-9]|-\d)",
    re.IGNORECASE,
)


def _numeral(text: str) -> int:
    return "一二三四".find(text) + 1 or int(text)
