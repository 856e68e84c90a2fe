"""Lengths of time in columns nobody has seen, asked for by what was done meanwhile."""

import csv
from datetime import date

import pytest

from assistant.offline.names.linking import Linker
from assistant.offline.query.reading import read
from retrieval.catalog import Catalog, load_catalog
from retrieval.database import open_store
from retrieval.importing.options import ImportOptions
from retrieval.importing.run import import_file
from tools.segments.query import SegmentQuery

HEADER = ("visit", "date", "clinic", "Wait (min)", "Nights stayed", "Cleanliness score", "comment")


@pytest.fixture(scope="module")
def clinics(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Sixty made-up visits of three clinics."""
    folder = tmp_path_factory.mktemp("clinics")
    file = folder / "visits.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(HEADER)
        for n in range(60):
            words = f"visit number {n} was fine and the nurse {('smiled', 'frowned', 'sang')[n % 3]} at me"
            writer.writerow(
                (
                    f"v{n:03}",
                    f"2024-{n % 6 + 1:02}-10",
                    ("North", "South", "Harbour")[n % 3],
                    3 + n,
                    n % 9,
                    n % 5 + 1,
                    words,
                )
            )
    store = open_store(f"sqlite:///{folder / 'feedback.db'}", "UTC")
    import_file(store, file, ImportOptions(), lambda _: None)
    catalog = load_catalog(store)
    store.close()
    return catalog


def _read(question: str, catalog: Catalog) -> SegmentQuery:
    reading = read(question, catalog, Linker(catalog), date(2024, 7, 10))
    assert reading.problem is None, (question, reading.problem, reading.details)
    return reading.query


@pytest.mark.parametrize(
    "question",
    [
        "How long did people wait on average?",
        "how long is the wait at South?",
        "what is the average waiting time?",
        "平均等了多久",
        "South的平均等待时间是多少",
    ],
)
def test_a_verb_speaks_of_the_length_its_column_holds(question: str, clinics: Catalog) -> None:
    query = _read(question, clinics)
    assert [(each.op, each.field) for each in query.measures] == [("average", "Wait (min)")]


@pytest.mark.parametrize(
    ("question", "op", "value"),
    [
        ("How many waited over 60 minutes?", ">", 60),
        ("等待不足30分钟的有多少", "<", 30),
    ],
)
def test_a_verb_and_a_number_restrict_by_the_length(
    question: str, op: str, value: float, clinics: Catalog
) -> None:
    (found,) = _read(question, clinics).filters
    assert (found.field, found.op, found.value) == ("Wait (min)", op, value)


@pytest.mark.parametrize(
    ("question", "op"), [("How many stayed over 5 nights?", ">"), ("住了5晚以上的有几条", ">=")]
)
def test_nights_are_those_stayed(question: str, op: str, clinics: Catalog) -> None:
    (found,) = _read(question, clinics).filters
    assert (found.field, found.op, found.value) == ("Nights stayed", op, 5)


def test_a_length_that_is_compared_is_not_asked_for_as_such(clinics: Catalog) -> None:
    (measure,) = _read("share of records with a wait over 30 minutes", clinics).measures
    (part,) = measure.where
    assert (measure.op, part.field, part.op, part.value) == ("share", "Wait (min)", ">", 30)


def test_what_is_only_spoken_of_is_no_length(clinics: Catalog) -> None:
    reading = read("how many complain about waiting?", clinics, Linker(clinics), date(2024, 7, 10))
    assert not any(each.field == "Wait (min)" for each in reading.query.filters)
    assert reading.query.measures[0].field is None


def test_what_is_scored_is_its_score_but_where_its_records_are_counted(clinics: Catalog) -> None:
    (measure,) = _read("cleanliness by clinic", clinics).measures
    assert (measure.op, measure.field) == ("average", "Cleanliness score")
    counted = read("how many cleanliness reviews", clinics, Linker(clinics), date(2024, 7, 10))
    assert counted.problem == "not_understood"
