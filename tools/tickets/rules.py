"""The rules of tickets: how urgent, how soon, whose hours, who is next. `rules.toml`, and a file over it."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from retrieval.errors import BadFile
from retrieval.people.roles import Role
from tools.tickets.hours import Calendar, Spans, public_days
from tools.tickets.ticket import PRIORITIES, Priority

__all__ = ["DEFAULT", "Escalation", "Floor", "Ranking", "Rules", "Service", "Step", "Targets", "load_rules"]

DEFAULT = Path(__file__).with_suffix(".toml")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"(\d\d):([0-5]\d)-(\d\d):([0-5]\d)")
_ANY_YEAR = 2026
_DURATION = re.compile(r"(\d+)([mh])")


@dataclass(frozen=True, slots=True)
class Targets:
    """Working seconds until the customer has heard from us, and until it is resolved."""

    response: int
    resolution: int


@dataclass(frozen=True, slots=True)
class Service:
    """What a department promises. leads: accounts a ticket is passed on to, in that order."""

    calendar: Calendar
    targets: Mapping[Priority, Targets]
    leads: tuple[str, ...] = ()


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Step(_Part):
    """So many customers make a ticket so many levels more urgent."""

    at_least: int = Field(ge=1)
    levels: int = Field(ge=1, le=3)


class Floor(_Part):
    """At least this urgent when every condition that is given holds."""

    priority: Priority
    department: str | None = None
    topic: str | None = None
    urgency: Literal["urgent", "important", "normal"] | None = None


class Ranking(_Part):
    """levels: the least score of each priority but the last. customers: steps, fewest first."""

    levels: dict[Priority, float]
    customers: tuple[Step, ...] = ()
    at_least: tuple[Floor, ...] = ()


class Escalation(_Part):
    """Passed on once `used` of the target is used up: to the department's leads, else to that role."""

    deadline: Literal["response", "resolution"]
    used: float = Field(gt=0)
    role: Role = "lead"


@dataclass(frozen=True, slots=True)
class Rules:
    """near: the part of a target after which a deadline is near. close_after: seconds, or None for never."""

    ranking: Ranking
    services: Mapping[str, Service]
    near: float
    close_after: int | None
    escalations: tuple[Escalation, ...]

    def department(self, name: str) -> Service:
        """What that department promises; the default for one without rules of its own."""
        return self.services.get(name) or self.services["default"]

    def targets(self, department: str, priority: Priority) -> Targets:
        return self.department(department).targets[priority]


def load_rules(zone: ZoneInfo, path: Path | None = None) -> Rules:
    """The built-in rules, with what that file has in their place. zone: of hours that name none.

    Whatever has a name in the file (hours, a department, a target) replaces what is built in under that name.
    Raises BadFile naming what in it cannot be used.
    """
    table = _read(DEFAULT)
    for name, part in (_read(path) if path else {}).items():
        both = isinstance(part, dict) and isinstance(table.get(name), dict)
        table[name] = {**table[name], **part} if both else part
    file = path or DEFAULT
    try:
        read = _File.model_validate(table)
        calendars = {name: _calendar(each, zone, read.countries) for name, each in read.hours.items()}
        services = {name: _service(name, each, read, calendars) for name, each in read.departments.items()}
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise BadFile("ticket_rules_wrong", file=file, place=place, why=first["msg"]) from error
    except _Wrong as error:
        raise BadFile("ticket_rules_wrong", file=file, place=error.args[0], why=error.args[1]) from error
    days = read.watch.close_after_days
    return Rules(read.priority, services, read.watch.near, days * 86_400 or None, read.escalation)


class _Wrong(Exception):
    """What is wrong in the rules: where, and why."""


def _seconds(said: Any) -> Any:
    match = _DURATION.fullmatch(said) if isinstance(said, str) else None
    if match is None:
        raise ValueError('write working time as "30m" or "8h"')
    return int(match[1]) * (60 if match[2] == "m" else 3600)


class _Due(_Part):
    response: Annotated[int, BeforeValidator(_seconds), Field(gt=0)]
    resolution: Annotated[int, BeforeValidator(_seconds), Field(gt=0)]


class _Hours(BaseModel):
    """Beside these: the hours of days, as `mon-fri = ["09:00-18:00"]`."""

    model_config = ConfigDict(extra="allow", frozen=True)

    zone: str | None = None
    country: str | None = None
    off: tuple[date, ...] = ()
    extra: dict[date, list[str]] = Field(default_factory=dict)


class _Department(_Part):
    hours: str
    leads: tuple[str, ...] = ()


class _Watch(_Part):
    near: float = Field(gt=0, lt=1)
    close_after_days: int = Field(ge=0)


class _File(_Part):
    priority: Ranking
    hours: dict[str, _Hours]
    departments: dict[str, _Department]
    targets: dict[str, dict[Priority, _Due]]
    watch: _Watch
    escalation: tuple[Escalation, ...] = ()
    countries: dict[str, str] = Field(default_factory=dict)


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadFile("ticket_rules_unreadable", file=file, why=str(error)) from error


def _calendar(said: _Hours, zone: ZoneInfo, countries: Mapping[str, str]) -> Calendar:
    week: list[Spans] = [()] * 7
    for name, spans in (said.model_extra or {}).items():
        for day in _weekdays(name):
            week[day] = _spans(name, spans)
    if not any(week):
        raise _Wrong("hours", "these hours have no open day")
    extra = tuple((day, _spans(str(day), spans)) for day, spans in sorted(said.extra.items()))
    own = _zone(said.zone) if said.zone else zone
    country = said.country if said.country is not None else countries.get(own.key or "", "")
    _require_country(country)
    return Calendar(own, tuple(week), country, frozenset(said.off), extra)


def _weekdays(said: str) -> range:
    first, _, last = said.partition("-")
    if first not in _DAYS or (last or first) not in _DAYS or _DAYS.index(last or first) < _DAYS.index(first):
        raise _Wrong(f"hours: {said}", 'write days as "mon", or "mon-fri"')
    return range(_DAYS.index(first), _DAYS.index(last or first) + 1)


def _spans(place: str, said: Sequence[Any]) -> Spans:
    matches = [_SPAN.fullmatch(str(each)) for each in said] if isinstance(said, list) else [None]
    found = [tuple(int(h) * 60 + int(m) for h, m in ((x[1], x[2]), (x[3], x[4]))) for x in matches if x]
    spans = tuple((opens, closes) for opens, closes in sorted(found))
    follow = all(before[1] <= after[0] for before, after in pairwise(spans))
    if None in matches or not follow or not all(0 <= opens < closes <= 24 * 60 for opens, closes in spans):
        why = 'write hours as ["09:00-12:00", "13:30-18:00"], in one day and apart from each other'
        raise _Wrong(f"hours: {place}", why)
    return spans


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError) as error:
        raise _Wrong("hours: zone", f'"{name}" is no time zone') from error


def _require_country(code: str) -> None:
    if not code:
        return
    try:
        public_days(code, _ANY_YEAR)
    except NotImplementedError as error:
        raise _Wrong("hours: country", f'no public holidays are known for "{code}"') from error


def _service(name: str, said: _Department, file: _File, calendars: Mapping[str, Calendar]) -> Service:
    if said.hours not in calendars:
        raise _Wrong(f"departments: {name}", f"its hours are none of {', '.join(calendars)}")
    common = file.targets.get("default", {}) | file.targets.get(name, {})
    if missing := [each for each in PRIORITIES if each not in common]:
        raise _Wrong("targets: default", f"there is none for {', '.join(missing)}")
    targets = {each: Targets(due.response, due.resolution) for each, due in common.items()}
    return Service(calendars[said.hours], targets, said.leads)
