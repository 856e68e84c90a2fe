"""A store for each module and database, whose whole data a test puts in: making one takes a while."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from retrieval.database import Store, open_store
from tests.conftest import DATABASES


@pytest.fixture(params=DATABASES, scope="module")
def shelf(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """In UTC. Its feedback and themes are those of the test before until `plant` puts others there."""
    folder = tmp_path_factory.mktemp("shelf")
    url = f"sqlite:///{folder / 'feedback.db'}"
    if request.param == "postgresql":
        server = sa.make_url(request.getfixturevalue("postgresql_url"))
        name = f"shelf{abs(hash(str(folder))):x}"
        admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {name}"))
        admin.dispose()
        url = server.set(database=name).render_as_string(hide_password=False)
    store = open_store(url, "UTC", folder / "secret.key")
    yield store
    store.close()
