"""Follow-ups: what a question leaves out is taken from the one before."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.offline.names.linking import Linker
from assistant.offline.query.reading import Reading
from assistant.offline.turns.dialogue import read_message
from assistant.offline.turns.leaning import leans, leans_on_nothing
from retrieval.catalog import Catalog
from tests.assistant.offline.conftest import last
from tools.segments.spans import WeekStart

NEGATIVE = {"field": "sentiment", "value": "negative"}
VIP = {"field": "tier", "value": "VIP"}
KETTLE = {"field": "product", "value": "Kettle 热水壶"}
REGION = {"field": "region"}
OF_RATED = {
    "measures": [{"op": "share", "where": [VIP, NEGATIVE]}],
    "filters": [{"field": "sentiment", "op": "present"}],
}
MAY = {"start": "2024-05-01", "end": "2024-06-01"}
APRIL = {"start": "2024-04-01", "end": "2024-05-01"}
Reads = Callable[[str], Reading]


@pytest.mark.parametrize(
    ("turns", "query"),
    [
        (("how many negative reviews in May 2024?", "and in April?"), {"filters": [NEGATIVE], "period": APRIL}),
        (("2024年5月有多少差评", "那4月呢"), {"filters": [NEGATIVE], "period": APRIL}),
        (("how many negative reviews in May 2024?", "only VIP"), {"filters": [NEGATIVE, VIP], "period": MAY}),
        (("VIP客户的NPS是多少", "普通客户呢？"), {"measures": [{"op": "nps"}], "filters": [{"field": "tier", "value": "standard"}]}),
        (("what share of VIP reviews are positive?", "and negative?"), {"measures": [{"op": "share_negative"}], "filters": [VIP]}),
        (("average price", "by region"), {"measures": [{"op": "average", "field": "price_cny"}], "group_by": [{"field": "region"}]}),
        (("how many negative reviews in May 2024?", "no, only VIP"), {"filters": [NEGATIVE, VIP], "period": MAY}),
        (("how many negative reviews in May 2024?", "as a share?"), {"measures": [{"op": "share_negative"}], "period": MAY}),
        (("average stars by region", "restrict that to VIP customers"), {"measures": [{"op": "average", "field": "rating"}], "filters": [VIP], "group_by": [{"field": "region"}]}),
        (("how many negative reviews did VIP write", "drop the tier"), {"filters": [NEGATIVE]}),
        (("VIP有多少差评", "不限等级"), {"filters": [NEGATIVE]}),
        (("negative reviews by region", "no, I meant by tier"), {"filters": [NEGATIVE], "group_by": [{"field": "tier"}]}),
        (("VIP有多少条记录", "不对，我是说新客户"), {"filters": [{"field": "tier", "value": "new"}]}),
        (("平均点赞数是多少", "中位数呢"), {"measures": [{"op": "median", "field": "likes"}]}),
        (("有多少VIP的差评？", "占比多少"), {"measures": [{"op": "share_negative"}], "filters": [VIP]}),
        (("各地区的差评数", "华东呢"), {"filters": [NEGATIVE, {"field": "region", "value": "华东"}]}),
        (("average stars", "how many records do not belong to the VIP tier?"), {"filters": [{"field": "tier", "op": "!=", "value": "VIP"}]}),
        (("how many negative Kettle reviews by region", "just the top two"), {"filters": [NEGATIVE, KETTLE], "group_by": [REGION], "order": {}, "limit": 2}),
        (("VIP negative reviews by region", "as a percentage of each region's feedback"), {**OF_RATED, "group_by": [REGION]}),
        (("各地区VIP的差评数", "占各地区反馈的比例呢"), {**OF_RATED, "group_by": [REGION]}),
        (("VIP negative reviews by region", "as a share of each region's VIP reviews"), {"measures": [{"op": "share_negative"}], "filters": [VIP], "group_by": [REGION]}),
        (("share of VIP by product", "only products with more than 30 records"), {"measures": [{"op": "share", "where": [VIP]}], "group_by": [{"field": "product"}], "min_group": 31}),
        (("average stars by region", "only those with at least 30 records"), {"measures": [{"op": "average", "field": "rating"}], "group_by": [REGION], "min_group": 30}),
        (("how many VIP records are there?", "how many aren't?"), {"filters": [{"field": "tier", "op": "!=", "value": "VIP"}]}),
    ],
)  # fmt: skip
def test_a_followup_changes_only_what_it_says(
    catalog: Catalog, turns: tuple[str, ...], query: dict[str, Any]
) -> None:
    assert last(catalog, turns) == query


def test_how_two_are_rated_is_not_told_of_complaints_alone(catalog: Catalog) -> None:
    before = "Why does 华东 have more complaints than 华南?"
    query = last(catalog, (before, "And why are VIP customers rated higher than standard ones?"))
    assert NEGATIVE not in query.get("filters", []), query
    assert query["measures"] == [{"op": "average", "field": "rating"}]


@pytest.mark.parametrize(
    "question", ["How many reviews are there by region?", "NPS最低的产品是哪个", "what data is there"]
)
def test_a_question_that_says_all_leans_on_nothing(reads: Reads, question: str) -> None:
    assert not leans(question, reads(question))


@pytest.mark.parametrize(
    ("question", "nothing"),
    [
        ("how many of them are new", True),
        ("how many", True),
        ("split it by region", True),
        ("其中VIP有几个", True),
        ("how many complaints in May", False),
        ("average stars by region", False),
    ],
)
def test_what_points_back_at_an_unanswered_question_stands_on_nothing(question: str, nothing: bool) -> None:
    assert leans_on_nothing(question) is nothing


@pytest.mark.parametrize(
    ("question", "week_start", "start"),
    [
        ("how many reviews last week", "monday", "2024-06-03"),
        ("how many reviews last week", "sunday", "2024-06-09"),
        ("上周有多少条评价", "monday", "2024-06-03"),
        ("上周有多少条评价", "sunday", "2024-06-09"),
        ("本周有多少条评价", "sunday", "2024-06-16"),
    ],
)
def test_a_week_begins_on_the_day_that_is_set(
    catalog: Catalog, question: str, week_start: WeekStart, start: str
) -> None:
    sunday = date(2024, 6, 16)
    reading = read_message(question, None, catalog, Linker(catalog), sunday, week_start)[0]
    assert reading.query.period is not None
    assert str(reading.query.period.start) == start


ASKED = {
    "NPS": "nps",
    "average price": "average",
    "how many records": "count",
    "what share is negative": "share_negative",
}


@settings(deadline=None, max_examples=8)
@given(
    asked=st.sampled_from(sorted(ASKED)),
    month=st.sampled_from(["May", "April"]),
    tier=st.sampled_from(["VIP", "new"]),
)
def test_a_new_value_or_period_leaves_the_rest_as_it_was(
    catalog: Catalog, asked: str, month: str, tier: str
) -> None:
    turns = (f"{asked} of {tier} customers in {month} 2024?",)
    other = "new" if tier == "VIP" else "VIP"
    before = last(catalog, turns)
    elsewhere = last(catalog, (*turns, f"and {other} customers?"))
    later = last(catalog, (*turns, "and in March?"))
    back = last(catalog, (*turns, "and in March?", f"and in {month}?"))
    assert {**elsewhere, "filters": None} == {**before, "filters": None}
    assert elsewhere["filters"] == [{"field": "tier", "value": other}]
    assert {**later, "period": None} == {**before, "period": None}
    assert later["period"] != before["period"]
    assert back == before


@pytest.mark.parametrize(
    "turns",
    [
        ("how many VIP records", "and standard?", "what's the difference?"),
        ("how many VIP records", "and standard?", "is that better or worse"),
        ("how many VIP records", "compare that with standard", "what share of it is unresolved"),
        ("how many VIP records", "compare that with standard"),
        ("how many standard records", "and VIP?", "which is higher"),
        ("VIP有多少条记录", "和普通客户比呢"),
        ("VIP有多少条记录", "那普通客户呢", "两个差多少"),
    ],
)
def test_two_answers_are_held_against_each_other(catalog: Catalog, turns: tuple[str, ...]) -> None:
    query = last(catalog, turns)
    sides = {str(query["filters"][0]["value"]), str(query["compare"]["filters"][0]["value"])}
    assert sides == {"VIP", "standard"}
    assert query["compare"]["without"] == ["tier"]


def test_periods_are_held_against_each_other(catalog: Catalog) -> None:
    query = last(catalog, ("NPS in May 2024", "compare that with April"))
    assert (query["period"], query["compare"]["period"]) == (MAY, APRIL)


def test_a_comparison_stays_when_only_the_period_is_new(catalog: Catalog) -> None:
    query = last(catalog, ("average price: VIP vs standard", "only May 2024"))
    assert query["period"] == MAY
    assert query["compare"]["filters"] == [{"field": "tier", "value": "standard"}]


@pytest.mark.parametrize(
    ("turns", "tier"),
    [
        (("how many VIP records", "no, standard"), "standard"),
        (("how many VIP records", "standard instead of VIP"), "standard"),
        (("how many VIP records", "not VIP, standard"), "standard"),
        (("VIP有多少条记录", "不看VIP，看新客户"), "new"),
        (("VIP有多少条记录", "不是VIP，是新客户"), "new"),
    ],
)
def test_a_correction_replaces_what_it_names(catalog: Catalog, turns: tuple[str, ...], tier: str) -> None:
    assert last(catalog, turns) == {"filters": [{"field": "tier", "value": tier}]}


def test_a_measure_alone_is_of_the_same_records(catalog: Catalog) -> None:
    turns = ("2024年5月VIP有多少条记录", "平均价格是多少")
    query = last(catalog, turns)
    assert query["measures"] == [{"op": "average", "field": "price_cny"}]
    assert (query["filters"], query["period"]) == ([VIP], MAY)


@pytest.mark.parametrize("asked", ["as a share of VIP reviews?", "占VIP评论的几成"])
def test_a_share_of_what_is_named_is_of_what_was_counted(catalog: Catalog, asked: str) -> None:
    query = last(catalog, ("how many negative VIP reviews", asked))
    assert query == {"measures": [{"op": "share_negative"}], "filters": [VIP]}
    assert last(catalog, ("how many negative VIP reviews", asked, "as a count")) == {
        "filters": [VIP, NEGATIVE]
    }


@pytest.mark.parametrize(
    ("turns", "fields", "compared"),
    [
        (("华东和华南最高价格是多少", "VIP和新用户最高价格是多少"), {"tier"}, ["tier"]),
        (("average price in 华东 versus 华南", "highest price of VIP customers in May"), {"tier"}, None),
        (("价格高于500或者评分低于2的有几条", "价格低于300的呢"), {"price_cny"}, None),
    ],
)
def test_sides_and_alternatives_of_the_turn_before_are_no_conditions(
    catalog: Catalog, turns: tuple[str, ...], fields: set[str], compared: list[str] | None
) -> None:
    query = last(catalog, turns)
    assert {each.get("field") for each in query["filters"]} == fields
    assert query.get("compare", {}).get("without") == compared


@pytest.mark.parametrize("question", ["negative reviews against the same time last year", "差评比去年同期多了多少"])  # fmt: skip
def test_the_same_time_last_year_is_of_this_year_so_far(catalog: Catalog, question: str) -> None:
    query = last(catalog, (question,))
    assert (query["period"]["start"], query["period"]["end"]) == ("2024-01-01", "2024-07-11")
    assert query["compare"]["period"] == {"start": "2023-01-01", "end": "2023-07-11"}


def test_the_same_time_last_year_counts_from_the_period_spoken_of(catalog: Catalog) -> None:
    may = last(catalog, ("2024年5月差评数", "去年同期呢"))
    assert may["period"] == {"start": "2023-05-01", "end": "2023-06-01"}
    both = last(catalog, ("2024年5月差评数", "比去年同期呢"))
    assert (both["period"], both["compare"]["period"]) == (MAY, may["period"])


EACH = {"group_by": [{"field": "region"}, {"field": "product"}], "order": {}, "limit": 1, "each": True, "unnamed": False}  # fmt: skip


@pytest.mark.parametrize(
    ("turns", "changed"),
    [
        (("most reviewed product per region", "and per tier?"), {"group_by": [{"field": "tier"}, {"field": "product"}]}),
        (("most reviewed product per region", "and the second most?"), {"offset": 1}),
        (("每个地区评论最多的产品", "只看VIP"), {"filters": [VIP]}),
        (("每个地区评论最多的产品", "按等级呢"), {"group_by": [{"field": "tier"}, {"field": "product"}]}),
    ],
)  # fmt: skip
def test_the_first_of_each_group_is_kept(
    catalog: Catalog, turns: tuple[str, ...], changed: dict[str, Any]
) -> None:
    assert last(catalog, turns) == EACH | changed


@pytest.mark.parametrize(
    "turns",
    [
        ("negative reviews by region and product", "how many is that in total?"),
        ("which region has the most negative reviews", "how many are those altogether?"),
        ("按地区看差评", "总数呢"),
        ("按地区看差评", "一共多少条"),
    ],
)
def test_the_rows_of_a_count_are_told_together(catalog: Catalog, turns: tuple[str, ...]) -> None:
    assert last(catalog, turns) == {"filters": [NEGATIVE]}
