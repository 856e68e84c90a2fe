"""Deadlines looked after: each warning, breach and escalation once, whoever looks and however often."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from retrieval.database import open_store
from retrieval.outbox.tables import delivery, outbox_event
from tests.tools.tickets.workshop import MONDAY, Workshop, furnish
from tools.tickets.listing import Wanted, listed
from tools.tickets.rules import load_rules
from tools.tickets.shown import show_ticket
from tools.tickets.tables import ticket as ticket_table
from tools.tickets.tables import ticket_event, ticket_feedback
from tools.tickets.watching import Watched, watch

HOUR, DAY = 3600, 86_400
NOTICES = ("warned", "breached", "escalated")


@pytest.fixture
def desk(shop: Workshop) -> Workshop:
    """The shop with no tickets in it."""
    tables = (ticket_event, ticket_feedback, ticket_table, delivery, outbox_event)
    with shop.store.write() as connection:
        for table in tables:
            connection.execute(sa.delete(table))
    return shop


def notices(shop: Workshop, ticket: int) -> list[str]:
    return [each for each in shop.kinds(ticket) if each in NOTICES]


def test_each_once_however_often_it_looks(desk: Workshop) -> None:
    """P2 of an office: an answer in 2 hours, a resolution in 16, which end on Wednesday at 11:00."""
    ticket = desk.opened()
    name = (f"T-{ticket}",)
    seen = Watched()
    assert watch(desk.store, desk.rules, MONDAY + HOUR) == Watched()
    for minutes in range(60, 9 * 24 * 60, 60):
        done = watch(desk.store, desk.rules, MONDAY + minutes * 60)
        seen = Watched(*(getattr(seen, each) + getattr(done, each) for each in (*NOTICES, "closed")))
    assert (seen.warned, seen.breached, seen.escalated) == (name * 2, name * 2, name * 3)
    assert notices(desk, ticket) == [
        *("warned", "breached", "escalated"),  # the first response
        *("warned", "breached", "escalated", "escalated"),  # the resolution, to a lead and then an admin
    ]
    assert desk.left("ticket.deadline_near") == [f"ticket:{ticket}"] * 2
    assert desk.left("ticket.deadline_breached") == [f"ticket:{ticket}"] * 2
    assert desk.left("ticket.escalated") == [f"ticket:{ticket}"] * 3
    assert desk.is_replayed(ticket)


def test_many_looking_at_once_do_it_once(desk: Workshop) -> None:
    tickets = [desk.opened() for _ in range(4)]
    with ThreadPoolExecutor(6) as many:
        done = list(many.map(lambda _: watch(desk.store, desk.rules, MONDAY + 3 * HOUR), range(6)))
    assert sorted(name for each in done for name in each.breached) == [f"T-{each}" for each in tickets]
    assert all(notices(desk, each) == ["breached", "escalated"] for each in tickets)


def test_after_a_restart_it_goes_on_where_it_was(tmp_path: Path) -> None:
    url, key = f"sqlite:///{tmp_path / 'feedback.db'}", tmp_path / "secret.key"
    first = furnish(open_store(url, "UTC", key), lee="lead")
    ticket = first.opened()
    watch(first.store, first.rules, MONDAY + 3 * HOUR)
    before = first.kinds(ticket)
    first.store.close()
    again = open_store(url, "UTC", key)
    assert watch(again, load_rules(again.timezone), MONDAY + 3 * HOUR) == Watched()
    assert Workshop(again, {}, first.rules).kinds(ticket) == before
    again.close()


def test_what_a_look_missed_is_made_up_for_but_nobody_is_warned_of_the_past(desk: Workshop) -> None:
    ticket = desk.opened()
    done = watch(desk.store, desk.rules, MONDAY + 20 * DAY)
    assert (len(done.warned), len(done.breached), len(done.escalated)) == (0, 2, 3)
    assert desk.ticket(ticket).level == 3


def test_a_ticket_is_passed_on_to_the_lead_with_the_least_to_do(desk: Workshop) -> None:
    busy = desk.opened(priority="P4")
    desk.does("bob", busy, "assign", assignee="lee")
    ticket = desk.opened()
    desk.does("bob", ticket, "start")
    desk.does("bob", ticket, "answer")
    watch(desk.store, desk.rules, MONDAY + 3 * DAY)
    assert (desk.ticket(ticket).assignee, desk.ticket(ticket).level) == ("max", 1)
    watch(desk.store, desk.rules, MONDAY + 7 * DAY)
    assert (desk.ticket(ticket).assignee, desk.ticket(ticket).level) == ("ann", 2)


def test_a_departments_own_leads_come_first(desk: Workshop, tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(
        '[departments]\nbilling = { hours = "office", leads = ["gone", "bob"] }\n', encoding="utf-8"
    )
    rules = load_rules(desk.store.timezone, file)
    ticket = desk.opened()
    watch(desk.store, rules, MONDAY + 3 * HOUR)
    assert desk.ticket(ticket).assignee == "bob"


def test_a_reopened_ticket_is_warned_of_anew(desk: Workshop) -> None:
    ticket = desk.opened()
    desk.does("bob", ticket, "answer")
    watch(desk.store, desk.rules, MONDAY + 5 * DAY)
    desk.does("bob", ticket, "resolve", at=MONDAY + 5 * DAY, text="done")
    desk.does("bob", ticket, "reopen", at=MONDAY + 7 * DAY, text="again")
    assert desk.ticket(ticket).level == 0
    assert watch(desk.store, desk.rules, MONDAY + 7 * DAY + HOUR) == Watched()
    assert watch(desk.store, desk.rules, MONDAY + 12 * DAY).breached == (f"T-{ticket}",)


def test_a_ticket_that_waits_for_the_customer_is_left_alone(desk: Workshop) -> None:
    ticket = desk.opened()
    desk.does("bob", ticket, "wait", at=MONDAY + HOUR, text="Which order?")
    assert watch(desk.store, desk.rules, MONDAY + 90 * DAY) == Watched()
    desk.does("bob", ticket, "resume", at=MONDAY + 90 * DAY)
    assert watch(desk.store, desk.rules, MONDAY + 90 * DAY) == Watched()
    assert watch(desk.store, desk.rules, MONDAY + 97 * DAY).breached == (f"T-{ticket}",)


def test_what_has_long_been_resolved_closes_by_itself(desk: Workshop) -> None:
    ticket = desk.opened()
    desk.does("bob", ticket, "resolve", text="done")
    assert watch(desk.store, desk.rules, MONDAY + 7 * DAY - 1) == Watched()
    assert watch(desk.store, desk.rules, MONDAY + 7 * DAY).closed == (f"T-{ticket}",)
    assert desk.ticket(ticket).state == "closed"


def test_a_notice_leaves_a_page_that_is_open_usable(desk: Workshop) -> None:
    ticket = desk.opened()
    desk.does("bob", ticket, "answer")
    seen = desk.ticket(ticket).edition
    assert watch(desk.store, desk.rules, MONDAY + DAY + 8 * HOUR).warned == (f"T-{ticket}",)
    desk.does("bob", ticket, "comment", edition=seen, text="on it")
    assert desk.kinds(ticket)[-2:] == ["warned", "commented"]


def test_the_list_has_the_most_pressing_first(desk: Workshop) -> None:
    calm, urgent, late = (
        desk.opened(priority="P4"),
        desk.opened(priority="P1", at=MONDAY + 2 * HOUR),
        desk.opened(),
    )
    elsewhere = desk.opened(priority="P4", department="logistics")
    gone = desk.opened()
    desk.does("bob", gone, "resolve", text="done")
    now = MONDAY + 2 * HOUR + 120

    def names(wanted: Wanted) -> list[int]:
        return [each.ticket.id for each in listed(desk.store, wanted, desk.rules, now)]

    assert names(Wanted()) == [late, urgent, elsewhere, calm]
    assert names(Wanted(overdue=True)) == [late]
    assert names(Wanted(department="logistics")) == [elsewhere]
    assert names(Wanted(states=("resolved",))) == [gone]
    desk.does("bob", calm, "start")
    assert names(Wanted(assignee="bob")) == [calm]
    assert set(names(Wanted(assignee=""))) == {late, urgent, elsewhere}


def test_a_ticket_is_shown_with_all_there_is_to_it(desk: Workshop) -> None:
    ticket = desk.opened()
    desk.does("bob", ticket, "wait", at=MONDAY + 60, text="Which order?")
    shown = show_ticket(desk.store, ticket, desk.rules, MONDAY + HOUR, quotes=2)
    assert [(each.record, each.text) for each in shown.quotes] == [("f1", "text 1"), ("f2", "text 2")]
    assert (shown.records, shown.listed.ticket.state) == (3, "waiting")
    told = shown.to_json()
    assert told["history"][-1] == {
        "at": MONDAY + 60,
        "by": "person:bob",
        "what": "waiting",
        "text": "Which order?",
    }
    assert "resumed" in told["possible"]
    assert "started" not in told["possible"]
