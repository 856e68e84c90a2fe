"""A small made-up data set, imported as a user would import it."""

import csv
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.offline.names.linking import Linker
from assistant.offline.query.reading import Reading, read
from assistant.offline.turns.before import Before
from assistant.offline.turns.dialogue import read_message
from retrieval.catalog import Catalog, load_catalog
from retrieval.database import Store, open_store
from retrieval.importing.options import ImportOptions
from retrieval.importing.run import import_file

TODAY = date(2024, 7, 10)
HEADER = (
    "id", "created_at", "user_id", "region", "tier", "product", "journey_stage", "sentiment", "stars", "nps_score",
    "price_cny", "likes", "resolved", "text",
)  # fmt: skip
REGIONS = ("华东", "华南", "North America")
PRODUCTS = ("Kettle 热水壶", "Lamp 台灯", "Fan 风扇")
STAGES = ("First Visit", "Checkout", "Delivered")
TEXTS = (
    "The kettle leaks and I want a refund",
    "物流太慢了，等了一个星期",
    "love it, works every day",
    "客服态度很好，问题解决了",
    "the price went up again",
)


def rows() -> Iterator[tuple[object, ...]]:
    """120 records from January to June 2024; every ninth has no sentiment, every tenth no NPS."""
    for n in range(120):
        sentiment = "" if n % 9 == 4 else ("negative", "positive", "negative", "neutral")[n % 4]
        yield (
            f"f{n:03}", f"2024-{n % 6 + 1:02}-{n % 28 + 1:02} 09:30:00", f"u{n % 40}", REGIONS[n % 3],
            ("VIP", "standard", "new")[n % 5 % 3], PRODUCTS[n * 7 % 3], STAGES[n % 3], sentiment, n % 5 + 1,
            "" if n % 10 == 0 else n % 11, 99 + n % 7 * 100, n * n % 50, ("yes", "no")[n % 2], TEXTS[n % 5],
        )  # fmt: skip


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data home that holds the made-up data."""
    folder = tmp_path_factory.mktemp("home")
    file = folder / "kettles.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(HEADER)
        writer.writerows(rows())
    store = open_store(f"sqlite:///{folder / 'feedback.db'}", "UTC")
    import_file(store, file, ImportOptions(), lambda _: None)
    store.close()
    return folder


@pytest.fixture(scope="session")
def data(home: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{home / 'feedback.db'}")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def catalog(data: Store) -> Catalog:
    return load_catalog(data)


@pytest.fixture(scope="session")
def reads(catalog: Catalog) -> Callable[[str], Reading]:
    """Reads one question over the made-up data, asked on 10 July 2024."""
    linker = Linker(catalog)
    return lambda question: read(question, catalog, linker, TODAY)


def last(catalog: Catalog, turns: tuple[str, ...]) -> dict[str, Any]:
    """The query of the last turn of a conversation."""
    linker, before = Linker(catalog), None
    for question in turns:
        reading = read_message(question, before, catalog, linker, TODAY)[0]
        assert not reading.problem, question
        before = Before(reading.query, earlier=before.query if before else None)
    return reading.query.model_dump(mode="json", exclude_defaults=True)
