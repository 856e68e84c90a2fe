"""What records are called, and the rest of a header that was read, restricts nothing."""

import csv
from datetime import date
from pathlib import Path

import pytest

from assistant.offline.names.linking import Linker
from assistant.offline.query.reading import read
from retrieval.catalog import Catalog, load_catalog
from retrieval.database import open_store
from retrieval.importing.options import ImportOptions
from retrieval.importing.run import import_file

TODAY = date(2031, 7, 10)
HEADER = ("Job", "Repair started", "Workshop", "Minutes waited", "Guarantee used", "Remarks")


@pytest.fixture(scope="module")
def repairs(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    folder: Path = tmp_path_factory.mktemp("repairs")
    with (folder / "export.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for place in range(60):
            day = f"2031-0{place % 6 + 1}-{place % 27 + 1:02}"
            shop = ("Old Town", "Riverside")[place % 2]
            said = f"They mended number {place} well and told me what was wrong with it."
            writer.writerow((f"J{place}", day, shop, place, ("yes", "no")[place % 3 == 0], said))
    store = open_store(f"sqlite:///{folder / 'feedback.db'}", "UTC")
    import_file(store, folder / "export.csv", ImportOptions(), lambda _: None)
    return load_catalog(store)


@pytest.mark.parametrize(
    "question",
    ["how many repairs in May", "how many jobs in May", "number of repairs we had in may"],
)
def test_records_may_be_called_as_their_headers_do(repairs: Catalog, question: str) -> None:
    reading = read(question, repairs, Linker(repairs), TODAY)
    assert reading.problem is None
    assert not reading.query.filters
    assert not reading.query.group_by
    assert str(reading.query.period.start if reading.query.period else None) == "2031-05-01"


@pytest.mark.parametrize("question", ["how many bicycles in May", "repairs of bicycles"])
def test_other_words_are_still_left_over(repairs: Catalog, question: str) -> None:
    assert read(question, repairs, Linker(repairs), TODAY).problem is not None
