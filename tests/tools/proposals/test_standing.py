"""Standing rules: who makes them, what they let run by itself, and what they never do."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from evals.loop.trial import enrol, ran, trial_kind
from retrieval.audit.tables import audit_entry
from retrieval.database import Store, open_store
from retrieval.errors import BadQuery, Conflict, NotAllowed, NotSignedIn
from retrieval.people.roles import Actor
from tools.desk import KINDS
from tools.proposals.desk import Desk
from tools.proposals.proposal import Ask, Proposal
from tools.proposals.standing import NEVER, Rule, end_rule, make_rule, rules
from tools.proposals.tables import standing_rule
from tools.scope import scoped

AGENT, LEAD = "trial-anna-1", "trial-lee-1"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(open_store(f"sqlite:///{tmp_path / 'feedback.db'}")) as store:
        yield furnished(store)


def furnished(store: Store) -> Desk:
    enrol(store, {"anna": "agent", "lee": "lead"})
    return Desk(store, (trial_kind(), trial_kind(name="send_reply")))


def ask(desk: Desk, priority: str = "P1", key: str = "k", kind: str = "trial", text: str = "x") -> Proposal:
    payload = {"world": "safety.overheat", "text": text, "priority": priority}
    return desk.propose(Ask(kind, payload, key, Actor("assistant", "t"), "", 100))


def test_what_a_rule_approves_runs_at_once_as_the_rules_doing(store: Store) -> None:
    desk = furnished(store)
    made = make_rule(desk, LEAD, "trial", {"priority": ["P1"]}, 50)
    waits, runs = ask(desk, "P2", "k1"), ask(desk, "P1", "k2")
    assert (waits.state, runs.state, runs.decided_by) == ("proposed", "executed", Actor("rule", "1"))
    assert list(ran(store)) == [runs.id]
    assert ask(desk, "P1", "k2") == runs, "asked again, it does not run again"
    with pytest.raises(Conflict, match="proposal_ran_by_rule"):
        desk.approve(AGENT, runs.id, 200, edition=0)
    with store.read() as connection:
        log = connection.execute(sa.select(audit_entry.c.actor_kind, audit_entry.c.action)).all()
    assert [tuple(row) for row in log] == [
        ("person", "rule.made"),
        ("assistant", "proposal.made"),
        ("assistant", "proposal.made"),
        ("rule", "proposal.approved"),
    ]
    assert rules(store) == (made,)


def test_an_ended_rule_lets_nothing_run(desk: Desk) -> None:
    made = make_rule(desk, LEAD, "trial", {"priority": ["P1"]}, 50)
    ended = end_rule(desk, LEAD, made.id, 60)
    assert (ended.ended_at, ended.ended_by) == (60, "lee")
    assert end_rule(desk, LEAD, made.id, 70) == ended
    assert ask(desk).state == "proposed"
    assert rules(desk.store) == ()
    assert rules(desk.store, ended=True) == (ended,)


def test_only_who_may_makes_and_ends_rules(desk: Desk) -> None:
    for token, refusal in ((AGENT, NotAllowed), ("nobody's", NotSignedIn)):
        with pytest.raises(refusal):
            make_rule(desk, token, "trial", {"priority": ["P1"]}, 50)
        with pytest.raises(refusal):
            end_rule(desk, token, 1, 50)
    with pytest.raises(BadQuery, match="rule_unknown"):
        end_rule(desk, LEAD, 7, 50)
    assert rules(desk.store, ended=True) == ()


def test_a_reply_always_needs_a_person(desk: Desk) -> None:
    with pytest.raises(NotAllowed, match="rule_never"):
        make_rule(desk, LEAD, "send_reply", {"priority": ["P1"]}, 50)
    row = {"kind": "send_reply", "conditions": {"priority": ["P1"]}, "scope": "", "made_by": "lee"}
    with desk.store.write() as connection:  # as if somebody had written it into the table by hand
        connection.execute(sa.insert(standing_rule).values(**row, made_at=1))
    assert ask(desk, kind="send_reply").state == "proposed"
    assert ran(desk.store) == {}
    assert set(NEVER) < {each.name for each in KINDS}


@pytest.mark.parametrize(
    ("conditions", "code"),
    [
        ({}, "rule_empty"),
        ({"priority": []}, "rule_empty"),
        ({"colour": ["red"]}, "rule_field"),
        ({"priority": ["P9"]}, "rule_value"),
        ({"priority": ["P.*"]}, "rule_value"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(desk: Desk, conditions: Any, code: str) -> None:
    with pytest.raises(BadQuery, match=code):
        make_rule(desk, LEAD, "trial", conditions, 50)


@pytest.mark.parametrize(
    ("conditions", "holds"),
    [
        ({"world": ["safety.*"]}, True),
        ({"world": ["safety.overheat.*"]}, True),
        ({"world": ["safety"]}, False),
        ({"world": ["safe.*"]}, False),
        ({"world": ["price.*", "safety.*"], "priority": ["P1", "P2"]}, True),
        ({"world": ["safety.*"], "priority": ["P2"]}, False),
        ({"number": [1]}, True),
        ({"number": [True]}, False),
        ({"number": [None]}, False),
        ({"missing": [None]}, True),
        ({}, False),
    ],
)
def test_every_condition_has_to_hold(conditions: Any, holds: bool) -> None:
    payload = {"world": "safety.overheat", "priority": "P1", "number": 1}
    assert Rule(1, "trial", conditions, "", "lee", 1).holds_for(payload) is holds


def test_what_a_rule_cannot_carry_out_waits_for_a_person(tmp_path: Path) -> None:
    def broken(place: str) -> None:
        if place == "after":
            raise ZeroDivisionError("no such luck")

    with closing(open_store(f"sqlite:///{tmp_path / 'feedback.db'}")) as store:
        enrol(store, {"lee": "lead"})
        desk = Desk(store, (trial_kind(broken),))
        make_rule(desk, LEAD, "trial", {"priority": ["P1"]}, 50)
        made = ask(desk)
        assert (made.state, desk.get(made.id)) == ("proposed", made)
        assert ran(store) == {}
        with store.read() as connection:
            query = sa.select(audit_entry).where(audit_entry.c.action == "proposal.not_executed")
            (entry,) = connection.execute(query).all()
        assert (entry.actor_kind, json.loads(entry.content)["code"]) == ("rule", "proposal_not_executed")


def test_a_rule_made_under_a_limit_reaches_no_further(desk: Desk) -> None:
    east = Desk(scoped(desk.store, "region=East"), tuple(desk.kinds.values()))
    west = Desk(scoped(desk.store, "region=West"), tuple(desk.kinds.values()))
    made = make_rule(east, LEAD, "trial", {"priority": ["P1"]}, 50)
    assert ask(desk).state == ask(west).state == "proposed"
    assert ask(east).state == "executed"
    assert rules(west.store) == ()
    with pytest.raises(BadQuery, match="rule_unknown"):
        end_rule(west, LEAD, made.id, 60)
    make_rule(desk, LEAD, "trial", {"priority": ["P2"]}, 50)
    assert ask(west, "P2", "k2").state == "executed", "a rule of the whole store holds everywhere"
