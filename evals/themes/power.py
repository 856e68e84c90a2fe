"""`python -m evals.themes.power`: what the tests of trends find, and what they call that is nothing.

Synthetic counts. False alarms: worlds in which nothing moves, also where every theme comes in bursts; owed: a
map with any theme called anything but steady at most one time in twenty. Power: how many planted changes of
known size, each among forty themes that do not move, are found as what they are and dated within a week.
`--worlds` of each kind; five times as many where nothing moves.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from evals.report import table, wilson
from tools.themes.figures_time import Timeline
from tools.themes.peaks import peak_days, peaks_between
from tools.themes.trend import trends

__all__ = ["ALARM_HEAD", "Alarms", "main"]

WORLDS = 30
STEADY = 40
FIRST = date(2025, 1, 6)
ALARMS = 0.05
UNMOVED = ("steady", "too_few")

Shape = Literal["step", "ramp", "sales", "year", "weekend"]
Floats = NDArray[np.float64]
KINDS: dict[Shape, tuple[str, ...]] = {
    "step": ("rising", "falling", "new", "gone"),
    "ramp": ("rising", "falling", "new", "gone"),
    "sales": ("seasonal",),
    "year": ("seasonal",),
    "weekend": ("seasonal",),
}


@dataclass(frozen=True, slots=True)
class World:
    """`records` in `weeks`. bursts: variance of a theme's weekly share over its mean squared. busy: how many
    times the usual records sales bring."""

    records: int
    weeks: int
    bursts: float = 0.0
    busy: float = 1.0


@dataclass(frozen=True, slots=True)
class Change:
    """`times` what it was: after one moment, from the first day to the last, in sales, in one half of the
    year, or at weekends. share: over all of the time."""

    shape: Shape
    times: float
    share: float


@dataclass(slots=True)
class Alarms:
    """Counts themes tested and called, and maps with any that were called."""

    tested: int = 0
    called: int = 0
    maps: int = 0
    maps_called: int = 0

    def add(self, kinds: Sequence[str]) -> None:
        called = sum(each not in UNMOVED for each in kinds)
        self.tested += sum(each != "too_few" for each in kinds)
        self.called += called
        self.maps += 1
        self.maps_called += called > 0

    def row(self, name: str) -> tuple[str, ...]:
        shares = []
        for part, of in ((self.called, self.tested), (self.maps_called, self.maps)):
            low, high = wilson(part, of)
            shares += [f"{part}/{of}", f"{part / max(of, 1):.2%} ({low:.2%}-{high:.2%})"]
        return name, *shares, f"{ALARMS:.0%} of maps"


ALARM_HEAD = ("false alarms in", "themes", "share (interval)", "maps", "share (interval)", "at most")

NOTHING = {
    "a year of 1,700": World(1700, 52),
    "a year of 20,000": World(20_000, 52),
    "a quarter of 430": World(430, 13),
    "two years of 3,400": World(3400, 104),
    "1,700, in bursts": World(1700, 52, bursts=0.5),
    "20,000, in bursts": World(20_000, 52, bursts=0.1),
    "1,700, twice as many in sales": World(1700, 52, busy=2.0),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--only", choices=("alarms", "power"))
    parser.add_argument("--worlds", type=int, default=WORLDS)
    given = parser.parse_args()
    if given.only in (None, "alarms"):
        print("Nothing moves (synthetic counts)\n")
        print(table(ALARM_HEAD, [_alarms(name, each, 5 * given.worlds) for name, each in NOTHING.items()]))
    if given.only in (None, "power"):
        print("\nOne theme that moves among 40 that do not (synthetic counts)\n")
        head = (
            "change",
            "share",
            "records",
            "weeks",
            "found",
            "share (interval)",
            "dated within a week",
            "called besides",
        )
        print(table(head, [_power(world, change, given.worlds) for world, change in _planned()]))


def _planned() -> Iterator[tuple[World, Change]]:
    year, large = World(1700, 52), World(20_000, 52)
    for share in (0.015, 0.03, 0.06):
        for times in (2.0, 3.0, 1 / 3):
            yield year, Change("step", times, share)
        for times in (2.0, 3.0):
            yield year, Change("ramp", times, share)
    for share in (0.015, 0.03):
        yield large, Change("step", 1.5, share)
        yield large, Change("ramp", 1.5, share)
        yield large, Change("ramp", 2.0, share)
    quarter = World(2000, 13)
    yield quarter, Change("step", 2.0, 0.06)
    yield quarter, Change("ramp", 3.0, 0.06)
    for world in (year, large):
        yield world, Change("sales", 3.0, 0.06)
        yield world, Change("weekend", 2.0, 0.06)
    yield World(3400, 104), Change("year", 3.0, 0.06)
    yield World(40_000, 104), Change("year", 2.0, 0.03)


def _alarms(name: str, world: World, worlds: int) -> tuple[str, ...]:
    random, counted = np.random.default_rng(7), Alarms()
    for _ in range(worlds):
        days, _ = _made(world, None, random)
        counted.add([each.kind for each in trends(days).values()])
    return counted.row(name)


def _power(world: World, change: Change, worlds: int) -> tuple[str, ...]:
    random = np.random.default_rng(3)
    seen = dated = near = besides = 0
    for _ in range(worlds):
        days, moment = _made(world, change, random)
        told = trends(days)
        planted = told.pop("planted")
        seen += planted.kind in KINDS[change.shape]
        dated += planted.changed is not None
        near += planted.changed is not None and abs((date.fromisoformat(planted.changed) - moment).days) < 14
        besides += sum(each.kind not in UNMOVED for each in told.values())
    low, high = wilson(seen, worlds)
    return (
        f"{change.shape} x{change.times:.2g}",
        f"{change.share:.1%}",
        str(world.records),
        str(world.weeks),
        f"{seen}/{worlds}",
        f"{seen / worlds:.0%} ({low:.0%}-{high:.0%})",
        f"{near}/{dated}" if change.shape == "step" else "-",
        f"{besides}",
    )


def _made(world: World, change: Change | None, random: np.random.Generator) -> tuple[Timeline, date]:
    """The counts by day, and when a step was planted: at three to five sevenths of the time."""
    days = world.weeks * 7
    at = int(random.integers(world.weeks * 3, world.weeks * 5)) // 7 * 7
    busy = np.where(_in_sales(days), world.busy, 1.0)
    totals = random.poisson(world.records * busy / busy.sum())
    usual = np.minimum(np.exp(random.normal(np.log(0.015), 0.8, STEADY)), 0.5)[:, None]
    shares = np.repeat(usual, days, axis=1)
    if world.bursts:
        weekly = random.gamma(1 / world.bursts, world.bursts, (STEADY, world.weeks))
        shares = shares * np.repeat(weekly, 7, axis=1)
    names = [f"steady-{number}" for number in range(STEADY)]
    if change is not None:
        level = _level(change, days, at)
        shares = np.vstack([change.share * level / level.mean(), shares])
        names = ["planted", *names]
    parts = random.binomial(totals, np.minimum(shares, 0.9))
    return Timeline(FIRST, tuple(names), totals, parts), FIRST + timedelta(days=at)


def _level(change: Change, days: int, at: int) -> Floats:
    place = np.arange(days)
    match change.shape:
        case "ramp":
            return np.asarray(1 + (change.times - 1) * place / days)
        case "year":
            return np.asarray(1 + (change.times - 1) * (1 - np.cos(2 * np.pi * place / 365.25)) / 2)
        case "step":
            high = place >= at
        case "sales":
            high = _in_sales(days)
        case "weekend":
            high = (FIRST.weekday() + place) % 7 >= 5
    return np.where(high, change.times, 1.0)


def _in_sales(days: int) -> NDArray[np.bool_]:
    known = peak_days(peaks_between(FIRST, FIRST + timedelta(days=days - 1)))
    return np.array([FIRST + timedelta(days=day) in known for day in range(days)])


if __name__ == "__main__":
    main()
