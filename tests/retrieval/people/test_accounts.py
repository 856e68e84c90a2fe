"""Accounts: who may make and change them, and what that does to their sign-ins."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from retrieval.audit.tables import audit_entry
from retrieval.database import Store
from retrieval.errors import BadQuery, BadSetting, Conflict, NotAllowed, NotSignedIn
from retrieval.people.accounts import (
    add_first_admin,
    add_person,
    change_password,
    change_role,
    close_account,
    people,
)
from retrieval.people.passwords import hashed
from retrieval.people.roles import Actor
from retrieval.people.signing import sign_in, signed_in
from retrieval.people.tables import person

SYSTEM = Actor("system", "setup")
BOSS = Actor("person", "Boss")
LONG = "a long pass phrase"


@pytest.fixture
def staffed(store: Store) -> Store:
    """A store with an admin and an agent."""
    add_first_admin(store, "Boss", LONG, 10)
    add_person(store, "王芳", "agent", LONG, BOSS, 20)
    return store


def token_holds(store: Store, token: str, at: int) -> bool:
    with store.read() as connection:
        try:
            signed_in(connection, token, at)
        except NotSignedIn:
            return False
    return True


def test_the_first_account_is_an_admin_and_is_made_once(store: Store) -> None:
    assert add_first_admin(store, "Boss", LONG, 10).role == "admin"
    with pytest.raises(NotAllowed) as refused:
        add_first_admin(store, "Mallory", LONG, 11)
    assert refused.value.code == "first_admin_there"
    assert [each.name for each in people(store)] == ["Boss"]


def test_only_an_admin_who_is_one_now_changes_accounts(staffed: Store) -> None:
    for by in (Actor("person", "王芳"), Actor("person", "nobody"), Actor("assistant", "Boss")):
        with pytest.raises(NotAllowed):
            add_person(staffed, "New", "viewer", LONG, by, 30)
        with pytest.raises(NotAllowed):
            change_role(staffed, "Boss", "viewer", by, 30)
        with pytest.raises(NotAllowed):
            close_account(staffed, "Boss", by, 30)
        with pytest.raises(NotAllowed):
            change_password(staffed, "Boss", "another phrase", by, 30)
    assert [(each.name, each.role) for each in people(staffed)] == [("Boss", "admin"), ("王芳", "agent")]


def test_the_last_admin_stays(staffed: Store) -> None:
    with pytest.raises(Conflict) as refused:
        close_account(staffed, "Boss", BOSS, 30)
    assert refused.value.code == "last_admin"
    with pytest.raises(Conflict):
        change_role(staffed, "Boss", "lead", BOSS, 30)
    change_role(staffed, "王芳", "admin", BOSS, 31)
    close_account(staffed, "boss", Actor("person", "王芳"), 32)
    assert people(staffed)[0].ended_at == 32


def test_closing_an_account_or_changing_its_role_or_password_ends_its_sign_ins(staffed: Store) -> None:
    add_person(staffed, "Ann", "agent", LONG, BOSS, 20)
    other = sign_in(staffed, "Ann", LONG, 40)
    changes: tuple[Callable[[], object], ...] = (
        lambda: change_role(staffed, "王芳", "lead", BOSS, 50),
        lambda: change_password(staffed, "王芳", "another long phrase", Actor("person", "王芳"), 60),
        lambda: close_account(staffed, "王芳", BOSS, 70),
    )
    for change, password in zip(changes, (LONG, LONG, "another long phrase"), strict=True):
        token = sign_in(staffed, "王芳", password, 45)
        assert token_holds(staffed, token, 46)
        change()
        assert not token_holds(staffed, token, 46)
    assert token_holds(staffed, other, 80)


def test_a_name_is_one_name_however_it_is_typed_and_is_never_given_again(staffed: Store) -> None:
    close_account(staffed, "王芳", BOSS, 30)
    for name in ("BOSS", " boss ", "Ｂｏｓｓ", "王芳"):
        with pytest.raises(Conflict):
            add_person(staffed, name, "viewer", LONG, BOSS, 40)
    with pytest.raises(BadQuery):
        change_role(staffed, "王芳", "lead", BOSS, 40)


def test_names_passwords_and_roles_that_cannot_be_used_are_refused(staffed: Store) -> None:
    for name in ("", "  ", "a\nb", "a\x00b", "a\u202eb", "x" * 65):
        with pytest.raises(BadSetting) as refused:
            add_person(staffed, name, "viewer", LONG, BOSS, 40)
        assert refused.value.code == "person_name"
    with pytest.raises(BadQuery) as unknown:
        change_role(staffed, "王芳", "owner", BOSS, 30)  # type: ignore[arg-type]  # what a person may type
    assert unknown.value.code == "unknown_role"
    assert len(people(staffed)) == 2


@pytest.mark.parametrize(
    ("password", "code"),
    [("short", "password_short"), ("x" * 1001, "password_long"), (" NEWCOMER ", "password_is_name")],
)
def test_a_password_that_would_be_guessed_is_not_taken(password: str, code: str) -> None:
    with pytest.raises(BadSetting) as refused:
        hashed(password, "Newcomer")
    assert refused.value.code == code


def test_every_change_is_in_the_log_with_who_and_what_and_no_password(staffed: Store) -> None:
    change_role(staffed, "王芳", "lead", BOSS, 30)
    change_role(staffed, "王芳", "lead", BOSS, 31)  # no change, no entry
    change_password(staffed, "王芳", "another long phrase", BOSS, 40)
    close_account(staffed, "王芳", BOSS, 50)
    with staffed.read() as connection:
        rows = connection.execute(sa.select(audit_entry).order_by(audit_entry.c.seq)).all()
        kept = connection.scalars(sa.select(person.c.password)).all()
    assert [(row.at, f"{row.actor_kind}:{row.actor}", row.action, row.subject) for row in rows] == [
        (10, "system:setup", "person.added", "person:Boss"),
        (20, "person:Boss", "person.added", "person:王芳"),
        (30, "person:Boss", "person.role_changed", "person:王芳"),
        (40, "person:Boss", "person.password_changed", "person:王芳"),
        (50, "person:Boss", "person.closed", "person:王芳"),
    ]
    assert rows[2].content == '{"before":"agent","now":"lead"}'
    told = "".join(str(row) for row in rows)
    assert LONG not in told
    assert "argon2" not in told
    assert all(each.startswith("$argon2id$") for each in kept)
