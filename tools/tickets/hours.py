"""Working time: when a department is at work, and arithmetic on it.

A moment is working time when the clock on the department's wall reads inside its opening hours of that day.
What is counted is the time that really passes, in seconds: on the night the clock goes back, an hour that is
read twice counts twice; on the night it goes forward, the hour nobody reads does not count.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

__all__ = ["ALWAYS", "Calendar", "Spans", "add_working", "open_spans", "public_days", "working_between"]

Spans = tuple[tuple[int, int], ...]
"""Half-open, in order, not overlapping: opening hours of a day, in minutes since midnight by the wall clock;
or working time, in seconds UTC."""

DAY = 86_400
_EPOCH = date(1970, 1, 1)
_FARTHEST = 20 * 366
"""Days looked ahead for working time before giving up."""

ALWAYS: Spans = ((0, 24 * 60),)


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a department works.

    week: the hours of each weekday, Monday first. country: whose public holidays are days off and whose
    make-up days are worked ("CN", or "GB-ENG" with a part of it); none when empty. off: further days off.
    extra: days that are worked in any case, with their hours.
    """

    zone: ZoneInfo
    week: tuple[Spans, ...]
    country: str = ""
    off: frozenset[date] = frozenset()
    extra: tuple[tuple[date, Spans], ...] = ()

    def hours(self, day: date) -> Spans:
        """The opening hours of a day. A make-up day has those of the first weekday that has any."""
        for worked, spans in self.extra:
            if worked == day:
                return spans
        if day in self.off:
            return ()
        if self.country:
            holidays, made_up = public_days(self.country, day.year)
            if day in made_up:
                return next(spans for spans in self.week if spans)
            if day in holidays:
                return ()
        return self.week[day.weekday()]


def working_between(start: int, end: int, calendar: Calendar) -> int:
    """Working seconds from one moment to another, both seconds UTC; negative when `end` is the earlier."""
    if end < start:
        return -working_between(end, start, calendar)
    return sum(
        max(0, min(closes, end) - max(opens, start))
        for day in range(start // DAY, end // DAY + 1)
        for opens, closes in open_spans(calendar, day)
    )


def add_working(start: int, seconds: int, calendar: Calendar) -> int:
    """The first moment with that much working time since `start`: the end of a day, not the next morning.

    Raises ValueError for negative seconds, and where so much working time is not to be found in 20 years.
    """
    if seconds < 0:
        raise ValueError("working time is added, not taken away")
    if seconds == 0:
        return start
    for opens, closes in _onwards(start, calendar):
        begins = max(opens, start)
        if closes - begins >= seconds:
            return begins + seconds
        seconds -= max(0, closes - begins)
    raise ValueError("this calendar has no such working time")


def _onwards(start: int, calendar: Calendar) -> Iterator[tuple[int, int]]:
    first = start // DAY
    for day in range(first, first + _FARTHEST):
        yield from open_spans(calendar, day)


@lru_cache(maxsize=20_000)
def open_spans(calendar: Calendar, day: int) -> Spans:
    """The working time within one day of UTC (days since 1970), as moments in seconds UTC, in order."""
    return tuple(
        span
        for begins, ends, offset in _offsets(calendar.zone, day * DAY, (day + 1) * DAY)
        for span in _read(calendar, begins, ends, offset)
    )


def _read(calendar: Calendar, begins: int, ends: int, offset: int) -> Iterator[tuple[int, int]]:
    """The working time of a stretch in which the wall clock is always `offset` seconds ahead of UTC."""
    for local in range((begins + offset) // DAY, (ends + offset - 1) // DAY + 1):
        midnight = local * DAY - offset
        for opens, closes in calendar.hours(_EPOCH + timedelta(days=local)):
            first, last = max(begins, midnight + opens * 60), min(ends, midnight + closes * 60)
            if first < last:
                yield first, last


def _offsets(zone: ZoneInfo, begins: int, ends: int) -> Iterator[tuple[int, int, int]]:
    """The stretch in parts with one offset each. A zone changes its clock at most once within a day."""
    before, after = _offset(zone, begins), _offset(zone, ends - 1)
    if before == after:
        yield begins, ends, before
        return
    low, high = begins, ends - 1  # the clock changes after low, and has changed at high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
    yield begins, high, before
    yield high, ends, after


def _offset(zone: ZoneInfo, moment: int) -> int:
    ahead = datetime.fromtimestamp(moment, UTC).astimezone(zone).utcoffset()
    return int(ahead.total_seconds()) if ahead else 0


@cache
def public_days(country: str, year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Public holidays and make-up working days of a year. A year not yet announced has no make-up days.

    country: as `Calendar` has it. Raises NotImplementedError for one whose holidays nobody has written down.
    """
    import holidays

    name, _, part = country.partition("-")
    known = holidays.country_holidays(name, subdiv=part or None, years=year)
    made_up: set[date] = getattr(known, "weekend_workdays", set())
    return frozenset(known), frozenset(made_up)
