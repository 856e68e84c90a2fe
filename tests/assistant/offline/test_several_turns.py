"""Conversations: what a follow-up takes back, points at, holds against, or leaves behind."""

from typing import Any

import pytest

from assistant.language import question_language
from assistant.offline.names.linking import Linker
from assistant.offline.query.reading import Reading
from assistant.offline.turns.before import Before
from assistant.offline.turns.dialogue import read_message, settled_otherwise
from prompts import Language
from retrieval.catalog import Catalog
from tests.assistant.offline.conftest import REGIONS, TODAY

NEGATIVE = {"field": "sentiment", "value": "negative"}
VIP = {"field": "tier", "value": "VIP"}
MAY = {"start": "2024-05-01", "end": "2024-06-01"}
BY_REGION = [{"field": "region"}]


def said_last(catalog: Catalog, turns: tuple[str, ...], shown: tuple[str, ...] = REGIONS) -> Reading:
    """The reading of the last turn. shown: what every answer split by region listed, in that order."""
    linker, before, listed = Linker(catalog), None, False
    for question in turns:
        reading = read_message(question, before, catalog, linker, TODAY)[0]
        assert not reading.problem, question
        listed = listed or [each.field for each in reading.query.group_by] == ["region"]
        before = Before(
            reading.query,
            quoted=reading.intent == "quotes",
            first=shown[0] if reading.query.group_by else None,
            earlier=before.query if before else None,
            shown=shown if listed else (),
            shown_by="region" if listed else "",
        )
    return reading


def asked(catalog: Catalog, *turns: str) -> dict[str, Any]:
    return said_last(catalog, turns).query.model_dump(mode="json", exclude_defaults=True)


VIPS_OF_MAY = "how many negative reviews from VIP in May 2024?"


@pytest.mark.parametrize(
    "said",
    ["without the VIP filter", "drop the VIP bit", "for everyone, not just vip", "all tiers please", "去掉VIP这个条件", "不限VIP了", "VIP条件拿掉", "不只是VIP"],
)  # fmt: skip
def test_a_condition_is_taken_back_by_naming_its_value(catalog: Catalog, said: str) -> None:
    assert asked(catalog, VIPS_OF_MAY, said) == {"filters": [NEGATIVE], "period": MAY}


@pytest.mark.parametrize(
    "said", ["any month", "drop the date filter", "all time", "时间不限", "不限月份", "不管哪个月"]
)
def test_the_period_is_taken_back(catalog: Catalog, said: str) -> None:
    query = asked(catalog, VIPS_OF_MAY, said)
    assert "period" not in query
    assert VIP in query["filters"]
    assert NEGATIVE in query["filters"]


@pytest.mark.parametrize(
    ("month", "ask", "lowest"),
    [("negative reviews by month in 2024", "which month was the worst?", "how many VIP in that month"), ("average stars by month this year", "lowest month?", "VIP reviews in that month, how many"), ("今年每月差评数", "哪个月最多", "那个月VIP有多少条"), ("今年每月差评数", "哪个月最多", "当月VIP有多少条")],
)  # fmt: skip
def test_that_month_after_the_worst_one_is_no_longer_the_year(
    catalog: Catalog, month: str, ask: str, lowest: str
) -> None:
    query = said_last(catalog, (month, ask, lowest), shown=("2024-05", "2024-04")).query
    assert str(query.period and query.period.start) == "2024-05-01"
    assert not query.group_by
    assert query.order is None


@pytest.mark.parametrize("said", ["their average rating by region", "各地区平均评分"])
def test_of_one_rating_there_is_no_average(catalog: Catalog, said: str) -> None:
    average = {"measures": [{"op": "average", "field": "rating"}], "group_by": BY_REGION}
    assert asked(catalog, "how many 1-star reviews are there", said) == average


@pytest.mark.parametrize(
    "said", ["new topic: what is the average price?", "unrelated, but what is the average price", "换个问题，平均价格多少", "另外问下，平均价格是多少"]
)  # fmt: skip
def test_a_new_topic_takes_nothing_over(catalog: Catalog, said: str) -> None:
    assert asked(catalog, VIPS_OF_MAY, said) == {"measures": [{"op": "average", "field": "price_cny"}]}


@pytest.mark.parametrize(
    ("said", "region"),
    [("how many VIP in the second one", "华南"), ("第二名里VIP有多少", "华南"), ("the last one: how many VIP", "North America"), ("排第一的那个VIP几条", "华东")],
)  # fmt: skip
def test_a_row_of_the_list_is_pointed_at(catalog: Catalog, said: str, region: str) -> None:
    filters = asked(catalog, "which region has the most reviews?", said)["filters"]
    assert VIP in filters
    assert {"field": "region", "value": region} in filters


@pytest.mark.parametrize(
    "said", ["and the second?", "who's second", "runner-up?", "runner up?", "第二名呢", "第二呢"]
)
def test_a_place_of_a_ranking_ranks_again(catalog: Catalog, said: str) -> None:
    query = asked(catalog, "which region has the most reviews?", said)
    assert (query["group_by"], query["offset"], query["limit"]) == (BY_REGION, 1, 1)


@pytest.mark.parametrize(
    "said",
    ["and the rest?", "everyone else?", "the other tiers combined?", "其余的呢", "剩下的呢", "其他等级呢"],
)
def test_the_rest_is_what_was_left_out(catalog: Catalog, said: str) -> None:
    query = asked(catalog, VIPS_OF_MAY, said)
    assert query["filters"] == [NEGATIVE, {"field": "tier", "op": "!=", "value": "VIP"}]
    assert query["period"] == MAY


@pytest.mark.parametrize(
    "said", ["some examples please", "can i see some", "quote two", "来几句原话", "贴两条原文", "引用几则"]
)
def test_quotes_are_of_what_was_counted(catalog: Catalog, said: str) -> None:
    reading = said_last(catalog, (VIPS_OF_MAY, said))
    assert (reading.intent, reading.topic) == ("quotes", "")
    assert reading.query.model_dump(mode="json", exclude_defaults=True)["period"] == MAY


@pytest.mark.parametrize("said", ["per tier", "split that by tier", "按等级列出来", "各等级分别多少"])
def test_a_split_by_a_named_value_lifts_it(catalog: Catalog, said: str) -> None:
    query = asked(catalog, VIPS_OF_MAY, said)
    assert query["group_by"] == [{"field": "tier"}]
    assert query["filters"] == [NEGATIVE]


@pytest.mark.parametrize("said", ["which one is lowest?", "and the lowest?", "哪个最低", "最低的是谁"])
def test_what_was_listed_is_ranked(catalog: Catalog, said: str) -> None:
    query = asked(catalog, "average price by region", said)
    assert query["group_by"] == BY_REGION
    assert query["measures"] == [{"op": "average", "field": "price_cny"}]
    assert query["order"] == {"descending": False}


@pytest.mark.parametrize("said", ["how many of those are VIP?", "其中VIP有几条"])
def test_those_of_a_ranking_are_its_first(catalog: Catalog, said: str) -> None:
    query = asked(catalog, "which region has the most negative reviews?", said)
    assert {"field": "region", "value": "华东"} in query["filters"]
    assert "group_by" not in query


@pytest.mark.parametrize(
    "said",
    [
        "它们的平均分",
        "这两个地区的平均评分分别多少",
        "what is their average rating?",
        "average rating of those",
    ],
)
def test_figures_of_what_a_ranking_put_first_are_of_just_those(catalog: Catalog, said: str) -> None:
    query = asked(catalog, "差评最多的两个地区", said)
    first = {"field": "region", "op": "in", "values": ["华东", "华南"]}
    assert query == {
        "measures": [{"op": "average", "field": "rating"}],
        "filters": [first],
        "group_by": BY_REGION,
    }


@pytest.mark.parametrize("said", ["the total instead", "not the average, the sum", "合计呢", "加起来多少"])
def test_the_sum_of_what_was_averaged(catalog: Catalog, said: str) -> None:
    assert asked(catalog, "average price of VIP reviews", said)["measures"] == [
        {"op": "sum", "field": "price_cny"}
    ]


@pytest.mark.parametrize(
    ("said", "otherwise", "language"),
    [("Bund", "en", "en"), ("Buds 2", "zh", "zh"), ("外滩", "en", "en"), ("vip的nps", None, "zh"), ("just 携程?", "zh", "en"), ("and Texas?", "zh", "en")],
)  # fmt: skip
def test_a_name_alone_keeps_the_language(said: str, otherwise: Language | None, language: Language) -> None:
    assert question_language(said, otherwise) == language


@pytest.mark.parametrize(
    ("now", "asked_now"),
    [("and the other one?", "how many touchpoint app records"), ("另一个呢", "how many touchpoint app records"), ("and as touchpoint?", "how many touchpoint app records"), ("by touchpoint", None), ("only VIP", None)],
)  # fmt: skip
def test_the_choice_passed_over_is_turned_to(now: str, asked_now: str | None) -> None:
    options = "\n".join(("category app", "touchpoint app"))
    doubted = Reading("en", "unread", problem="which", details={"said": "app", "options": options})
    assert settled_otherwise("how many app records", [doubted], "the category", now) == asked_now
