"""What the assistant is asked to do, it proposes: kept once, shown word for word, and nothing is done."""

import sqlalchemy as sa

from assistant.agent import Assistant
from assistant.settings import Settings
from retrieval.outbox.tables import outbox_event
from tests.assistant.scripted import calls, scripted_model
from tests.assistant.test_answering import ask, language_model
from tests.assistant.world import opened
from tools.desk import open_desk
from tools.proposals.proposal import Proposal
from tools.tickets.tables import ticket


def proposals(assistant: Assistant) -> tuple[Proposal, ...]:
    return open_desk(assistant.context.store).listed()


def nothing_is_done(assistant: Assistant) -> bool:
    with assistant.context.store.whole().read() as connection:
        counts = [
            connection.scalar(sa.select(sa.func.count()).select_from(table))
            for table in (ticket, outbox_event)
        ]
    return counts == [0, 0] and all(each.state == "proposed" for each in proposals(assistant))


def test_a_reply_is_drafted_for_the_quote_that_was_meant(shop: Assistant) -> None:
    quoted = ask(shop, "Show me 2 quotes", "t1")
    answered = ask(shop, "Draft a reply to the second one", "t1")
    (kept,) = proposals(shop)
    assert kept.payload["record"] == quoted.citations[1]
    assert kept.payload["text"].splitlines()[0] in answered.answer
    assert "struck" not in answered.gate
    assert [each["id"] for each in answered.proposals] == [kept.id]
    assert nothing_is_done(shop)


def test_a_ticket_is_about_what_the_conversation_counted(shop: Assistant) -> None:
    counted = ask(shop, "How many records in North?", "t1")
    answered = ask(shop, "针对这些开个工单", "t1")
    (kept,) = proposals(shop)
    assert len(kept.payload["records"]) == counted.results[0]["covered"]
    assert answered.language == "zh"
    assert nothing_is_done(shop)


def test_the_same_order_in_another_turn_is_another_proposal(shop: Assistant) -> None:
    for _ in range(2):
        ask(shop, "open a ticket about North", "t1")
    assert len(proposals(shop)) == 2


def test_it_asks_which_record_is_meant(shop: Assistant) -> None:
    answered = ask(shop, "Draft a reply to this customer")
    assert answered.abstained
    assert "record id" in answered.answer
    assert proposals(shop) == ()


def test_a_language_model_proposes_with_the_same_tools(home: Settings) -> None:
    replies = (calls(("open_ticket", {"filters": [{"field": "region", "value": "North"}]})), "Proposed.")
    with scripted_model(*replies) as model, opened(language_model(home, model)) as assistant:
        answered = ask(assistant, "Please open a ticket about North")
        assert [each["kind"] for each in answered.proposals] == ["open_ticket"]
        assert nothing_is_done(assistant)


def test_a_language_model_writes_the_reply_it_proposes(home: Settings) -> None:
    text = "Hello,\n\nI'm sorry that the zip broke. Could you send us a photo of it?\n\nThank you."
    replies = (calls(("draft_reply", {"record": "s2"})), text, "Here is a draft [r1].")
    with scripted_model(*replies) as model, opened(language_model(home, model)) as assistant:
        ask(assistant, "Draft a reply to record s2")
        (kept,) = proposals(assistant)
        assert kept.payload["text"] == text
