"""Whether a fix shows: the words follow the interval, and the counts can be counted again."""

import random
from collections.abc import Sequence

import pytest

from prompts import LANGUAGES
from retrieval.errors import Conflict
from tests.tools.feedback_data import put
from tests.tools.tickets.workshop import MONDAY, Workshop
from tools.segments.intervals import newcombe, wilson
from tools.tickets.effect import DAY, Effect, effect, told

SEGMENT = [{"field": "region", "op": "=", "value": "North"}]


def filled(shop: Workshop, before: float, after: float, days: int, daily: int = 10) -> list[tuple[int, bool]]:
    """So much feedback a day on each side of MONDAY, of which those shares are about the issue."""
    rng = random.Random(7)
    rows = []
    for day in range(-days, days):
        share = before if day < 0 else after
        rows += [(MONDAY + day * DAY + n * 600, rng.random() < share) for n in range(daily)]
    rows.append((MONDAY + days * DAY, False))
    put(shop.store, [{"time": at, "region": "North" if hit else "South", "text": "."} for at, hit in rows])
    return rows


def measured(shop: Workshop, later: int = 400, **said: object) -> Effect:
    ticket = shop.opened(MONDAY - 5 * DAY, **({"records": (), "segment": SEGMENT} | said))
    shop.does("ann", ticket, "resolve", MONDAY, text="mended")
    return effect(shop.store, ticket, MONDAY + later * DAY)


@pytest.mark.parametrize(
    ("before", "after", "days", "verdict"),
    [
        (0.5, 0.2, 30, "fell"),
        (0.2, 0.5, 30, "rose"),
        (0.3, 0.3, 30, "no_clear_change"),
        (0.02, 0.0, 10, "no_clear_change"),
        (0.5, 0.2, 5, "too_early"),
    ],
)
def test_the_words_follow_the_interval(
    shop: Workshop, before: float, after: float, days: int, verdict: str
) -> None:
    filled(shop, before, after, days)
    found = measured(shop)
    assert found.verdict == verdict
    if found.low is not None and found.high is not None:
        assert (found.verdict == "fell") <= (found.high < 0)
        assert (found.verdict == "rose") <= (found.low > 0)
    for language in LANGUAGES:
        assert told(found, language)


def test_the_counts_are_those_of_equal_spans(shop: Workshop) -> None:
    rows = filled(shop, 0.5, 0.2, 30)
    found = measured(shop)
    assert found.before is not None
    assert found.after is not None
    sides: Sequence[tuple[int, int]] = [
        (sum(hit for at, hit in rows if low <= at < high), sum(low <= at < high for at, _ in rows))
        for low, high in ((MONDAY - 30 * DAY, MONDAY), (MONDAY, MONDAY + 30 * DAY))
    ]
    assert found.days == 30
    assert [(each.part, each.records) for each in (found.before, found.after)] == sides
    (part_a, n_a), (part_b, n_b) = sides
    assert (found.before.low, found.before.high) == wilson(part_a / n_a, n_a)
    assert (found.low, found.high) == newcombe(part_b / n_b, n_b, part_a / n_a, n_a)
    said = told(found, "en")
    assert f"{part_a} of {n_a} records" in said
    assert f"{part_b} of {n_b} records" in said


def test_days_without_any_feedback_yet_do_not_count_as_a_fall(shop: Workshop) -> None:
    filled(shop, 0.5, 0.5, 10)
    assert measured(shop, later=90).days == 10
    assert measured(shop, later=8).days == 8


def test_few_records_are_said_to_be_few(shop: Workshop) -> None:
    filled(shop, 0.6, 0.2, 8, daily=2)
    found = measured(shop)
    assert found.small
    assert "few records" in told(found, "en")
    assert "记录很少" in told(found, "zh")


def test_what_was_never_resolved_has_no_effect(shop: Workshop) -> None:
    filled(shop, 0.5, 0.2, 10)
    ticket = shop.opened(records=())
    with pytest.raises(Conflict) as refused:
        effect(shop.store, ticket, MONDAY)
    assert refused.value.code == "ticket_never_resolved"


def test_without_a_segment_it_is_measured_by_what_is_linked(shop: Workshop) -> None:
    filled(shop, 0.5, 0.2, 10)
    assert measured(shop, segment=None, records=("f1", "f2")).measured == "linked"
