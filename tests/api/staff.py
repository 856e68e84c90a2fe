"""People of the made-up shop, and how they sign in."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from assistant.settings import Settings
from retrieval.database import open_store
from retrieval.people.accounts import add_first_admin, add_person
from retrieval.people.roles import Actor, Role

__all__ = ["PASSWORD", "STAFF", "hire", "signed_in"]

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
    """A program of somebody's: it asks for a token, and sends it with every request."""
    with httpx.Client(base_url=url, timeout=30, headers={"accept-language": language}) as client:
        given = {"name": name, "password": PASSWORD, "token": True}
        answered = client.post("/api/session", json=given)
        assert answered.status_code == 200, answered.text
        client.headers["authorization"] = f"Bearer {answered.json()['token']}"
        yield client
