"""Slips in a call's arguments: mended where only one thing can be meant, and told."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.agent import Assistant
from assistant.repairs import repair
from tools.segments.query import SegmentQuery

TODAY = date(2026, 6, 15)


def mended(shop: Assistant, arguments: dict[str, Any], question: str = "How many?") -> dict[str, Any]:
    return repair(arguments, shop.context.catalog(), "en", question, TODAY).arguments


def told(shop: Assistant, arguments: dict[str, Any], question: str = "How many?") -> str:
    return " ".join(repair(arguments, shop.context.catalog(), "en", question, TODAY).told)


@pytest.mark.parametrize(
    ("given_arguments", "meant"),
    [
        ({"period": None, "limit": "null", "compare": {}}, {}),
        ({"period": {"start": "2026-06-15", "end": "2026-06-15"}}, {}),
        (
            {"period": {"start": "2026-05-01T00:00:00Z", "end": "2026-06-01 00:00:00"}},
            {"period": {"start": "2026-05-01", "end": "2026-06-01"}},
        ),
        (
            {"period": {"start": "2026-05-01", "end": "2026-05-31T23:59:59"}},
            {"period": {"start": "2026-05-01", "end": "2026-06-01"}},
        ),
        (
            {"period": {"start": "2026-05-01", "end": "2026-05-31"}},
            {"period": {"start": "2026-05-01", "end": "2026-06-01"}},
        ),
        (
            {"filters": {"field": "region", "op": "==", "value": ["South", "North"]}},
            {"filters": [{"field": "region", "op": "in", "values": ["South", "North"]}]},
        ),
        (
            {"filters": [{"field": "地区", "op": "=", "value": "South"}]},
            {"filters": [{"field": "region", "op": "=", "value": "South"}]},
        ),
        ({"measures": "Count"}, {"measures": [{"op": "count"}]}),
        (
            {"measures": [{"op": "mean", "field": "rating"}]},
            {"measures": [{"op": "average", "field": "rating"}]},
        ),
        (
            {"measures": [{"op": "percentile", "field": "rating", "percentile": 0.9}]},
            {"measures": [{"op": "percentile", "field": "rating", "percentile": 90.0}]},
        ),
        ({"group_by": "region"}, {"group_by": [{"field": "region"}]}),
        ({"group_by": ["month"]}, {"group_by": [{"field": "time", "bucket": "month"}]}),
        (
            {"group_by": [{"field": "region", "bucket": "month"}]},
            {"group_by": [{"field": "region"}]},
        ),
    ],
)
def test_common_slips(shop: Assistant, given_arguments: dict[str, Any], meant: dict[str, Any]) -> None:
    assert mended(shop, given_arguments) == meant


def test_what_changes_the_meaning_is_told(shop: Assistant) -> None:
    assert "all times" in told(shop, {"period": {"start": "2026-06-15", "end": "2026-06-15"}})
    assert "2026-05-31" in told(shop, {"period": {"start": "2026-05-01", "end": "2026-05-31"}})
    assert "region" in told(shop, {"group_by": ["地区"]})
    assert not told(shop, {"period": None, "group_by": ["region"]})


@pytest.mark.parametrize("question", ["How many came today?", "今天来了多少条？"])
def test_today_stays_when_the_question_names_it(shop: Assistant, question: str) -> None:
    period = {"period": {"start": "2026-06-15", "end": "2026-06-15"}}
    assert mended(shop, period, question) == {"period": {"start": "2026-06-15", "end": "2026-06-16"}}


@pytest.mark.parametrize(
    "right",
    [
        SegmentQuery(),
        SegmentQuery.model_validate(
            {
                "measures": [{"op": "share", "where": [{"field": "rating", "op": "<=", "value": 2}]}],
                "filters": [
                    {"any_of": [{"field": "region", "value": "South"}, {"field": "rating", "op": "missing"}]}
                ],
                "period": {"start": "2026-05-01", "end": "2026-06-01"},
                "group_by": [{"field": "time", "bucket": "week"}],
                "compare": {"period": {"start": "2026-04-01", "end": "2026-05-01"}},
                "order": {"by": "difference"},
                "limit": 3,
            }
        ),
    ],
)  # fmt: skip
def test_what_is_right_stays_as_it_is(shop: Assistant, right: SegmentQuery) -> None:
    arguments = right.model_dump(mode="json", exclude_defaults=True)
    done = repair(arguments, shop.context.catalog(), "en", "How many?", TODAY)
    assert SegmentQuery.model_validate(done.arguments) == right
    assert done.told == ()


nonsense = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["field", "op", "value", "values", "where", "period", "start", "end", "filters"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
keys = st.sampled_from(["measures", "filters", "period", "group_by", "compare", "order", "limit", "text"])


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(keys, nonsense, max_size=5))
def test_nothing_a_model_writes_breaks_it(arguments: dict[str, Any]) -> None:
    from retrieval.catalog import Catalog

    empty = Catalog(1, 0, "UTC", (), ())
    once = repair(arguments, empty, "zh", "多少？", TODAY).arguments
    assert repair(once, empty, "zh", "多少？", TODAY).arguments == once
