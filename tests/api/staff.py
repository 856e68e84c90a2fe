"""People of the made-up shop, and how they sign in."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import httpx

from assistant.settings import Settings
from retrieval.database import open_store
from retrieval.people.accounts import add_first_admin, add_person
from retrieval.people.roles import Actor, Role

__all__ = ["PASSWORD", "STAFF", "hire", "new_token", "signed_in", "token_of"]

PASSWORD = "plum tart with custard"
STAFF: dict[str, Role] = {"vic": "viewer", "ann": "agent", "ben": "agent", "lee": "lead", "ada": "admin"}


def hire(settings: Settings) -> None:
    """Gives everybody an account."""
    store = open_store(settings.store_url, "UTC")
    add_first_admin(store, "ada", PASSWORD, 0)
    for name, role in STAFF.items():
        if name != "ada":
            add_person(store, name, role, PASSWORD, Actor("person", "ada"), 0)
    store.close()


@contextmanager
def signed_in(url: str, name: str, language: str = "en") -> Iterator[httpx.Client]:
    """A program of somebody's, that sends its token with every request."""
    sent = {"accept-language": language, "authorization": f"Bearer {token_of(url, name)}"}
    with httpx.Client(base_url=url, timeout=30, headers=sent) as client:
        yield client


@cache
def token_of(url: str, name: str) -> str:
    """One sign-in a person is enough: each takes the time a password's hash does."""
    return new_token(url, name)


def new_token(url: str, name: str) -> str:
    """A token of its own, to sign out with."""
    given = {"name": name, "password": PASSWORD, "token": True}
    answered = httpx.post(f"{url}/api/session", json=given, timeout=30)
    assert answered.status_code == 200, answered.text
    return str(answered.json()["token"])
