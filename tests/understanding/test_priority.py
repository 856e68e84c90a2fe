"""Priority rises with each factor, stays between 0 and 100, and says what would change it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import BadSetting
from retrieval.understanding.priority import (
    Weights,
    customer_value,
    parse_weights,
    priority,
    what_would_change,
)
from retrieval.understanding.urgency import URGENCIES

LEVELS = st.sampled_from(URGENCIES)
VALUES = st.floats(0.4, 1)
SHARES = st.floats(0, 1)
WEIGHTS = st.builds(Weights, *[st.floats(0, 10)] * 3)


@given(LEVELS, VALUES, SHARES, WEIGHTS)
def test_it_stays_within_0_and_100(urgency: str, value: float, reach: float, weights: Weights) -> None:
    assert 0 <= priority(urgency, value, reach, weights).score <= 100


@given(LEVELS, VALUES, VALUES, SHARES, SHARES, WEIGHTS)
def test_it_rises_with_each_factor(
    urgency: str, one: float, other: float, narrow: float, wide: float, weights: Weights
) -> None:
    one, other = sorted((one, other))
    narrow, wide = sorted((narrow, wide))
    scores = [priority(urgency, value, narrow, weights).score for value in (one, other)]
    assert scores == sorted(scores)
    scores = [priority(urgency, one, reach, weights).score for reach in (narrow, wide)]
    assert scores == sorted(scores)
    scores = [priority(level, one, narrow, weights).score for level in ("normal", "important", "urgent")]
    assert scores == sorted(scores)


def test_a_factor_that_is_missing_does_not_take_it_to_zero() -> None:
    assert priority("urgent", customer_value(None, None, ()), 0.0, Weights()).score > 20
    assert priority("normal", customer_value(None, None, ()), 0.0, Weights()).score > 0


def test_the_formula() -> None:
    assert priority("important", 0.8, 0.2, Weights()).score == 48.0
    assert priority("important", 0.8, 0.2, Weights(urgency=2)).score == 28.8
    assert priority("important", 0.8, 0.2, Weights(value=0)).score == 60.0


@given(LEVELS, VALUES, SHARES, WEIGHTS)
def test_changes_are_what_the_formula_gives(
    urgency: str, value: float, reach: float, weights: Weights
) -> None:
    now = priority(urgency, value, reach, weights)
    changes = what_would_change(now.factors, weights)
    assert {each.factor for each in changes} == {"urgency", "value", "reach"}
    for each in changes:
        higher = each.level > getattr(now.factors, each.factor)
        assert (each.score >= now.score) if higher else (each.score <= now.score)


@pytest.mark.parametrize(
    ("tier", "value"),
    [
        ("VIP", 1.0),
        ("VIP3", 1.0),
        ("黄金会员", 1.0),
        ("Enterprise", 1.0),
        ("PLUS会员", 0.8),
        ("会员", 0.8),
        ("普通会员", 0.6),
        ("非会员", 0.5),
        ("new customer", 0.5),
        ("surplus", 0.6),
        ("renewed", 0.6),
        (None, 0.6),
        ("", 0.6),
    ],
)
def test_what_a_tier_is_worth(tier: str | None, value: float) -> None:
    assert customer_value(tier, None, ()) == value


def test_without_a_tier_orders_say_what_a_customer_is_worth() -> None:
    orders = [10.0, 20.0, 30.0, 40.0]
    assert customer_value(None, 40.0, orders) == 1.0
    assert customer_value(None, 5.0, orders) == 0.4
    assert customer_value(None, 20.0, orders) == pytest.approx(0.7)
    assert customer_value("VIP", 5.0, orders) == 1.0


def test_weights_are_read_from_a_setting() -> None:
    assert parse_weights("") == Weights()
    assert parse_weights("urgency=2, reach = 0.5") == Weights(2, 1, 0.5)
    assert parse_weights("value=0，reach=3") == Weights(1, 0, 3)


@pytest.mark.parametrize(
    "setting", ["speed=1", "urgency", "urgency=lots", "reach=-1", "value=11", "value=nan"]
)
def test_a_setting_that_is_no_weight_is_refused(setting: str) -> None:
    with pytest.raises(BadSetting) as refused:
        parse_weights(setting)
    assert refused.value.details["part"] == setting
