"""Routing, priority and deadlines on a labelled table of 100 cases: `python -m evals.loop.deadlines`.

The table (`evals/cases/loop/deadlines.csv`, made up, half Chinese) has fortnights of 2026: Shanghai around
National Day with its made-up Saturday, London as the clock goes back and as it goes forward into Easter, New
York as it goes back, up to Veterans Day. Its expectations were worked out by `walking.py`, one minute at a
time; 31 of them by hand as well, with the reasoning in the column `how`. `--walk` does it all again.

Beside the software stand two simpler clocks: one that always runs, and opening hours without holidays. For
routing and priority: everything to the most frequent department, and the priority by urgency alone.
"""

import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from evals.loop.walking import Case, Expected, Walk, expected_department, expected_priority, read_cases
from retrieval.people.roles import Actor
from retrieval.understanding.priority import Weights, customer_value
from retrieval.understanding.routing import Routing, load_routing
from tools.tickets.deadlines import Deadline, deadlines
from tools.tickets.hours import ALWAYS, Calendar
from tools.tickets.life import EventKind, TicketEvent
from tools.tickets.routing import Facts, department_of, priority_of
from tools.tickets.rules import Rules, load_rules

__all__ = ["COLUMNS", "answer", "load", "main", "right"]

FOLDER = Path(__file__).parent.parent / "cases" / "loop"
COLUMNS = tuple(each.name for each in fields(Expected))
BAR = 100
_KINDS: Mapping[str, EventKind] = {
    "start": "started",
    "answer": "answered",
    "wait": "waiting",
    "resume": "resumed",
    "resolve": "resolved",
    "reopen": "reopened",
    "priority": "prioritised",
    "department": "moved",
    "merge": "merged",
}
_SOMEBODY = Actor("person", "somebody")


def load() -> tuple[Rules, Routing]:
    """The made-up company's rules."""
    rules = load_rules(ZoneInfo("UTC"), FOLDER / "rules.toml")
    return rules, load_routing(FOLDER / "routing.toml")


def answer(case: Case, rules: Rules, routing: Routing) -> Expected:
    """What the software makes of a case, in the table's terms."""
    facts = _facts(case.facts)
    department = department_of(facts, routing, "en").department
    priority = priority_of(facts, department, rules.ranking, Weights(), "en").priority
    return _dated(case, department, priority, rules)


def right(answers: Sequence[Expected], cases: Sequence[Case]) -> dict[str, int]:
    """How many are right, by column and in all."""
    wrong = [_wrong(said, case.expected) for said, case in zip(answers, cases, strict=True)]
    counted = {name: sum(name not in each for each in wrong) for name in COLUMNS}
    return {**counted, "whole cases": sum(not each for each in wrong)}


def main() -> int:
    cases, (rules, routing) = read_cases(), load()
    answers = [answer(case, rules, routing) for case in cases]
    found = {
        "here": right(answers, cases),
        "always running": right([_clocked(case, rules, _always) for case in cases], cases),
        "no holidays": right([_clocked(case, rules, _without_holidays) for case in cases], cases),
    }
    _print_table(cases, found)
    for case, said in zip(cases, answers, strict=True):
        if wrong := _wrong(said, case.expected):
            print(f"case {case.name}, {', '.join(wrong)}:\n  is     {said}\n  should {case.expected}")
    if "--walk" in sys.argv:
        print(f"walked again: {sum(map(_walks_alike, cases))} of {len(cases)} as in the table")
    whole = found["here"]["whole cases"]
    print(f"right {whole} of {len(cases)}; bar {BAR}: {'met' if whole >= BAR else 'NOT met'}")
    return 0 if whole >= BAR else 1


def _print_table(cases: Sequence[Case], found: Mapping[str, Mapping[str, int]]) -> None:
    chinese = sum(case.language == "zh" for case in cases)
    by_hand = sum(case.how.startswith("by hand") for case in cases)
    print(f"{len(cases)} cases, {chinese} of them Chinese; {by_hand} worked out by hand as well. Right:")
    print(f"{'':18}" + "".join(f"{name:>16}" for name in found))
    for name in (*COLUMNS, "whole cases"):
        row = [str(each[name]) if who == "here" or name not in _GIVEN else "-" for who, each in found.items()]
        print(f"{name:18}" + "".join(f"{each:>16}" for each in row))
    expected = [case.expected for case in cases]
    everything = max(Counter(each.department for each in expected).values())
    urgency = {"urgent": "P1", "important": "P2", "normal": "P4"}
    alone = sum(urgency[case.facts["urgency"]] == case.expected.priority for case in cases)
    print(f"beside: everything to one department {everything}, priority by urgency alone {alone}")


_GIVEN = ("department", "priority")
"""Columns in which the simpler clocks are told what is right."""


def _wrong(said: Expected, should: Expected) -> list[str]:
    """The columns that differ; times are compared as moments, whatever clock tells them."""
    return [name for name in COLUMNS if _moment(getattr(said, name)) != _moment(getattr(should, name))]


def _moment(said: str | int) -> str | int | float:
    if isinstance(said, str) and said[:2] == "20":
        return datetime.fromisoformat(said).timestamp()
    return said


def _walks_alike(case: Case) -> bool:
    department = expected_department(case.facts)
    walked = Walk(case, department, expected_priority(case.facts, department)).expected()
    return walked == case.expected


def _facts(said: Mapping[str, str]) -> Facts:
    return Facts(
        topics=tuple(filter(None, said["topics"].split("|"))),
        product=said["product"] or None,
        region=said["region"] or None,
        urgency=said["urgency"],
        intent=said["intent"],
        value=customer_value(said["tier"] or None, None, ()),
        reach=float(said["reach"]),
        customers=int(said["customers"]),
    )


def _dated(case: Case, department: str, priority: str, rules: Rules) -> Expected:
    events = [_event(case.opened, "opened", {"ticket": {"department": department, "priority": priority}})]
    events += [_event(at, _KINDS[what], {what: value}) for at, what, value in case.events]
    found = deadlines(events, rules, int(case.now.timestamp()))
    response, resolution = found.current
    minutes, rest = divmod(resolution.remaining, 60)
    if rest:
        raise ValueError(f"case {case.name}: the table has whole minutes")
    return Expected(
        department, priority, _due(response), response.state, _due(resolution), resolution.state, minutes
    )


def _event(at: datetime, kind: EventKind, content: Mapping[str, object]) -> TicketEvent:
    return TicketEvent(0, 1, int(at.timestamp()), _SOMEBODY, kind, content)


def _due(deadline: Deadline) -> str:
    return "" if deadline.due is None else datetime.fromtimestamp(deadline.due, UTC).isoformat()


def _clocked(case: Case, rules: Rules, simpler: Callable[[Calendar], Calendar]) -> Expected:
    """By a simpler clock, with the right department and priority."""
    services = {name: replace(each, calendar=simpler(each.calendar)) for name, each in rules.services.items()}
    expected = case.expected
    return _dated(case, expected.department, expected.priority, replace(rules, services=services))


def _always(calendar: Calendar) -> Calendar:
    return Calendar(calendar.zone, (ALWAYS,) * 7)


def _without_holidays(calendar: Calendar) -> Calendar:
    return Calendar(calendar.zone, calendar.week)


if __name__ == "__main__":
    raise SystemExit(main())
