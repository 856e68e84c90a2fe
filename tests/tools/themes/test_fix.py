"""Whether a fix worked: the share on equal days, and the customers who should hear of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from retrieval.database import Store
from retrieval.errors import BadQuery
from retrieval.people.roles import Actor
from tests.tools.themes.planted import DAY, NOON, context_of, plant, record
from tools.proposals.kinds import Execution
from tools.segments.intervals import newcombe
from tools.segments.query import Filter
from tools.themes.changes import Fix
from tools.themes.fix import fix_effect
from tools.themes.request import FixRequest
from tools.tickets.effect import effect
from tools.tickets.kinds import OPEN_TICKET
from tools.tickets.store import happen, read_ticket
from tools.tickets.ticket import TicketDraft

FIXED = date(2026, 5, 2)
_ANN = Actor("person", "ann")


def fixed(store: Store, subject: str = "TH-1", at: int = NOON, **said: Any) -> Fix:
    given = {"subject": subject, "fixed": FIXED} | said
    return fix_effect(context_of(store), FixRequest.model_validate(given), at)


def season(after: float, days: int = 30) -> list[dict[str, Any]]:
    """Theme 1 is a third of the complaints until FIXED; three times as much is written after it."""
    rows = []
    for first, end, daily, share in ((-31 - days, -30, 4, 1 / 3), (-30, 1, 12, after)):
        for number in range(daily * (end - first)):
            hit = int((number + 1) * share) > int(number * share)
            day = first + number // daily
            rows.append(record(day, 1 if hit else None, customer=f"c{day}.{number}"))
    return rows


def test_a_share_on_equal_days_is_compared(shelf: Store) -> None:
    rows = season(after=0.05)
    plant(shelf, rows)
    found = fixed(shelf)
    start = NOON - 30 * DAY - DAY // 2
    sides = [
        [row for row in rows if low <= row["time"] < high]
        for low, high in ((start - 30 * DAY, start), (start, start + 30 * DAY))
    ]
    assert found.days == 30
    assert found.before is not None
    assert found.after is not None
    counts = [(sum(row["theme"] == 1 for row in side), len(side)) for side in sides]
    assert [(each.part, each.records) for each in (found.before, found.after)] == counts
    assert found.verdict == "fell"
    (a, n), (b, m) = counts
    assert (found.low, found.high) == newcombe(b / m, m, a / n, n)
    assert (found.subject, found.title, found.fixed) == ("TH-1", "Login crash", "2026-05-02")


@pytest.mark.parametrize(("after", "verdict"), [(1 / 3, "no_clear_change"), (0.7, "rose")])
def test_no_fix_is_seen_where_there_is_none(shelf: Store, after: float, verdict: str) -> None:
    plant(shelf, season(after))
    assert fixed(shelf).verdict == verdict


def test_a_share_that_a_season_of_other_feedback_pressed_down_is_no_fix(shelf: Store) -> None:
    plant(shelf, season(after=1 / 9))
    found = fixed(shelf)
    assert found.high is not None
    assert found.high < 0
    assert (found.verdict, found.share_only) == ("no_clear_change", True)


def test_it_is_too_early_within_a_week(shelf: Store) -> None:
    plant(shelf, season(after=0.05))
    early = fixed(shelf, fixed="2026-05-28")
    assert (early.verdict, early.before, early.days) == ("too_early", None, 4)
    assert fixed(shelf, days=10).days == 10


def test_a_day_that_is_still_to_come_is_refused(shelf: Store) -> None:
    plant(shelf, season(after=0.05))
    with pytest.raises(BadQuery) as refused:
        fixed(shelf, fixed="2027-01-01")
    assert refused.value.code == "fix_to_come"


def test_those_who_have_not_raised_it_since_are_told_the_latest_first(shelf: Store) -> None:
    rows = [
        record(-50, 1, customer="ada"),
        record(-40, 1, customer="ada"),
        record(-45, 1, customer="bea"),
        record(-10, 1, customer="bea"),
        record(-45, 2, customer="cid"),
        record(-35, 1),
        record(-36, 1, customer="dee"),
        record(-5, None, customer="dee"),
        record(-3, 1, customer="eve"),
    ]
    plant(shelf, rows)
    found = fixed(shelf)
    assert [(each.customer, each.records) for each in found.tell] == [
        (None, ("f6",)),
        ("dee", ("f7",)),
        ("ada", ("f2", "f1")),
    ]
    assert found.customers == 3
    assert found.tell[2].last == "2026-04-22"


def test_a_ticket_opened_from_a_theme_is_measured_by_it(shelf: Store) -> None:
    plant(shelf, season(after=0.05))
    ticket = opened(shelf, [{"field": "theme", "value": "TH-1"}], records=("f1", "f2", "f3"))
    resolve(shelf, ticket, NOON - 30 * DAY)
    measured = effect(shelf, ticket, NOON)
    by_theme = fixed(shelf, "TH-1", fixed=None)
    by_ticket = fixed(shelf, f"T-{ticket}", fixed=None)
    assert (measured.measured, measured.theme) == ("theme", "TH-1")
    assert by_ticket.before is not None
    assert by_theme.before is not None
    assert measured.before is not None
    assert measured.before.part == by_ticket.before.part == by_theme.before.part > 20
    assert {each.records for each in by_ticket.tell} <= {("f1",), ("f2",), ("f3",)}


def test_a_ticket_of_a_theme_that_is_no_more_is_measured_by_what_is_linked(shelf: Store) -> None:
    plant(shelf, season(after=0.05))
    ticket = opened(shelf, [{"field": "theme", "value": "TH-77"}], records=("f1", "f2"))
    resolve(shelf, ticket, NOON - 30 * DAY)
    assert effect(shelf, ticket, NOON).measured == "linked"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"subject": "TH-77"}, "theme_unknown"),
        ({"subject": "TH-2", "fixed": None}, "fix_when"),
        ({"subject": "a"}, "theme_several"),
        ({"subject": "T-4077"}, "ticket_unknown"),
    ],
)
def test_what_cannot_be_measured_is_refused(shelf: Store, said: Mapping[str, Any], code: str) -> None:
    plant(shelf, season(after=0.05))
    with pytest.raises(BadQuery) as refused:
        fixed(shelf, **said)
    assert refused.value.code == code


def opened(store: Store, segment: list[dict[str, Any]] | None, records: tuple[str, ...]) -> int:
    draft = TicketDraft(
        title="Crashes",
        summary="It crashes.",
        language="en",
        department="app",
        priority="P2",
        customers=2,
        records=records,
        segment=None if segment is None else tuple(map(Filter.model_validate, segment)),
    )
    with store.write() as connection:
        execution = Execution(store, 1, _ANN, NOON - 40 * DAY, "")
        return int(OPEN_TICKET.execute(connection, draft, execution)["ticket"])


def resolve(store: Store, ticket: int, at: int) -> None:
    with store.write() as connection:
        happen(connection, read_ticket(connection, ticket), "resolved", {"text": "mended"}, _ANN, at)
