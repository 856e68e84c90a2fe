"""Intervals, totals, and what a report keeps back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.cases import Case
from evals.report import Judged, failures, score_table, table, totals, wilson
from evals.scoring import Score


def judged(split: str, right: bool) -> Judged:
    case = Case(f"{split}-1", "suite", split, "file", "en", ("how many?",), "number")
    return Judged(case, {"answer": "three"}, Score(right, "a reason"))


def test_the_interval_of_a_share_is_wilsons() -> None:
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share(counts: tuple[int, int]) -> None:
    right, n = counts
    low, high = wilson(right, n)
    assert 0 <= low <= right / n + 1e-12
    assert right / n - 1e-12 <= high <= 1


def test_held_back_questions_are_counted_and_not_shown() -> None:
    both = [judged("dev", False), judged("held", False)]
    assert totals(both) == {"en dev": {"n": 1, "right": 0}, "en held": {"n": 1, "right": 0}}
    assert "held-1" not in failures(both, show_held=False)
    assert "held-1" in failures(both, show_held=True)
    assert "dev-1: how many?" in failures(both, show_held=False)


def test_every_part_has_its_row() -> None:
    rows = score_table([judged("dev", True), judged("held", False)]).splitlines()
    assert any(row.startswith("suite/file en dev") and "100%" in row for row in rows)
    assert any(row.startswith("all suite held") and " 0%" in row for row in rows)


def test_columns_line_up() -> None:
    assert table(("a", "n"), [("long name", "1"), ("b", "100")]).splitlines() == [
        "a            n",
        "---------  ---",
        "long name    1",
        "b          100",
    ]
