"""Themes by where they go, and by what they cost; a report over data in which no theme was found yet."""

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from retrieval.database import Store
from retrieval.themes import tables
from tests.tools.themes.planted import NOON, context_of, plant, record
from tests.tools.themes.test_next_step import entry
from tools.themes.directions import direction
from tools.themes.impact import cost, on_whole
from tools.themes.next_step import next_step
from tools.themes.report import Impact
from tools.themes.request import ThemeRequest
from tools.themes.results import report_result
from tools.themes.run import theme_report
from tools.themes.showing.words import Words
from tools.themes.telling import told

WIDE = Impact("nps", -100.0, 5, 0.0, 995, -100.0, -110.0, -90.0)
COMMON = Impact("nps", -60.0, 300, 0.0, 700, -60.0, -70.0, -50.0)
STARS = Impact("rating", 1.0, 900, 5.0, 100, -4.0, -4.1, -3.9)


def turning() -> list[dict[str, Any]]:
    """Half a year: theme 1 comes up in its second half, theme 2 in its first, theme 3 always."""
    rows = []
    for day in range(-182, 0):
        rows += [record(day, 1 if day >= -91 else 2), record(day, 3), record(day), record(day)]
    return rows


@pytest.mark.parametrize(
    ("order", "first", "way"), [("rising", "TH-1", "rising"), ("falling", "TH-2", "falling")]
)
def test_those_that_go_that_way_come_first(shelf: Store, order: str, first: str, way: str) -> None:
    plant(shelf, turning())
    found = theme_report(context_of(shelf), ThemeRequest.model_validate({"order": order}), NOON)
    assert (found.entries[0].theme.ref, direction(found.entries[0])) == (first, way)
    facts = report_result(found, "r1").facts
    assert facts["ways"] == {"rising": 1, "falling": 1, "steady": 1}


def test_what_is_steady_goes_nowhere() -> None:
    assert [direction(entry(kind)) for kind in ("steady", "too_few", "new", "gone", "seasonal")] == [
        "", "", "rising", "falling", "seasonal",
    ]  # fmt: skip


def test_a_theme_costs_by_how_many_have_it() -> None:
    assert cost(COMMON) == pytest.approx(-18.0)
    assert cost(WIDE) == pytest.approx(-0.5)
    assert on_whole((COMMON,)) > on_whole((WIDE,)) > 0
    assert on_whole((COMMON, STARS)) == on_whole((COMMON,)), "NPS where there is any"
    assert on_whole((replace(COMMON, low=-70.0, high=5.0),)) == 0.0, "what may be chance does not count"


def test_praise_is_kept_and_not_put_on_a_ticket() -> None:
    praised = entry("rising", impacts=(COMMON,))
    assert next_step(praised, "en", about="praise") == (
        "Keep it as it is: 8.0% of the praise is about it (40 of 500 records)."
    )
    assert "Find out what changed" in next_step(entry("falling"), "en", about="praise")


def test_much_of_it_all_is_not_only_watched() -> None:
    said = next_step(entry("steady", n=200), "en")
    assert said == (
        "Open a ticket: none is open, and 40.0% of all that is counted is about this (200 of 500 records)."
    )


def test_where_no_theme_was_found_yet_the_report_says_so(shelf: Store) -> None:
    plant(shelf, [record(-day) for day in range(1, 40)])
    with shelf.whole().write() as connection:
        for table in (tables.theme_map, tables.theme_run, tables.theme, tables.feedback_theme):
            connection.execute(sa.delete(table))
    found = theme_report(context_of(shelf), ThemeRequest(), NOON)
    assert (found.records, found.texts, found.entries) == (39, 0, ())


def test_data_without_times_has_no_trend_and_not_too_few_records(shelf: Store) -> None:
    plant(shelf, [record(0, 1, time=None) for _ in range(20)] + [record(0, time=None) for _ in range(180)])
    found = theme_report(context_of(shelf), ThemeRequest(), NOON)
    first = found.entries[0]
    assert Words("en").moves(first) == "no trend without times"
    assert "Without times there is no trend." in told(first, "en")
    assert first.next_step == (
        "Keep an eye on it: 20 of 200 records (10.0%); the data has no times to tell a trend from."
    )
