"""People, rules, replays and crashes at random around the desk, beside a model of what must come of it.

`machine(store)` makes a hypothesis state machine over a store. Every example makes its own people and its own
proposals there, under a name of its own, so that examples are cheap and never meet.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from evals.loop.trial import enrol, ran, sign_again, trial_kind
from retrieval.database import Store
from retrieval.errors import Conflict, NotAllowed, NotSignedIn
from retrieval.people.accounts import change_role, close_account
from retrieval.people.roles import ROLES, Actor, Role
from tools.proposals.desk import Desk
from tools.proposals.proposal import Ask
from tools.proposals.standing import end_rule, make_rule

__all__ = ["Counts", "Loop", "machine"]

Refusal = type[NotSignedIn] | type[NotAllowed] | type[Conflict] | None

_SYSTEM = Actor("system", "trial")
_PEOPLE: tuple[Role, ...] = ("viewer", "agent", "agent", "lead")
_FEW = st.integers(0, 5)
_WHO = st.integers(0, len(_PEOPLE) - 1)
_TEXTS = st.sampled_from(("refund", "exchange", "apology"))
_PRIORITIES = st.sampled_from(("P1", "P2"))
_FAULTS = st.sampled_from((None, None, None, "raise before", "raise after", "die before", "die after"))
_NUMBERS = itertools.count(1)


class Died(BaseException):
    """The process ends here: nothing below catches it."""


@dataclass(slots=True)
class Counts:
    """What the examples came to, counted from the store, not from the model."""

    sequences: int = 0
    steps: int = 0
    proposals: int = 0
    approved: int = 0
    rejected: int = 0
    edited: int = 0
    rejected_ran: int = 0
    not_once: int = 0
    not_as_edited: int = 0


@dataclass(slots=True)
class Who:
    """A person of the model."""

    name: str
    role: Role
    token: str
    open: bool = True
    signed: bool = True


@dataclass(slots=True)
class Wanted:
    """A proposal of the model. ran: what must have run, as often as it must."""

    asked: dict[str, Any]
    payload: dict[str, Any]
    edition: int = 0
    state: str = "proposed"
    by: str = ""
    ran: list[dict[str, Any]] = field(default_factory=list)


class Loop(RuleBasedStateMachine):
    """One example: four people, up to six proposals, rules, and everything that can go wrong between."""

    store: ClassVar[Store]
    counts: ClassVar[Counts]

    def __init__(self) -> None:
        super().__init__()
        self.world = f"w{next(_NUMBERS)}"
        self.fault: str | None = None
        self.desk = self._desk()
        self.now = 1_000
        roles = {f"{self.world} {place}": role for place, role in enumerate(_PEOPLE)}
        tokens = enrol(self.store, roles)
        self.people = [Who(name, role, tokens[name]) for name, role in roles.items()]
        self.proposals: dict[int, Wanted] = {}
        self.keys: dict[str, int] = {}
        self.standing: dict[int, str] = {}
        self.last: tuple[int, int, dict[str, Any]] | None = None

    @initialize()
    def begin(self) -> None:
        for key in range(3):
            self.propose(key, "refund", "P2", None)

    @rule(key=_FEW, text=_TEXTS, priority=_PRIORITIES, fault=_FAULTS)
    def propose(self, key: int, text: str, priority: str, fault: str | None) -> None:
        payload = {"world": self.world, "text": text, "priority": priority}
        asked = Ask("trial", payload, f"{key}", Actor("assistant", self.world), "as asked", self._tick())
        number = self.keys.get(asked.key)
        if number is not None:
            expected = None if self.proposals[number].asked == payload else Conflict
            found = self._try(lambda: self.desk.propose(asked), expected)
            assert found is None or found.id == number
            return
        by_rule = next((each for each, wanted in sorted(self.standing.items()) if wanted == priority), None)
        found = self._try(lambda: self.desk.propose(asked), None, fault if by_rule else None)
        if found is None:
            return
        self.keys[asked.key] = found.id
        self.proposals[found.id] = Wanted(payload, payload)
        if by_rule and not fault:
            self._ran(found.id, f"rule:{by_rule}")

    @precondition(lambda self: self.proposals)
    @rule(who=_WHO, which=_FEW, stale=st.integers(0, 4), fault=_FAULTS)
    def approve(self, who: int, which: int, stale: int, fault: str | None) -> None:
        self._ask_to_run(who, which, stale, None, fault)

    @precondition(lambda self: self.proposals)
    @rule(who=_WHO, which=_FEW, stale=st.integers(0, 4), text=_TEXTS, fault=_FAULTS)
    def approve_edited(self, who: int, which: int, stale: int, text: str, fault: str | None) -> None:
        self._ask_to_run(who, which, stale, text, fault)

    def _ask_to_run(self, who: int, which: int, stale: int, text: str | None, fault: str | None) -> None:
        number = self._which(which)
        wanted = self.proposals[number]
        edition = max(0, wanted.edition - (stale == 0))
        given = {"edition": edition, "payload": wanted.payload | {"text": text} if text else None}
        self.last = who, number, given
        self._approve(fault)

    @precondition(lambda self: self.last is not None)
    @rule()
    def approve_again(self) -> None:
        """The same request comes again: its answer was lost, or somebody pressed twice."""
        self._approve(None)

    @precondition(lambda self: self.proposals)
    @rule(who=_WHO, which=_FEW, stale=st.integers(0, 4), text=_TEXTS)
    def edit(self, who: int, which: int, stale: int, text: str) -> None:
        number, person = self._which(which), self.people[who]
        wanted = self.proposals[number]
        edition = max(0, wanted.edition - (stale == 0))
        payload = wanted.payload | {"text": text}
        same = payload == wanted.payload and wanted.edition - edition in (0, 1)
        late = wanted.state != "proposed" or (edition != wanted.edition and not same)
        self._try(
            lambda: self.desk.edit(person.token, number, payload, edition, self._tick()),
            self._refused(person) or (Conflict if late else None),
        )
        if not late and not same and self._refused(person) is None:
            wanted.payload, wanted.edition = payload, wanted.edition + 1

    @precondition(lambda self: self.proposals)
    @rule(who=_WHO, which=_FEW)
    def reject(self, who: int, which: int) -> None:
        number, person = self._which(which), self.people[who]
        wanted = self.proposals[number]
        again = wanted.state == "rejected" and wanted.by == str(Actor("person", person.name))
        expected = self._refused(person) or (None if again or wanted.state == "proposed" else Conflict)
        self._try(lambda: self.desk.reject(person.token, number, self._tick(), "no"), expected)
        if expected is None and not again:
            wanted.state, wanted.by = "rejected", f"person:{person.name}"

    @rule(who=_WHO, role=st.sampled_from((None, "viewer", "agent", "lead")))
    def lose(self, who: int, role: Role | None) -> None:
        """An account is closed, or its role is another, in the middle of it all."""
        person = self.people[who]
        if person.open and role is None:
            close_account(self.store, person.name, _SYSTEM, self._tick())
            person.open = person.signed = False
        elif person.open and role is not None and role != person.role:
            change_role(self.store, person.name, role, _SYSTEM, self._tick())
            person.role, person.signed = role, False

    @rule(who=_WHO)
    def sign(self, who: int) -> None:
        person = self.people[who]
        if person.open:
            person.token, person.signed = sign_again(self.store, person.name, str(self._tick())), True

    @rule(who=_WHO, priority=_PRIORITIES)
    def let(self, who: int, priority: str) -> None:
        person = self.people[who]
        conditions = {"world": [self.world], "priority": [priority]}
        made = self._try(
            lambda: make_rule(self.desk, person.token, "trial", conditions, self._tick()),
            self._refused(person, "rule"),
        )
        if made is not None:
            self.standing[made.id] = priority

    @precondition(lambda self: self.standing)
    @rule(who=_WHO)
    def let_no_more(self, who: int) -> None:
        person, number = self.people[who], min(self.standing)
        expected = self._refused(person, "rule")
        self._try(lambda: end_rule(self.desk, person.token, number, self._tick()), expected)
        if expected is None:
            del self.standing[number]

    def teardown(self) -> None:
        """What the store holds in the end is what the model says, and the counts are the store's."""
        if self.standing:
            boss = enrol(self.store, {f"{self.world} boss": "lead"})[f"{self.world} boss"]
            for number in self.standing:
                end_rule(self.desk, boss, number, self._tick())
        found = ran(self.store, list(self.proposals))
        counts = self.counts
        counts.sequences += 1
        for number, wanted in self.proposals.items():
            stands, rows = self.desk.get(number), found.get(number, [])
            counts.proposals += 1
            counts.approved += stands.state == "executed"
            counts.rejected += stands.state == "rejected"
            counts.edited += stands.edition > 0 and stands.state == "executed"
            counts.rejected_ran += stands.state == "rejected" and bool(rows)
            counts.not_once += stands.state == "executed" and len(rows) != 1
            counts.not_as_edited += any(row != stands.payload for row in rows)
            assert (stands.state, stands.edition, stands.payload) == (
                wanted.state,
                wanted.edition,
                wanted.payload,
            )
            assert rows == wanted.ran
            assert stands.decided_by is None or str(stands.decided_by) == wanted.by

    def _approve(self, fault: str | None) -> None:
        assert self.last is not None
        who, number, given = self.last
        wanted, person = self.proposals[number], self.people[who]
        edition, payload = given["edition"], given["payload"]
        ours = wanted.state == "executed" and wanted.by == f"person:{person.name}"
        if payload is None:
            again = ours and edition == wanted.edition
        else:
            again = ours and payload == wanted.payload and wanted.edition - edition in (0, 1)
        fresh = wanted.state == "proposed" and edition == wanted.edition
        expected = self._refused(person) or (None if again or fresh else Conflict)
        runs = expected is None and not again
        done = self._try(
            lambda: self.desk.approve(person.token, number, self._tick(), **given),
            expected,
            fault if runs else None,
        )
        if done is not None and runs:
            if payload is not None and payload != wanted.payload:
                wanted.payload, wanted.edition = payload, wanted.edition + 1
            self._ran(number, f"person:{person.name}")

    def _ran(self, number: int, by: str) -> None:
        wanted = self.proposals[number]
        wanted.state, wanted.by = "executed", by
        wanted.ran.append(wanted.payload)

    def _refused(self, person: Who, permission: str = "ticket") -> Refusal:
        if not person.signed:
            return NotSignedIn
        return None if permission in ROLES[person.role] else NotAllowed

    def _try(self, action: Callable[[], Any], expected: Refusal, fault: str | None = None) -> Any:
        """Acts, with a fault in what runs; checks that it is refused as expected. None when nothing came."""
        self.counts.steps += 1
        self.fault = fault
        try:
            done = action()
        except (NotSignedIn, NotAllowed, Conflict) as error:
            broken = fault is not None and error.code == "proposal_not_executed"
            self._require(broken or type(error) is expected, str(error))
            return None
        except Died:
            self.desk = self._desk()
            return None
        finally:
            self.fault = None
        self._require(expected is None, f"{expected} was expected")
        return done

    def _require(self, holds: bool, why: str) -> None:
        assert holds, why

    def _fail(self, place: str) -> None:
        if self.fault == f"die {place}":
            raise Died
        if self.fault == f"raise {place}":
            raise ValueError(place)

    def _desk(self) -> Desk:
        return Desk(self.store, (trial_kind(lambda place: self._fail(place)),))

    def _which(self, place: int) -> int:
        numbers = list(self.proposals)
        return numbers[place % len(numbers)]

    def _tick(self) -> int:
        self.now += 1
        return self.now


def machine(store: Store) -> type[Loop]:
    """The state machine over a store, with counts of its own."""
    return type("LoopOverStore", (Loop,), {"store": store, "counts": Counts()})
