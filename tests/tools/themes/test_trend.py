"""Trends: no alarm where nothing moves, and what was planted is found, with its week."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom

from tools.themes.figures_time import Timeline, weekly
from tools.themes.over import exceedance
from tools.themes.peaks import peaks_between
from tools.themes.report import Trend
from tools.themes.trend import trends

MONDAY = date(2025, 1, 6)


def line(parts: list[list[int]], totals: list[int], first: date = MONDAY, **more: Any) -> Timeline:
    themes = tuple(f"TH-{number}" for number in range(1, len(parts) + 1))
    return Timeline(first, themes, np.array(totals), np.array(parts), **more)


def told(rate: list[float], total: int = 40, seed: int = 1, **more: Any) -> Trend:
    """The first of 12 themes: its share by week; those of the others are steady."""
    random = np.random.default_rng(seed)
    days = np.repeat(np.array([rate, *([0.05] * len(rate) for _ in range(11))]), 7, axis=1)
    totals = np.full(days.shape[1], total)
    return trends(line(random.binomial(totals, days).tolist(), totals.tolist(), **more))["TH-1"]


@settings(deadline=None, max_examples=15)
@given(st.integers(1, 5), st.integers(7, 60), st.integers(15, 400))
def test_a_constant_share_is_steady(part: int, total: int, days: int) -> None:
    found = trends(line([[part] * days], [total] * days))["TH-1"]
    assert found.kind == "steady"
    assert found.per_week == pytest.approx(0, abs=1e-9)
    assert found.changed is None


def test_shuffled_times_raise_hardly_any_alarm() -> None:
    random = np.random.default_rng(5)
    called = tested = 0
    for _ in range(4):
        totals = random.poisson(30, 365)
        sizes = random.integers(15, 400, 40)
        parts = [random.multivariate_hypergeometric(totals, int(size)).tolist() for size in sizes]
        for each in trends(line(parts, totals.tolist())).values():
            tested += 1
            called += each.kind != "steady"
    assert tested == 160
    assert called <= 0.05 * tested


def test_a_step_is_dated_within_a_week_with_both_shares() -> None:
    found = told([0.02] * 30 + [0.08] * 22)
    assert found.kind == "rising"
    assert found.changed is not None
    assert found.before is not None
    assert found.after is not None
    assert abs(date.fromisoformat(found.changed) - (MONDAY + timedelta(weeks=30))).days <= 7
    assert found.before.share < 0.04 < found.after.share
    assert found.p is not None
    assert found.p <= 0.05


def test_a_fix_is_seen_falling_and_what_ends_is_gone() -> None:
    assert told([0.08] * 30 + [0.01] * 22).kind == "falling"
    gone = told([0.08] * 30 + [0.0] * 22)
    assert (gone.kind, gone.test) == ("gone", "last_seen")
    assert gone.changed == (MONDAY + timedelta(weeks=30)).isoformat()


def test_a_slow_rise_has_no_week_in_which_it_changed() -> None:
    found = told([0.01 + 0.002 * week for week in range(52)])
    assert (found.kind, found.test, found.changed) == ("rising", "cochran_armitage", None)
    assert found.per_week == pytest.approx(0.002, rel=0.2)


def test_new_is_what_had_time_to_be_seen_before() -> None:
    rate = [0.0] * 20 + [0.06] * 32
    found = told(rate)
    assert (found.kind, found.changed) == ("new", (MONDAY + timedelta(weeks=20)).isoformat())
    assert told(rate, seen=frozenset({"TH-1"}), earlier=5000).kind == "rising"
    assert told([0.06] * 30, seen=frozenset(), earlier=9000).kind == "new"


def test_one_burst_is_no_change() -> None:
    rate = [0.02] * 52
    rate[20] = 0.3
    assert told(rate).kind == "steady"


def test_what_follows_the_sales_is_seasonal() -> None:
    first = date(2025, 5, 5)
    peaks = peaks_between(first, first + timedelta(weeks=52))
    days = [first + timedelta(days=day) for day in range(52 * 7)]
    high = [any(each.first <= day <= each.last for each in peaks) for day in days]
    random = np.random.default_rng(2)
    totals = np.full(len(days), 40)
    parts = random.binomial(totals, np.where(high, 0.12, 0.03))
    others = random.binomial(totals, 0.05, (8, len(days)))
    found = trends(line([parts.tolist(), *others.tolist()], totals.tolist(), first))["TH-1"]
    assert (found.kind, found.test) == ("seasonal", "peak_weeks")


def test_too_few_days_or_records_say_nothing() -> None:
    assert trends(line([[3] * 10], [9] * 10))["TH-1"].kind == "too_few"
    assert trends(line([[1, 0, 0, 0] * 20 + [0] * 20, [1] + [0] * 99], [9] * 100))["TH-2"].kind == "too_few"


def test_weeks_add_up_the_days() -> None:
    days = line([list(range(20))], list(range(20, 40)), MONDAY + timedelta(days=3))
    weeks = weekly(days)
    assert weeks.starts[0] == MONDAY
    assert (int(weeks.parts.sum()), int(weeks.totals.sum())) == (190, 590)
    assert weeks.parts[0].tolist()[:2] == [0 + 1 + 2 + 3, 4 + 5 + 6 + 7 + 8 + 9 + 10]


@given(st.integers(1, 400), st.integers(0, 400), st.integers(0, 400), st.integers(0, 400))
def test_fishers_test_is_scipys(known: int, within: int, of_theme: int, part: int) -> None:
    within, of_theme = min(within, known), min(of_theme, known)
    part = max(min(part, within, of_theme), within + of_theme - known)
    (p,) = exceedance(*(np.array([float(each)]) for each in (part, within, of_theme, known)))
    if part * known > within * of_theme:
        assert p == pytest.approx(hypergeom.sf(part - 1, known, of_theme, within), rel=1e-6)
    else:
        assert p == 1
