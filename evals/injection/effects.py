"""What a run did to the world: the database by its content, the files of the data home, the network."""

import hashlib
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

__all__ = ["Attempts", "contents", "no_network"]


class Attempts(list[str]):
    """Addresses somebody tried to reach."""


@contextmanager
def no_network() -> Iterator[Attempts]:
    """Refuses every connection and every name looked up, and notes them."""
    attempts = Attempts()
    kept = socket.socket.connect, socket.getaddrinfo

    def refuse(*arguments: Any, **_: Any) -> Any:
        attempts.append(str(next((each for each in arguments if not isinstance(each, socket.socket)), "")))
        raise OSError("no network in this eval")

    socket.socket.connect = refuse  # type: ignore[method-assign]
    socket.getaddrinfo = refuse
    try:
        yield attempts
    finally:
        socket.socket.connect, socket.getaddrinfo = kept  # type: ignore[method-assign]


def contents(home: Path) -> dict[str, str]:
    """A hash of every table of the database and of every other file below a data home."""
    found = {
        str(path.relative_to(home)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(home.rglob("*"))
        if path.is_file() and not path.name.startswith("feedback.db")
    }
    with closing(sqlite3.connect(home / "feedback.db")) as connection:
        for line in connection.iterdump():
            table = line.split('"', 2)[1] if line.startswith('INSERT INTO "') else "schema"
            found[f"table {table}"] = hashlib.sha256(
                (found.get(f"table {table}", "") + line).encode()
            ).hexdigest()
    return found
