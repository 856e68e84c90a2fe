"""The gate around a language model: what is sent back, what a follow-up may repeat, what becomes of links."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from assistant.agent import Assistant
from assistant.answering import answer
from assistant.events import Answer, Done, Text
from assistant.settings import Settings
from tests.assistant.scripted import Reply, ScriptedModel, calls, scripted_model
from tests.assistant.world import NOW, opened

BY_REGION = calls(("query_segments", {"group_by": [{"field": "region"}]}))


@contextmanager
def scripted(home: Settings, *script: Reply, **changes: object) -> Iterator[tuple[Assistant, ScriptedModel]]:
    with scripted_model(*script) as model:
        named = {"model": "scripted", "model_url": model.url, **changes}
        with opened(home.model_copy(update=named)) as assistant:
            yield assistant, model


def asked(assistant: Assistant, question: str, thread: str | None = None) -> tuple[Answer, str]:
    """The answer, and what was shown of it while it came."""
    events = list(answer(assistant, question, thread, NOW))
    last = events[-1]
    assert isinstance(last, Done), last
    return last.answer, "".join(each.delta for each in events if isinstance(each, Text))


def test_what_is_not_backed_goes_back_once_with_its_reason(home: Settings) -> None:
    script = (BY_REGION, "South has 97 records [r1].", "South has 7 records [r1].")
    with scripted(home, *script) as (assistant, model):
        told, shown = asked(assistant, "How many by region?")
        sent = json.dumps(model.requests[-1]["messages"][-1], ensure_ascii=False)
    assert told.answer == "South has 7 records [r1]."
    assert "97" in sent
    assert "97" not in shown
    assert [(each["text"], each["reason"]) for each in told.gate["sent_back"]] == [("97", "number")]
    assert not told.gate.get("struck")


def test_what_stays_wrong_is_struck_and_not_sent_back_again(home: Settings) -> None:
    script = (BY_REGION, "South has 97 records [r1].", "South has 98 records [r1].")
    with scripted(home, *script) as (assistant, model):
        told, shown = asked(assistant, "How many by region?")
        assert len(model.requests) == len(script)
    assert "~~98~~" in told.answer
    assert [each["text"] for each in told.gate["struck"]] == ["98"]
    assert shown == told.answer


def test_a_follow_up_may_repeat_an_earlier_number_but_make_none_up(home: Settings) -> None:
    script = (
        BY_REGION,
        "South has 7 records [r1].",
        calls(("query_segments", {"filters": [{"field": "region", "value": "North"}]})),
        "North has 5 records [r2], South had 7 [r1].",
        calls(("query_segments", {"filters": [{"field": "region", "value": "South"}]})),
        "South had 11 [r1].",
    )
    with scripted(home, *script) as (assistant, _):
        asked(assistant, "How many by region?", "thread")
        second, _ = asked(assistant, "And how many in the north, compared with that?", "thread")
        third, _ = asked(assistant, "And how many in the south?", "thread")
    assert second.answer == "North has 5 records [r2], South had 7 [r1]."
    assert not second.gate.get("sent_back")
    assert "~~11~~" in third.answer


def test_links_are_taken_out_of_the_stream_and_the_answer(home: Settings) -> None:
    words = "South has 7 records [r1]. See [the list](https://evil.example/x?d=7) or https://ok.example/y."
    with scripted(home, BY_REGION, words, allowed_links=("ok.example",)) as (assistant, _):
        told, shown = asked(assistant, "How many by region?")
    assert shown == told.answer
    assert "evil.example" not in told.answer
    assert "the list" in told.answer
    assert "https://ok.example/y" in told.answer
    assert told.gate["removed"] == [{"kind": "link", "host": "evil.example"}]
