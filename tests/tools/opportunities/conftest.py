"""The made-up shop in each database, furnished once: these tests only read it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from retrieval.database import Store, open_store
from tests.conftest import DATABASES
from tests.tools.opportunities.shop import NOW, context_of, furnish
from tools.opportunities.opportunity import Opportunities
from tools.opportunities.request import OpportunityRequest
from tools.opportunities.run import find_opportunities


@pytest.fixture(scope="module", params=DATABASES)
def shop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("shop")
    opened = open_store(_url(request, folder), "UTC", folder / "secret.key")
    furnish(opened)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def everything(shop: Store) -> Opportunities:
    """All that is found in the shop."""
    return find_opportunities(context_of(shop), OpportunityRequest(limit=100), NOW)


def _url(request: pytest.FixtureRequest, folder: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{folder / 'feedback.db'}"
    server = sa.make_url(request.getfixturevalue("postgresql_url"))
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text("DROP DATABASE IF EXISTS opportunities WITH (FORCE)"))
        connection.execute(sa.text("CREATE DATABASE opportunities"))
    admin.dispose()
    return server.set(database="opportunities").render_as_string(hide_password=False)
