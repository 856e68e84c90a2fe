"""The labelled table's expectations, worked out slowly: a clock on the wall, read once every minute.

Nothing here comes from the software that is measured: rules, opening hours, holidays and make-up days are
written down again by hand (from the notices of the State Council, gov.uk and the US Office of Personnel
Management for 2026), and a deadline is where a walk of single minutes has counted enough of them.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

__all__ = ["TABLE", "Case", "Expected", "Walk", "expected_department", "expected_priority", "read_cases"]

TABLE = Path(__file__).parent.parent / "cases" / "loop" / "deadlines.csv"

MINUTE = timedelta(minutes=1)
_ZONES = {"safety": "Asia/Shanghai", "billing": "Asia/Shanghai", "logistics": "Asia/Shanghai"}
_ZONES |= {"product": "Europe/London", "care": "Europe/London"}
_ZONES |= {"app": "America/New_York", "night": "America/New_York"}
_CHINA_OFF = {f"2026-10-{day:02}" for day in range(1, 8)} | {
    "2026-09-25",
    "2026-04-04",
    "2026-04-05",
    "2026-04-06",
}
_CHINA_MADE_UP = {"2026-09-20", "2026-10-10"}
_ENGLAND_OFF = {"2026-04-03", "2026-04-06"}
_AMERICA_OFF = {"2026-10-12", "2026-11-11"}

_TARGETS = {"P1": (30, 480), "P2": (120, 960), "P3": (480, 2400), "P4": (960, 4800)}
_SAFETY_TARGETS = {"P1": (15, 240), "P2": (60, 720)}
_LOGISTICS_TARGETS = {"P1": (30, 360), "P2": (120, 720)}
"""Minutes until the first response and the resolution."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What is right. Times as ISO with an offset, empty for none; remaining: minutes until the resolution."""

    department: str
    priority: str
    response_due: str
    response_state: str
    resolution_due: str
    resolution_state: str
    remaining: int


@dataclass(frozen=True, slots=True)
class Case:
    """events: (moment, what, value), as they happened. how: how the expectation was worked out."""

    name: str
    language: str
    text: str
    facts: Mapping[str, str]
    opened: datetime
    events: tuple[tuple[datetime, str, str], ...]
    now: datetime
    expected: Expected
    how: str


def read_cases(file: Path = TABLE) -> tuple[Case, ...]:
    with file.open(encoding="utf-8", newline="") as lines:
        return tuple(map(_case, csv.DictReader(lines)))


def _case(row: Mapping[str, str]) -> Case:
    events = []
    for each in filter(None, row["events"].split(";")):
        at, what, *value = each.split()
        events.append((datetime.fromisoformat(at), what, " ".join(value)))
    return Case(
        name=row["case"],
        language=row["language"],
        text=row["text"],
        facts={name: row[name] for name in _FACTS},
        opened=datetime.fromisoformat(row["opened"]),
        events=tuple(events),
        now=datetime.fromisoformat(row["now"]),
        expected=Expected(
            row["department"],
            row["priority"],
            row["response_due"],
            row["response_state"],
            row["resolution_due"],
            row["resolution_state"],
            int(row["remaining"]),
        ),
        how=row["how"],
    )


_FACTS = ("topics", "product", "region", "urgency", "intent", "tier", "reach", "customers")


def expected_department(facts: Mapping[str, str]) -> str:
    """The routing file, said again as conditions."""
    area = facts["topics"].split(".")[0]
    if area == "safety":
        return "safety"
    if facts["product"].lower() in ("gift card", "礼品卡") and area not in ("app", ""):
        return "billing"
    if area == "service" and facts["region"] in ("North America", "北美") and facts["urgency"] == "urgent":
        return "night"
    if area == "billing":
        return "billing" if facts["intent"] in ("complaint", "request", "question") else "care"
    return {"logistics": "logistics", "app": "app", "product": "product"}.get(area, "care")


def expected_priority(facts: Mapping[str, str], department: str) -> str:
    """In hundredths: urgency 100, 60 or 25; the tier 100, 80, 60 or 50; reach 40 to 100, full at a fifth."""
    urgency = {"urgent": 100, "important": 60, "normal": 25}[facts["urgency"]]
    tiers = {
        "VIP": 100,
        "黑卡": 100,
        "plus": 80,
        "银卡": 80,
        "standard": 60,
        "普通": 60,
        "": 60,
        "guest": 50,
        "新客": 50,
    }
    reach = 40 + 60 * min(float(facts["reach"]), 0.2) / 0.2
    score = urgency * tiers[facts["tier"]] * reach / 10_000
    level = 1 if score >= 40 else 2 if score >= 20 else 3 if score >= 10 else 4
    customers = int(facts["customers"])
    level -= 2 if customers >= 100 else 1 if customers >= 20 else 0
    if department == "safety":
        level = min(level, 1 if facts["urgency"] == "urgent" else 2)
    return f"P{max(1, level)}"


def at_work(moment: datetime, department: str) -> bool:
    """Whether the clock on that department's wall reads inside its opening hours."""
    wall = moment.astimezone(ZoneInfo(_ZONES[department]))
    day, weekday, reading = wall.strftime("%Y-%m-%d"), wall.isoweekday(), wall.strftime("%H:%M")
    if department == "safety":
        return True
    if department == "care":
        return "08:00" <= reading < "20:00"
    if department == "night":
        return reading < "08:00"
    if department == "billing":
        worked = day in _CHINA_MADE_UP or (weekday <= 5 and day not in _CHINA_OFF)
        return worked and ("09:00" <= reading < "12:00" or "13:30" <= reading < "18:00")
    if department == "logistics":
        if day == "2026-10-03":
            return "10:00" <= reading < "16:00"
        worked = day in _CHINA_MADE_UP or (weekday <= 6 and day not in _CHINA_OFF)
        return (
            worked and day != "2026-10-09" and ("08:00" <= reading < "12:00" or "13:00" <= reading < "20:00")
        )
    if department == "product":
        closing = "16:00" if weekday == 5 else "17:30"
        return (
            weekday <= 5 and day not in _ENGLAND_OFF and day != "2026-04-02" and "09:00" <= reading < closing
        )
    worked = weekday <= 5 and day not in _AMERICA_OFF
    return worked and ("08:30" <= reading < "12:30" or "13:00" <= reading < "17:00")


class Walk:
    """A walk through a ticket's life from its opening on, one minute at a time."""

    def __init__(self, case: Case, department: str, priority: str) -> None:
        self._case = case
        self._opened = case.opened.astimezone(UTC)
        self._events = [(at.astimezone(UTC), what, value) for at, what, value in case.events]
        self._department, self._priority = department, priority

    def expected(self) -> Expected:
        now = self._case.now.astimezone(UTC)
        rounds = [self._opened, *(at for at, what, _ in self._events if what == "reopen")]
        heard = [at for at, what, _ in self._events if what in ("answer", "wait", "resolve")]
        done = [at for at, what, _ in self._events if what == "resolve" and at >= rounds[-1]]
        merged = [at for at, what, _ in self._events if what == "merge"]
        response = self._deadline(0, self._opened, min(heard, default=None), merged, now)
        resolution = self._deadline(1, rounds[-1], min(done, default=None), merged, now)
        return Expected(
            self._department,
            self._priority,
            response[0],
            response[1],
            resolution[0],
            resolution[1],
            resolution[2],
        )

    def _deadline(
        self, which: int, start: datetime, met: datetime | None, merged: list[datetime], now: datetime
    ) -> tuple[str, str, int]:
        """When it is due (with an offset), how it stands, and the minutes left."""
        end = met or min(merged, default=None)
        until = end or now
        department, priority, running = self._as_of(until, before=end is not None)
        target = self._target(department, priority)[which]
        used = sum(1 for at in _minutes(start, until) if self._counts(at))
        due = self._due(start, until, target, department, running)
        left = target - used
        if end is not None and met is None:
            return "", "off", left
        late = due is not None and until > due
        told = due.astimezone(ZoneInfo(_ZONES[department])).isoformat(timespec="minutes") if due else ""
        if met is not None:
            return told, "breached" if late else "met", left
        if late:
            return told, "breached", left
        if not running:
            return told, "paused", left
        return told, "near" if used >= 0.8 * target else "ok", left

    def _due(
        self, start: datetime, until: datetime, target: int, department: str, running: bool
    ) -> datetime | None:
        """The end of the minute in which the target is used up, were it to go on as it does."""
        counted, at = 0, start
        while at < until or running:
            counted += self._counts(at) if at < until else at_work(at, department)
            at += MINUTE
            if counted == target:
                return at
        return None

    def _counts(self, at: datetime) -> bool:
        """Whether the minute that begins then is working time of a clock that runs."""
        department, _, running = self._as_of(at)
        return running and at_work(at, department)

    def _as_of(self, at: datetime, before: bool = False) -> tuple[str, str, bool]:
        """Department, priority and whether the clock runs; `before`: just before that moment."""
        department, priority, running = self._department, self._priority, True
        for when, what, value in self._events:
            if when > at or (before and when == at and what in ("wait", "resolve", "answer", "merge")):
                break
            if what == "department":
                department = value
            elif what == "priority":
                priority = value
            elif what in ("wait", "resolve", "merge"):
                running = False
            elif what in ("resume", "reopen"):
                running = True
        return department, priority, running

    @staticmethod
    def _target(department: str, priority: str) -> tuple[int, int]:
        own = {"safety": _SAFETY_TARGETS, "logistics": _LOGISTICS_TARGETS}.get(department, {})
        return own.get(priority) or _TARGETS[priority]


def _minutes(start: datetime, end: datetime) -> Iterator[datetime]:
    at = start
    while at < end:
        yield at
        at += MINUTE
