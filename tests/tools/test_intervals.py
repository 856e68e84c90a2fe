"""Intervals are those of the textbooks."""

import math

import pytest

from tools.segments.intervals import mean, newcombe, nps, t_quantile, wilson


@pytest.mark.parametrize(
    ("part", "n", "low", "high"),
    [
        (81 / 263, 263, 0.2553, 0.3662),
        (15 / 148, 148, 0.0624, 0.1605),
        (0.0, 20, 0.0, 0.1611),
        (1.0, 29, 0.8830, 1.0),
    ],
)
def test_wilson_as_newcombe_tabulated_it(part: float, n: int, low: float, high: float) -> None:
    assert wilson(part, n) == pytest.approx((low, high), abs=6e-5)


def test_a_difference_of_shares_as_newcombe_tabulated_it() -> None:
    assert newcombe(56 / 70, 70, 48 / 80, 80) == pytest.approx((0.0524, 0.3339), abs=6e-5)


@pytest.mark.parametrize(
    ("freedom", "point"), [(1, 12.706), (4, 2.776), (5, 2.571), (10, 2.228), (30, 2.042), (1000, 1.962)]
)
def test_students_points(freedom: int, point: float) -> None:
    assert t_quantile(freedom) == pytest.approx(point, abs=2e-3)


def test_the_interval_of_a_mean() -> None:
    values = [1.0, 2.0, 3.0, 4.0, 5.0]
    low, high = mean(3.0, sum(each * each for each in values), len(values))
    assert (low, high) == pytest.approx((3 - 2.776 * math.sqrt(0.5), 3 + 2.776 * math.sqrt(0.5)), abs=1e-3)


def test_the_interval_of_an_nps_narrows_with_more_answers_and_keeps_to_the_scale() -> None:
    few, many = nps(20.0, 60, 100), nps(20.0, 6000, 10_000)
    assert few == pytest.approx((20 - 14.67, 20 + 14.67), abs=0.05)
    assert many[1] - many[0] == pytest.approx((few[1] - few[0]) / 10)
    assert nps(95.0, 20, 20)[1] <= 100
