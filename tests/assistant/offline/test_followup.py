"""Follow-ups: what a question leaves out is taken from the one before."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from assistant.offline.dialogue import read_message
from assistant.offline.followup import Before, leans
from assistant.offline.linking import Linker
from assistant.offline.reading import Reading
from retrieval.catalog import Catalog
from tests.assistant.offline.conftest import TODAY
from tools.segments.spans import WeekStart

NEGATIVE = {"field": "sentiment", "value": "negative"}
VIP = {"field": "tier", "value": "VIP"}
MAY = {"start": "2024-05-01", "end": "2024-06-01"}
APRIL = {"start": "2024-04-01", "end": "2024-05-01"}
Reads = Callable[[str], Reading]


def last(catalog: Catalog, turns: tuple[str, ...]) -> dict[str, Any]:
    """The query of the last turn of a conversation."""
    linker, before = Linker(catalog), None
    for question in turns:
        reading = read_message(question, before, catalog, linker, TODAY)[0]
        assert not reading.problem, question
        before = Before(reading.query)
    return reading.query.model_dump(mode="json", exclude_defaults=True)


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
    ],
)  # fmt: skip
def test_a_followup_changes_only_what_it_says(
    catalog: Catalog, turns: tuple[str, ...], query: dict[str, Any]
) -> None:
    assert last(catalog, turns) == query


@pytest.mark.parametrize(
    "question", ["How many reviews are there by region?", "NPS最低的产品是哪个", "what data is there"]
)
def test_a_question_that_says_all_leans_on_nothing(reads: Reads, question: str) -> None:
    assert not leans(question, reads(question))


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
