"""When tickets are due: from what happened to them, whoever asks and however often."""

import json
from dataclasses import replace
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.people.roles import Actor
from tests.tools.tickets.workshop import MONDAY
from tools.tickets.deadlines import DEADLINE_EVENTS, Deadline, deadlines
from tools.tickets.hours import working_between
from tools.tickets.life import MOVES, EventKind, TicketEvent
from tools.tickets.rules import load_rules

HOUR, DAY = 3600, 86_400
RULES = load_rules(ZoneInfo("UTC"))
ANN = Actor("person", "ann")
Told = tuple[int, EventKind, dict[str, str]]


def events(
    *told: Told, department: str = "billing", priority: str = "P2", at: int = MONDAY
) -> list[TicketEvent]:
    opening = {"ticket": {"department": department, "priority": priority}}
    rest = [TicketEvent(n, 1, at + after, ANN, kind, said) for n, (after, kind, said) in enumerate(told, 2)]
    return [TicketEvent(1, 1, at, ANN, "opened", opening), *rest]


@st.composite
def lives(draw: st.DrawFn) -> list[TicketEvent]:
    """Any life the table of moves allows, in steps of up to three days."""
    state, at = "open", MONDAY
    told = events(priority=draw(st.sampled_from(("P1", "P2", "P3", "P4"))))
    for number in range(2, draw(st.integers(2, 9))):
        kinds = [each for each in DEADLINE_EVENTS if each in MOVES and state in MOVES[each]]  # type: ignore[index]
        if not kinds:
            break
        kind = draw(st.sampled_from(kinds))
        at += draw(st.integers(0, 3 * DAY))
        said = {}
        if kind in ("prioritised", "absorbed"):
            said = {"priority": draw(st.sampled_from(("P1", "P2", "P3", "P4")))}
        if kind == "moved":
            said = {"department": draw(st.sampled_from(("logistics", "safety", "care", "unheard of")))}
        told.append(TicketEvent(number, 1, at, ANN, kind, said))  # type: ignore[arg-type]
        state = MOVES[kind][state]  # type: ignore[index]
    return told


QUICK = settings(max_examples=40, deadline=None)


@QUICK
@given(lives(), st.integers(0, 30 * DAY))
def test_it_is_derived_from_what_is_stored(life: list[TicketEvent], later: int) -> None:
    """Events as JSON brings them back, with others between them, give the same."""
    now = life[-1].at + later
    stored = [replace(each, content=json.loads(json.dumps(each.content))) for each in life]
    stored.insert(1, TicketEvent(99, 1, life[0].at, ANN, "commented", {"text": "hello"}))
    assert deadlines(stored, RULES, now) == deadlines(life, RULES, now)


@QUICK
@given(lives(), st.integers(0, 9 * DAY), st.integers(0, 9 * DAY))
def test_what_is_past_stays_past_and_what_is_met_stays_met(
    life: list[TicketEvent], first: int, more: int
) -> None:
    before = deadlines(life, RULES, life[-1].at + first)
    after = deadlines(life, RULES, life[-1].at + first + more)
    for earlier, later in zip(before.current, after.current, strict=True):
        assert later.used >= earlier.used
        assert later.due == earlier.due
        assert earlier.state not in ("met", "breached", "off") or later.state == earlier.state


@QUICK
@given(lives(), st.integers(0, 9 * DAY))
def test_the_states_mean_what_they_say(life: list[TicketEvent], later: int) -> None:
    now = life[-1].at + later
    found = deadlines(life, RULES, now)
    for each in (*found.current, *found.earlier):
        assert each.used >= 0
        if each.state in ("ok", "near"):
            assert each.met_at is None
            assert each.due is not None
            assert now <= each.due
            assert each.remaining >= 0
            assert (each.used >= 0.8 * each.target) == (each.state == "near")
        if each.state == "breached":
            assert each.due is not None
            assert each.due < (each.met_at or now)
            assert each.remaining <= 0
        if each.state == "paused":
            assert each.remaining >= 0
        if each.state == "met":
            assert each.met_at is not None
            assert each.remaining >= 0


@QUICK
@given(st.integers(0, 20 * DAY), st.integers(0, 20 * DAY), st.integers(1, 20 * DAY))
def test_waiting_for_the_customer_costs_nothing(start: int, wait: int, later: int) -> None:
    """The working time used after a wait is that before and after it."""
    calendar = RULES.department("billing").calendar
    life = events((start, "waiting", {}), (start + wait, "resumed", {}))
    now = MONDAY + start + wait + later
    used = working_between(MONDAY, MONDAY + start, calendar) + working_between(now - later, now, calendar)
    assert deadlines(life, RULES, now).resolution.used == used


def test_a_clock_that_was_set_back_stands_still() -> None:
    life = events((2 * HOUR, "started", {}), (HOUR, "waiting", {}), (3 * HOUR, "resumed", {}))
    straight = events((2 * HOUR, "started", {}), (2 * HOUR, "waiting", {}), (3 * HOUR, "resumed", {}))
    now = MONDAY + 4 * HOUR
    assert deadlines(life, RULES, now).resolution.used == deadlines(straight, RULES, now).resolution.used
    assert deadlines(straight, RULES, MONDAY) == deadlines(straight, RULES, MONDAY + 3 * HOUR)


def test_an_answer_meets_the_first_response_and_starting_does_not() -> None:
    now = MONDAY + HOUR
    started = deadlines(events((60, "started", {})), RULES, now).response
    answered = deadlines(events((60, "started", {}), (120, "answered", {})), RULES, now).response
    assert (started.state, started.met_at) == ("ok", None)
    assert (answered.state, answered.met_at) == ("met", MONDAY + 120)


def test_a_reopened_ticket_is_due_anew_and_what_was_before_is_kept() -> None:
    life = events((HOUR, "resolved", {}), (3 * DAY, "reopened", {}))
    found = deadlines(life, RULES, MONDAY + 3 * DAY + HOUR)
    assert (found.resolution.round, found.resolution.used, found.resolution.state) == (2, HOUR, "ok")
    assert [(each.round, each.state, each.met_at) for each in found.earlier] == [(1, "met", MONDAY + HOUR)]
    assert found.response.state == "met"


def test_a_ticket_made_more_urgent_may_be_past_its_time_at_once() -> None:
    life = events((0, "answered", {}), (9 * HOUR + DAY, "prioritised", {"priority": "P1"}), priority="P4")
    before = deadlines(life[:-1], RULES, MONDAY + 9 * HOUR + DAY).resolution
    after = deadlines(life, RULES, MONDAY + 9 * HOUR + DAY).resolution
    assert (before.state, after.state) == ("ok", "breached")
    assert before.used == after.used


def test_nothing_is_due_of_a_ticket_that_was_merged() -> None:
    found = deadlines(events((HOUR, "merged", {})), RULES, MONDAY + 90 * DAY)
    assert [each.state for each in found.current] == ["off", "off"]
    assert found.next_due is None


def test_what_is_next_is_the_sooner_of_both() -> None:
    found = deadlines(events(), RULES, MONDAY)
    dues = [each.due for each in found.current if each.due]
    assert found.next_due == min(dues) == found.response.due
    answered = deadlines(events((60, "answered", {})), RULES, MONDAY + HOUR)
    assert answered.next_due == answered.resolution.due


def test_it_is_told_as_json() -> None:
    told = deadlines(events(), RULES, MONDAY + HOUR).to_json()
    response = Deadline(**{name: value for name, value in told["response"].items() if name != "remaining"})
    assert (response.target, told["response"]["remaining"]) == (2 * HOUR, HOUR)
