"""Who sends a request: the token it carries, the person who signed in with it, and whether that is needed.

A browser keeps the token in a cookie that no script reads and that comes with no request of another site;
programs send it as `Authorization: Bearer TOKEN`. Reading needs a sign-in as soon as there is an account;
deciding and changing always does.
"""

import ipaddress
from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.serving import Serving, ServingDep
from retrieval.errors import NotSignedIn
from retrieval.people.accounts import people
from retrieval.people.roles import Permission, Person
from retrieval.people.signing import HOURS, signed_in

__all__ = [
    "COOKIE",
    "NowDep",
    "PersonDep",
    "ReaderDep",
    "TokenDep",
    "allowed",
    "drop_cookie",
    "needs",
    "person_of",
    "reader",
    "set_cookie",
]

COOKIE = "feedback_session"


def _now(serving: ServingDep) -> int:
    return serving.now()


NowDep = Annotated[int, Depends(_now)]
"""The time of the request in whole seconds UTC."""


_Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))]


def _token(request: Request, given: _Bearer) -> str:
    return given.credentials.strip() if given else request.cookies.get(COOKIE, "")


TokenDep = Annotated[str, Depends(_token)]
"""What the request signs in with; empty where it carries nothing. Whatever acts on it checks it again."""


def person_of(serving: Serving, token: str, now: int) -> Person:
    """Raises NotSignedIn."""
    with serving.store.whole().read() as connection:
        return signed_in(connection, token, now)


def _person(token: TokenDep, serving: ServingDep, now: NowDep) -> Person:
    return person_of(serving, token, now)


PersonDep = Annotated[Person, Depends(_person)]
"""The person who is signed in. Raises NotSignedIn."""


def reader(token: TokenDep, serving: ServingDep, now: NowDep) -> Person | None:
    """Who reads, as `ReaderDep` has it."""
    try:
        return person_of(serving, token, now)
    except NotSignedIn:
        if people(serving.store):
            raise
        return None


ReaderDep = Annotated[Person | None, Depends(reader)]
"""Who reads: None where there are no accounts yet, so that nobody could sign in. Raises NotSignedIn."""


def allowed(permission: Permission) -> Callable[..., Person | None]:
    """A dependency for what was open before there were accounts: then it takes this permission."""

    def check(reader: ReaderDep) -> Person | None:
        if reader is not None:
            reader.require(permission)
        return reader

    return check


def needs(permission: Permission) -> Callable[..., Person]:
    """A dependency: somebody is signed in, and may do this. Raises NotSignedIn and NotAllowed."""

    def check(person: PersonDep) -> Person:
        person.require(permission)
        return person

    return check


def set_cookie(response: Response, request: Request, token: str) -> None:
    """Keeps the token in the browser; beyond this machine over HTTPS alone, where nobody reads along."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=HOURS * 3600,
        httponly=True,
        samesite="strict",
        secure=not _on_loopback(request),
    )


def drop_cookie(response: Response, request: Request) -> None:
    """Has the browser forget the token."""
    response.delete_cookie(COOKIE, httponly=True, samesite="strict", secure=not _on_loopback(request))


def _on_loopback(request: Request) -> bool:
    name = request.url.hostname or ""
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"
