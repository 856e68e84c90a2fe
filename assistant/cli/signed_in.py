"""Who is signed in on the command line: a token from the environment, or the one that `sign-in` kept."""

import getpass
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.settings import Settings
from retrieval.errors import NotSignedIn

if TYPE_CHECKING:
    from retrieval.database import Store
    from retrieval.people.roles import Actor, Permission, Person

__all__ = ["actor_of", "forget_token", "keep_token", "permitted", "person_of", "token_of", "user_name"]


def token_of(settings: Settings) -> str:
    """The token of whoever is signed in; FEEDBACK_TOKEN wins. Raises NotSignedIn when there is none."""
    token = settings.token
    if not token:
        with suppress(OSError):
            token = _file(settings).read_text(encoding="utf-8").strip()
    if not token:
        raise NotSignedIn("sign_in_needed")
    return token


def person_of(settings: Settings, store: "Store") -> "Person":
    """Whoever is signed in. Raises NotSignedIn."""
    from retrieval.people.signing import signed_in

    token = token_of(settings)
    with store.whole().read() as connection:
        return signed_in(connection, token, int(time.time()))


def actor_of(settings: Settings, store: "Store") -> "Actor":
    """Whoever is signed in; else the name this machine knows its user by, which nobody has proven."""
    from retrieval.people.roles import Actor

    with suppress(NotSignedIn):
        return person_of(settings, store).actor
    return Actor("system", user_name())


def permitted(settings: Settings, store: "Store", permission: "Permission") -> "Actor":
    """Whoever may do this; whoever uses this machine, as long as there are no accounts.

    Raises NotSignedIn and NotAllowed.
    """
    from retrieval.people.accounts import people

    if not people(store):
        return actor_of(settings, store)
    person = person_of(settings, store)
    person.require(permission)
    return person.actor


def user_name() -> str:
    """The name this machine knows its user by."""
    with suppress(KeyError, OSError):  # there may be none in a container
        return getpass.getuser()
    return str(os.getuid())


def keep_token(settings: Settings, token: str) -> None:
    """Keeps the token in the data home, for its owner alone."""
    path = _file(settings)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(token + "\n")
    draft.replace(path)


def forget_token(settings: Settings) -> None:
    """Removes the token that was kept, if any."""
    _file(settings).unlink(missing_ok=True)


def _file(settings: Settings) -> Path:
    return settings.data_home / "token"
