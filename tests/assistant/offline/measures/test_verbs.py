"""Figures asked for by what people do: spend, rate, account for, leave open."""

from collections.abc import Callable

import pytest

from assistant.offline.query.reading import Reading

Reads = Callable[[str], Reading]


@pytest.mark.parametrize(
    ("question", "measure", "field"),
    [
        ("vip vs standard - who spends more per order", "average", "price_cny"),
        ("how much do VIP customers pay for one order averagely", "average", "price_cny"),
        ("what is the most anyone paid on one order in North America", "max", "price_cny"),
        ("biggest order in North America", "max", "price_cny"),
        ("is the kettle rated worse than the lamp", "average", "rating"),
        ("why is the kettle rated lower than the fan", "average", "rating"),
        ("which region's satisfaction is worst", "average", "rating"),
    ],
)
def test_a_verb_names_the_number(reads: Reads, question: str, measure: str, field: str) -> None:
    reading = reads(question)
    assert not reading.problem, reading.details
    assert (reading.query.measures[0].op, reading.query.measures[0].field) == (measure, field)
    assert not any(each.field == field for each in reading.query.group_by)


@pytest.mark.parametrize(
    "question",
    [
        "Among 1-star feedback, VIP accounts for how many percent?",
        "1 star reviews: the ratio of VIP",
        "how much percent of one-star ratings are from VIP?",
        "of the one-star feedback, how much is from VIPs",
    ],
)
def test_what_accounts_for_a_share_is_its_part(reads: Reads, question: str) -> None:
    query = reads(question).query
    assert [(each.field, each.value) for each in query.measures[0].where] == [("tier", "VIP")]
    assert [(each.field, each.value) for each in query.filters] == [("rating", 1.0)]


@pytest.mark.parametrize(
    "question",
    ["how much of it has no price", "how much of the data has no price", "what share has no price"],
)
def test_how_much_of_something_is_a_share(reads: Reads, question: str) -> None:
    measure = reads(question).query.measures[0]
    assert measure.op == "share"
    assert [(each.field, each.op) for each in measure.where] == [("price_cny", "missing")]


@pytest.mark.parametrize(
    "question",
    ["how many werent happy", "how many were not really happy", "number of feedbacks that isnt happy"],
)
def test_not_happy_is_negative(reads: Reads, question: str) -> None:
    assert [(each.field, each.op, each.value) for each in reads(question).query.filters] == [
        ("sentiment", "=", "negative")
    ]


@pytest.mark.parametrize(
    ("question", "rating"),
    [
        ("number of one-star ratings in may", ("=", 1.0)),
        ("how many poor ratings (two stars or less) in North America", ("<=", 2.0)),
    ],
)
def test_a_rating_beside_its_own_word_restricts(
    reads: Reads, question: str, rating: tuple[str, float]
) -> None:
    reading = reads(question)
    assert not reading.problem, reading.details
    assert rating in [(each.op, each.value) for each in reading.query.filters if each.field == "rating"]
    assert not any(each.field == "sentiment" for each in reading.query.filters)


@pytest.mark.parametrize(
    "question",
    [
        "resolved yes/no per region tabel",
        "region x resolved counts",
        "I need the split of resolved and unresolved for every region",
    ],
)
def test_both_sides_of_a_flag_are_a_split(reads: Reads, question: str) -> None:
    query = reads(question).query
    assert {each.field for each in query.group_by} == {"region", "resolved"}
    assert not query.filters


def test_open_means_not_resolved(reads: Reads) -> None:
    for question in ("open cases of the kettle - number?", "how many are still open"):
        filters = reads(question).query.filters
        assert ("resolved", "false") in [(each.field, str(each.value).lower()) for each in filters], question


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("feedback count for new-tier customers", "count"),
        ("number of people among new-tier customers", "customers"),
    ],
)
def test_what_is_counted_is_what_the_word_stands_by(reads: Reads, question: str, said: str) -> None:
    assert reads(question).query.measures[0].op == said


def test_the_whole_and_a_part_beside_it(reads: Reads) -> None:
    for question in ("what's our nps, plus the VIP one", "whole-base nps first then vip only"):
        compare = reads(question).query.compare
        assert compare is not None, question
        assert compare.without == ("tier",)


def test_a_premise_with_something_built_on_it_is_held_against_the_figures(reads: Reads) -> None:
    claim = reads("since the lamp has a better average rating than the fan, can we copy it").claim
    assert claim is not None
    assert claim.up is True


def test_the_next_lowest_is_the_second_from_the_bottom(reads: Reads) -> None:
    for question in ("next lowest region by rating", "second from the bottom region by average rating"):
        query = reads(question).query
        assert (query.offset, query.limit) == (1, 1), question
        assert query.order is not None
        assert not query.order.descending
