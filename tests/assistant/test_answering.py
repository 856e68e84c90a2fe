"""One question through the whole agent, on the offline model and on a language model behind HTTP."""

import json
import os
import subprocess
import sys
import time
from contextlib import closing
from datetime import date
from pathlib import Path
from threading import Event
from typing import Any

from assistant.agent import Assistant
from assistant.answering import answer
from assistant.context import message_tokens, token_counter
from assistant.events import Answer, Done, Failed, Status, Text, ToolCall, ToolResult
from assistant.events import Event as AnyEvent
from assistant.settings import Settings
from tests.assistant.scripted import ScriptedModel, calls, scripted_model
from tests.assistant.world import NOW, RECORDS, opened, seed, settings_for

BY_REGION = calls(("query_segments", {"group_by": [{"field": "region"}]}))


def done(events: list[AnyEvent]) -> Answer:
    last = events[-1]
    assert isinstance(last, Done), last
    return last.answer


def ask(assistant: Assistant, question: str, thread: str | None = None, now: date = NOW) -> Answer:
    return done(list(answer(assistant, question, thread, now)))


def language_model(home: Settings, model: ScriptedModel, **changes: object) -> Settings:
    return home.model_copy(update={"model": "scripted", "model_url": model.url, **changes})


def test_events_come_in_order_and_the_answer_carries_its_result(shop: Assistant) -> None:
    events = list(answer(shop, "How many records by region?", "t1", NOW))
    kinds = [type(event) for event in events if not isinstance(event, Status)]
    assert kinds[:2] == [ToolCall, ToolResult]
    assert set(kinds[2:-1]) == {Text}
    assert isinstance(events[0], Status)
    answered = done(events)
    (result,) = answered.results
    assert dict(result["rows"]) == {"South": 7, "North": 5}
    assert (result["handle"], result["covered"], result["missing"]) == ("r1", 12, 0)
    assert (answered.language, answered.abstained, answered.model) == ("en", False, "offline")
    streamed = "".join(event.delta for event in events if isinstance(event, Text))
    assert streamed.strip() == answered.answer


def test_the_first_sign_of_life_comes_within_50_milliseconds(shop: Assistant) -> None:
    ask(shop, "How many records?")
    events = answer(shop, "How many records by region?", None, NOW)
    started = time.perf_counter()
    assert isinstance(next(events), Status)
    assert time.perf_counter() - started < 0.05


def test_what_cannot_be_read_is_an_abstention_not_a_guess(shop: Assistant) -> None:
    answered = ask(shop, "blorp the frobnicator?")
    assert answered.abstained
    assert answered.results == ()


def test_handles_go_on_through_a_thread_and_start_again_in_another(shop: Assistant) -> None:
    handles = [ask(shop, "How many records by region?", thread).results[0]["handle"] for thread in "aab"]
    assert handles == ["r1", "r2", "r1"]


def test_quotes_carry_ids_of_the_records_they_come_from(shop: Assistant) -> None:
    answered = ask(shop, 'Show me feedback that mentions "refund"')
    assert answered.citations
    assert set(answered.citations) <= {record[0] for record in RECORDS}


def test_without_data_the_answer_says_how_to_import(home: Settings) -> None:
    from assistant.agent import open_assistant

    with open_assistant(home) as assistant:
        (_, failed) = answer(assistant, "多少条？")
    assert isinstance(failed, Failed)
    assert failed.code == "no_data"
    assert "feedback import FILE" in failed.message


def test_a_language_model_is_told_the_data_the_day_and_the_results(home: Settings) -> None:
    with scripted_model(BY_REGION, "South has 7 and North 5 [r1].") as model:
        with opened(language_model(home, model)) as assistant:
            answered = ask(assistant, "How many by region?", "t1", date(2026, 6, 15))
        assert answered.answer == "South has 7 and North 5 [r1]."
        assert answered.prompt
        first, second = model.requests
    system, question = first["messages"]
    assert system["role"] == "system"
    assert "- region (地区): category: South, North" in system["content"]
    assert question["content"].startswith("[today is Monday 2026-06-15]\nHow many by region?\n")
    assert '"arguments":{"group_by":[{"field":"region"}]}' in question["content"]
    assert {tool["function"]["name"] for tool in first["tools"]} >= {"query_segments", "describe_data"}
    assert json.loads(second["messages"][-1]["content"])["rows"] == [["South", 7], ["North", 5]]


def test_a_follow_up_sees_the_turn_before_and_a_new_thread_does_not(home: Settings) -> None:
    with scripted_model(BY_REGION, "South 7, North 5 [r1].", "ok") as model:
        with opened(language_model(home, model)) as assistant:
            ask(assistant, "By region?", "t1")
            ask(assistant, "And the north?", "t1")
            ask(assistant, "Hello?", "t2")
        roles = [[message["role"] for message in request["messages"]] for request in model.requests]
    assert roles[2] == ["system", "user", "assistant", "tool", "assistant", "user"]
    assert roles[3] == ["system", "user"]


def test_a_call_written_as_text_runs_and_is_never_shown(home: Settings) -> None:
    written = '```json\n{"name": "query_segments", "arguments": {}}\n```'
    with (
        scripted_model(written, "12 records [r1].") as model,
        opened(language_model(home, model)) as assistant,
    ):
        events = list(answer(assistant, "How many?", None, NOW))
    assert "".join(event.delta for event in events if isinstance(event, Text)) == "12 records [r1]."
    assert done(events).results[0]["rows"] == [[12]]


def test_a_wrong_field_goes_back_to_the_model_as_a_sentence_in_the_language_asked(home: Settings) -> None:
    wrong = calls(("query_segments", {"filters": [{"field": "planet", "value": "Mars"}]}))
    with scripted_model(wrong, "没有这个字段。") as model, opened(language_model(home, model)) as assistant:
        events = list(answer(assistant, "火星有多少条？", None, NOW))
    (returned,) = (event for event in events if isinstance(event, ToolResult))
    assert returned.result is None
    assert "planet" in str(returned.error)
    assert "字段" in str(returned.error)
    assert done(events).answer == "没有这个字段。"


def test_arguments_that_are_no_query_go_back_to_the_model(home: Settings) -> None:
    nonsense = calls(("query_segments", {"limit": "lots"}), ("fly_to_the_moon", {}))
    with scripted_model(nonsense, "Sorry.") as model, opened(language_model(home, model)) as assistant:
        events = list(answer(assistant, "How many?", None, NOW))
    errors = [event.error for event in events if isinstance(event, ToolResult)]
    assert len(errors) == 2
    assert all(errors)
    assert done(events).answer == "Sorry."


def test_a_model_that_never_stops_calling_is_stopped_with_what_was_found(home: Settings) -> None:
    with (
        scripted_model(BY_REGION) as model,
        opened(language_model(home, model, token_budget=200_000)) as shop,
    ):
        answered = ask(shop, "How many by region?")
    assert len(model.requests) == Settings().model_steps
    assert "partial answer" in answered.answer
    assert "| South | 7 |" in answered.answer


def test_one_question_never_sends_more_than_the_budget(home: Settings) -> None:
    budget = 20_000
    with (
        scripted_model(BY_REGION) as model,
        opened(language_model(home, model, token_budget=budget, model_steps=50)) as shop,
    ):
        answered = ask(shop, "按地区各有多少条？")
        sent = sum(_tokens(request) for request in model.requests)
    assert 0 < sent <= budget
    assert "部分回答" in answered.answer
    assert str(budget) in answered.answer


def _tokens(request: dict[str, Any]) -> int:
    from langchain_core.messages import convert_to_messages

    count = token_counter()
    messages = convert_to_messages(request["messages"])
    tools = sum(count(json.dumps(tool)) for tool in request["tools"])
    return sum(message_tokens(each, count) for each in messages) + tools


def test_an_empty_answer_says_so(home: Settings) -> None:
    with scripted_model("") as model, opened(language_model(home, model)) as assistant:
        answered = ask(assistant, "How many?")
    assert answered.abstained
    assert "empty answer" in answered.answer


def test_closing_the_events_hangs_up_on_the_model(home: Settings) -> None:
    with scripted_model("forever") as model, opened(language_model(home, model)) as assistant:
        with closing(answer(assistant, "How many?", None, NOW)) as events:
            assert any(isinstance(event, Text) for event in events)
        assert model.hung_up.wait(10)


def test_tracing_switched_on_for_another_project_sends_nothing(home: Settings) -> None:
    """In a process of its own: the tracing library reads the environment once."""
    program = (
        "import sys; from pathlib import Path; from assistant.cli.main import app; "
        "from langchain_core.tracers.langchain import wait_for_all_tracers; "
        "app(['ask', 'How many records?', '--home', sys.argv[1]], standalone_mode=False); "
        "wait_for_all_tracers()"
    )
    seed(home)
    with scripted_model(200) as collector:
        tracing = {"LANGSMITH_TRACING": "true", "LANGSMITH_API_KEY": "k", "LANGSMITH_ENDPOINT": collector.url}
        run = subprocess.run(
            [sys.executable, "-c", program, str(home.home)],
            env={**os.environ, **tracing},
            capture_output=True,
            text=True,
            check=True,
        )
    assert "12" in run.stdout
    assert collector.paths == []


def test_a_question_can_be_withdrawn(home: Settings) -> None:
    stop = Event()
    with scripted_model("forever") as model, opened(language_model(home, model)) as assistant:
        events = []
        for event in answer(assistant, "How many?", None, NOW, stop):
            events.append(event)
            if isinstance(event, Text):
                stop.set()
        assert model.hung_up.wait(10)
    assert isinstance(events[-1], Failed)
    assert events[-1].code == "stopped"


def test_a_thread_goes_on_after_a_question_that_failed(home: Settings) -> None:
    with (
        scripted_model(500, 500, "All is well.") as model,
        opened(language_model(home, model, model_retries=1)) as assistant,
    ):
        failed = list(answer(assistant, "How many?", "t1", NOW))[-1]
        assert isinstance(failed, Failed)
        assert ask(assistant, "How many now?", "t1").answer == "All is well."
        users = [each for each in model.requests[-1]["messages"] if each["role"] == "user"]
    assert len(users) == 1


def test_two_processes_can_hold_the_same_thread_in_turn(home: Settings, tmp_path: Path) -> None:
    from assistant.agent import open_assistant

    with opened(home) as serving, open_assistant(settings_for(tmp_path / "home")) as command:
        ask(serving, "How many records by region?", "t1")
        assert ask(command, "How many records by region?", "t1").results[0]["handle"] == "r2"
        assert ask(serving, "How many records by region?", "t1").results[0]["handle"] == "r3"
