"""The things an answer was about, and the time it was of, spoken of without their names."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.offline.names.linking import Linker
from assistant.offline.turns.before import Before
from assistant.offline.turns.denied import turned_round
from assistant.offline.turns.dialogue import read_message
from assistant.offline.turns.elsewhen import elsewhen, unit_named
from assistant.offline.turns.shortened import number_named
from assistant.offline.turns.things import first_only, named_by_each, things_named
from retrieval.catalog import Catalog
from tests.assistant.offline.conftest import TODAY, last
from tools.segments.query import Filter, GroupBy, Measure, Order, Period, SegmentQuery

NEGATIVE = {"field": "sentiment", "value": "negative"}
BY_REGION = {"group_by": [{"field": "region"}]}
COUNTED = Before(SegmentQuery(measures=(Measure(op="distinct", field="region"),)))
LISTED = Before(SegmentQuery(group_by=(GroupBy(field="region"),)))


@pytest.mark.parametrize(
    "question",
    [
        "What are they?", "which ones?", "ok, and what are they called?", "list them please", "Can you name them",
        "都有哪些", "分别是什么呢", "列一下",
    ],
)  # fmt: skip
def test_what_was_counted_is_listed(question: str) -> None:
    assert things_named(question, COUNTED) == LISTED.query


@pytest.mark.parametrize(
    ("question", "turned"),
    [
        ("How many aren't?", True), ("And how many customers do not belong to it?", True),
        ("so how many are not", True), ("不是的有多少", True), ("how many aren't happy?", False),
    ],
)  # fmt: skip
def test_what_is_not_what_was_counted(question: str, turned: bool) -> None:
    vip, other = (
        SegmentQuery.model_validate({"filters": [{"field": "tier", "op": op, "value": "VIP"}]})
        for op in ("=", "!=")
    )
    assert turned_round(question, Before(vip)) == (other if turned else None)
    assert turned_round(question, LISTED) is None


@pytest.mark.parametrize("question", ["what are they saying?", "list the complaints", "他们说了什么", "many"])
def test_other_questions_list_nothing(question: str) -> None:
    assert things_named(question, COUNTED) is None
    assert things_named("what are they?", LISTED) is None


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Which one has the most?", "which region has the most?"),
        ("Great! Which of those is the worst?", "Great! which region is the worst?"),
        ("the number of complaints for each one", "the number of complaints for each region"),
        ("how many complaints do each of those have?", "how many complaints for each region?"),
        ("average stars for each of them, please", "average stars for each region, please"),
        ("which one of the products is worst", "which one of the products is worst"),
        ("which is worst by each product", "which is worst by each product"),
    ],
)
def test_each_of_them_is_called_by_its_name(catalog: Catalog, said: str, meant: str) -> None:
    assert named_by_each(said, LISTED, catalog) == meant


def test_each_of_the_groups_that_were_kept_stays_among_those(catalog: Catalog) -> None:
    kept = replace(LISTED, query=LISTED.query.model_copy(update={"min_group": 201}))
    assert (
        named_by_each("complaints for each of them", kept, catalog) == "complaints for each region of those"
    )
    assert named_by_each("which of them are VIP", kept, catalog) == "which region of them are VIP"


@given(st.text(max_size=60))
def test_without_things_told_apart_nothing_is_put_in(said: str) -> None:
    assert elsewhen(said, LISTED) is None
    assert things_named(said, LISTED) is None


@pytest.mark.parametrize(
    ("turns", "query"),
    [
        (("how many regions", "what are they?"), BY_REGION),
        (("how many regions", "which one has the most complaints?"), {"filters": [NEGATIVE], **BY_REGION, "order": {}}),
        (("how many products", "what are the products"), {"group_by": [{"field": "product"}]}),
        (("how many complaints by region", "sort it by decreasing number of complaints"), {"filters": [NEGATIVE], **BY_REGION, "order": {}}),
        (("average price", "now what's the maximum price?"), {"measures": [{"op": "max", "field": "price_cny"}]}),
        (("reviews before March 2024", "how about after?"), {"period": {"start": "2024-03-01"}}),
        (("reviews in March 2024", "and after that"), {"period": {"start": "2024-04-01"}}),
        (("reviews in March 2024", "before that?"), {"period": {"end": "2024-03-01"}}),
        (("2024年3月的评论", "那之后呢"), {"period": {"start": "2024-04-01"}}),
        (("how many regions", "and how many complaints in North America"), {"filters": [{"field": "region", "value": "North America"}, NEGATIVE]}),
        (("average price by region", "show the average for the region North America!"), {"measures": [{"op": "average", "field": "price_cny"}], "filters": [{"field": "region", "value": "North America"}]}),
        (("how many customers are there", "how many are there for each tier?"), {"measures": [{"op": "customers"}], "group_by": [{"field": "tier"}]}),
        (("how many customers are there", "how many complaints?"), {"filters": [NEGATIVE]}),
        (("reviews on the last day of March 2024", "how many were there that month?"), {"period": {"start": "2024-03-01", "end": "2024-04-01"}}),
        (("average stars by region", "return the top one"), {"measures": [{"op": "average", "field": "rating"}], **BY_REGION, "order": {}, "limit": 1}),
        (("2024年3月的评论", "之前呢"), {"period": {"end": "2024-03-01"}}),
        (("complaints in North America", "list all regions"), BY_REGION),
        (("complaints in North America", "which regions do we have?"), BY_REGION),
        (("complaints in North America", "how many products?"), {"measures": [{"op": "distinct", "field": "product"}], "filters": [{"field": "region", "value": "North America"}, NEGATIVE]}),
        (("regions with over 200 complaints", "how many regions in total?"), {"measures": [{"op": "distinct", "field": "region"}]}),
        (("count of regions", "what are they?"), BY_REGION),
        (("average price by region", "sort from the lowest to the highest"), {"measures": [{"op": "average", "field": "price_cny"}], **BY_REGION, "order": {"descending": False}}),
        (("average price by region", "what is the average price altogether?"), {"measures": [{"op": "average", "field": "price_cny"}]}),
        (("reviews per region", "the region with the most reviews and its price"), {"measures": [{}, {"op": "average", "field": "price_cny"}], **BY_REGION, "order": {}}),
        (("list the products", "which is the least common of these"), {"group_by": [{"field": "product"}], "order": {"descending": False}}),
        (("complaints by region", "and complaints in total"), {"filters": [NEGATIVE]}),
        (("reviews by region, most on top", "keep only the top region"), {**BY_REGION, "order": {}, "limit": 1}),
        (("list the VIP products",), {"filters": [{"field": "tier", "value": "VIP"}], "group_by": [{"field": "product"}]}),
        (("VIP products, list them",), {"filters": [{"field": "tier", "value": "VIP"}], "group_by": [{"field": "product"}]}),
        (("what regions do the reviews fall into", "which one has the most complaints?"), {"filters": [NEGATIVE], **BY_REGION, "order": {}}),
    ],
)  # fmt: skip
def test_a_follow_up_goes_on_from_what_was_told(
    catalog: Catalog, turns: tuple[str, ...], query: dict[str, Any]
) -> None:
    assert last(catalog, turns) == query


def _after(catalog: Catalog, before: Before, question: str) -> dict[str, Any]:
    told = read_message(question, before, catalog, Linker(catalog), TODAY)[0]
    assert not told.problem
    return told.query.model_dump(mode="json", exclude_defaults=True)


def test_its_figures_are_of_what_came_first(catalog: Catalog) -> None:
    ranked = replace(LISTED, query=LISTED.query.model_copy(update={"order": Order()}), first="华东")
    told = _after(catalog, replace(ranked, shown=("华东", "华南"), shown_by="region"), "what is its NPS?")
    assert told == {"measures": [{"op": "nps"}], "filters": [{"field": "region", "value": "华东"}]}


def test_other_figures_of_those_groups_are_of_no_others(catalog: Catalog) -> None:
    held = read_message("which regions have an average rating below 3", None, catalog, Linker(catalog), TODAY)
    before = Before(held[0].query, shown=("华东", "华南"), shown_by="region")
    told = _after(catalog, before, "how many complaints for each of those regions?")
    assert told["filters"] == [{"field": "region", "op": "in", "values": ["华东", "华南"]}, NEGATIVE]
    assert "having" not in told


def test_there_is_no_time_beside_all_of_it() -> None:
    since = replace(LISTED, query=SegmentQuery(period=Period(start=date(2024, 5, 1))))
    before = elsewhen("and before that?", since)
    assert before is not None
    assert before.period == Period(end=date(2024, 5, 1))
    assert elsewhen("and after that?", since) is None


def test_a_score_is_not_one_of_the_complaints_it_was_ranked_by(catalog: Catalog) -> None:
    query = last(catalog, ("which region has the most complaints?",))
    before = Before(
        SegmentQuery.model_validate(query), first="华东", shown=("华东", "华南"), shown_by="region"
    )
    told = _after(catalog, before, "what is its average rating?")
    assert told["filters"] == [{"field": "region", "value": "华东"}]
    assert (
        _after(catalog, before, "average rating of the reviews in that region")["filters"][-1]
        == told["filters"][0]
    )


@pytest.mark.parametrize("filters", [(), (Filter(field="region", value="华东"),)])
def test_which_of_them_is_one_of_the_last_list(catalog: Catalog, filters: tuple[Filter, ...]) -> None:
    """After the number of all of them, or of one of them."""
    before = Before(
        SegmentQuery(filters=filters), shown=("华东", "华南"), shown_by="region", listed=LISTED.query
    )
    told = _after(catalog, before, "which one had the fewest?")
    assert told == {**BY_REGION, "order": {"descending": False}}


def test_the_last_of_a_ranking_is_the_first_from_its_other_end(catalog: Catalog) -> None:
    ranked = SegmentQuery(group_by=(GroupBy(field="region"),), order=Order())
    before = Before(ranked, shown=("a", "b", "c", "d"), shown_by="region", listed=ranked)
    assert _after(catalog, before, "who comes last?") == {
        **BY_REGION,
        "order": {"descending": False},
        "limit": 1,
    }
    assert _after(catalog, before, "who comes second?") == {**BY_REGION, "order": {}, "limit": 1, "offset": 1}


def test_that_month_is_the_month_of_the_day(catalog: Catalog) -> None:
    day = Before(SegmentQuery(period=Period(start=date(2024, 3, 31), end=date(2024, 4, 1))))
    assert unit_named("how many that month?", day) == "how many in 2024-03?"
    assert unit_named("how many that quarter?", day) == "how many in 2024 Q1?"
    assert unit_named("那个月有多少", day) == "2024年3月有多少"
    whole = Before(SegmentQuery(period=Period(start=date(2024, 3, 1), end=date(2024, 4, 1))))
    assert unit_named("how many that month?", whole) == "how many that month?"
    assert unit_named("the same month last year", day) == "the same month last year"
    assert number_named("the average for new customers", day, catalog) == "the average for new customers"
    priced = Before(SegmentQuery(measures=(Measure(op="sum", field="price_cny"),)))
    assert number_named("highest total of prices", priced, catalog) == "highest total of prices"
    assert first_only("return the top one", day) is None
