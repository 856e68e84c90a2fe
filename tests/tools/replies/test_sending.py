"""An approved reply is kept beside its draft and leaves through the outbox, what was filled in sealed."""

import json
from typing import Any

import pytest
import sqlalchemy as sa

from evals.loop.trial import enrol
from retrieval.database import Store
from retrieval.errors import BadQuery, Conflict, NotAllowed
from retrieval.outbox.sealing import unseal
from retrieval.outbox.tables import destination, outbox_event
from retrieval.people.roles import Actor
from tests.tools.feedback_data import put
from tools.proposals.desk import Desk
from tools.proposals.proposal import Ask, Proposal
from tools.replies.kinds import SEND_REPLY
from tools.replies.reply import ReplyDraft
from tools.replies.tables import reply
from tools.tickets.store import make_ticket, read_events
from tools.tickets.ticket import TicketDraft

ANNA = Actor("person", "anna")


def proposed(desk: Desk, text: str, ticket: int | None = None) -> Proposal:
    draft = ReplyDraft(
        record="f1", language="en", topic="logistics.delay", intent="complaint", text=text, ticket=ticket
    )
    return desk.propose(Ask("send_reply", draft, f"k {text} {ticket}", Actor("assistant", "t"), "asked", 100))


def rows(store: Store, table: sa.Table) -> list[Any]:
    with store.read() as connection:
        return list(connection.execute(sa.select(table)).mappings())


@pytest.fixture
def desk(store: Store) -> Desk:
    put(store, [{"text": "My parcel never arrived."}])
    return Desk(store, (SEND_REPLY,))


def test_an_edited_reply_is_kept_as_a_pair_and_leaves_once(desk: Desk) -> None:
    token = enrol(desk.store, {"anna": "agent"})["anna"]
    asked = proposed(desk, "Sorry about that.")
    better = {**asked.payload, "text": "Sorry about that. Please check the tracking page first."}
    done = desk.approve(token, asked.id, 200, edition=0, payload=better)
    again = desk.approve(token, asked.id, 201, edition=0, payload=better)
    assert again.outcome == done.outcome
    (row,) = rows(desk.store, reply)
    assert (row["drafted"], row["approved"]) == (asked.payload["text"], better["text"])
    assert (row["record"], row["topic"], row["at"]) == ("f1", "logistics.delay", 200)
    (event,) = rows(desk.store, outbox_event)
    assert done.outcome == {"event": event["id"], "leaves": False}
    assert row["event"] == event["id"]
    assert (event["kind"], event["subject"], event["sealed"]) == ("reply.approved", "record:f1", None)
    assert json.loads(event["content"])["text"] == better["text"]


def test_values_of_places_are_only_in_what_is_sealed(desk: Desk) -> None:
    token = enrol(desk.store, {"anna": "agent"})["anna"]
    asked = proposed(desk, "Hi {{customer_name}}, sorry about that.")
    with desk.store.write() as connection:
        place = {
            "name": "mail",
            "kind": "email",
            "address": "customer",
            "events": ["reply.approved"],
            "made_at": 0,
            "language": "en",
            "rest_until": 0,
            "failures": 0,
        }
        connection.execute(sa.insert(destination).values(**place))
    fill = {"customer_name": "Ms Okafor", "to": "okafor@example.com"}
    assert desk.approve(token, asked.id, 200, edition=0, fill=fill).outcome["leaves"]  # type: ignore[index]
    (event,) = rows(desk.store, outbox_event)
    private = unseal(desk.store, event["sealed"])
    assert private["text"] == "Hi Ms Okafor, sorry about that."
    assert private["to"] == "okafor@example.com"
    assert "Okafor" not in event["content"]
    assert "Okafor" not in str([dict(row) for row in rows(desk.store, reply)])


def test_a_place_nobody_filled_stops_the_reply(desk: Desk) -> None:
    token = enrol(desk.store, {"anna": "agent"})["anna"]
    asked = proposed(desk, "Hi {{customer_name}}, sorry about that.")
    with pytest.raises(Conflict):
        desk.approve(token, asked.id, 200, edition=0)
    assert rows(desk.store, reply) == []
    assert rows(desk.store, outbox_event) == []
    assert desk.get(asked.id).state == "proposed"


def test_a_viewer_sends_nothing(desk: Desk) -> None:
    token = enrol(desk.store, {"vera": "viewer"})["vera"]
    with pytest.raises(NotAllowed):
        desk.approve(token, proposed(desk, "Sorry.").id, 200, edition=0)
    assert rows(desk.store, reply) == []


def test_the_ticket_notes_that_its_customer_was_answered(desk: Desk) -> None:
    token = enrol(desk.store, {"anna": "agent"})["anna"]
    draft = TicketDraft(
        title="Late",
        summary="Late",
        language="en",
        department="logistics",
        priority="P2",
        customers=1,
        records=("f1",),
    )
    with desk.store.write() as connection:
        ticket = make_ticket(connection, draft, "", ANNA, 50).id
    desk.approve(token, proposed(desk, "Sorry about that.", ticket).id, 200, edition=0)
    with desk.store.read() as connection:
        kinds = [each.kind for each in read_events(connection, ticket)]
        subject = connection.scalar(
            sa.select(outbox_event.c.subject).where(outbox_event.c.kind == "reply.approved")
        )
    assert "answered" in kinds
    assert subject == f"ticket:{ticket}"


def test_a_ticket_that_is_not_there_stops_the_reply(desk: Desk) -> None:
    token = enrol(desk.store, {"anna": "agent"})["anna"]
    with pytest.raises(BadQuery):
        desk.approve(token, proposed(desk, "Sorry.", 99).id, 200, edition=0)
    assert rows(desk.store, reply) == []
