"""Flags: unknown, both answers side by side, of the records that state them, and nouns that only echo them."""

from collections.abc import Callable

import pytest

from assistant.offline.conditions.echoes import without_echoes
from assistant.offline.conditions.stated import Condition
from assistant.offline.query.reading import Reading
from assistant.offline.text.scan import Scan
from retrieval.catalog import Catalog
from tools.segments.query import Filter, GroupBy

Reads = Callable[[str], Reading]


@pytest.mark.parametrize(
    "question",
    [
        "for how many don't we know whether it was resolved",
        "reviews where we do not know if it was resolved - count",
        "有几条不知道有没有解决",
        "有几条不知道有没有解决（缺失）",
    ],
)
def test_what_nobody_knows_is_missing(reads: Reads, question: str) -> None:
    assert reads(question).query.filters == (Filter(field="resolved", op="missing"),)


@pytest.mark.parametrize(
    "question",
    ["regions by resolved yes/no", "cross tab of region and resolved", "region by resolved or not"],
)
def test_both_answers_are_groups(reads: Reads, question: str) -> None:
    query = reads(question).query
    assert query.group_by == (GroupBy(field="region"), GroupBy(field="resolved"))
    assert not query.filters


@pytest.mark.parametrize(
    "question",
    [
        "resolved rate by region where it is known",
        "share resolved by region, blanks dropped",
        "resolved share by region among known answers",
        "各地区解决率，没填的不算",
        "去掉没填的，各地区的解决率",
    ],
)
def test_a_share_may_be_of_those_who_state_it(reads: Reads, question: str) -> None:
    query = reads(question).query
    assert query.group_by == (GroupBy(field="region"),)
    assert query.measures[0].op == "share"
    assert Filter(field="resolved", op="present") in query.filters


def test_two_values_beside_each_other_are_told_apart_and_together(reads: Reads) -> None:
    reading = reads("average rating of VIP and new customers")
    assert reading.query.compare is not None
    assert [each.filters for each in reading.beside] == [
        (Filter(field="tier", op="in", values=("VIP", "new")),)
    ]
    assert not reads("average rating of VIP vs new customers").beside


def test_a_noun_for_answers_echoes_a_flag_of_answers(catalog: Catalog) -> None:
    flag = catalog.field("resolved")
    topic = next((each for each in catalog.fields if each.derived and each.kind == "category"), None)
    assert flag is not None
    noted = Condition(9, 16, Filter(field=topic.name if topic else "topic", value="x"), ("replies", "topic"))
    said = Condition(0, 4, Filter(field="resolved", value=False))
    kept = without_echoes(Scan.of("open replies"), [said, noted], catalog)
    assert kept == [said, noted]  # resolved says nothing of answers
