"""Who and which one: what a file's records are about, where one column of the user's own says it."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assistant.offline.names.linking import Linker
from assistant.offline.names.subjects import subject_field
from assistant.offline.query.reading import Reading, read
from retrieval.catalog import Catalog, load_catalog
from retrieval.database import open_store
from retrieval.importing.options import ImportOptions
from retrieval.importing.run import import_file

TODAY = date(2031, 7, 10)
HEADER = ("id", "created_at", "text", "sentiment", "ferry_line", "complaint_theme", "minutes_late")
LINES = ("Blue Gull", "Northwind", "Harbour Star")
THEMES = ("Lost Bags", "Late Ferry", "Rude Crew", "")


@pytest.fixture(scope="module")
def ferries(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    folder: Path = tmp_path_factory.mktemp("ferries")
    with (folder / "posts.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for place in range(90):
            day = f"2031-0{place % 6 + 1}-{place % 27 + 1:02} 10:00"
            felt = ("negative", "positive", "neutral")[place % 3]
            said = f"Post {place} about the crossing and the update they announced."
            writer.writerow((f"p{place}", day, said, felt, LINES[place % 3], THEMES[place % 4], place % 40))
    store = open_store(f"sqlite:///{folder / 'feedback.db'}", "UTC")
    import_file(store, folder / "posts.csv", ImportOptions(), lambda _: None)
    return load_catalog(store)


@pytest.fixture(scope="module")
def asks(ferries: Catalog) -> Callable[[str], Reading]:
    linker = Linker(ferries)
    return lambda question: read(question, ferries, linker, TODAY)


def test_the_subject_is_the_one_column_of_things(ferries: Catalog) -> None:
    assert subject_field(ferries) == "ferry_line"


@pytest.mark.parametrize(
    "question",
    [
        "who gets the largest proportion of negative posts",
        "who has the most late ferry complaints",
        "投诉哪家最多",
        "哪家差评率最高",
        "where is the bad-review rate worst?",
        "lowest neg % (min 20 posts)",
        "平均minutes_late最高的是哪家",
    ],
)
def test_who_and_which_one_rank_the_subject(asks: Callable[[str], Reading], question: str) -> None:
    reading = asks(question)
    assert reading.problem is None
    assert [each.field for each in reading.query.group_by] == ["ferry_line"]
    assert reading.query.order is not None


def test_what_people_complain_about_ranks_themes(asks: Callable[[str], Reading]) -> None:
    query = asks("what do people complain about most").query
    assert [each.field for each in query.group_by] == ["complaint_theme"]


@pytest.mark.parametrize(
    "question", ["least negative ferry line", "which ferry line is the least negative", "最负面的ferry_line"]
)
def test_the_most_negative_has_the_largest_negative_part(
    asks: Callable[[str], Reading], question: str
) -> None:
    query = asks(question).query
    assert [each.field for each in query.group_by] == ["ferry_line"]
    assert query.measures[0].op == "share_negative"
    assert not query.filters


def test_a_percentage_of_the_rest_is_of_what_follows(asks: Callable[[str], Reading]) -> None:
    query = asks("lost bags as a percentage of all negative posts").query
    assert [each.value for each in query.measures[0].where] == ["Lost Bags"]
    assert [each.value for each in query.filters] == ["negative"]


@pytest.mark.parametrize("question", ["who's over 30% negative", "哪几家负面超过30%"])
def test_who_is_over_a_limit_lists_the_subjects(asks: Callable[[str], Reading], question: str) -> None:
    query = asks(question).query
    assert [each.field for each in query.group_by] == ["ferry_line"]
    assert [each.value for each in query.having] == [0.3]
