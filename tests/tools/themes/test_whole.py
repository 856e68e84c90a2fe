"""All complaints beside the time before: how many a week, what part of the feedback, and what both say."""

from typing import Any

import pytest

from prompts import LANGUAGES
from retrieval.database import Store
from tests.tools.themes.planted import NOON, context_of, plant, record
from tools.themes.report import Part, Side, Whole
from tools.themes.request import ThemeRequest
from tools.themes.results import report_result
from tools.themes.run import theme_report
from tools.themes.telling_whole import told_whole

MAY = {"start": "2026-05-01", "end": "2026-06-01"}
VERDICTS = ("rose", "fell", "no_clear_change", "too_few", "mixed")


def months(april: tuple[int, int], may: tuple[int, int]) -> list[dict[str, Any]]:
    """So many complaints and so much praise a day in April and in May."""
    rows = []
    for day in range(-61, 0):
        bad, good = may if day >= -31 else april
        rows += [record(day, 1) for _ in range(bad)]
        rows += [record(day, sentiment="positive", text="Works well.") for _ in range(good)]
    return rows


def whole(store: Store, about: str = "complaints", period: Any = MAY) -> Whole | None:
    request = ThemeRequest.model_validate({"period": period, "about": about})
    return theme_report(context_of(store), request, NOON).whole


@pytest.mark.parametrize(
    ("april", "may", "pace", "share", "verdict"),
    [
        ((2, 2), (4, 2), "rose", "rose", "rose"),
        ((4, 2), (2, 2), "fell", "fell", "fell"),
        ((3, 3), (3, 3), "no_clear_change", "no_clear_change", "no_clear_change"),
        ((2, 2), (4, 4), "rose", "no_clear_change", "rose"),
        ((2, 1), (4, 8), "rose", "fell", "mixed"),
    ],
)
def test_worse_is_told_by_how_many_come_and_by_their_share(
    shelf: Store, april: tuple[int, int], may: tuple[int, int], pace: str, share: str, verdict: str
) -> None:
    plant(shelf, months(april, may))
    found = whole(shelf)
    assert found is not None
    assert (found.pace, found.share, found.verdict) == (pace, share, verdict)
    assert (found.before.first, found.before.last, found.before.days) == ("2026-04-01", "2026-04-30", 30)
    assert (found.before.records, found.now.records) == (30 * april[0], 31 * may[0])
    assert found.now.felt is not None
    assert (found.now.felt.part, found.now.felt.records) == (31 * may[0], 31 * sum(may))


def test_of_everything_said_there_is_no_share(shelf: Store) -> None:
    plant(shelf, months((2, 2), (4, 4)))
    found = whole(shelf, "all")
    assert found is not None
    assert (found.now.felt, found.pace, found.verdict) == (None, "rose", "rose")
    assert found.now.records == 31 * 8


@pytest.mark.parametrize("period", [None, {"start": "2026-04-01"}])
def test_without_a_time_before_there_is_nothing_to_tell(shelf: Store, period: Any) -> None:
    plant(shelf, months((2, 2), (4, 2)))
    assert whole(shelf, period=period) is None


def test_an_answer_is_handed_the_sentence(shelf: Store) -> None:
    plant(shelf, months((2, 2), (4, 2)))
    found = theme_report(context_of(shelf), ThemeRequest.model_validate({"period": MAY}), NOON)
    said = report_result(found, "r1").facts["whole"]
    assert said == (
        "Getting worse overall: 124 complaints in 31 days (28.0 a week), after 60 complaints in 30 days "
        "(14.0 a week) in 2026-04-01 – 2026-04-30; of the feedback with a feeling they are 66.7% "
        "(124 of 186), after 50.0% (60 of 120)."
    )


@pytest.mark.parametrize("about", ["complaints", "praise", "all"])
@pytest.mark.parametrize("verdict", VERDICTS)
def test_every_verdict_has_its_words(about: Any, verdict: Any) -> None:
    felt = None if about == "all" else Part(10, 40, 0.25, 0.1, 0.4)
    side = Side("2026-05-01", "2026-05-31", 31, 1240, felt)
    share: Any = "rose" if verdict == "mixed" else "no_clear_change"
    found = Whole(side, side, "fell", share, verdict)
    for language in LANGUAGES:
        said = told_whole(found, about, language)
        assert "1,240" in said
        assert "280.0" in said
        assert said.endswith("." if language == "en" else "。")


def test_of_a_few_days_nothing_is_said_about_weeks() -> None:
    days = Side("2026-05-01", "2026-05-02", 2, 30, None), Side("2026-04-24", "2026-04-30", 7, 70, None)
    found = Whole(*days, "no_clear_change", "no_clear_change", "no_clear_change")
    assert told_whole(found, "all", "en") == (
        "Overall no clear change: 30 records in 2 days (15.0 a day), after 70 records in 7 days (10.0 a day) "
        "in 2026-04-24 – 2026-04-30."
    )
