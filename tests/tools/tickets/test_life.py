"""A ticket's life: only what the table of moves allows, and a history that makes what is stored."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from prompts import LANGUAGES, error_text
from retrieval.errors import BadQuery, Conflict
from tests.tools.tickets.workshop import MONDAY, Workshop
from tools.tickets.changing import OPERATIONS
from tools.tickets.life import MOVES, possible
from tools.tickets.ticket import STATES, Priority

WORKING = {"open", "in_progress", "waiting", "reopened"}
LEADS_TO: Mapping[str, Mapping[str, str]] = {
    "start": {"open": "in_progress", "reopened": "in_progress"},
    "wait": {"open": "waiting", "in_progress": "waiting", "reopened": "waiting"},
    "resume": {"waiting": "in_progress"},
    "resolve": dict.fromkeys(WORKING, "resolved"),
    "close": {"resolved": "closed"},
    "reopen": {"resolved": "reopened", "closed": "reopened"},
    "merge": dict.fromkeys(WORKING, "merged"),
    "comment": {each: each for each in (*WORKING, "resolved", "closed")},
    "link": {each: each for each in (*WORKING, "resolved", "closed")},
    **{
        each: {state: state for state in WORKING}
        for each in ("assign", "answer", "priority", "department", "split", "unlink")
    },
}
"""Written down once more, as people are told it: docs/tickets.md has the same table."""

NUMBERS = st.integers(0, 3)
RECORDS = st.sets(st.sampled_from([f"f{n}" for n in range(1, 9)]), min_size=1, max_size=3).map(tuple)


def test_every_change_is_in_the_table_and_nothing_else() -> None:
    assert set(OPERATIONS) == set(LEADS_TO)
    for op, (kind, _) in OPERATIONS.items():
        assert dict(MOVES[kind]) == LEADS_TO[op], op


def test_nothing_happens_to_a_merged_ticket() -> None:
    assert possible("merged") == ()
    assert all(possible(state) for state in STATES if state != "merged")


class Life(RuleBasedStateMachine):
    """Anything at all, done to a few tickets in any order."""

    shop: Workshop

    @initialize()
    def open(self) -> None:
        self.tickets = [self.shop.opened(), self.shop.opened(records=("f4", "f5"), priority="P3")]
        self.states = dict.fromkeys(self.tickets, "open")

    @rule(which=NUMBERS, op=st.sampled_from(["start", "resume", "wait", "resolve", "close", "reopen"]))
    def moves(self, which: int, op: str) -> None:
        self.tries(which, op, text="because")

    @rule(which=NUMBERS, op=st.sampled_from(["comment", "answer"]), text=st.sampled_from(["", "said"]))
    def says(self, which: int, op: str, text: str) -> None:
        self.tries(which, op, needs_text=op == "comment", text=text)

    @rule(which=NUMBERS, level=st.sampled_from(["P1", "P4"]), to=st.sampled_from(["ann", "bob", ""]))
    def sets(self, which: int, level: Priority, to: str) -> None:
        self.tries(which, "priority", priority=level)
        self.tries(which, "assign", assignee=to)

    @rule(which=NUMBERS, department=st.sampled_from(["logistics", "财务"]))
    def moves_department(self, which: int, department: str) -> None:
        self.tries(which, "department", department=department)

    @rule(which=NUMBERS, into=NUMBERS)
    def merges(self, which: int, into: int) -> None:
        other = self.of(into)
        allowed = other != self.of(which) and self.states[other] in WORKING
        self.tries(which, "merge", allowed=allowed, into=other)

    @rule(which=NUMBERS, records=RECORDS)
    def links(self, which: int, records: tuple[str, ...]) -> None:
        self.tries(which, "link", records=records)

    @rule(which=NUMBERS, records=RECORDS, op=st.sampled_from(["split", "unlink"]))
    def takes_off(self, which: int, records: tuple[str, ...], op: str) -> None:
        known = set(self.shop.records(self.of(which)))
        has = set(records) <= known and not (op == "split" and set(records) == known)
        done = self.tries(which, op, allowed=has, records=records)
        if done is not None and done.other is not None:
            self.tickets.append(done.other.id)
            self.states[done.other.id] = "open"

    @rule(which=NUMBERS)
    def has_an_old_page(self, which: int) -> None:
        ticket = self.of(which)
        old = self.shop.ticket(ticket).edition - 1
        with pytest.raises(Conflict):
            self.shop.does("ann", ticket, "comment", text="late", edition=old)

    @invariant()
    def what_is_stored_is_what_happened(self) -> None:
        for ticket in getattr(self, "tickets", ()):
            assert self.shop.ticket(ticket).state == self.states[ticket]
            assert self.shop.is_replayed(ticket)

    def of(self, which: int) -> int:
        return self.tickets[which % len(self.tickets)]

    def tries(self, which: int, op: str, allowed: bool = True, needs_text: bool = False, **said: Any) -> Any:
        """Does it, and looks whether it was possible exactly when it should have been."""
        ticket = self.of(which)
        state, before = self.states[ticket], self.shop.written()
        to = LEADS_TO[op].get(state)
        if to is not None and allowed and not (needs_text and not said["text"]):
            self.states[ticket] = to
            return self.shop.does("ann", ticket, op, **said)
        with pytest.raises((Conflict, BadQuery)):
            self.shop.does("ann", ticket, op, **said)
        assert self.shop.written() == before
        return None


def test_no_sequence_of_changes_leaves_the_table(shop: Workshop) -> None:
    class Here(Life):
        shop: Workshop

    Here.shop = shop

    few = settings(
        max_examples=5, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Here, settings=few)


def test_a_change_that_is_not_possible_says_why_and_what_is(shop: Workshop) -> None:
    paths: dict[str, tuple[str, ...]] = {
        "open": (),
        "in_progress": ("start",),
        "waiting": ("wait",),
        "resolved": ("resolve",),
        "closed": ("resolve", "close"),
        "reopened": ("resolve", "reopen"),
        "merged": ("merge",),
    }
    other = shop.opened()
    blocked = 0
    for state, path in paths.items():
        ticket = shop.opened()
        for op in path:
            shop.does("ann", ticket, op, text="because", into=other if op == "merge" else None)
        assert shop.ticket(ticket).state == state
        for op in (op for op, moves in LEADS_TO.items() if state not in moves):
            with pytest.raises(Conflict) as caught:
                shop.does("ann", ticket, op, text="because", into=other, records=("f1",))
            blocked += 1
            for language in LANGUAGES:
                said = error_text(caught.value.code, language, caught.value.details)
                assert f"T-{ticket}" in said
                assert f"T-{other}" in said or state != "merged"
    assert blocked == sum(len(STATES) - len(moves) for moves in LEADS_TO.values())


def test_a_ticket_begins_when_it_is_opened(shop: Workshop) -> None:
    ticket = shop.opened(at=MONDAY, customers=2)
    found = shop.ticket(ticket)
    assert (found.state, found.opened_at, found.edition, found.customers) == ("open", MONDAY, 2, 2)
    assert shop.kinds(ticket) == ["opened", "linked"]
    assert shop.records(ticket) == {"f1": "opened", "f2": "opened", "f3": "opened"}
    assert shop.left("ticket.opened")[-1] == f"ticket:{ticket}"
