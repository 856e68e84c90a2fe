"""Changing tickets: who may, what becomes of it, and what others can and cannot see."""

from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from retrieval.audit.tables import audit_entry
from retrieval.errors import BadQuery, Conflict, NotAllowed, NotSignedIn
from retrieval.people.accounts import close_account
from retrieval.people.roles import Actor
from tests.tools.tickets.workshop import MONDAY, Workshop, draft
from tools.proposals.kinds import Execution
from tools.scope import Scope
from tools.tickets.kinds import OPEN_TICKET
from tools.tickets.store import note_answer


def test_who_may_do_what(shop: Workshop) -> None:
    ticket, other = shop.opened(), shop.opened()
    with pytest.raises(NotAllowed):
        shop.does("vic", ticket, "comment", text="hello")
    with pytest.raises(NotAllowed):
        shop.does("bob", ticket, "merge", into=other)
    assert shop.does("bob", ticket, "start").ticket.assignee == "bob"
    assert shop.does("lee", ticket, "merge", into=other).ticket.state == "merged"


def test_a_closed_account_counts_at_once(shop: Workshop) -> None:
    ticket = shop.opened()
    close_account(shop.store, "eve", Actor("person", "ann"), MONDAY)
    before = shop.written()
    with pytest.raises(NotSignedIn):
        shop.does("eve", ticket, "start")
    assert shop.written() == before


def test_a_change_is_in_the_history_the_audit_log_and_the_outbox(shop: Workshop) -> None:
    ticket = shop.opened()
    before = shop.written()
    shop.does("bob", ticket, "resolve", text="The carrier was changed.")
    assert [now - then for now, then in zip(shop.written(), before, strict=True)] == [1, 1, 1]
    assert shop.left("ticket.resolved")[-1] == f"ticket:{ticket}"
    with shop.store.read() as connection:
        entry = connection.execute(sa.select(audit_entry).order_by(audit_entry.c.seq.desc())).first()
    assert entry is not None
    assert (entry.action, entry.actor, entry.subject) == ("ticket.resolved", "bob", f"ticket:{ticket}")
    assert "carrier" not in entry.content  # nobody can erase from there what a person wrote


def test_a_page_that_is_out_of_date_changes_nothing(shop: Workshop) -> None:
    ticket = shop.opened()
    seen = shop.ticket(ticket).edition
    shop.does("bob", ticket, "priority", edition=seen, priority="P1")
    with pytest.raises(Conflict) as caught:
        shop.does("lee", ticket, "priority", edition=seen, priority="P3")
    assert caught.value.code == "ticket_edition"
    assert shop.ticket(ticket).priority == "P1"


def test_what_is_so_already_is_not_written_again(shop: Workshop) -> None:
    ticket = shop.opened()
    shop.does("bob", ticket, "assign", assignee="LEE")
    before = shop.written()
    shop.does("bob", ticket, "assign", assignee="lee")
    shop.does("bob", ticket, "priority", priority="P2")
    shop.does("bob", ticket, "department", department="财务")
    shop.does("bob", ticket, "link", records=("f1", "f2"))
    assert shop.written() == before


@pytest.mark.parametrize("name", ["nobody", "vic"])
def test_tickets_are_assigned_to_people_who_can_work_on_them(shop: Workshop, name: str) -> None:
    with pytest.raises(BadQuery) as caught:
        shop.does("bob", shop.opened(), "assign", assignee=name)
    assert caught.value.code == "ticket_assignee"


def test_another_department_begins_without_whoever_had_it(shop: Workshop) -> None:
    ticket = shop.opened()
    shop.does("bob", ticket, "start")
    moved = shop.does("bob", ticket, "department", department="logistics").ticket
    assert (moved.department, moved.assignee, moved.state) == ("logistics", None, "in_progress")


def test_merging_brings_the_feedback_and_the_greater_urgency(shop: Workshop) -> None:
    gone = shop.opened(priority="P1", records=("f1", "f6"), customers=2)
    kept = shop.opened(priority="P3", records=("f1", "f2"), customers=1)
    done = shop.does("lee", gone, "merge", into=kept, text="the same")
    assert (done.ticket.state, done.ticket.merged_into) == ("merged", kept)
    assert done.other is not None
    assert (done.other.priority, done.other.customers) == ("P1", 2)
    assert shop.records(kept) == {"f1": "opened", "f2": "opened", "f6": "added"}
    assert shop.is_replayed(kept)


def test_tickets_merge_with_others_that_are_worked_on(shop: Workshop) -> None:
    ticket, done = shop.opened(), shop.opened()
    shop.does("lee", done, "resolve", text="done")
    with pytest.raises(Conflict) as caught:
        shop.does("lee", ticket, "merge", into=done)
    assert caught.value.code == "ticket_is_resolved"
    with pytest.raises(Conflict) as caught:
        shop.does("lee", ticket, "merge", into=ticket)
    assert caught.value.code == "ticket_merge_self"


def test_splitting_moves_some_feedback_into_a_ticket_of_its_own(shop: Workshop) -> None:
    ticket = shop.opened(records=("f1", "f3", "f6"), customers=3)
    done = shop.does("lee", ticket, "split", records=("f6",), title="Another thing", text="About cid.")
    new = done.other
    assert new is not None
    assert (new.title, new.summary, new.state, new.customers) == ("Another thing", "About cid.", "open", 1)
    assert (done.ticket.customers, set(shop.records(ticket)), set(shop.records(new.id))) == (
        2,
        {"f1", "f3"},
        {"f6"},
    )
    with pytest.raises(Conflict) as caught:
        shop.does("lee", ticket, "split", records=("f1", "f3"))
    assert caught.value.code == "ticket_split_all"


def test_customers_are_counted_as_feedback_comes_and_goes(shop: Workshop) -> None:
    """f1 and f2 are the same customer's, f4 and f5 nobody's that is known."""
    ticket = shop.opened(records=("f1",), customers=40)
    for records, customers in ((("f2",), 40), (("f4", "f5"), 42), (("f7", "f8"), 43)):
        assert shop.does("bob", ticket, "link", records=records).ticket.customers == customers
    assert shop.does("bob", ticket, "unlink", records=("f7",)).ticket.customers == 43
    assert shop.does("bob", ticket, "unlink", records=("f8", "f4")).ticket.customers == 41
    assert shop.is_replayed(ticket)


def test_feedback_that_is_not_there_is_not_linked(shop: Workshop) -> None:
    with pytest.raises(BadQuery) as caught:
        shop.does("bob", shop.opened(), "link", records=("f1", "f99"))
    assert (caught.value.code, caught.value.details["count"]) == ("ticket_records", 1)
    with pytest.raises(BadQuery):
        shop.opened(records=("f99",))


def test_a_draft_may_join_an_open_ticket_instead(shop: Workshop) -> None:
    ticket = shop.opened(records=("f1",))
    with shop.store.write() as connection:
        execution = Execution(shop.store, 7, Actor("person", "bob"), MONDAY)
        outcome = OPEN_TICKET.execute(connection, draft(add_to=ticket, records=("f1", "f6")), execution)
    assert outcome == {"ticket": ticket, "name": f"T-{ticket}", "opened": False, "added": 1}
    assert shop.records(ticket) == {"f1": "opened", "f6": "added"}
    assert shop.kinds(ticket)[-2:] == ["linked", "commented"]


def test_a_draft_joins_what_its_ticket_was_merged_into_but_nothing_that_has_ended(shop: Workshop) -> None:
    gone, kept = shop.opened(records=("f1",)), shop.opened(records=("f2",))
    shop.does("lee", gone, "merge", into=kept)
    execution = Execution(shop.store, 7, Actor("person", "bob"), MONDAY)
    with shop.store.write() as connection:
        outcome = OPEN_TICKET.execute(connection, draft(add_to=gone, records=("f6",)), execution)
    assert outcome["ticket"] == kept
    shop.does("lee", kept, "resolve", text="done")
    with pytest.raises(Conflict) as caught, shop.store.write() as connection:
        OPEN_TICKET.execute(connection, draft(add_to=kept, records=("f7",)), execution)
    assert caught.value.code == "ticket_add_ended"


def test_a_reply_that_was_sent_is_the_first_response(shop: Workshop) -> None:
    ticket = shop.opened()
    with shop.store.write() as connection:
        note_answer(connection, ticket, Actor("person", "bob"), MONDAY + 60, proposal=9)
    assert shop.kinds(ticket)[-1] == "answered"
    shop.does("bob", ticket, "resolve", text="done")
    with shop.store.write() as connection:
        note_answer(connection, ticket, Actor("person", "bob"), MONDAY + 90, proposal=10)
    assert shop.kinds(ticket)[-1] == "resolved"
    gone, kept = shop.opened(), shop.opened()
    shop.does("lee", gone, "merge", into=kept)
    with shop.store.write() as connection:
        note_answer(connection, gone, Actor("person", "bob"), MONDAY + 120, proposal=11)
    assert shop.kinds(kept)[-1] == "answered"


def test_whoever_sees_a_part_of_the_data_sees_the_tickets_of_that_part(shop: Workshop) -> None:
    part = shop.store.limited(Scope((("customer", ("ada",)),), ZoneInfo("UTC")))
    theirs = Workshop(part, shop.tokens, shop.rules)
    whole, own = shop.opened(), theirs.opened(records=("f1", "f2"))
    with pytest.raises(BadQuery, match="ticket_unknown"):
        theirs.does("bob", whole, "start")
    with pytest.raises(BadQuery, match="ticket_records"):
        theirs.does("bob", own, "link", records=("f6",))
    with pytest.raises(BadQuery, match="ticket_records"):
        theirs.opened(records=("f6",))
    assert theirs.does("bob", own, "start").ticket.state == "in_progress"
    assert shop.does("bob", own, "comment", text="seen").ticket.id == own
    with pytest.raises(Conflict) as caught:
        shop.does("lee", own, "merge", into=whole)
    assert caught.value.code == "ticket_merge_scope"
