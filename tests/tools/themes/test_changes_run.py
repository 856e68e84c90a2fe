"""What changed between two periods: counts that can be counted again, and no alarm where nothing did."""

import random
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import false_discovery_control, fisher_exact

from retrieval.database import Store
from retrieval.errors import BadQuery
from retrieval.themes.theme import Theme
from tests.tools.themes.planted import NOON, chart, context_of, plant, record
from tools.scope import scoped
from tools.segments.intervals import newcombe, wilson
from tools.segments.query import Filter
from tools.themes.changes import Changes
from tools.themes.changes_run import FEW, Sides, compare_periods, compared
from tools.themes.request import ChangesRequest

MAY = {"start": "2026-05-01", "end": "2026-06-01"}


def theme(number: int) -> Theme:
    return Theme(number, "fine", None, f"t{number}", f"主题{number}", "", "", "words", (), (), 10, 0)


def asked(store: Store, **said: Any) -> Changes:
    return compare_periods(context_of(store), ChangesRequest.model_validate({"period": MAY} | said), NOON)


def spring(seed: int = 3) -> list[dict[str, Any]]:
    """April and May: theme 1 rises, 2 is steady, 3 is praised; region North has half of it."""
    rng = random.Random(seed)
    rows = []
    for day in range(-62, 1):
        for _ in range(6):
            rising = 0.05 if day < -31 else 0.3
            drawn = rng.random()
            chosen = 1 if drawn < rising else 2 if drawn < rising + 0.2 else None
            rows.append(record(day, chosen, region=rng.choice(["North", "South"])))
        rows.append(record(day, 3, sentiment="positive", region="North"))
    return rows


def test_the_counts_are_those_of_the_records(shelf: Store) -> None:
    rows = spring()
    plant(shelf, rows)
    found = asked(shelf)
    months = (("before", "2026-04-01", "2026-05-01"), ("after", "2026-05-01", "2026-06-01"))
    counts: dict[str, Counter[int]] = {}
    for name, start, end in months:
        within = [row for row in rows if start <= _day(row) < end and row["sentiment"] == "negative"]
        counts[name] = Counter(row["theme"] or 0 for row in within)
        assert getattr(found, f"{name}_records") == len(within)
    by_theme = {each.theme.id: each for each in found.entries}
    assert (found.before_first, found.before_last) == ("2026-04-01", "2026-04-30")
    for number in (1, 2):
        change = by_theme[number]
        assert (change.before.part, change.after.part) == (counts["before"][number], counts["after"][number])
        assert (change.before.low, change.before.high) == wilson(change.before.share, change.before.records)
        span = newcombe(change.after.share, change.after.records, change.before.share, change.before.records)
        assert (change.low, change.high) == span
    assert [each.theme.id for each in found.entries] == [1, 2]
    assert [each.verdict for each in found.entries] == ["rose", "no_clear_change"]


def test_praise_filters_and_everything_are_counted_as_asked(shelf: Store) -> None:
    rows = spring()
    plant(shelf, rows)
    praise = asked(shelf, about="praise")
    assert [each.theme.id for each in praise.entries] == [3]
    assert praise.after_records == sum(row["theme"] == 3 and _day(row)[:7] == "2026-05" for row in rows)
    north = asked(shelf, filters=[{"field": "region", "value": "North"}], about="all")
    assert north.after_records == sum(row["region"] == "North" and _day(row)[:7] == "2026-05" for row in rows)
    coarse = asked(shelf, level="coarse")
    assert [each.theme.level for each in coarse.entries] == ["coarse"]


def test_a_limited_store_counts_what_it_shows(shelf: Store) -> None:
    rows = spring()
    plant(shelf, rows)
    north = scoped(shelf, "region=North")
    assert north.limit is not None
    chart(shelf, [(n, row["theme"]) for n, row in enumerate(rows, 1) if row["theme"]], north.limit.key, 11)
    whole = asked(shelf, filters=[{"field": "region", "value": "North"}])
    seen = asked(north)
    assert [each.theme.ref for each in seen.entries] == ["TH-11", "TH-12"]
    assert [each.after for each in seen.entries] == [each.after for each in whole.entries]


def test_the_time_before_is_as_long_or_the_month_before(shelf: Store) -> None:
    plant(shelf, spring())
    ten = asked(shelf, period={"start": "2026-05-11", "end": "2026-05-21"})
    assert (ten.before_first, ten.before_last) == ("2026-05-01", "2026-05-10")
    year_before = asked(shelf, before={"start": "2025-05-01", "end": "2025-06-01"})
    assert year_before.before_records == 0
    assert {each.verdict for each in year_before.entries} == {"too_few"}
    with pytest.raises(BadQuery):
        asked(shelf, period={"start": "2026-05-11", "end": "2026-05-11"})


def test_a_theme_is_asked_for_by_name_in_either_language(shelf: Store) -> None:
    plant(shelf, spring())
    assert [each.theme.id for each in asked(shelf, themes=["包裹延误"]).entries] == [2]
    assert [each.theme.id for each in asked(shelf, themes=["late parcels", "TH-3"]).entries] == [2, 3]
    with pytest.raises(BadQuery) as unknown:
        asked(shelf, themes=["TH-77"])
    assert unknown.value.code == "theme_unknown"


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (0, 20, "new"),
        (20, 0, "gone"),
        (5, 40, "rose"),
        (40, 5, "fell"),
        (20, 22, "no_clear_change"),
        (1, 3, "too_few"),
    ],
)
def test_the_verdict_follows_test_and_interval(before: int, after: int, verdict: str) -> None:
    others = [Sides(theme(n), 10, 400, 11, 400) for n in range(2, 12)]
    changes = {each.theme.id: each for each in compared([Sides(theme(1), before, 400, after, 400), *others])}
    assert changes[1].verdict == verdict


def test_the_p_values_are_corrected_for_how_many_were_tested() -> None:
    sides = [Sides(theme(n), 10, 300, 10 + 2 * n, 320) for n in range(1, 9)]
    tables = [[[10, 290], [10 + 2 * n, 310 - 2 * n]] for n in range(1, 9)]
    raw = [fisher_exact(each).pvalue for each in tables]
    sides.append(Sides(theme(9), 1, 300, 1, 320))
    found = {each.theme.id: each.p for each in compared(sides)}
    assert [found[n] for n in range(1, 9)] == pytest.approx(list(false_discovery_control(raw)))
    assert found[9] == 1.0


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=12))
def test_what_is_told_is_what_the_figures_bear(counts: list[tuple[int, int]]) -> None:
    found = compared(Sides(theme(n), a, 60, b, 60) for n, (a, b) in enumerate(counts, start=1))
    assert len(found) == len(counts)
    for each in found:
        assert each.low <= each.difference <= each.high
        assert (each.verdict == "too_few") == (each.before.part + each.after.part < FEW)
        assert (each.verdict in ("rose", "new")) <= (each.low > 0 and each.p <= 0.05)
        assert (each.verdict in ("fell", "gone")) <= (each.high < 0 and each.p <= 0.05)
    clear = [each.verdict not in ("no_clear_change", "too_few") for each in found]
    assert clear == sorted(clear, reverse=True)
    told = [each.p for each, told in zip(found, clear, strict=True) if told]
    assert told == sorted(told)


def test_a_share_that_other_feedback_pressed_down_is_no_change() -> None:
    found = compared([Sides(theme(1), 40, 200, 45, 900, 30, 30)])[0]
    assert found.high < 0
    assert (found.verdict, found.share_only, found.daily) == ("no_clear_change", True, (40 / 30, 1.5))
    half_as_long = compared([Sides(theme(1), 40, 400, 4, 200, 30, 15)])[0]
    assert (half_as_long.verdict, half_as_long.share_only) == ("fell", False)


def test_two_halves_of_the_same_feedback_raise_no_alarm() -> None:
    rng = random.Random(5)
    alarms = looked = 0
    for _ in range(15):
        sides = []
        for number in range(1, 31):
            rate = rng.uniform(0.01, 0.1)
            parts = [sum(rng.random() < rate for _ in range(200)) for _ in range(2)]
            sides.append(Sides(theme(number), parts[0], 200, parts[1], 200))
        verdicts = [each.verdict for each in compared(sides)]
        alarms += sum(each not in ("no_clear_change", "too_few") for each in verdicts)
        looked += len(verdicts)
    assert alarms <= 0.05 * looked


def _day(row: dict[str, Any]) -> str:
    return str(date(2026, 6, 1) + timedelta(days=(row["time"] - NOON) // 86_400))


def test_filters_read_as_everywhere_else(shelf: Store) -> None:
    plant(shelf, spring())
    with pytest.raises(BadQuery):
        asked(shelf, filters=[Filter(field="no such field", value=1).model_dump()])
