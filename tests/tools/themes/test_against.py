"""A period's themes lead with the time before it; a theme that fell silent is said to have."""

from typing import Any

import pytest

from prompts import LANGUAGES
from retrieval.database import Store
from retrieval.errors import BadQuery
from tests.tools.themes.planted import NOON, context_of, plant, record
from tools.themes.changes_run import compare_periods
from tools.themes.directions import moves
from tools.themes.report import Entry, Report
from tools.themes.request import ChangesRequest, ThemeRequest
from tools.themes.run import theme_report
from tools.themes.showing.words import Words
from tools.themes.telling import told

APRIL, MAY = ({"start": f"2026-0{month}-01", "end": f"2026-0{month + 1}-01"} for month in (4, 5))


def spring() -> list[dict[str, Any]]:
    """April and May, twelve complaints a day. Theme 1 is steady within May, three times April's; 2 as ever; 3
    every second day until 3 May."""
    rows = []
    for day in range(-61, 0):
        spoken = [1] * (4 if day >= -31 else 1) + [2, 2] + ([3] if day < -27 and day % 2 else [])
        themes = [*spoken, *[None] * (12 - len(spoken))]
        rows += [record(day, theme, customer=f"c{day}.{place}") for place, theme in enumerate(themes)]
    return rows


def report(store: Store, period: dict[str, str] | None) -> Report:
    request = ThemeRequest.model_validate({"period": period, "language": "en"})
    return theme_report(context_of(store), request, NOON)


def entry(found: Report, ref: str) -> Entry:
    return next(each for each in found.entries if each.theme.ref == ref)


def test_what_is_steady_in_a_period_may_have_risen_before_it(shelf: Store) -> None:
    plant(shelf, spring())
    first = entry(report(shelf, MAY), "TH-1")
    assert first.trend.kind == "steady"
    assert first.against is not None
    assert (first.against.first, first.against.last) == ("2026-04-01", "2026-04-30")
    assert (first.against.verdict, first.against.part.part) == ("rose", 30)
    assert moves(first) == "rising"
    assert Words("en").moves(first) == "up from 8.3%"
    said = told(first, "en")
    assert said.index("it rose: from 8.3% (30 of 360)") < said.index("Within these weeks it is steady")
    second = entry(report(shelf, MAY), "TH-2")
    assert second.against is not None
    assert (second.against.verdict, moves(second)) == ("no_clear_change", "steady")


@pytest.mark.parametrize("period", [None, {"end": "2026-06-01"}, {"start": "2026-04-01"}, APRIL])
def test_without_a_time_before_nothing_is_compared(shelf: Store, period: dict[str, str] | None) -> None:
    plant(shelf, [row for row in spring() if row["time"] >= NOON - 61 * 86_400])
    assert {each.against for each in report(shelf, period).entries} == {None}


def test_a_theme_nobody_writes_of_any_more_is_not_called_steady(shelf: Store) -> None:
    plant(shelf, spring())
    third = entry(report(shelf, None), "TH-3")
    assert third.trend.last == "2026-05-03"
    assert Words("en").moves(third) == "not heard since 2026-05-03"
    assert moves(third) == "gone"
    for language in LANGUAGES:
        assert "2026-05-03" in told(third, language)
    assert entry(report(shelf, None), "TH-2").trend.last is None


def test_a_period_ends_with_the_data(shelf: Store) -> None:
    plant(shelf, spring())
    quarter = {"start": "2026-05-01", "end": "2026-08-01"}
    asked = ChangesRequest.model_validate({"period": quarter, "before": APRIL})
    found = compare_periods(context_of(shelf), asked, NOON)
    assert found.after_last == "2026-05-31"
    first = next(each for each in found.entries if each.theme.ref == "TH-1")
    assert (first.verdict, first.daily) == ("rose", (1.0, 4.0))


@pytest.mark.parametrize(
    "before",
    [MAY, {"start": "2026-05-15", "end": "2026-07-01"}, {"start": "2031-01-01", "end": "2032-01-01"}],
)
def test_what_is_no_time_before_is_refused(shelf: Store, before: dict[str, str]) -> None:
    plant(shelf, spring())
    with pytest.raises(BadQuery) as refused:
        compare_periods(
            context_of(shelf), ChangesRequest.model_validate({"period": MAY, "before": before}), NOON
        )
    assert refused.value.code == "periods_swapped"
