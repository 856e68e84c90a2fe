"""Calendar arithmetic on half-open stretches of days: units, rolling and whole ones, and their neighbours."""

from datetime import date, timedelta
from typing import Literal

__all__ = [
    "Span", "Unit", "WeekStart", "add_months", "following", "last_days", "last_whole", "month_span",
    "moved_by", "split", "unit_of", "unit_span",
]  # fmt: skip

Span = tuple[date, date]
"""First day, and the day after the last."""

Unit = Literal["day", "week", "month", "quarter", "half", "year"]
WeekStart = Literal["monday", "sunday"]

_DAY = timedelta(days=1)
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def add_months(day: date, months: int) -> date:
    """The same day some months on, or the last day of that month when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (_first(year, month + 2) - _DAY).day
    return date(year, month + 1, min(day.day, last))


def month_span(year: int, month: int, count: int = 1) -> Span:
    """So many months from the given one on; months outside 1-12 run on into other years."""
    return _first(year, month), _first(year, month + count)


def unit_span(day: date, unit: Unit, week_start: WeekStart = "monday") -> Span:
    """The calendar unit a day lies in."""
    if unit == "day":
        return day, day + _DAY
    if unit == "week":
        back = day.weekday() if week_start == "monday" else day.isoweekday() % 7
        first = day - timedelta(days=back)
        return first, first + 7 * _DAY
    width = _MONTHS[unit]
    return month_span(day.year, (day.month - 1) // width * width + 1, width)


def following(span: Span, unit: Unit, count: int) -> Span:
    """The calendar unit so many units after the one a stretch begins in; before it when `count` is negative.

    Days and weeks that are no calendar weeks count from the stretch itself: before 12 May is 5-11 May.
    """
    if unit in _MONTHS:
        months = count * _MONTHS[unit]
        first = unit_span(span[0], unit)[0] if count < 0 else unit_span(span[1] - _DAY, unit)[0]
        return unit_span(add_months(first, months), unit)
    days = (7 if unit == "week" else 1) * _DAY
    if span[1] - span[0] == days:
        return span[0] + count * days, span[1] + count * days
    if count < 0:
        return span[0] + count * days, span[0] + (count + 1) * days
    return span[1] + (count - 1) * days, span[1] + count * days


def moved_by(span: Span, unit: Unit, count: int) -> Span:
    """The same stretch so many units later: March of another year, the same days of another month."""
    if unit in ("day", "week"):
        days = count * (7 if unit == "week" else 1) * _DAY
        return span[0] + days, span[1] + days
    months = count * _MONTHS[unit]
    if span[0].day == 1 and span[1].day == 1:
        return add_months(span[0], months), add_months(span[1], months)
    return add_months(span[0], months), add_months(span[1] - _DAY, months) + _DAY


def last_days(count: int, unit: Unit, today: date) -> Span:
    """A rolling stretch that ends with today: the last 7 days, the last 3 months."""
    end = today + _DAY
    if unit in ("day", "week"):
        return end - count * (7 if unit == "week" else 1) * _DAY, end
    return add_months(end, -count * _MONTHS[unit]), end


def last_whole(count: int, unit: Unit, today: date, week_start: WeekStart = "monday") -> Span:
    """Whole calendar units, the last of them over before today."""
    end = unit_span(today, unit, week_start)[0]
    if unit in ("day", "week"):
        return end - count * (7 if unit == "week" else 1) * _DAY, end
    return add_months(end, -count * _MONTHS[unit]), end


def unit_of(span: Span) -> Unit | None:
    """The calendar unit a stretch is exactly one of; a week may start on any day."""
    for unit in ("day", "month", "quarter", "half", "year"):
        if unit_span(span[0], unit) == span:
            return unit
    return "week" if span[1] - span[0] == 7 * _DAY else None


def split(span: Span, place: int, of: int) -> Span:
    """The place-th of 2, 3 or 4 parts of a stretch, in whole months where it has them.

    Thirds of a month are 1-10, 11-20 and the rest; its halves 1-15 and the rest. Thirds of a year are its
    first, its middle six, and its last three months.
    """
    first, end = span
    months = (end.year - first.year) * 12 + end.month - first.month
    if months == 12 and of == 3:
        cuts = [first, add_months(first, 3), add_months(first, 9), end]
    elif first.day == end.day and months and months % of == 0:
        cuts = [add_months(first, months // of * n) for n in range(of + 1)]
    else:
        width = {2: 15, 3: 10}.get(of, 7) if months == 1 else max(1, (end - first).days // of)
        cuts = [*(min(first + n * width * _DAY, end) for n in range(of)), end]
    return cuts[place - 1], cuts[place]


def _first(year: int, month: int) -> date:
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
