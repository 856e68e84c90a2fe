"""Proposing, editing, approving and rejecting: who may, what runs, and what is written down."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.loop.trial import Note, enrol, ran, trial_kind
from prompts import LANGUAGES, error_text
from retrieval.audit.tables import audit_entry
from retrieval.database import Store, open_store
from retrieval.errors import BadQuery, Conflict, FeedbackError, NotAllowed, NotSignedIn
from retrieval.outbox.tables import outbox_event
from retrieval.people.accounts import change_role, close_account
from retrieval.people.roles import Actor
from tools.proposals.desk import Desk
from tools.proposals.executing import checked
from tools.proposals.proposal import Ask, Proposal
from tools.scope import scoped

SYSTEM = Actor("system", "test")


@dataclass
class Break:
    """Breaks what runs, where it is told to."""

    at: str | None = None

    def __call__(self, place: str) -> None:
        if place == self.at:
            raise ZeroDivisionError("no such luck")


@dataclass
class Office:
    """A desk with an agent, another agent, a viewer and a lead, all signed in."""

    desk: Desk
    broken: Break
    anna: str
    bob: str
    vera: str
    lee: str

    @property
    def store(self) -> Store:
        return self.desk.store

    def ask(self, text: str = "refund", key: str = "k1", priority: str = "P2") -> Proposal:
        payload = {"world": "w", "text": text, "priority": priority}
        return self.desk.propose(Ask("trial", payload, key, Actor("assistant", "t1"), "asked to", 100, "t1"))

    def log(self) -> list[tuple[str, str, dict[str, object]]]:
        query = sa.select(audit_entry).where(audit_entry.c.subject.like("proposal:%"))
        with self.store.read() as connection:
            rows = connection.execute(query.order_by(audit_entry.c.seq)).all()
        return [(f"{row.actor_kind}:{row.actor}", row.action, json.loads(row.content)) for row in rows]

    def events(self) -> int:
        with self.store.read() as connection:
            return int(connection.scalar(sa.select(sa.func.count()).select_from(outbox_event)) or 0)


@pytest.fixture
def office(store: Store) -> Office:
    """On each database."""
    return furnished(store)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Office]:
    """On SQLite, where it is all the same."""
    with closing(open_store(f"sqlite:///{tmp_path / 'feedback.db'}")) as store:
        yield furnished(store)


def furnished(store: Store) -> Office:
    broken = Break()
    tokens = enrol(store, {"anna": "agent", "bob": "agent", "vera": "viewer", "lee": "lead"})
    return Office(Desk(store, (trial_kind(broken),)), broken, **tokens)


def test_what_is_approved_runs_with_its_log_entry_and_its_event(office: Office) -> None:
    made = office.ask()
    assert (made.state, made.is_open, ran(office.store), office.events()) == ("proposed", True, {}, 0)
    done = office.desk.approve(office.anna, made.id, 200, edition=0, reason="right")
    assert (done.state, done.decided_at, str(done.decided_by), done.reason) == (
        "executed",
        200,
        "person:anna",
        "right",
    )
    assert ran(office.store) == {made.id: [{"world": "w", "text": "refund", "priority": "P2"}]}
    assert office.events() == 1
    assert office.desk.get(made.id) == done
    assert [(who, what) for who, what, _ in office.log()] == [
        ("assistant:t1", "proposal.made"),
        ("person:anna", "proposal.approved"),
    ]


def test_the_log_names_payloads_and_repeats_no_text(small: Office) -> None:
    made = small.ask("a secret wish")
    edited = small.desk.edit(small.bob, made.id, made.payload | {"text": "a secret edit"}, 0, 150)
    small.desk.approve(small.anna, made.id, 200, edition=1, reason="a secret reason")
    log = small.log()
    assert "secret" not in json.dumps([content for _, _, content in log])
    _, edit, approval = (content for _, _, content in log)
    assert (edit["before"], edit["after"]) == (log[0][2]["payload"], approval["payload"])
    assert edited.edition == 1


def test_the_same_approval_again_gives_its_outcome_and_runs_nothing(small: Office) -> None:
    made = small.ask()
    payload = made.payload | {"text": "exchange"}
    done = small.desk.approve(small.anna, made.id, 200, edition=0, payload=payload)
    assert small.desk.approve(small.anna, made.id, 300, edition=0, payload=payload) == done
    assert ran(small.store) == {made.id: [payload]}
    with pytest.raises(Conflict):
        small.desk.approve(small.anna, made.id, 300, edition=0, payload=made.payload)


@pytest.mark.parametrize("first", ["approve", "reject"])
def test_whoever_is_second_is_told_who_was_first(office: Office, first: str) -> None:
    made = office.ask()
    if first == "approve":
        office.desk.approve(office.anna, made.id, 1_772_000_000, edition=0)
    else:
        office.desk.reject(office.anna, made.id, 1_772_000_000, "no")
    desk, bob = office.desk, office.bob
    late_ones: tuple[Callable[[], Proposal], ...] = (
        lambda: desk.approve(bob, made.id, 400, edition=0),
        lambda: desk.reject(bob, made.id, 400, "no"),
        lambda: desk.edit(bob, made.id, made.payload, 0, 400),
    )
    for late in late_ones:
        with pytest.raises(Conflict) as told:
            late()
        for language in LANGUAGES:
            sentence = error_text(told.value.code, language, told.value.details)
            assert "anna" in sentence
            assert "2026-02-25 06:13" in sentence
    assert len(ran(office.store)) == (first == "approve")


def test_what_was_changed_meanwhile_must_be_read_again(office: Office) -> None:
    made = office.ask()
    office.desk.edit(office.bob, made.id, made.payload | {"text": "exchange"}, 0, 1_772_000_000)
    with pytest.raises(Conflict) as told:
        office.desk.approve(office.anna, made.id, 300, edition=0)
    assert told.value.code == "proposal_changed"
    assert told.value.details["by"] == "bob"
    with pytest.raises(Conflict):
        office.desk.edit(office.anna, made.id, made.payload | {"text": "apology"}, 0, 300)
    with pytest.raises(Conflict, match="proposal_edition"):
        office.desk.approve(office.anna, office.ask(key="k2").id, 300, edition=7)
    done = office.desk.approve(office.anna, made.id, 300, edition=1)
    assert done.payload["text"] == "exchange"
    assert done.asked["text"] == "refund"


def test_every_edit_is_kept_with_what_stood_before(office: Office) -> None:
    made = office.ask()
    second = made.payload | {"text": "exchange"}
    third = made.payload | {"text": "apology"}
    office.desk.edit(office.anna, made.id, second, 0, 150)
    assert office.desk.edit(office.anna, made.id, second, 0, 160).edition == 1, "an answer was lost"
    office.desk.approve(office.bob, made.id, 200, edition=1, payload=third)
    told = [(each.by, each.at, each.before, each.after) for each in office.desk.edits(made.id)]
    assert told == [("anna", 150, made.payload, second), ("bob", 200, second, third)]


@pytest.mark.parametrize("place", ["before", "after"])
def test_what_breaks_while_it_runs_has_not_happened(office: Office, place: str) -> None:
    made = office.ask()
    office.broken.at = place
    log = office.log()
    with pytest.raises(Conflict) as told:
        office.desk.approve(office.anna, made.id, 200, edition=0, payload=made.payload | {"text": "apology"})
    assert "no such luck" in error_text(told.value.code, "en", told.value.details)
    assert office.desk.get(made.id) == made
    assert (ran(office.store), office.events(), office.log(), office.desk.edits(made.id)) == ({}, 0, log, ())
    office.broken.at = None
    assert office.desk.approve(office.anna, made.id, 200, edition=0).state == "executed"


def test_only_who_may_decides(office: Office) -> None:
    made = office.ask()
    for token, refusal in ((office.vera, NotAllowed), ("nobody's", NotSignedIn), ("", NotSignedIn)):
        with pytest.raises(refusal):
            office.desk.approve(token, made.id, 200, edition=0)
        with pytest.raises(refusal):
            office.desk.reject(token, made.id, 200, "no")
        with pytest.raises(refusal):
            office.desk.edit(token, made.id, made.payload, 0, 200)
    close_account(office.store, "anna", SYSTEM, 200)
    with pytest.raises(NotSignedIn):
        office.desk.approve(office.anna, made.id, 200, edition=0)
    change_role(office.store, "bob", "viewer", SYSTEM, 200)
    with pytest.raises((NotAllowed, NotSignedIn)):
        office.desk.approve(office.bob, made.id, 200, edition=0)
    assert office.desk.get(made.id) == made


def test_what_is_filled_in_when_approving_is_kept_nowhere(small: Office) -> None:
    made = small.ask()
    done = small.desk.approve(small.anna, made.id, 200, edition=0, fill={"customer_name": "Ms Wang"})
    assert "Wang" not in json.dumps([done.to_json(), small.log()])
    assert small.log()[-1][2]["filled"] == ["customer_name"]


def test_asking_again_under_the_same_key_is_the_same_wish(small: Office) -> None:
    made = small.ask()
    assert small.ask() == made
    small.desk.reject(small.anna, made.id, 200, "no")
    assert small.ask().state == "rejected", "asking again does not open it again"
    with pytest.raises(Conflict, match="key_reused"):
        small.ask("exchange")
    payload = dict(made.payload)
    other = small.desk.propose(Ask("trial", payload, "k1", Actor("person", "anna"), "", 100))
    assert other.id != made.id, "a key is the asker's own"


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"world": "w", "text": ""},
        {"world": "w", "text": "x" * 101},
        {"world": "w", "text": "x", "priority": "P0"},
        {"world": "w", "text": "x", "approved": True},
        {"world": "w", "text": "nul\x00"},
        {"world": "w", "text": "half \ud800"},
        {"world": {"$ne": None}, "text": "x"},
    ],
)
def test_a_payload_that_is_none_of_its_kind_is_refused_wherever_it_comes_in(
    small: Office, payload: dict[str, object]
) -> None:
    made = small.ask()
    with pytest.raises(BadQuery, match="proposal_payload"):
        small.desk.propose(Ask("trial", payload, "k2", Actor("assistant", "t1"), "", 100))
    with pytest.raises(BadQuery, match="proposal_payload"):
        small.desk.edit(small.anna, made.id, payload, 0, 200)
    with pytest.raises(BadQuery, match="proposal_payload"):
        small.desk.approve(small.anna, made.id, 200, edition=0, payload=payload)
    assert small.desk.listed() == (made,)


def test_a_models_words_are_kept_whatever_they_hold(office: Office) -> None:
    why = "because\x00 of \ud83d this"
    payload = {"world": "w", "text": "refund"}
    ask = Ask("trial", payload, "k\x00", Actor("assistant", "t\x00"), why, 100, "t\ud83d")
    made = office.desk.propose(ask)
    assert (made.why, made.thread) == ("because of ? this", "t?")
    assert office.desk.propose(ask) == made
    done = office.desk.reject(office.anna, made.id, 200, "no\x00 \ud83d")
    assert done.reason == "no ?"
    assert office.desk.get(made.id) == done


def test_what_is_unknown_is_said_to_be(small: Office) -> None:
    with pytest.raises(BadQuery, match="proposal_unknown"):
        small.desk.get(7)
    with pytest.raises(BadQuery, match="proposal_unknown"):
        small.desk.approve(small.anna, 7, 200, edition=0)
    with pytest.raises(BadQuery, match="proposal_kind"):
        small.desk.propose(Ask("drop_tables", {}, "k", Actor("assistant", "t"), "", 100))


def test_a_list_is_the_newest_first_page_by_page(small: Office) -> None:
    made = [small.ask(key=f"k{number}") for number in range(5)]
    small.desk.reject(small.anna, made[3].id, 200, "no")
    assert [each.id for each in small.desk.listed(limit=2)] == [made[4].id, made[3].id]
    assert [each.id for each in small.desk.listed(before=made[3].id, limit=2)] == [made[2].id, made[1].id]
    assert [each.id for each in small.desk.listed("rejected")] == [made[3].id]
    assert small.desk.listed(thread="other") == small.desk.listed(kind="other") == ()


def test_through_a_limit_only_its_own_proposals_are_there(office: Office) -> None:
    east = Desk(scoped(office.store, "region=East"), tuple(office.desk.kinds.values()))
    whole = office.ask()
    ask = Ask("trial", {"world": "w", "text": "refund"}, "k1", Actor("assistant", "t1"), "", 100)
    limited = east.propose(ask)
    assert limited.id != whole.id, "a key never reaches over a limit"
    assert east.listed() == (limited,)
    with pytest.raises(BadQuery, match="proposal_unknown"):
        east.get(whole.id)
    with pytest.raises(BadQuery, match="proposal_unknown"):
        east.approve(office.anna, whole.id, 200, edition=0)
    assert {each.id for each in office.desk.listed()} == {whole.id, limited.id}


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from(("world", "text", "priority", "x")), JSON))
def test_whatever_comes_as_a_payload_is_refused_in_words_or_kept_as_it_will_run(
    payload: dict[str, object],
) -> None:
    try:
        model, kept = checked(trial_kind(), payload)
    except FeedbackError as error:
        error_text(error.code, "zh", error.details)
        return
    assert checked(trial_kind(), json.loads(json.dumps(kept)))[0] == model == Note(**kept)
