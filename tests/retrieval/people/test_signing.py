"""Signing in: tokens that expire, failures that cost time, and nothing that tells who has an account."""

import time
from concurrent.futures import ThreadPoolExecutor
from statistics import median

import pytest
import sqlalchemy as sa

from retrieval.audit.tables import audit_entry
from retrieval.database import Store
from retrieval.errors import BadSetting, NotSignedIn
from retrieval.people.accounts import add_first_admin, add_person, close_account
from retrieval.people.passwords import _NOBODY, fits, hashed
from retrieval.people.roles import Actor, Person
from retrieval.people.signing import check_password, sign_in, sign_out, signed_in, wait_after
from retrieval.people.tables import sign_in as sign_ins
from retrieval.people.tables import sign_in_attempt

LONG = "a long pass phrase"
HOUR = 3_600


@pytest.fixture
def staffed(store: Store) -> Store:
    add_first_admin(store, "Boss", LONG, 10)
    return store


def who(store: Store, token: str, at: int) -> Person:
    with store.read() as connection:
        return signed_in(connection, token, at)


def refused(store: Store, name: str, password: str, at: int) -> NotSignedIn:
    with pytest.raises(NotSignedIn) as error:
        sign_in(store, name, password, at)
    return error.value


def actions(store: Store) -> list[tuple[str, str]]:
    with store.read() as connection:
        query = sa.select(audit_entry.c.action, audit_entry.c.subject).order_by(audit_entry.c.seq)
        return [tuple(row) for row in connection.execute(query)]


def test_a_token_stands_for_its_person_until_it_expires(staffed: Store) -> None:
    token = sign_in(staffed, "boss", LONG, 100)
    assert who(staffed, token, 100 + 12 * HOUR - 1) == Person(1, "Boss", "admin")
    with pytest.raises(NotSignedIn) as error:
        who(staffed, token, 100 + 12 * HOUR)
    assert error.value.code == "sign_in_ended"


@pytest.mark.parametrize(("token", "code"), [("", "sign_in_nobody"), ("fa_unknown", "sign_in_ended")])
def test_nobody_and_somebody_unknown_are_told_apart(staffed: Store, token: str, code: str) -> None:
    with pytest.raises(NotSignedIn) as error:
        who(staffed, token, 100)
    assert error.value.code == code


def test_a_token_for_scripts_lasts_the_days_asked_for(staffed: Store) -> None:
    token = sign_in(staffed, "Boss", LONG, 0, days=30)
    assert who(staffed, token, 30 * 24 * HOUR - 1).name == "Boss"
    with pytest.raises(NotSignedIn):
        who(staffed, token, 30 * 24 * HOUR)
    for days in (0, -1, 367):
        with pytest.raises(BadSetting):
            sign_in(staffed, "Boss", LONG, 0, days=days)


def test_signing_out_ends_that_sign_in_alone(staffed: Store) -> None:
    here, there = sign_in(staffed, "Boss", LONG, 100), sign_in(staffed, "Boss", LONG, 100)
    sign_out(staffed, here, 200)
    sign_out(staffed, here, 201)
    sign_out(staffed, "never given", 202)
    with pytest.raises(NotSignedIn):
        who(staffed, here, 203)
    assert who(staffed, there, 203).name == "Boss"
    assert [action for action, _ in actions(staffed)].count("person.signed_out") == 1


def test_what_is_stored_signs_nobody_in(staffed: Store) -> None:
    token = sign_in(staffed, "Boss", LONG, 100)
    with staffed.read() as connection:
        stored = connection.scalars(sa.select(sign_ins.c.token_hash)).all()
        log = str(connection.execute(sa.select(audit_entry)).all())
    assert len(stored) == 1
    assert token not in stored
    assert token not in log
    assert stored[0] not in log
    with pytest.raises(NotSignedIn):
        who(staffed, stored[0], 101)


def test_a_token_that_was_never_given_signs_nobody_in(staffed: Store) -> None:
    for token in ("", "fa_", "' OR 1=1 --", "\ud800", "x" * 100_000):
        with pytest.raises(NotSignedIn):
            who(staffed, token, 0)


def test_an_unknown_name_a_closed_account_and_a_wrong_password_are_answered_alike(staffed: Store) -> None:
    add_person(staffed, "Gone", "agent", LONG, Actor("person", "Boss"), 20)
    close_account(staffed, "Gone", Actor("person", "Boss"), 30)
    for attempt in range(7):
        at = 1_000 + attempt
        told = [
            (error.code, error.details)
            for error in (
                refused(staffed, "Boss", "a wrong password", at),
                refused(staffed, "Gone", LONG, at),
                refused(staffed, "Nobody", LONG, at),
            )
        ]
        assert told[0] == told[1] == told[2]
    assert told[0][0] == "sign_in_wait"


def test_an_unknown_name_takes_as_long_as_a_wrong_password() -> None:
    kept = hashed(LONG, "Boss")

    def seconds(of: str | None) -> float:
        began = time.perf_counter()
        assert not fits("a wrong password", of)
        return time.perf_counter() - began

    pairs = [(seconds(kept), seconds(None)) for _ in range(7)]
    known, unknown = (median(each) for each in zip(*pairs, strict=True))
    assert 0.4 < known / unknown < 2.5
    assert kept.split("$")[1:4] == _NOBODY.split("$")[1:4]


def test_failures_make_the_next_attempt_wait_longer_and_longer(staffed: Store) -> None:
    waits: list[int] = []
    at = 1_000
    for _ in range(12):
        assert refused(staffed, "Boss", "a wrong password", at).code == "sign_in_wrong"
        error = refused(staffed, "Boss", LONG, at) if len(waits) > 3 else None
        waits.append(int(str(error.details["seconds"])) if error else 0)
        if error:
            assert error.code == "sign_in_wait"
            assert refused(staffed, "Boss", LONG, at + waits[-1] - 1).code == "sign_in_wait"
        at += waits[-1]
    assert waits == [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]
    assert sign_in(staffed, "Boss", LONG, at)
    assert refused(staffed, "Boss", "a wrong password", at).code == "sign_in_wrong"
    assert sign_in(staffed, "Boss", LONG, at)


def test_many_attempts_at_once_get_no_further_than_one_after_the_other(staffed: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda n: refused(staffed, "Boss", f"guess number {n}", 1_000).code, range(16)))
    assert sorted(told) == ["sign_in_wait"] * 11 + ["sign_in_wrong"] * 5


def test_failures_are_forgotten_after_a_day_and_hold_up_nobody_else(staffed: Store) -> None:
    add_person(staffed, "Ann", "agent", LONG, Actor("person", "Boss"), 20)
    for attempt in range(5):
        refused(staffed, "Boss", "a wrong password", 100 + attempt)
    assert refused(staffed, "Boss", LONG, 105).code == "sign_in_wait"
    assert sign_in(staffed, "Ann", LONG, 105)
    for _ in range(4):
        refused(staffed, "Boss", "a wrong password", 105 + 24 * HOUR)
    assert sign_in(staffed, "Boss", LONG, 105 + 24 * HOUR)


def test_a_hundred_passwords_a_day_can_be_tried_for_a_name() -> None:
    at, tried = 0, 0
    while at < 24 * HOUR:
        tried += 1
        at += wait_after(tried)
    assert 50 <= tried <= 105


def test_every_sign_in_that_fails_is_in_the_log_without_the_name_that_nobody_has(staffed: Store) -> None:
    refused(staffed, "Boss", "a wrong password", 100)
    refused(staffed, "my secret password", "oh no, the wrong field", 100)
    sign_in(staffed, "Boss", LONG, 101)
    logged = actions(staffed)[1:]
    assert logged[0] == ("person.sign_in_failed", "person:Boss")
    assert logged[1][0] == "person.sign_in_failed"
    assert logged[1][1].startswith("name:")
    assert logged[2] == ("person.signed_in", "person:Boss")
    with staffed.read() as connection:
        everything = str(connection.execute(sa.select(audit_entry)).all())
        everything += str(connection.execute(sa.select(sign_in_attempt)).all())
    assert "my secret password" not in everything
    assert "wrong field" not in everything


def test_asking_for_the_password_again_counts_like_signing_in(staffed: Store) -> None:
    check_password(staffed, "Boss", LONG, 100)
    for attempt in range(5):
        with pytest.raises(NotSignedIn):
            check_password(staffed, "Boss", "a wrong password", 100 + attempt)
    assert refused(staffed, "Boss", LONG, 105).code == "sign_in_wait"


def test_tokens_that_have_expired_are_cleared_away(staffed: Store) -> None:
    sign_in(staffed, "Boss", LONG, 100)
    sign_in(staffed, "Boss", LONG, 100 + 13 * HOUR)
    with staffed.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(sign_ins)) == 1
