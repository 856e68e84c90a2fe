"""A follow-up is the same follow-up however it is put."""

from typing import Any

import pytest

from retrieval.catalog import Catalog
from tests.assistant.offline.conftest import last

NEGATIVE = {"field": "sentiment", "value": "negative"}
VIP = {"field": "tier", "value": "VIP"}
NPS = {"measures": [{"op": "nps"}]}
BY_REGION = {"group_by": [{"field": "region"}]}
APRIL = {"period": {"start": "2024-04-01", "end": "2024-05-01"}}


@pytest.mark.parametrize(
    ("first", "follow_ups", "meant"),
    [
        (
            "which region has the highest NPS?",
            ("and the lowest?", "which is the lowest", "who has the lowest?", "now the lowest", "and which one is lowest"),
            NPS | BY_REGION | {"order": {"descending": False}},
        ),
        (
            "which region has the highest NPS?",
            ("only VIP", "limit it to VIP", "for VIP customers only please", "if we only look at VIP?", "among VIP customers", "VIPs only please"),
            NPS | BY_REGION | {"filters": [VIP], "order": {}},
        ),
        (
            "how many negative records in May 2024",
            ("and in April?", "April then", "the month before?", "repeat that for April", "and the previous month", "what was it in April"),
            {"filters": [NEGATIVE]} | APRIL,
        ),
        (
            "how many negative records are there",
            ("by region", "break it down by region", "and per region?", "how is that distributed over regions", "group that by region"),
            {"filters": [NEGATIVE]} | BY_REGION,
        ),
        (
            "NPS by region",
            ("in descending order", "order by value descending", "highest first", "sort it descending", "rank them"),
            NPS | BY_REGION | {"order": {}},
        ),
        (
            "哪个地区的NPS最高",
            ("最低的呢", "那最低的是哪个", "末尾的是哪个", "反过来最低的是哪个", "那谁最低"),
            NPS | BY_REGION | {"order": {"descending": False}},
        ),
        (
            "哪个地区的NPS最高",
            ("只看VIP", "VIP里呢", "如果只看VIP呢", "范围缩小到VIP", "在VIP中呢", "单看VIP"),
            NPS | BY_REGION | {"filters": [VIP], "order": {}},
        ),
        (
            "share of negative records by tier",
            ("and by region, worst one?", "by region - the worst one", "and by region; worst one?"),
            {"measures": [{"op": "share_negative"}]} | BY_REGION | {"order": {}},
        ),
        (
            "how many records per month",
            ("highest month?", "and the top month", "the biggest month?"),
            {"group_by": [{"field": "time", "bucket": "month"}], "order": {}},
        ),
        (
            "2024年5月差评有多少",
            ("4月呢", "前一个月呢", "四月份怎么样", "4月的话呢", "换成4月", "4月也来一个", "同样的问题，4月"),
            {"filters": [NEGATIVE]} | APRIL,
        ),
        (
            "差评有多少条",
            ("按地区分", "分地区看看", "每个地区呢", "各地区的情况", "拆到地区"),
            {"filters": [NEGATIVE]} | BY_REGION,
        ),
    ],
)  # fmt: skip
def test_a_follow_up_is_read_alike_in_all_its_wordings(
    first: str, follow_ups: tuple[str, ...], meant: dict[str, Any], catalog: Catalog
) -> None:
    assert {said: last(catalog, (first, said)) for said in follow_ups} == dict.fromkeys(follow_ups, meant)
