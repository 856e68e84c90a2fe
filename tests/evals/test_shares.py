"""Shares and their intervals, steadiness, and what a summary says of them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.scorers import Score
from evals.shares import (
    all_phrasings,
    answerable_declined,
    pass_hat,
    share,
    share_right,
    shares,
    spread,
    unanswerable_declined,
    unbacked_claims,
)
from evals.summary import lines, share_table, summary_table
from tests.evals.records import record, run_of


def test_answers_that_stand_alone_have_wilsons_interval() -> None:
    found = share([(f"c-{number}", number < 8) for number in range(10)])
    assert (found.right, found.n, found.cases) == (8, 10, 10)
    assert (found.low, found.high) == pytest.approx((0.49, 0.94), abs=0.03)


def test_phrasings_of_one_case_do_not_narrow_the_interval() -> None:
    alone = share([(f"c-{number}", number < 8) for number in range(10)])
    four_times = share([(f"c-{number % 10}", number % 10 < 8) for number in range(40)])
    assert (four_times.low, four_times.high) == pytest.approx((alone.low, alone.high), abs=1e-9)
    assert share([("c-1", True)] * 100).low == share([("c-1", True)]).low


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.booleans()), min_size=1))
def test_the_interval_holds_the_share(marks: list[tuple[str, bool]]) -> None:
    found = share(marks)
    assert 0 <= found.low <= found.value + 1e-9
    assert found.value - 1e-9 <= found.high <= 1


def test_a_gold_counts_when_it_is_right_however_it_was_put() -> None:
    both = [record("c-1", True, phrasing=0), record("c-1", True, phrasing=1)]
    one = [record("c-2", True, phrasing=0), record("c-2", False, phrasing=1)]
    found = all_phrasings([*both, *one, record("c-3", True), record("c-4", None)])
    assert (found.right, found.n) == (1, 2)


def test_pass_hat_is_the_chance_that_k_runs_are_all_right() -> None:
    records = [record(trial=trial, right=trial < 3) for trial in range(4)]
    assert pass_hat(records, 1) == 0.75
    assert pass_hat(records, 2) == 0.5
    assert pass_hat(records, 4) == 0
    assert math.isnan(pass_hat(records, 5))


def test_declining_is_right_or_wrong_by_what_can_be_answered() -> None:
    declined = {"answer": "no", "abstained": True}
    records = [
        record("c-1", True, check="abstain", answer=declined),
        record("c-2", False, check="abstain"),
        record("c-3", False, answer=declined),
        record("c-4", True),
        record("c-5", True, check="clarify", answer=declined),
    ]
    assert (unanswerable_declined(records).right, unanswerable_declined(records).n) == (1, 2)
    assert (answerable_declined(records).right, answerable_declined(records).n) == (1, 2)


def test_claims_are_counted_in_all_answers_judged_or_not() -> None:
    scores = {"unbacked": Score(2.0, "7, 8"), "seconds": Score(0.3, "")}
    records = [record("c-1", None, scores=scores), record("c-2"), record("c-3", scores=scores)]
    assert unbacked_claims(records) == 4
    assert spread(records, "seconds") == (2, 0.3, 0.3)


def test_a_summary_has_every_figure_with_its_sample_and_what_is_owed() -> None:
    run = run_of(record("c-1"), record("c-2", False, split="held"), record("c-3", None))
    found = {line.name: line for line in lines(run)}
    assert found["right, working part"].met is True
    assert found["right, set-aside part"].met is False
    assert found["right, set-aside part"].sample == "1 answers, 1 cases"
    assert "unanswerable, declined" not in found
    assert "pass^1" not in found
    assert "MISSED" in summary_table(run)
    assert "sample/feedback en held" in share_table(run)


def test_pass_hat_stands_beside_pass_1_when_questions_are_asked_again() -> None:
    run = run_of(record(trial=0), record(trial=1, right=False), k=2)
    found = {line.name: line for line in lines(run)}
    assert (found["pass^1"].value, found["pass^2"].value, found["pass^2"].met) == ("50.0%", "0.0%", False)


def test_groups_come_by_any_key() -> None:
    found = shares([record("c-1"), record("c-2", False, lang="zh")], lambda each: each.lang)
    assert {name: each.value for name, each in found.items()} == {"en": 1, "zh": 0}
    assert share_right([]).n == 0
