"""Names said another way, and columns that count what the records are called."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.offline.names.linking import Linker
from assistant.offline.query.reading import Reading, read, with_reasons
from retrieval.catalog import Catalog, load_catalog
from retrieval.database import open_store
from retrieval.importing.options import ImportOptions
from retrieval.importing.run import import_file

TODAY = date(2031, 7, 10)
HEADER = (
    "id",
    "created_at",
    "text",
    "sentiment",
    "product",
    "theme",
    "state",
    "wish",
    "region",
    "n_messages",
    "source",
)
PRODUCTS = ("Kestrel ZX Max", "Kestrel 11", "Kestrel ZR", "书籍")
ASPECTS = ("CABIN#GENERAL", "CABIN#QUALITY", "CREW#GENERAL")
STATES = ("RESOLVED", "UNCONFIRMED", "NEW")
WISHES = ("help_request", "bug report", "praise")


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    folder: Path = tmp_path_factory.mktemp("desk")
    with (folder / "desk.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for place in range(120):
            day = f"2031-0{place % 6 + 1}-{place % 27 + 1:02} 10:00"
            felt = ("negative", "positive", "neutral")[place % 5 % 3]
            said = f"Post {place} about the crossing and what they announced."
            told = (PRODUCTS[place % 4], ASPECTS[place % 3], STATES[place % 7 % 3], WISHES[place % 11 % 3])
            area = ("A3区", "A5区", "K市", "G市")[place % 13 % 4]
            file_ = ("f3_2029", "f4_reply")[place % 2]
            writer.writerow((f"p{place}", day, said, felt, *told, area, place % 9, file_))
    store = open_store(f"sqlite:///{folder / 'feedback.db'}", "UTC")
    import_file(store, folder / "desk.csv", ImportOptions(), lambda _: None)
    return load_catalog(store)


@pytest.fixture(scope="module")
def asks(catalog: Catalog) -> Callable[[str], Reading]:
    linker = Linker(catalog)
    return lambda question: read(question, catalog, linker, TODAY)


def filters(reading: Reading) -> list[dict[str, Any]]:
    assert reading.problem is None, reading.details
    return [each.model_dump(exclude_defaults=True, mode="json") for each in reading.query.filters]


@pytest.mark.parametrize(
    ("question", "field", "value"),
    [
        ("How many messages are requests for help?", "wish", "help_request"),
        ("number of reports of bugs", "wish", "bug report"),
        ("how many records has nobody confirmed", "state", "UNCONFIRMED"),
        ("how many were never confirmed", "state", "UNCONFIRMED"),
        ("how many on cabin quality", "category", "CABIN#QUALITY"),
        ("how many about general crew", "category", "CREW#GENERAL"),
        ("how many for the ZX Max", "product", "Kestrel ZX Max"),
        ("ZX Max有几条", "product", "Kestrel ZX Max"),
        ("书有多少条", "product", "书籍"),
        ("来源是f3_2029的有几条", "source", "f3_2029"),
    ],
)
def test_a_name_said_another_way_is_the_value(
    asks: Callable[[str], Reading], question: str, field: str, value: str
) -> None:
    assert filters(asks(question)) == [{"field": field, "value": value}]


def test_a_family_of_names_goes_on_with_letters_as_well_as_numbers(asks: Callable[[str], Reading]) -> None:
    [said] = filters(asks("how many for the Kestrel"))
    assert set(said["values"]) == {"Kestrel ZX Max", "Kestrel 11", "Kestrel ZR"}


def test_the_noun_at_the_end_of_a_list_goes_with_each_name(asks: Callable[[str], Reading]) -> None:
    for question in ("K or G city messages, how many in total", "A3和A5区一共多少条"):
        [said] = filters(asks(question))
        assert len(said["values"]) == 2, question


def test_one_character_inside_a_word_is_no_name(asks: Callable[[str], Reading]) -> None:
    assert filters(asks("提到说明书的有多少条"))[0]["field"] == "text"


@pytest.mark.parametrize(
    ("question", "op", "value"),
    [
        ("How many conversations have more than 3 messages?", ">", 3.0),
        ("conversations with at least four messages, how many", ">=", 4.0),
        ("消息数超过3条的对话有多少个", ">", 3.0),
        ("多少个对话的消息多于3条", ">", 3.0),
    ],
)
def test_a_number_of_what_records_are_called_is_of_the_column_that_counts_it(
    asks: Callable[[str], Reading], question: str, op: str, value: float
) -> None:
    assert filters(asks(question)) == [{"field": "n_messages", "op": op, "value": value}]


def test_groups_of_so_many_records_are_no_column(asks: Callable[[str], Reading]) -> None:
    query = asks("which products have more than 3 messages").query
    assert query.min_group == 4
    assert not query.filters


def test_an_average_of_them_is_the_columns(asks: Callable[[str], Reading]) -> None:
    measure = asks("average number of messages per conversation by product").query.measures[0]
    assert (measure.op, measure.field) == ("average", "n_messages")


@pytest.mark.parametrize(
    "question",
    [
        "how many are resolved, and how many in total",
        "resolved几条、总共几条",
        "resolved多少，总量多少",
    ],
)
def test_the_whole_is_told_beside_the_part(catalog: Catalog, question: str) -> None:
    part, whole = with_reasons(read(question, catalog, Linker(catalog), TODAY), catalog)
    assert filters(part) == [{"field": "state", "value": "RESOLVED"}]
    assert filters(whole) == []


def test_what_is_one_value_splits_nothing(asks: Callable[[str], Reading]) -> None:
    assert asks("number of resolved records by state").query.group_by == ()


def test_aspects_are_what_feedback_is_about(asks: Callable[[str], Reading]) -> None:
    for question in ("每个方面差评率列一下", "share negative per aspect"):
        assert [each.field for each in asks(question).query.group_by] == ["category"], question


def test_a_noun_of_ordinary_characters_is_not_passed_over(asks: Callable[[str], Reading]) -> None:
    assert asks("笔记本有多少条").problem == "not_understood"


@pytest.mark.parametrize(
    ("question", "op"),
    [
        ("消息数大于等于5条的对话有多少", ">="),
        ("conversations with 5 or more messages, how many", ">="),
        ("conversations with n_messages greater than or equal to 5, how many", ">="),
        ("conversations with n_messages smaller than 5, how many", "<"),
        ("消息数小于等于5条的对话有几个", "<="),
    ],
)
def test_a_bound_may_have_its_own_value(asks: Callable[[str], Reading], question: str, op: str) -> None:
    assert filters(asks(question)) == [{"field": "n_messages", "op": op, "value": 5.0}]


def test_what_is_added_to_another_field_is_enough_by_itself(asks: Callable[[str], Reading]) -> None:
    [said] = filters(asks("K市、再加上ZX Max的，一共几条"))
    assert {each["field"] for each in said["any_of"]} == {"region", "product"}


def test_a_word_that_texts_mention_ends_where_the_question_goes_on(asks: Callable[[str], Reading]) -> None:
    [said, other] = filters(asks("how many mention crossing but are not bug reports"))
    assert (said["value"], other["op"]) == ("crossing", "!=")
