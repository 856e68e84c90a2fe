"""How each theme's share moves: tests, one decision for each theme, and the week it changed.

The tests of all themes are corrected together, so that few of those said to move do not; which there are, and
what they assume: docs/themes-figures.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from tools.themes.correcting import corrected
from tools.themes.figures import part_of
from tools.themes.figures_time import Timeline, Weekly, weekly
from tools.themes.permuting import movement
from tools.themes.regression import Fit, class_fit, design_fit, group_fit, likeliest, line_slope, week_spread
from tools.themes.report import Part, Trend, TrendKind, Week
from tools.themes.seasons import peak_fit, year_fit

__all__ = ["NO_TREND", "trends"]

NO_TREND = Trend("too_few", "none", None, None, None, None, None, ())
"""Of data without times."""

LEVEL = 0.05
LEAST_RECORDS = 10
"""Fewer records of a theme say nothing about a trend."""
LEAST_NEW = 5
SILENT_DAYS = 21
"""Days without a record from which on a theme can be called silent, ..."""
SILENT_RECORDS = 3.0
"""... when so many or more were to be expected of it in them: chance leaves out three one time in twenty."""
HALF_A_YEAR = 26
"""Weeks from which on they are what is put in order; days before, there being too few orders of weeks."""
LEAST_DAYS = 14
LEAST_WEEKDAY_DAYS = 56

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Units:
    """Weeks, or days where there are few weeks; those without a record of the segment are left out."""

    starts: tuple[date, ...]
    totals: Floats
    parts: Floats
    days: int

    @property
    def margin(self) -> int:
        return 2 if self.days == 7 else 3


@dataclass(frozen=True, slots=True)
class _Tests:
    """p: by test, corrected; not a number where it was not made. Rows are themes. misfit: of each model."""

    p: dict[str, Floats]
    slope: Floats
    rises: NDArray[np.bool_]
    place: NDArray[np.int64]
    misfit: dict[str, Floats]
    some: NDArray[np.bool_]
    first: NDArray[np.int64]
    last: NDArray[np.int64]


def trends(days: Timeline) -> dict[str, Trend]:
    """The trend of every theme of the timeline, by ref."""
    weeks = weekly(days)
    units = _units(days, weeks)
    if units is None:
        return {theme: _untold(row, weeks) for row, theme in enumerate(days.themes)}
    tests = _tests(days, units)
    return {
        theme: replace(_trend(row, weeks, units, tests), last=_silent_since(days, row))
        for row, theme in enumerate(days.themes)
    }


def _silent_since(days: Timeline, row: int) -> str | None:
    """The last day with a record, when so long a silence is more than chance: as often as before, some three
    or more would have come. None for a theme that is heard of."""
    parts, totals = days.parts[row], days.totals
    some = np.flatnonzero(parts)
    if parts.sum() < LEAST_NEW or len(parts) - 1 - some[-1] < SILENT_DAYS:
        return None
    until = int(some[-1]) + 1
    expected = parts[:until].sum() / max(totals[:until].sum(), 1) * totals[until:].sum()
    return (days.first + timedelta(days=int(some[-1]))).isoformat() if expected >= SILENT_RECORDS else None


def _units(days: Timeline, weeks: Weekly) -> _Units | None:
    some = np.flatnonzero(weeks.totals)
    if len(some) >= HALF_A_YEAR:
        starts = tuple(weeks.starts[place] for place in some)
        return _Units(starts, weeks.totals[some].astype(float), weeks.parts[:, some].astype(float), 7)
    some = np.flatnonzero(days.totals)
    if len(some) < LEAST_DAYS:
        return None
    starts = tuple(days.first + timedelta(days=int(place)) for place in some)
    return _Units(starts, days.totals[some].astype(float), days.parts[:, some].astype(float), 1)


def _tests(days: Timeline, units: _Units) -> _Tests:
    parts, totals = units.parts, units.totals
    places = np.arange(units.margin, len(totals) - units.margin + 1)
    place = likeliest(parts, totals, places)
    after = np.arange(len(totals)) >= place[:, None]
    line = design_fit(parts, totals, np.linspace(-1.0, 1.0, len(totals))[:, None], 1)
    step = group_fit(parts, totals, after)
    moved = movement(parts, totals, places, _spreads(units, (line, step)))
    first, last = _ends(parts)
    found = {
        "cochran_armitage": moved.slope,
        "change_point": moved.change,
        "first_seen": _absence(days, units, first, before=True),
        "last_seen": _absence(days, units, last, before=False),
    }
    misfit = {
        "cochran_armitage": line.deviance,
        "change_point": step.deviance + 2,  # where it changed was chosen, too
    }
    if units.days == 7 and (peaks := peak_fit(parts, totals, units.starts)) is not None:
        found["peak_weeks"], misfit["peak_weeks"] = peaks.p, peaks.deviance
    if units.days == 7 and (year := year_fit(parts, totals, units.starts)) is not None:
        found["time_of_year"] = year
    if len(days.totals) >= LEAST_WEEKDAY_DAYS:
        found["weekday"] = _weekday(days)
    return _Tests(
        _corrected(found, parts.sum(axis=1)),
        line_slope(parts, totals) * 7 / units.days,
        (parts * after).sum(axis=1) * (totals * ~after).sum(axis=1)
        > (parts * ~after).sum(axis=1) * (totals * after).sum(axis=1),
        place,
        misfit,
        parts > 0,
        first,
        last,
    )


def _spreads(units: _Units, fits: Sequence[Fit]) -> list[Floats]:
    """How much more than single days show it the weeks vary; the weeks themselves show all of it."""
    if units.days == 7:
        return []
    weeks = np.array([(day - units.starts[0]).days // 7 for day in units.starts])
    return [week_spread(units.parts, units.totals, each.fitted, weeks) for each in fits]


def _corrected(found: dict[str, Floats], records: Floats) -> dict[str, Floats]:
    """Without the tests of themes that have too few records for them."""
    ends = ("first_seen", "last_seen")
    few = {name: records < (LEAST_NEW if name in ends else LEAST_RECORDS) for name in found}
    return corrected(found, records, few)


def _ends(parts: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first and the last unit with a record of each theme."""
    some = parts > 0
    return np.argmax(some, axis=1), parts.shape[1] - 1 - np.argmax(some[:, ::-1], axis=1)


def _absence(days: Timeline, units: _Units, end: NDArray[np.int64], *, before: bool) -> Floats:
    """How likely chance would leave a theme out for so long: before it was first seen, or since the last.

    Each unit with the theme counts once, so that a burst is one event: ((n - silent) / n) ^ units.
    """
    events = (units.parts > 0).sum(axis=1)
    passed = np.concatenate([[0.0], np.cumsum(units.totals)])
    everything = passed[-1] + (days.earlier if before else 0)
    silent = passed[end] + days.earlier if before else passed[-1] - passed[end + 1]
    p = ((everything - silent) / everything) ** events
    known = np.array([theme in days.seen for theme in days.themes], dtype=bool)
    usable = (events >= 3) & (~known if before else True)
    return np.asarray(np.where(usable, p, 1.0))


def _weekday(days: Timeline) -> Floats:
    some = np.flatnonzero(days.totals)
    weekdays = (some + days.first.weekday()) % 7
    return class_fit(days.parts[:, some].astype(float), days.totals[some].astype(float), weekdays).p


def _trend(row: int, weeks: Weekly, units: _Units, tests: _Tests) -> Trend:
    if np.isnan(tests.p["first_seen"][row]):
        return _untold(row, weeks)
    clear = {name for name, p in tests.p.items() if p[row] <= LEVEL}
    kind, test = _decided(row, clear, tests)
    if kind == "steady" and np.isnan(tests.p["cochran_armitage"][row]):
        return _untold(row, weeks)
    place = _change(row, kind, clear, tests)
    before = after = None
    if place is not None:
        before, after = _sides(units, row, place)
    changed = units.starts[place] if place is not None else None
    return Trend(
        kind,
        test,
        float(tests.p[test][row]),
        float(tests.slope[row]),
        (changed - timedelta(days=changed.weekday())).isoformat() if changed else None,
        before,
        after,
        _weeks(row, weeks),
    )


def _decided(row: int, clear: set[str], tests: _Tests) -> tuple[TrendKind, str]:
    """What the theme is called, and the test that says so."""
    if "last_seen" in clear:
        return "gone", "last_seen"
    if "first_seen" in clear:
        return "new", "first_seen"
    best = min(clear & set(tests.misfit), key=lambda name: float(tests.misfit[name][row]), default="")
    if best == "peak_weeks":
        return "seasonal", best
    if "time_of_year" in clear:
        return "seasonal", "time_of_year"
    if best:
        rises = tests.slope[row] > 0 if best == "cochran_armitage" else tests.rises[row]
        return ("rising" if rises else "falling"), best
    if "weekday" in clear:
        return "seasonal", "weekday"
    return "steady", min(("cochran_armitage", "change_point"), key=lambda name: float(tests.p[name][row]))


def _change(row: int, kind: TrendKind, clear: set[str], tests: _Tests) -> int | None:
    """The unit at which the share changed: where that says more than a line does."""
    stepped = "change_point" in clear
    if kind == "new":
        return _onset(tests.some[row], int(tests.place[row])) if stepped else int(tests.first[row])
    if kind == "gone":
        return int(tests.last[row]) + 1
    if kind not in ("rising", "falling") or not stepped:
        return None
    better = tests.misfit["change_point"][row] < tests.misfit["cochran_armitage"][row]
    return int(tests.place[row]) if better or "cochran_armitage" not in clear else None


def _onset(some: NDArray[np.bool_], place: int) -> int:
    """Back from the likeliest change through units that have the theme: one stray record long before is no
    beginning."""
    while place > 0 and some[place - 1]:
        place -= 1
    return place


def _sides(units: _Units, row: int, place: int) -> tuple[Part, Part]:
    parts, totals = units.parts[row], units.totals
    return (
        part_of(int(parts[:place].sum()), int(totals[:place].sum())),
        part_of(int(parts[place:].sum()), int(totals[place:].sum())),
    )


def _untold(row: int, weeks: Weekly) -> Trend:
    return Trend("too_few", "none", None, None, None, None, None, _weeks(row, weeks))


def _weeks(row: int, weeks: Weekly) -> tuple[Week, ...]:
    return tuple(
        Week(start.isoformat(), int(part), int(n))
        for start, part, n in zip(weeks.starts, weeks.parts[row], weeks.totals, strict=True)
    )
