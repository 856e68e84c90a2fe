"""A query that does not fit the data is refused with what would fit; one that nearly fits is resolved."""

from typing import Any

import pytest

from prompts import LANGUAGES, error_text
from retrieval.catalog import load_catalog
from retrieval.database import Store
from retrieval.errors import BadQuery
from tests.tools.feedback_data import make_attributes, put
from tools.results import Result
from tools.segments.query import SegmentQuery
from tools.segments.run import run_query


@pytest.fixture
def data(store: Store) -> Store:
    make_attributes(store)
    put(
        store,
        [
            {
                "tier": "VIP",
                "rating": 5.0,
                "vip": 1,
                "text": "fine",
                "time": 1_700_000_000,
                "sentiment": "Neg",
            },
            {"tier": "standard", "rating": 1.0, "vip": 0, "text": "bad", "sentiment": "positive"},
            {"tier": "vip", "rating": 2.0, "价格": 3.5, "nps": 10.0, "customer": "ann"},
            {"rating": 4.0, "nps": 11.0},
        ],
    )
    return store


def ask(store: Store, **query: Any) -> Result:
    return run_query(store, load_catalog(store), SegmentQuery.model_validate(query))


def counted(store: Store, *filters: dict[str, Any]) -> Any:
    return ask(store, filters=filters).rows[0][0]


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"filters": [{"field": "rating", "bucket": "hour", "value": 8}]}, "bucket_needs_date", "time"),
    ({"filters": [{"field": "time", "bucket": "hour", "value": 24}]}, "bad_value", "24"),
    ({"filters": [{"field": "time", "bucket": "weekday", "op": "in", "values": [0, 1]}]}, "bad_value", "0"),
    ({"filters": [{"field": "time", "bucket": "weekday", "value": "Monday"}]}, "bad_value", "Monday"),
    ({"filters": [{"field": "ratings", "value": 1}]}, "unknown_field", "rating"),
    ({"group_by": [{"field": "x1"}]}, "unknown_field", "价格"),
    ({"group_by": [{"field": "'; DROP TABLE feedback; --"}]}, "unknown_field", "tier"),
    ({"measures": [{"op": "csat"}]}, "unknown_field", "rating"),
    ({"measures": [{"op": "average", "field": "tier"}]}, "measure_not_for_kind", "rating"),
    ({"measures": [{"op": "sum", "field": "time"}]}, "measure_not_for_kind", "rating"),
    ({"measures": [{"op": "median"}]}, "measure_needs_field", "median"),
    ({"measures": [{"op": "percentile", "field": "rating"}]}, "percentile_missing", "rating"),
    ({"measures": []}, "measure_needed", "count"),
    ({"filters": [{"field": "tier", "op": "<", "value": "VIP"}]}, "operator_not_for_kind", "not in"),
    (
        {"filters": [{"field": "rating", "op": "contains", "value": "5"}]},
        "operator_not_for_kind",
        "between",
    ),
    ({"filters": [{"field": "rating", "value": "five"}]}, "bad_value", "five"),
    ({"filters": [{"field": "rating", "value": "nan"}]}, "bad_value", "nan"),
    ({"filters": [{"field": "vip", "value": "perhaps"}]}, "bad_value", "perhaps"),
    ({"filters": [{"field": "time", "value": "soon"}]}, "bad_value", "soon"),
    ({"filters": [{"field": "tier", "value": "a\0b"}]}, "bad_value", "tier"),
    ({"filters": [{"field": "text", "op": "contains", "value": "é" * 20_000}]}, "bad_value", "text"),
    ({"filters": [{"field": "tier"}]}, "value_missing", "tier"),
    ({"filters": [{"field": "rating", "op": "between", "values": [1]}]}, "value_missing", "between"),
    (
        {"filters": [{"field": "tier", "any_of": [{"field": "vip", "value": 1}]}]},
        "any_of_with_field",
        "tier",
    ),
    ({"group_by": [{"field": "tier", "bucket": "month"}]}, "bucket_needs_date", "time"),
    ({"period": {"start": "2024-02-01", "end": "2024-02-01"}}, "period_empty", "2024-02-01"),
    ({"order": {"measure": 1}}, "order_unknown", "1"),
    ({"group_by": [{"field": "region"}], "limit": 1, "each": True}, "each_needs_two", "1"),
]
"""A query, the code of its refusal, and what the sentence must tell."""


def test_a_query_that_does_not_fit_is_refused(data: Store) -> None:
    for query, code, told in REFUSED:
        with pytest.raises(BadQuery) as refused:
            ask(data, **query)
        assert refused.value.code == code
        for language in LANGUAGES:
            assert told in error_text(code, language, refused.value.details)


def test_a_period_needs_times(store: Store) -> None:
    put(store, [{"rating": 1.0}])
    with pytest.raises(BadQuery, match="no_times"):
        ask(store, period={"start": "2024-01-01"})


def test_the_closest_field_is_named_first(data: Store) -> None:
    with pytest.raises(BadQuery) as refused:
        counted(data, {"field": "sentimant", "value": "x"})
    assert str(refused.value.details["known"]).startswith("sentiment")


def test_fields_are_found_in_any_case_width_and_language(data: Store) -> None:
    result = ask(data, measures=[{"op": "average", "field": "评分"}], group_by=[{"field": "ＴＩＥＲ"}])
    assert result.columns == ("tier", "average rating")
    assert result.query == {
        "measures": [{"op": "average", "field": "rating"}],
        "group_by": [{"field": "tier"}],
    }


def test_a_value_is_matched_exactly_before_it_is_matched_loosely(data: Store) -> None:
    assert counted(data, {"field": "tier", "value": "VIP"}) == 1
    assert counted(data, {"field": "tier", "value": "ＳＴＡＮＤＡＲＤ"}) == 1
    loose = ask(data, filters=[{"field": "tier", "value": "Vip"}])
    assert loose.rows == ((2,),)
    assert loose.query["filters"] == [{"field": "tier", "op": "in", "values": ["VIP", "vip"]}]


def test_an_unknown_value_counts_nothing_and_says_so(data: Store) -> None:
    result = ask(data, filters=[{"field": "tier", "value": "standart"}])
    assert result.rows == ((0,),)
    assert result.facts["unknown_values"] == [{"field": "tier", "value": "standart", "closest": ["standard"]}]


def test_a_value_of_no_letters_stands_for_no_value_without_a_name(data: Store) -> None:
    assert ask(data, filters=[{"field": "tier", "value": ""}]).rows == ((0,),)
    assert ask(data, filters=[{"field": "tier", "value": " \u3000"}]).rows == ((0,),)


def test_flags_are_read_in_many_words(data: Store) -> None:
    for yes in (True, "true", "YES", "是", "1", 1, 1.0):
        assert counted(data, {"field": "vip", "value": yes}) == 1
        assert counted(data, {"field": "vip", "op": "!=", "value": yes}) == 3


def test_not_equal_keeps_records_without_a_value_and_tells_how_many(data: Store) -> None:
    result = ask(data, filters=[{"field": "tier", "op": "!=", "value": "VIP"}])
    assert result.rows == ((3,),)
    assert result.facts["absent"] == {"tier": 1}


def test_an_nps_answer_beyond_ten_is_missing_not_a_promoter(data: Store) -> None:
    result = ask(data, measures=[{"op": "nps"}])
    assert (result.rows, result.covered, result.missing) == (((100.0,),), 1, 3)


def test_sentiments_are_known_by_the_words_the_data_uses(data: Store) -> None:
    result = ask(data, measures=[{"op": "share_negative"}, {"op": "share_positive"}])
    assert result.rows == ((0.5, 0.5),)


def test_a_comparison_names_its_sides_and_its_interval(data: Store) -> None:
    result = ask(
        data,
        measures=[{"op": "average", "field": "rating"}],
        filters=[{"field": "tier", "op": "in", "values": ["VIP", "vip"]}],
        compare={
            "without": ["tier"],
            "filters": [{"field": "tier", "op": "not in", "values": ["VIP", "vip"]}],
            "labels": ["VIP", "others"],
        },
    )
    assert result.columns == ("average rating VIP", "average rating others", "difference", "ratio")
    assert result.rows == ((3.5, 2.5, 1.0, 1.4),)
    assert result.facts["labels"] == ["VIP", "others"]
    assert result.facts["overlap"] == 0
    difference = result.facts["intervals"][0]["difference"]
    assert difference["low"] < 1.0 < difference["high"]
    assert difference["small"]


def test_groups_can_be_ordered_by_how_much_they_differ(data: Store) -> None:
    query = {
        "filters": [{"field": "rating", "op": "<=", "value": 2}],
        "group_by": [{"field": "tier"}],
        "compare": {"without": ["rating"], "filters": [{"field": "rating", "op": ">", "value": 2}]},
        "order": {"by": "difference"},
    }
    result = ask(data, **query)
    assert result.columns == ("tier", "count A", "count B", "difference", "ratio")
    assert result.rows == (
        ("standard", 1, 0, 1, None),
        ("vip", 1, 0, 1, None),
        ("VIP", 0, 1, -1, 0.0),
        (None, 0, 1, -1, 0.0),
    )


def test_columns_may_share_names_with_what_the_statement_uses_itself(store: Store) -> None:
    from retrieval.database import add_attribute

    with store.write() as connection:
        for name in ("records", "count", "all_records"):
            add_attribute(connection, name, "category")
    put(store, [{"records": "a", "count": "b", "all_records": "c"}])
    groups = [{"field": "records"}, {"field": "count"}, {"field": "all_records"}]
    result = ask(store, group_by=groups)
    assert result.columns == ("records", "count", "all_records", "count 2")
    assert result.rows == (("a", "b", "c", 1),)
