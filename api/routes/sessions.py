"""Signing in and out, and who is signed in."""

from typing import get_args

from fastapi import APIRouter, Request, Response

from api.errors import PROBLEMS
from api.schemas.people import SessionCreate, SessionPublic
from api.serving import ServingDep
from api.signing import NowDep, TokenDep, drop_cookie, person_of, set_cookie
from retrieval.errors import NotSignedIn
from retrieval.people.accounts import people
from retrieval.people.roles import Permission, Person
from retrieval.people.signing import sign_in, sign_out

__all__ = ["router"]

router = APIRouter(prefix="/api/session", tags=["sign-in"])


@router.post("", responses={401: PROBLEMS[401]})
def begin(
    given: SessionCreate, serving: ServingDep, now: NowDep, request: Request, response: Response
) -> SessionPublic:
    """Signs in: the browser keeps the token in a cookie, a program asks for it with `token: true`."""
    token = sign_in(serving.store, given.name, given.password.get_secret_value(), now)
    if not given.token:
        set_cookie(response, request, token)
    told = _told(person_of(serving, token, now))
    return told.model_copy(update={"token": token}) if given.token else told


@router.get("")
def show(token: TokenDep, serving: ServingDep, now: NowDep) -> SessionPublic:
    """Who is signed in, and what they may do. Needs no sign-in itself."""
    try:
        return _told(person_of(serving, token, now))
    except NotSignedIn:
        accounts = bool(people(serving.store))
        return SessionPublic(name=None, role=None, may=[] if accounts else ["read"], accounts=accounts)


@router.delete("", status_code=204)
def end(token: TokenDep, serving: ServingDep, now: NowDep, request: Request, response: Response) -> None:
    """Signs out: the token is worth nothing from now on, wherever else it is kept."""
    if token:
        sign_out(serving.store, token, now)
    drop_cookie(response, request)


def _told(person: Person) -> SessionPublic:
    may = [each for each in get_args(Permission) if person.may(each)]
    return SessionPublic(name=person.name, role=person.role, may=may, accounts=True)
