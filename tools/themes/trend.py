"""How each theme's share moves: tests, one decision for each theme, and the week it changed.

All tests of all themes are corrected together (Benjamini-Hochberg, 5 %): docs/themes-figures.md says which
there are, and what they assume.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from tools.themes.figures import part_of
from tools.themes.figures_time import Timeline, Weekly, weekly
from tools.themes.over import benjamini_hochberg
from tools.themes.regression import Step, class_fit, design_fit, line_slope, step_fit
from tools.themes.report import Part, Trend, TrendKind, Week
from tools.themes.seasons import peak_fit, year_fit

__all__ = ["NO_TREND", "trends"]

NO_TREND = Trend("too_few", "none", None, None, None, None, None, ())
"""Of data without times."""

LEVEL = 0.05
LEAST_RECORDS = 10
"""Fewer records of a theme say nothing about a trend."""
LEAST_NEW = 5
LEAST_WEEKS = 6
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
    """p-values by test, corrected; None was not tested. Rows are themes."""

    p: dict[str, Floats]
    slope: Floats
    step: Step
    line_deviance: Floats
    peak_deviance: Floats
    first: NDArray[np.int64]
    last: NDArray[np.int64]


def trends(days: Timeline) -> dict[str, Trend]:
    """The trend of every theme of the timeline, by ref."""
    weeks = weekly(days)
    units = _units(days, weeks)
    if units is None:
        return {theme: _untold(row, weeks) for row, theme in enumerate(days.themes)}
    tests = _tests(days, units)
    return {theme: _trend(row, weeks, units, tests) for row, theme in enumerate(days.themes)}


def _units(days: Timeline, weeks: Weekly) -> _Units | None:
    some = np.flatnonzero(weeks.totals)
    if len(some) >= LEAST_WEEKS:
        starts = tuple(weeks.starts[place] for place in some)
        return _Units(starts, weeks.totals[some].astype(float), weeks.parts[:, some].astype(float), 7)
    some = np.flatnonzero(days.totals)
    if len(some) < LEAST_DAYS:
        return None
    starts = tuple(days.first + timedelta(days=int(place)) for place in some)
    return _Units(starts, days.totals[some].astype(float), days.parts[:, some].astype(float), 1)


def _tests(days: Timeline, units: _Units) -> _Tests:
    parts, totals = units.parts, units.totals
    at = np.linspace(-1.0, 1.0, len(totals))[:, None]
    line, step = design_fit(parts, totals, at, 1), step_fit(parts, totals, units.margin)
    peaks = peak_fit(parts, totals, units.starts) if units.days == 7 else None
    year = year_fit(parts, totals, units.starts) if units.days == 7 else None
    first, last = _ends(parts)
    found = {
        "logistic_trend": line.p,
        "change_point": step.fit.p,
        "first_seen": _absence(days, units, first, before=True),
        "last_seen": _absence(days, units, last, before=False),
    }
    if peaks is not None:
        found["peak_weeks"] = peaks.p
    if year is not None:
        found["time_of_year"] = year
    if len(days.totals) >= LEAST_WEEKDAY_DAYS:
        found["weekday"] = _weekday(days)
    records = parts.sum(axis=1)
    for name, p in found.items():
        least = LEAST_NEW if name in ("first_seen", "last_seen") else LEAST_RECORDS
        found[name] = np.where(records >= least, p, np.nan)
    unlike = np.full(len(parts), np.inf)
    return _Tests(
        _corrected(found),
        line_slope(parts, totals) * 7 / units.days,
        step,
        line.deviance,
        unlike if peaks is None else peaks.deviance,
        first,
        last,
    )


def _corrected(found: dict[str, Floats]) -> dict[str, Floats]:
    """All p-values together (Benjamini-Hochberg); those of what was not tested stay out."""
    table = np.array(list(found.values()))
    tested = ~np.isnan(table)
    table[tested] = benjamini_hochberg(table[tested].tolist())
    return dict(zip(found, np.where(tested, table, np.nan), strict=True))


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
    if kind == "steady" and np.isnan(tests.p["logistic_trend"][row]):
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
    fits = {
        "logistic_trend": tests.line_deviance[row] + 2,
        "change_point": tests.step.fit.deviance[row] + 4,
        "peak_weeks": tests.peak_deviance[row] + 2,
    }
    moving = [name for name in fits if name in clear]
    best = min(moving, key=lambda name: fits[name], default="")
    if best == "peak_weeks":
        return "seasonal", best
    if "time_of_year" in clear:
        return "seasonal", "time_of_year"
    if best:
        rises = tests.slope[row] > 0 if best == "logistic_trend" else tests.step.rises[row]
        return ("rising" if rises else "falling"), best
    return ("seasonal", "weekday") if "weekday" in clear else ("steady", "logistic_trend")


def _change(row: int, kind: TrendKind, clear: set[str], tests: _Tests) -> int | None:
    """The unit at which the share changed: where that says more than a line does."""
    if kind == "new":
        return int(tests.first[row])
    if kind == "gone":
        return int(tests.last[row]) + 1
    if kind not in ("rising", "falling") or "change_point" not in clear:
        return None
    better = tests.step.fit.deviance[row] + 4 < tests.line_deviance[row] + 2
    return int(tests.step.place[row]) if better or "logistic_trend" not in clear else None


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
