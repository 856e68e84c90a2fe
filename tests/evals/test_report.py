"""Intervals, tables, and what a report keeps back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.report import table, wilson


def test_the_interval_of_a_share_is_wilsons() -> None:
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share(counts: tuple[int, int]) -> None:
    right, n = counts
    low, high = wilson(right, n)
    assert 0 <= low <= right / n + 1e-12
    assert right / n - 1e-12 <= high <= 1


def test_columns_line_up() -> None:
    assert table(("a", "n"), [("long name", "1"), ("b", "100")]).splitlines() == [
        "a            n",
        "---------  ---",
        "long name    1",
        "b          100",
    ]
