"""What a time is put together from: a place in the calendar, perhaps still without its year or month."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from assistant.offline.times.holidays import Holiday
from tools.segments.query import Period
from tools.segments.spans import (
    Span,
    Unit,
    WeekStart,
    add_months,
    following,
    month_span,
    moved_by,
    split,
)

__all__ = ["Atom", "Frame", "Part", "Step", "completed", "days", "joined"]

_WEEKS_AHEAD = timedelta(days=6)
Part = tuple[Literal["half", "third", "quarter", "quarters", "season", "week"], int]
"""Which part of a year (or, for halves and thirds, of a month); "quarters" are so many from the first on."""


@dataclass(frozen=True, slots=True)
class Step:
    """A time that counts from another: "the month before", "the same period last year".

    `same` keeps the other's length and moves it; else it is the calendar unit so many units away. Without a
    unit it is the stretch right before or after, as long as the other. many: so many units right before it, in
    place of one of the calendar.
    """

    unit: Unit | None
    count: int
    same: bool = False
    many: int = 1

    def of(self, period: Period) -> Period | None:
        """The period so far from this one; None for a period open to either side.

        Periods with clock times are taken as whole days.
        """
        if period.start is None or period.end is None:
            return None
        start, end = (date.fromisoformat(str(each)[:10]) for each in (period.start, period.end))
        try:
            first, after = self.from_span((start, end))
        except (ValueError, OverflowError):
            return None
        return Period(start=first, end=after)

    def from_span(self, span: Span) -> Span:
        """The stretch so far from this one."""
        if self.unit is None:
            length = span[1] - span[0]
            months = (span[1].year - span[0].year) * 12 + span[1].month - span[0].month
            if span[0].day == span[1].day == 1 and months:
                return moved_by(span, "month", self.count * months)
            return span[0] + self.count * length, span[1] + self.count * length
        if self.many > 1:
            return moved_by(span, self.unit, -self.many)[0], span[0]
        if self.same:
            return moved_by(span, self.unit, self.count)
        return following(span, self.unit, self.count)


@dataclass(frozen=True, slots=True)
class Frame:
    """What times count from: the day of the question, the days the data has, the period under discussion."""

    today: date
    span: Span | None = None
    under: Span | None = None
    week_start: WeekStart = "monday"


@dataclass(frozen=True, slots=True)
class Atom:
    """One time in the text, `start` to `end`.

    `weak`: only a part of a time, such as "early" or "the 5th", which says nothing alone. `exact`: of "three
    months ago" the very day, where a range from then on starts. `bare`: a number that is what its neighbour is,
    the 3 of 3到5月 or "March 3-5".
    """

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    part: Part | None = None
    holiday: Holiday | None = None
    fixed: Span | None = None
    step: Step | None = None
    exact: date | None = None
    bare: int | None = None
    weak: bool = False


def joined(first: Atom, second: Atom) -> Atom | None:
    """Two neighbouring atoms as one: a year and a month, a month and a day, "early" and "March". None: not one."""
    if first.fixed or second.fixed or first.step or second.step:
        return None
    both = (_as_day(first, second), _as_day(second, first))
    if any(each.bare is not None for each in both):
        return None
    if all(getattr(each, name) is None for each in both for name in _FIELDS):
        return None
    if any(sum(getattr(each, name) is not None for each in both) > 1 for name in _FIELDS):
        return None
    merged = Atom(
        first.start,
        second.end,
        year=_given(both[0].year, both[1].year),
        month=_given(both[0].month, both[1].month),
        day=_given(both[0].day, both[1].day),
        part=both[0].part or both[1].part,
        holiday=both[0].holiday or both[1].holiday,
    )
    return merged if _fits(merged, both) else None


def _as_day(atom: Atom, beside: Atom) -> Atom:
    """A bare number beside a month is a day of it."""
    if atom.bare is None or beside.month is None or beside.day is not None or not 1 <= atom.bare <= 31:
        return atom
    return replace(atom, bare=None, day=atom.bare)


_FIELDS = ("year", "month", "day", "part", "holiday")


def _given(first: int | None, second: int | None) -> int | None:
    return first if first is not None else second


def _fits(atom: Atom, parts: Sequence[Atom]) -> bool:
    """Whether what two atoms say goes together; a bare day needs its month, not only a year."""
    if atom.holiday is not None:
        return atom.year is not None and atom.month is None and atom.day is None and atom.part is None
    if atom.part is not None:
        within = atom.part[0] in ("half", "third")
        return atom.day is None and (atom.month is None or within) and (atom.month or atom.year) is not None
    if atom.day is not None:  # a day needs its month, unless it surely is one: "March 3 to 5, 2023"
        return atom.month is not None or not any(each.day is not None and each.weak for each in parts)
    return any(each.month is not None for each in parts)


def completed(atoms: Sequence[Atom], pairs: Sequence[tuple[int, int]], frame: Frame) -> list[Atom]:
    """Fills in missing months and years, from the range an atom is in, its neighbours, else the data.

    `pairs`: places of atoms that are the two ends of a range, the second of which is the later one.
    """
    done = list(atoms)
    for place, atom in enumerate(atoms):
        if atom.month is None and (atom.day is not None or (atom.weak and atom.part and atom.year is None)):
            done[place] = _with_month(done, place, frame)
    ends = dict(pairs)
    starts = {second: first for first, second in pairs}
    for place in [*starts, *(each for each in range(len(atoms)) if each not in starts)]:
        atom = done[place]
        if _has_year(atom):
            continue
        first = done[starts[place]] if place in starts else None
        if place in starts and first is not None and _year_of(first) is not None:
            done[place] = _not_before(atom, first)
        elif place in ends and _year_of(done[ends[place]]) is not None:
            done[place] = _not_after(atom, done[ends[place]])
        else:
            done[place] = replace(atom, year=_missing_year(done, place, frame))
    return [_stepped(each, frame) for each in done]


def _has_year(atom: Atom) -> bool:
    return atom.year is not None or atom.fixed is not None or atom.step is not None


def _year_of(atom: Atom) -> int | None:
    return atom.year if atom.year is not None else atom.fixed[0].year if atom.fixed else None


def _not_before(atom: Atom, first: Atom) -> Atom:
    """ "Nov 2023 to Feb": the later end in the first's year, or the one after."""
    year = _year_of(first) or 1
    same, start = replace(atom, year=year), days(first)
    found = days(same)
    late = found is not None and start is not None and found[0] < start[0]
    return replace(atom, year=year + 1) if late else same


def _not_after(atom: Atom, second: Atom) -> Atom:
    """ "Nov to Feb 2024": the earlier end in the second's year, or the one before."""
    year = _year_of(second) or 1
    same, other = replace(atom, year=year), days(second)
    found = days(same)
    late = found is not None and other is not None and found[0] > other[0]
    return replace(atom, year=year - 1) if late else same


def _with_month(atoms: Sequence[Atom], place: int, frame: Frame) -> Atom:
    """A bare day in the month said next to it, that under discussion, or the newest that has had that day."""
    atom = atoms[place]
    neighbours = [*reversed(atoms[:place]), *atoms[place + 1 :]]
    said = next((each.month for each in neighbours if each.month), None)
    if said or frame.under:
        return replace(atom, month=said or (frame.under[0].month if frame.under else None))
    latest = _latest(frame)
    if (atom.day or 1) > latest.day:
        latest = add_months(latest.replace(day=1), -1)
    return replace(atom, month=latest.month, year=atom.year or latest.year)


def _missing_year(atoms: Sequence[Atom], place: int, frame: Frame) -> int:
    """The year said next to it, else that of the period under discussion, else the likeliest."""
    neighbours = [*reversed(atoms[:place]), *atoms[place + 1 :]]
    said = next((each.year for each in neighbours if each.year), None)
    if said is not None:
        return said
    if frame.under is not None:
        year = frame.under[0].year
        found = days(replace(atoms[place], year=year))
        if found and (frame.span is None or (found[0] <= frame.span[1] and found[1] > frame.span[0])):
            return year
    return _likely_year(atoms[place], frame)


def _latest(frame: Frame) -> date:
    return min(frame.today, frame.span[1]) if frame.span else frame.today


def _likely_year(atom: Atom, frame: Frame) -> int:
    """The newest year in which that time has begun and the data has records; else the newest begun."""
    latest, span = _latest(frame), frame.span
    for year in range(latest.year, max(1, (span[0].year - 1) if span else latest.year - 8), -1):
        found = days(replace(atom, year=year))
        if found and found[0] <= latest and (span is None or found[1] > span[0]):
            return year
    begun = days(replace(atom, year=frame.today.year))
    return frame.today.year if begun is None or begun[0] <= frame.today else frame.today.year - 1


def _stepped(atom: Atom, frame: Frame) -> Atom:
    """What counts from another time, from the period under discussion, else from today."""
    today = (frame.today, frame.today + timedelta(days=1))
    try:
        unknown = atom.step is not None and atom.fixed is None
        return (
            replace(atom, fixed=atom.step.from_span(frame.under or today)) if atom.step and unknown else atom
        )
    except (ValueError, OverflowError):
        return replace(atom, fixed=today)


def days(atom: Atom) -> Span | None:
    """Half-open days of a completed atom, or None for a day or year that does not exist."""
    if atom.fixed:
        return atom.fixed
    try:
        return _days(atom)
    except (ValueError, OverflowError):
        return None


def _days(atom: Atom) -> Span | None:
    if atom.year is None:
        return None
    if atom.holiday is not None:
        return atom.holiday.days(atom.year)
    if atom.day is not None and atom.month is not None:
        day = date(atom.year, atom.month, atom.day)
        return day, day + timedelta(days=1)
    whole = month_span(atom.year, atom.month) if atom.month else month_span(atom.year, 1, 12)
    return _part(whole, atom.part) if atom.part else whole


def _part(whole: Span, part: Part) -> Span:
    """Part of a year or month. Winter begins in the December of its year; weeks are numbered as ISO 8601 does."""
    kind, place = part
    if kind == "week":
        first = date.fromisocalendar(whole[0].year, place, 1)
        return first, first + _WEEKS_AHEAD + timedelta(days=1)
    if kind == "season":
        return month_span(whole[0].year, 3 * place, 3)
    if kind == "quarters":
        return month_span(whole[0].year, 1, 3 * place)
    return split(whole, place, {"half": 2, "third": 3, "quarter": 4}[kind])
