"""Tickets and replies about a theme: by id or name, without praise, with the theme's figures."""

from typing import Any

import pytest
from pydantic import ValidationError

from retrieval.database import Store
from retrieval.errors import BadQuery
from tests.tools.themes.planted import NOON, context_of, plant, record
from tools.replies.case import cases_in
from tools.replies.reply import ReplyRequest
from tools.themes.tickets import open_tickets, tickets_of
from tools.tickets.drafting import draft_ticket
from tools.tickets.request import TicketRequest
from tools.tickets.themed import theme_of


def month() -> list[dict[str, Any]]:
    """Of 40 records in the last 30 days 8 crash, of 20 in those before 1; one of the eight is pleased."""
    texts = [f"The app crashes when I sign in, since update {n}." for n in range(8)]
    texts += [f"Nice box {n}." for n in range(8, 40)]
    rows = [record(0, 1 if n < 8 else None, text=text, text_hash=str(n)) for n, text in enumerate(texts)]
    rows = [row | {"time": NOON - (n % 29) * 86_400} for n, row in enumerate(rows)]
    rows[7]["sentiment"] = "positive"
    before = [record(-40, 1 if n < 1 else None, text=f"Old {n}.", text_hash=f"o{n}") for n in range(20)]
    return rows + before


@pytest.mark.parametrize("said", ["TH-1", "1", "login crash", "登录闪退", "crash"])
def test_a_ticket_is_narrowed_to_the_theme(shelf: Store, said: str) -> None:
    plant(shelf, month())
    drafted = draft_ticket(context_of(shelf), TicketRequest(theme=said, language="en"), NOON).draft
    assert len(drafted.records) == 8, "those that complain"
    assert drafted.segment is not None
    segment = [each.model_dump() for each in drafted.segment]
    assert theme_of(segment) == "TH-1"
    assert drafted.title.startswith("Login crash")
    assert "Login crash (TH-1) is 7 of 40 records of the last 30 days (17.5%)" in drafted.summary
    assert "after 1 of 20 (5.0%)" in drafted.summary
    chinese = draft_ticket(context_of(shelf), TicketRequest(theme=said, language="zh"), NOON).draft
    assert "主题“登录闪退”（TH-1）在最近 30 天的 40 条反馈中占 7 条（17.5%）" in chinese.summary


@pytest.mark.parametrize("said", ["TH-77", "nothing of the kind", "a"])
def test_what_is_no_theme_or_several_is_refused(shelf: Store, said: str) -> None:
    plant(shelf, month())
    with pytest.raises(BadQuery) as refused:
        draft_ticket(context_of(shelf), TicketRequest(theme=said), NOON)
    assert refused.value.code == "ticket_value_unknown"


def test_without_themes_none_can_be_asked_for(shelf: Store) -> None:
    plant(shelf, [record(0), record(-1)])
    with pytest.raises(BadQuery):
        draft_ticket(context_of(shelf), TicketRequest(theme="TH-1"), NOON)


def test_replies_are_drafted_for_the_records_of_a_theme(shelf: Store) -> None:
    plant(shelf, month())
    cases = cases_in(context_of(shelf), ReplyRequest(theme="TH-1"), 20)
    assert len(cases) == 9
    with pytest.raises(ValidationError):
        ReplyRequest(record="f1", theme="TH-1")


def test_a_ticket_counts_as_its_themes_once_it_is_open(shelf: Store) -> None:
    from retrieval.database import feedback_table
    from retrieval.themes.keeping import read_theme
    from tests.tools.themes.test_fix import opened
    from tools.themes.members import has_theme

    number = plant(shelf, month())
    drafted = draft_ticket(context_of(shelf), TicketRequest(theme="TH-1"), NOON).draft
    segment = [each.model_dump(mode="json") for each in drafted.segment or ()]
    ticket = opened(shelf, segment, drafted.records)
    table, theme = feedback_table(), read_theme(shelf, 1)
    found = tickets_of(shelf, table, {"TH-1": has_theme(table, number, [theme])})
    assert open_tickets(found["TH-1"]) == (f"T-{ticket}",)
