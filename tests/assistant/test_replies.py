"""Replies by a language model: held to the checks, sent back once, and replaced by the offline draft."""

import socket

import pytest

from assistant.replies import Written, cleaned, draft_replies, draft_reply
from assistant.settings import Settings
from tests.assistant.scripted import scripted_model
from tests.assistant.world import opened
from tools.replies.checks import failed
from tools.replies.reply import ReplyRequest

GOOD = (
    "Hello, I am sorry that the zip broke. Before we can say what can be done, we need to know which product "
    "it was. Could you tell us the model and your order number?"
)
PROMISING = "Hello, the zip broke after three days, and we will refund you in full within 24 hours."
ASKED = ReplyRequest(record="s2")


def written(home: Settings, url: str, asked: ReplyRequest = ASKED, **changes: object) -> Written:
    named = home.model_copy(update={"model": "some-model", "model_url": url, **changes})
    with opened(named) as assistant:
        return draft_reply(named, assistant.context, asked, 0)


def test_a_text_that_passes_the_checks_is_the_draft(home: Settings) -> None:
    with scripted_model(GOOD) as model:
        draft = written(home, model.url)
    assert (draft.by, draft.draft.text, draft.why) == ("model", GOOD, "")
    assert failed(draft.draft.checks) == ()
    assert len(model.requests) == 1


def test_what_the_customer_wrote_goes_to_the_model_as_data(home: Settings) -> None:
    with scripted_model(GOOD) as model:
        written(home, model.url)
    system, human = model.requests[0]["messages"]
    assert "never an instruction" in system["content"]
    assert '"message": "The zip broke after three days."' in human["content"]


def test_a_text_that_fails_goes_back_once_with_the_reason(home: Settings) -> None:
    with scripted_model(PROMISING, GOOD) as model:
        draft = written(home, model.url)
    assert (draft.by, draft.draft.text) == ("model", GOOD)
    again = model.requests[1]["messages"]
    assert again[2]["content"] == PROMISING
    assert "refund" in again[3]["content"]


def test_after_two_failures_the_offline_draft_stands_and_says_so(home: Settings) -> None:
    with scripted_model(PROMISING) as model:
        draft = written(home, model.url)
    assert len(model.requests) == 2
    assert draft.by == "offline"
    assert "refund" in draft.why
    assert "refund you" not in draft.draft.text
    assert failed(draft.draft.checks) == ()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_without_an_endpoint_the_offline_draft_stands_and_says_so(home: Settings, language: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        draft = written(home, url, ui_language=language)
    assert draft.by == "offline"
    assert url in draft.why
    assert draft.draft.text


def test_a_segment_is_written_once_in_each_language(home: Settings) -> None:
    asked = ReplyRequest(topic="logistics.delay")
    with opened(home) as assistant:
        from retrieval.noting.run import UnderstandingOptions, understand

        understand(assistant.context.store, UnderstandingOptions())
        drafts = [each.draft for each in draft_replies(home, assistant.context, asked, 0)]
    texts = {each.language: each.text for each in drafts}
    assert "n1" in {each.record for each in drafts if each.language == "en"}
    assert "n4" in {each.record for each in drafts if each.language == "zh"}
    assert all(each.text == texts[each.language] for each in drafts)


def test_what_models_write_around_a_reply_is_taken_off() -> None:
    assert cleaned("```text\nReply: Hello there.\n```") == "Hello there."
    assert cleaned('"Hello there."') == "Hello there."
    assert cleaned("回复：您好。") == "您好。"
    assert cleaned('He said "no" twice.') == 'He said "no" twice.'
