"""Accounts: made, changed and closed, each change with its audit entry in the same transaction."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from retrieval.audit.log import Entry, append
from retrieval.database import Store
from retrieval.errors import BadQuery, BadSetting, Conflict, NotAllowed
from retrieval.people.passwords import hashed
from retrieval.people.roles import ROLES, Actor, Person, Role
from retrieval.people.tables import person, sign_in

__all__ = [
    "Account",
    "add_first_admin",
    "add_person",
    "change_password",
    "change_role",
    "close_account",
    "folded",
    "people",
]

_LONGEST = 64


@dataclass(frozen=True, slots=True)
class Account:
    """An account as it is listed. made_at, ended_at: UTC seconds; `ended_at` None while it is open."""

    id: int
    name: str
    role: Role
    made_at: int
    ended_at: int | None


def people(store: Store) -> tuple[Account, ...]:
    """All accounts, the closed ones too, in the order they were made."""
    columns = (person.c.id, person.c.name, person.c.role, person.c.made_at, person.c.ended_at)
    with store.whole().read() as connection:
        return tuple(Account(*row) for row in connection.execute(sa.select(*columns).order_by(person.c.id)))


def add_first_admin(store: Store, name: str, password: str, at: int) -> Person:
    """The one account that nobody has to allow. Raises NotAllowed once there is any."""
    kept = hashed(password, name)
    with store.whole().write() as connection:
        if connection.scalar(sa.select(sa.func.count()).select_from(person)):
            raise NotAllowed("first_admin_there")
        return _add(connection, name, "admin", kept, Actor("system", "setup"), at)


def add_person(store: Store, name: str, role: Role, password: str, by: Actor, at: int) -> Person:
    """Opens an account. Names differ in more than case, and a closed account's name is not given again.

    Raises NotAllowed when `by` is a person who may not manage people; Conflict for a name that is taken;
    BadQuery for a role that does not exist; BadSetting for a name or password that cannot be used.
    """
    kept = hashed(password, name)
    with store.whole().write() as connection:
        _require_manager(connection, by)
        return _add(connection, name, role, kept, by, at)


def close_account(store: Store, name: str, by: Actor, at: int) -> None:
    """Closes an account and ends its sign-ins. Raises Conflict for the last admin, else like `add_person`."""
    with store.whole().write() as connection:
        _require_manager(connection, by)
        account = _open_account(connection, name)
        _keep_an_admin(connection, account)
        _change(connection, account, {"ended_at": at})
        append(connection, Entry(at, by, "person.closed", f"person:{account.name}"))


def change_role(store: Store, name: str, role: Role, by: Actor, at: int) -> Person:
    """Gives a person another role and ends their sign-ins. Raises Conflict for the last admin."""
    with store.whole().write() as connection:
        _require_manager(connection, by)
        account = _open_account(connection, name)
        _require_role(role)
        if role != account.role:
            _keep_an_admin(connection, account)
            _change(connection, account, {"role": role})
            content = {"before": account.role, "now": role}
            append(connection, Entry(at, by, "person.role_changed", f"person:{account.name}", content))
        return Person(account.id, account.name, role)


def change_password(store: Store, name: str, password: str, by: Actor, at: int) -> None:
    """Sets a password and ends the person's sign-ins. People may change their own, admins anybody's."""
    kept = hashed(password, name)
    with store.whole().write() as connection:
        account = _open_account(connection, name)
        if by != account.actor:
            _require_manager(connection, by)
        _change(connection, account, {"password": kept})
        append(connection, Entry(at, by, "person.password_changed", f"person:{account.name}"))


def folded(name: str) -> str:
    """A name as it is looked up by: however its characters are composed, in either case."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _add(connection: sa.Connection, name: str, role: Role, kept: str, by: Actor, at: int) -> Person:
    _require_role(role)
    name = _usable(name)
    if connection.scalar(sa.select(person.c.id).where(person.c.folded == folded(name))):
        raise Conflict("person_known", name=name)
    row = {"name": name, "folded": folded(name), "role": role, "password": kept, "made_at": at}
    number = connection.execute(sa.insert(person).values(**row)).inserted_primary_key
    append(connection, Entry(at, by, "person.added", f"person:{name}", {"role": role}))
    return Person(int(number[0]) if number else 0, name, role)


def _usable(name: str) -> str:
    """A name somebody can read and type. Raises BadSetting."""
    name = unicodedata.normalize("NFKC", name).strip()
    shown = all(unicodedata.category(each)[0] in "LMNPS" or each == " " for each in name)
    if not name or len(name) > _LONGEST or not shown:
        raise BadSetting("person_name", longest=_LONGEST)
    return name


def _require_role(role: str) -> None:
    if role not in ROLES:
        raise BadQuery("unknown_role", role=role, known=", ".join(ROLES))


def _require_manager(connection: sa.Connection, by: Actor) -> None:
    """Whoever changes accounts still may when it happens. Raises NotAllowed."""
    if by.kind == "system":
        return
    row = _row(connection, by.name) if by.kind == "person" else None
    if row is None or row.ended_at is not None:
        raise NotAllowed("not_a_manager", by=by.name)
    Person(row.id, row.name, row.role).require("manage")


def _open_account(connection: sa.Connection, name: str) -> Person:
    row = _row(connection, name)
    if row is None or row.ended_at is not None:
        raise BadQuery("unknown_person", name=name)
    return Person(row.id, row.name, row.role)


def _row(connection: sa.Connection, name: str) -> sa.Row[Any] | None:
    return connection.execute(sa.select(person).where(person.c.folded == folded(name))).first()


def _keep_an_admin(connection: sa.Connection, account: Person) -> None:
    """Raises Conflict when this is the last admin: nobody could manage people any more."""
    admins = sa.select(person.c.id).where(person.c.role == "admin", person.c.ended_at.is_(None))
    if connection.scalars(admins).all() == [account.id]:
        raise Conflict("last_admin", name=account.name)


def _change(connection: sa.Connection, account: Person, values: Mapping[str, Any]) -> None:
    connection.execute(sa.update(person).where(person.c.id == account.id).values(**values))
    connection.execute(sa.delete(sign_in).where(sign_in.c.person == account.id))
