"""The key of pseudonyms: 32 random bytes in a file that only its owner can read, never in the database."""

import os
import secrets
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

import sqlalchemy as sa

from retrieval.errors import StoreUnavailable

__all__ = ["fingerprint", "keep_fingerprint", "read_secret", "require_secret"]

BYTES = 32


def read_secret(path: Path) -> bytes:
    """The key in that file, made when there is none. Raises StoreUnavailable when it cannot be used."""
    try:
        if not path.exists():
            _make(path)
        key = path.read_bytes()
    except OSError as error:
        raise StoreUnavailable("secret_unreadable", path=path, why=error.strerror) from error
    if len(key) != BYTES:
        raise StoreUnavailable("secret_damaged", path=path, bytes=BYTES)
    return key


def require_secret(path: Path, made: bool) -> None:
    """Raises StoreUnavailable when a store that was `made` with a key finds none: a new one would not fit."""
    if made and not path.exists():
        raise StoreUnavailable("secret_missing", path=path)


def fingerprint(key: bytes) -> str:
    """Tells one key from another, and nothing else about it."""
    return blake2b(b"fingerprint", key=key, digest_size=8).hexdigest()


def _make(path: Path) -> None:
    """Written whole under another name first: two processes that start at once end up with one key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(BYTES))
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


def keep_fingerprint(connection: sa.Connection, meta: sa.Table, key: bytes) -> None:
    """Remembers the store's key by its fingerprint. Raises StoreUnavailable for another key.

    With another key the same customer would get a second pseudonym, and every row would look changed.
    """
    known = connection.scalar(sa.select(meta.c.value).where(meta.c.key == "secret"))
    if known is None:
        connection.execute(sa.insert(meta).values(key="secret", value=fingerprint(key)))
    elif known != fingerprint(key):
        raise StoreUnavailable("secret_changed")
