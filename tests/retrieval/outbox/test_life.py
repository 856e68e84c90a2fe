"""The life of deliveries: any order of events, tries, crashes, late workers and decisions, beside a model."""

import itertools
from dataclasses import dataclass

import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from retrieval.database import Store
from retrieval.outbox.destinations import end
from retrieval.outbox.looking import drop, resend
from retrieval.outbox.recording import record
from retrieval.outbox.sealing import seal
from retrieval.outbox.sender import Outcome
from retrieval.outbox.tables import delivery, outbox_event
from retrieval.outbox.taking import SPARE, Taken, take
from tests.retrieval.outbox.world import START, Told, admin, dice, place, wrote

OUTCOMES = (
    Outcome("arrived"),
    Outcome("failed", "status 500"),
    Outcome("away", "timeout 20"),
    Outcome("busy", "status 429", 60),
    Outcome("refused", "no_address"),
)
_NUMBERS = itertools.count()


@dataclass
class Known:
    """What the model knows of one event."""

    name: str
    subject: str
    state: str = "waiting"
    lent: Taken | None = None


class Life(RuleBasedStateMachine):
    """One place, three subjects, several workers that each hold what they took."""

    store: Store
    token: str

    def __init__(self) -> None:
        super().__init__()
        self.run = next(_NUMBERS)
        self.way, self.at, self.chance = Told(), START, dice(self.run)
        self.place = place(self.store, self.token, self.way, f"p{self.run}", events=("reply.approved",))
        self.known: dict[int, Known] = {}
        self.held: list[Taken] = []
        self.arrivals: list[int] = []

    @rule(subject=st.integers(0, 2))
    def happen(self, subject: int) -> None:
        about = f"r{self.run}:{subject}"
        sealed = seal(self.store, {"to": "kim@mail.example"})
        name = wrote(self.store, about, at=self.at, kind="reply.approved", sealed=sealed)
        with self.store.read() as connection:
            seq = connection.scalar(sa.select(outbox_event.c.seq).where(outbox_event.c.id == name))
        assert seq is not None
        self.known[seq] = Known(name, about)

    @rule(most=st.integers(1, 4))
    def take(self, most: int) -> None:
        taken = take(self.store, {"told": self.way}, self.place.id, self.at, most)
        for each in taken:
            one = self.known[each.event]
            assert one.state == "waiting"
            assert one.lent is None or one.lent.leased_until <= self.at, "two workers at once"
            before = [known.state for seq, known in self.known.items() if seq < each.event]
            subjects = [known.subject for seq, known in self.known.items() if seq < each.event]
            waiting = {"waiting", "dead"}
            assert not any(
                state in waiting and subject == one.subject
                for state, subject in zip(before, subjects, strict=True)
            ), "out of order"
            assert each.leased_until == self.at + self.way.longest + SPARE
            one.lent = each
        self.held += taken

    @precondition(lambda self: self.held)
    @rule(which=st.integers(0, 10), outcome=st.sampled_from(OUTCOMES))
    def end_try(self, which: int, outcome: Outcome) -> None:
        taken = self.held.pop(which % len(self.held))
        one = self.known[taken.event]
        mine = one.state == "waiting" and one.lent is taken
        told = record(self.store, self.place.id, [(taken, outcome)], self.at, self.chance)
        assert told.late == (not mine)
        if not mine:
            return
        one.lent = None
        if outcome.ended == "arrived":
            one.state = "delivered"
            self.arrivals.append(taken.event)
        elif outcome.ended == "refused" or told.dead:
            one.state = "dead"

    @precondition(lambda self: self.held)
    @rule(which=st.integers(0, 10))
    def crash(self, which: int) -> None:
        """A worker is killed: nobody ever writes down what came of its try."""
        self.held.pop(which % len(self.held))

    @rule(seconds=st.sampled_from([1, 20, 60, 600, 86_400, 6 * 86_400]))
    def pass_time(self, seconds: int) -> None:
        self.at += seconds

    @precondition(lambda self: any(each.state == "dead" for each in self.known.values()))
    @rule(which=st.integers(0, 10), again=st.booleans())
    def decide(self, which: int, again: bool) -> None:
        dead = [each for each in self.known.values() if each.state == "dead"]
        one = dead[which % len(dead)]
        count = (resend if again else drop)(self.store, self.token, one.name, self.at)
        assert count == 1
        one.state, one.lent = ("waiting" if again else "dropped"), None

    @invariant()
    def the_store_says_the_same(self) -> None:
        with self.store.read() as connection:
            rows = connection.execute(
                sa.select(delivery.c.event, delivery.c.state, delivery.c.ended_at, outbox_event.c.sealed)
                .join(outbox_event, outbox_event.c.seq == delivery.c.event)
                .where(delivery.c.destination == self.place.id)
            ).all()
        assert {row.event: row.state for row in rows} == {seq: one.state for seq, one in self.known.items()}
        for row in rows:
            ended = row.state in ("delivered", "dropped")
            assert (row.ended_at is not None) == ended
            assert (row.sealed is None) == ended

    def teardown(self) -> None:
        """Once the receiver is well and everything dead is sent again, everything arrives, in order."""
        for one in list(self.known.values()):
            if one.state == "dead":
                resend(self.store, self.token, one.name, self.at)
                one.state, one.lent = "waiting", None
        while any(each.state == "waiting" for each in self.known.values()):
            self.at += 86_400
            self.held.clear()
            self.take(4)
            while self.held:
                self.end_try(0, OUTCOMES[0])
        for subject in {each.subject for each in self.known.values()}:
            numbers = [seq for seq in self.arrivals if self.known[seq].subject == subject]
            assert numbers == sorted(numbers)
        dropped = [seq for seq, each in self.known.items() if each.state == "dropped"]
        assert sorted(self.arrivals + dropped) == sorted(self.known)
        self.the_store_says_the_same()
        end(self.store, self.token, self.place.name, self.at)


def test_the_life_of_deliveries(store: Store) -> None:
    class Machine(Life):
        pass

    Machine.store, Machine.token = store, admin(store)
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=6,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
