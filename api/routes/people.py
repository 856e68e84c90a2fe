"""Accounts: an admin's to open, change and close."""

from dataclasses import asdict

from fastapi import APIRouter, Depends

from api.errors import problems
from api.schemas.people import PersonCreate, PersonPublic, PersonUpdate
from api.serving import Serving, ServingDep
from api.signing import NowDep, PersonDep, needs
from retrieval.errors import BadQuery
from retrieval.people.accounts import (
    add_person,
    change_password,
    change_role,
    close_account,
    folded,
    people,
)

__all__ = ["router"]

router = APIRouter(prefix="/api/people", tags=["people"], responses=problems(400, 401, 403, 409))


@router.get("", dependencies=[Depends(needs("read"))])
def listed(serving: ServingDep) -> list[PersonPublic]:
    """All accounts, the closed ones too: their names stay in what they did."""
    return [PersonPublic.model_validate(asdict(each)) for each in people(serving.store)]


@router.post("", status_code=201)
def create(given: PersonCreate, serving: ServingDep, person: PersonDep, now: NowDep) -> PersonPublic:
    """Opens an account. The very first one is made on the command line."""
    password = given.password.get_secret_value()
    made = add_person(serving.store, given.name, given.role, password, person.actor, now)
    return _named(serving, made.name)


@router.patch("/{name}")
def update(
    name: str, given: PersonUpdate, serving: ServingDep, person: PersonDep, now: NowDep
) -> PersonPublic:
    """Changes a role or a password, or closes the account; each ends the person's sign-ins."""
    if given.role is not None:
        change_role(serving.store, name, given.role, person.actor, now)
    if given.password is not None:
        change_password(serving.store, name, given.password.get_secret_value(), person.actor, now)
    if given.closed:
        close_account(serving.store, name, person.actor, now)
    return _named(serving, name)


def _named(serving: Serving, name: str) -> PersonPublic:
    for each in people(serving.store):
        if folded(each.name) == folded(name):
            return PersonPublic.model_validate(asdict(each))
    raise BadQuery("unknown_person", name=name)
