"""Servers that take tools, that obey a schema, and that do neither: the same question is answered by all."""

import json
from typing import Any, Literal

import pytest

from assistant.agent import Assistant
from assistant.answering import answer
from assistant.events import Answer, Done
from assistant.settings import Settings
from assistant.toolschemas import calls_schema
from tests.assistant.scripted import ScriptedModel, calls, scripted_model
from tests.assistant.world import NOW, opened

jsonschema: Any = pytest.importorskip("jsonschema")  # comes with chromadb

ASKED = {"group_by": [{"field": "region"}]}
WRITTEN = json.dumps({"calls": [{"tool": "query_segments", "arguments": ASKED}]})
SAID = "South 7, North 5 [r1]."


def ask(home: Settings, model: ScriptedModel, *questions: str, **changes: object) -> list[Answer]:
    named = {"model": "scripted", "model_url": model.url, **changes}
    answers = []
    with opened(home.model_copy(update=named)) as assistant:
        for question in questions:
            last = list(answer(assistant, question, "t1", NOW))[-1]
            assert isinstance(last, Done), last
            answers.append(last.answer)
    return answers


@pytest.mark.parametrize("takes", ["tools", "json", "text"])
def test_every_kind_of_server_gets_its_calls_read(
    home: Settings, takes: Literal["tools", "json", "text"]
) -> None:
    first = calls(("query_segments", ASKED)) if takes == "tools" else WRITTEN
    with scripted_model(first, SAID) as model:
        model.takes = takes
        (told,) = ask(home, model, "How many by region?")
        one, two = model.requests
    assert told.answer == SAID
    assert dict(told.results[0]["rows"]) == {"South": 7, "North": 5}
    assert ("tools" in one) is (takes == "tools")
    assert ("response_format" in one) is (takes == "json")
    assert "response_format" not in two
    roles = [message["role"] for message in two["messages"]]
    assert roles == ["system", "user", "assistant", "tool" if takes == "tools" else "user"]


@pytest.mark.parametrize("takes", ["tools", "json", "text"])
def test_every_kind_of_server_can_leave_out_groups_by_their_figures(
    home: Settings, takes: Literal["tools", "json", "text"]
) -> None:
    asked = {**ASKED, "having": [{"op": ">", "value": 6}]}
    written = json.dumps({"calls": [{"tool": "query_segments", "arguments": asked}]})
    first = calls(("query_segments", asked)) if takes == "tools" else written
    with scripted_model(first, "South 7 [r1].") as model:
        model.takes = takes
        (told,) = ask(home, model, "Which regions have more than six?")
        offered = json.dumps(model.requests[0])
    assert "having" in offered
    assert dict(told.results[0]["rows"]) == {"South": 7}


def test_an_endpoint_is_asked_once_how_it_takes_calls(home: Settings) -> None:
    with scripted_model(WRITTEN, SAID, WRITTEN, SAID) as model:
        model.takes = "json"
        ask(home, model, "How many by region?", "And now?")
        assert len(model.probes) == 2


@pytest.mark.parametrize("style", ["tools", "json", "text"])
def test_an_endpoint_is_not_asked_what_is_set(home: Settings, style: str) -> None:
    with scripted_model(WRITTEN, SAID) as model:
        ask(home, model, "How many by region?", model_calls=style)
        assert model.probes == []


def test_what_a_model_reads_first_is_the_same_for_every_question_and_turn(home: Settings) -> None:
    """Byte for byte, whatever the language, so that a server can keep what it has read of it."""
    with scripted_model(WRITTEN, SAID) as model:
        model.takes = "json"
        ask(home, model, "How many by region?", "那上个月呢？", "And in May?")
        prefixes = {request["messages"][0]["content"] for request in model.requests}
    (prefix,) = prefixes
    assert str(NOW.year) not in prefix.replace("2026-04-02 to 2026-06-09", "")  # the data's span only


def test_tools_are_told_in_the_same_order_and_words(home: Settings) -> None:
    with scripted_model(calls(("query_segments", ASKED)), SAID) as model:
        ask(home, model, "How many by region?", "那上个月呢？")
        told = {json.dumps(request["tools"]) for request in model.requests}
    assert len(told) == 1


def valid(schema: dict[str, Any], tool: str, arguments: dict[str, Any]) -> bool:
    told = {"calls": [{"tool": tool, "arguments": arguments}]}
    return bool(jsonschema.Draft202012Validator(schema).is_valid(told))


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("query_segments", {}),
        ("query_segments", {"measures": [{"op": "average", "field": "rating"}]}),
        ("query_segments", {"filters": [{"field": "region", "op": "=", "value": "South"}]}),
        ("query_segments", {"filters": [{"field": "rating", "op": "<=", "value": 2}]}),
        ("query_segments", {"group_by": [{"field": "time", "bucket": "month"}], "limit": 5}),
        ("query_segments", {"group_by": [{"field": "region"}], "having": [{"op": ">", "value": 0.5}]}),
        ("query_segments", {"having": [{"measure": 1, "op": "<=", "value": 20}]}),
        ("query_segments", {"period": {"start": "2026-05-01", "end": "2026-06-01"}}),
        ("search_feedback", {"text": "refund", "limit": 3}),
        ("describe_data", {"field": "region"}),
    ],
)
def test_the_schema_lets_through_what_the_data_can_answer(
    shop: Assistant, tool: str, arguments: dict[str, Any]
) -> None:
    assert valid(calls_schema(shop.context.catalog()), tool, arguments)


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("fly_to_the_moon", {}),
        ("query_segments", {"filters": [{"field": "planet", "op": "=", "value": "Mars"}]}),
        ("query_segments", {"filters": [{"field": "region", "op": "=", "value": "Atlantis"}]}),
        ("query_segments", {"filters": [{"field": "rating", "op": "~", "value": 2}]}),
        ("query_segments", {"measures": [{"op": "average", "field": "region"}]}),
        ("query_segments", {"group_by": [{"field": "region", "bucket": "month"}]}),
        ("query_segments", {"having": [{"op": "=", "value": 20}]}),
        ("query_segments", {"having": [{"op": ">"}]}),
        ("query_segments", {"having": [{"measure": "count", "op": ">", "value": 20}]}),
        ("query_segments", {"hello": 1}),
    ],
)
def test_the_schema_keeps_out_what_the_data_does_not_have(
    shop: Assistant, tool: str, arguments: dict[str, Any]
) -> None:
    assert not valid(calls_schema(shop.context.catalog()), tool, arguments)
