"""Signing in and out: a password for a token, and a token for the person it stands for.

A wrong name and a wrong password are told apart neither by the sentence nor by the time: both are counted,
compared with a hash and written to the audit log alike. Attempts are counted before the password is looked
at, so that many at once get no further than one after the other.
"""

import hashlib
import secrets
from typing import Any

import sqlalchemy as sa

from retrieval.audit.log import Entry, append
from retrieval.database import Store
from retrieval.errors import BadSetting, NotSignedIn
from retrieval.people.accounts import folded
from retrieval.people.passwords import fits
from retrieval.people.roles import Actor, Person
from retrieval.people.tables import person, sign_in_attempt
from retrieval.people.tables import sign_in as sign_ins

__all__ = ["HOURS", "check_password", "sign_in", "sign_out", "signed_in", "wait_after"]

HOURS = 12
"""How long a sign-in lasts unless days are asked for."""

MOST_DAYS = 366

_FREE, _FIRST_WAIT, _LONGEST_WAIT, _FORGOTTEN = 5, 30, 900, 86_400
"""Failures in a row without a wait; seconds to wait after the next one, doubled by each further one, and at
most; seconds after which failures are forgotten. That is 100 guesses a day for one name, the most that NIST
SP 800-63B lets be made in a row."""

_SIGNING = Actor("system", "sign-in")


def sign_in(store: Store, name: str, password: str, at: int, *, days: int | None = None) -> str:
    """A token for whoever has this name and password; it lasts 12 hours, or so many days.

    Raises NotSignedIn when they do not fit, or after too many that did not; BadSetting for days out of range.
    """
    if days is not None and not 1 <= days <= MOST_DAYS:
        raise BadSetting("sign_in_days", most=MOST_DAYS)
    found = _checked(store, name, password, at)
    token = f"fa_{secrets.token_urlsafe(32)}"
    expires = at + (days * 86_400 if days else HOURS * 3_600)
    with store.whole().write() as connection:
        still = connection.scalar(sa.select(person.c.password).where(_is_open(found.id)))
        if still != found.password:  # closed or changed while the password was compared
            raise NotSignedIn("sign_in_wrong")
        connection.execute(sa.delete(sign_ins).where(sign_ins.c.expires_at <= at))
        row = {"token_hash": _hash(token), "person": found.id, "made_at": at, "expires_at": expires}
        connection.execute(sa.insert(sign_ins).values(**row))
        content = {"expires_at": expires}
        append(
            connection,
            Entry(at, Actor("person", found.name), "person.signed_in", f"person:{found.name}", content),
        )
    return token


def signed_in(connection: sa.Connection, token: str, at: int) -> Person:
    """Who the token stands for. Call in the transaction that acts: a closed account counts at once.

    The connection is the whole store's. Raises NotSignedIn for a token that is unknown, has expired, or is
    empty: then nobody has signed in.
    """
    if not token:
        raise NotSignedIn("sign_in_nobody")
    query = (
        sa.select(person.c.id, person.c.name, person.c.role, sign_ins.c.expires_at)
        .join(sign_ins, sign_ins.c.person == person.c.id)
        .where(sign_ins.c.token_hash == _hash(token), person.c.ended_at.is_(None))
    )
    row = connection.execute(query).first()
    if row is None or row.expires_at <= at:
        raise NotSignedIn("sign_in_ended")
    return Person(row.id, row.name, row.role)


def sign_out(store: Store, token: str, at: int) -> None:
    """Ends a sign-in; one that has ended already stays so."""
    with store.whole().write() as connection:
        try:
            somebody = signed_in(connection, token, at)
        except NotSignedIn:
            return
        connection.execute(sa.delete(sign_ins).where(sign_ins.c.token_hash == _hash(token)))
        append(connection, Entry(at, somebody.actor, "person.signed_out", f"person:{somebody.name}"))


def check_password(store: Store, name: str, password: str, at: int) -> None:
    """Asks for a password again, before something grave. Raises NotSignedIn, and counts, like `sign_in`."""
    _checked(store, name, password, at)


def wait_after(failures: int) -> int:
    """Seconds from a failed attempt to the next that is looked at."""
    if failures < _FREE:
        return 0
    return int(min(_FIRST_WAIT * 2 ** min(failures - _FREE, 16), _LONGEST_WAIT))


def _checked(store: Store, name: str, password: str, at: int) -> sa.Row[Any]:
    """The row of whoever has this name and password."""
    attempt = _name_hash(store, name)
    with store.whole().write() as connection:
        failures = _count(connection, attempt, at)
        row = connection.execute(sa.select(person).where(person.c.folded == folded(name))).first()
    usable = row is not None and row.ended_at is None
    fitting = fits(password, row.password if row is not None and usable else None)
    with store.whole().write() as connection:
        if row is not None and fitting:
            connection.execute(sa.delete(sign_in_attempt).where(sign_in_attempt.c.name == attempt))
            return row
        subject = f"person:{row.name}" if row is not None else f"name:{attempt}"
        append(connection, Entry(at, _SIGNING, "person.sign_in_failed", subject, {"failures": failures}))
    raise NotSignedIn("sign_in_wrong")


def _count(connection: sa.Connection, attempt: str, at: int) -> int:
    """Counts an attempt as failed until it succeeds. Raises NotSignedIn while one has to wait."""
    table = sign_in_attempt
    connection.execute(sa.delete(table).where(table.c.last_at <= at - _FORGOTTEN))
    known = connection.execute(sa.select(table).where(table.c.name == attempt)).first()
    if known is None:
        connection.execute(sa.insert(table).values(name=attempt, failures=1, last_at=at))
        return 1
    left = known.last_at + wait_after(known.failures) - at
    if left > 0:
        raise NotSignedIn("sign_in_wait", seconds=left)
    failures = int(known.failures) + 1
    connection.execute(sa.update(table).where(table.c.name == attempt).values(failures=failures, last_at=at))
    return failures


def _is_open(number: int) -> sa.ColumnElement[bool]:
    return sa.and_(person.c.id == number, person.c.ended_at.is_(None))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _name_hash(store: Store, name: str) -> str:
    """Sixteen hexadecimal digits that tell names apart and do not tell the name."""
    told = folded(name).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(told, key=store.secret, person=b"sign-in name", digest_size=8).hexdigest()
