"""Words said as they are spelt, values in quotation marks, and what a follow-up takes anew."""

from collections.abc import Callable
from datetime import date

import pytest

from assistant.offline.names.linking import Linker
from assistant.offline.query.reading import Reading
from assistant.offline.turns.before import Before
from assistant.offline.turns.dialogue import read_message
from retrieval.catalog import Catalog
from tools.segments.query import SegmentQuery

TODAY = date(2024, 7, 10)


def _last(catalog: Catalog, *messages: str) -> SegmentQuery:
    linker = Linker(catalog)
    before: Before | None = None
    for message in messages:
        reading = read_message(message, before, catalog, linker, TODAY)[0]
        assert reading.problem is None, message
        before = Before(reading.query)
    assert before is not None
    return before.query


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("how many reviews mention the word update", "update"),
        ("number of reviews that say refund", "refund"),
        ("reviews with broken in the text, count", "broken"),
        ("in how many reviews does somebody write works?", "works"),
        ("有几条评论里含“漏水”", "漏水"),
        ("文本含漏水的有几条", "漏水"),
        ("说漏水的评论有几条", "漏水"),
    ],
)
def test_words_are_taken_as_they_are_spelt(
    reads: Callable[[str], Reading], question: str, words: str
) -> None:
    reading = reads(question)
    assert reading.problem is None
    assert [(each.field, each.op, each.value) for each in reading.query.filters] == [
        ("text", "contains", words)
    ]


def test_a_value_in_quotation_marks_is_the_value(reads: Callable[[str], Reading]) -> None:
    query = reads("how many 'First Visit' reviews are there").query
    assert [(each.field, each.value) for each in query.filters] == [("journey_stage", "First Visit")]
    query = reads("how many reviews contain 'First Visit'").query
    assert [(each.field, each.op) for each in query.filters] == [("text", "contains")]


@pytest.mark.parametrize(
    "question", ["number of reviews with zero likes", "零点赞的评论有几条", "没有任何点赞的有几条"]
)
def test_no_likes_are_zero_likes(reads: Callable[[str], Reading], question: str) -> None:
    assert [(each.field, each.op, each.value) for each in reads(question).query.filters] == [
        ("likes", "=", 0.0)
    ]


def test_any_likes_are_more_than_none(reads: Callable[[str], Reading]) -> None:
    query = reads("how many reviews got any likes at all").query
    assert [(each.field, each.op, each.value) for each in query.filters] == [("likes", ">", 0.0)]


def test_so_many_of_what_there_is_none_is_held_against_the_data(reads: Callable[[str], Reading]) -> None:
    claim = reads("why did so many customers leave one star").claim
    assert claim is not None
    assert (claim.kind, claim.why) == ("some", True)


def test_the_weekday_of_a_date_restricts_nothing_more(reads: Callable[[str], Reading]) -> None:
    query = reads("how many reviews on Monday, May 6 2024").query
    assert not query.filters
    assert str(query.period.start if query.period else None) == "2024-05-06"


@pytest.mark.parametrize(
    "question", ["which region has the highest?", "rank all regions on it, lowest first"]
)
def test_a_ranking_is_of_all_though_one_was_spoken_of(catalog: Catalog, question: str) -> None:
    query = _last(catalog, "share of negative reviews in 华南", question)
    assert [each.field for each in query.group_by] == ["region"]
    assert not any(each.field == "region" for each in query.filters)


def test_a_part_of_what_was_counted_before(catalog: Catalog) -> None:
    query = _last(catalog, "华南的差评里文本包含“物流”的有几条", "占华南差评的百分之几")
    assert [each.op for each in query.measures[0].where] == ["contains"]
    assert {each.field for each in query.filters} == {"region", "sentiment"}


def test_a_feeling_counted_before_is_the_part_of_its_share(catalog: Catalog) -> None:
    query = _last(catalog, "how many negative reviews in 华南", "what percentage is negative?")
    assert [each.field for each in query.filters] == ["region"]
    assert query.measures[0].op == "share_negative"


def test_of_those_with_a_value_the_share_is_of_them(reads: Callable[[str], Reading]) -> None:
    for question in (
        "of those with a sentiment stated, % negative",
        "pct VIP out of reviews where the sentiment is stated",
    ):
        reading = reads(question)
        assert reading.problem is None, question
        assert reading.query.measures[0].op in ("share", "share_negative")


@pytest.mark.parametrize(
    ("question", "fields"),
    [
        ("numbers for each of the three tiers", ["tier"]),
        ("rank all regions by number of reviews", ["region"]),
        ("which phone has the most reviews", ["product"]),
        ("点赞最多的是哪款", ["product"]),
    ],
)
def test_what_is_asked_for_is_split_by(
    reads: Callable[[str], Reading], question: str, fields: list[str]
) -> None:
    reading = reads(question)
    assert reading.problem is None
    assert [each.field for each in reading.query.group_by] == fields
    assert not reading.query.filters


@pytest.mark.parametrize("question", ["max likes and max price_cny", "最高的点赞和最高的price_cny"])
def test_two_extremes_are_told_side_by_side(reads: Callable[[str], Reading], question: str) -> None:
    measures = reads(question).query.measures
    assert [(each.op, each.field) for each in measures] == [("max", "likes"), ("max", "price_cny")]


def test_a_like_count_is_the_likes(reads: Callable[[str], Reading]) -> None:
    measure = reads("like count of Lamp 台灯").query.measures[0]
    assert (measure.op, measure.field) == ("sum", "likes")


@pytest.mark.parametrize("question", ["is VIP more negative than standard", "VIP比standard更负面吗"])
def test_more_negative_is_a_larger_part(reads: Callable[[str], Reading], question: str) -> None:
    query = reads(question).query
    assert query.compare is not None
    assert query.measures[0].op == "share_negative"
