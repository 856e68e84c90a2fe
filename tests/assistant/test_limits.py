"""A question ends in time, whatever its model's endpoint does; with what was found, when something was."""

from typing import Any

import pytest

from assistant.answering import answer
from assistant.events import Answer, Done, Failed
from assistant.settings import Settings
from tests.assistant.scripted import USAGE, Reply, calls, scripted_model
from tests.assistant.world import NOW, opened

BY_REGION = calls(("query_segments", {"group_by": [{"field": "region"}]}))
WRONG = calls(("query_segments", {"group_by": [{"field": "planet"}]}))


def last_event(home: Settings, question: str, *script: Reply, **changes: object) -> Done | Failed:
    with scripted_model(*script) as model:
        named = {"model": "scripted", "model_url": model.url, **changes}
        with opened(home.model_copy(update=named)) as assistant:
            last = list(answer(assistant, question, None, NOW))[-1]
    assert isinstance(last, Done | Failed)
    return last


def answered(home: Settings, question: str, *script: Reply, **changes: object) -> Answer:
    last = last_event(home, question, *script, **changes)
    assert isinstance(last, Done), last
    return last.answer


@pytest.mark.parametrize(
    ("reply", "question", "said"),
    [
        (None, "How many by region?", "partial answer"),
        ("stall", "各地区多少条？", "部分回答"),
        ("drip", "How many by region?", "partial answer"),
        ("forever", "各地区多少条？", "部分回答"),
    ],
)
def test_a_question_ends_with_its_seconds_and_says_so(
    home: Settings, reply: Reply, question: str, said: str
) -> None:
    told = answered(home, question, BY_REGION, reply, answer_seconds=1.5)
    assert told.seconds < 30  # of the endpoint's 180, on a busy machine too
    assert said in told.answer
    assert "1.5" in told.answer


def test_a_question_that_found_nothing_in_time_abstains(home: Settings) -> None:
    told = answered(home, "How many?", "stall", answer_seconds=0.5)
    assert told.abstained
    assert "Nothing yet" in told.answer


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_endpoint_is_asked_again(home: Settings, status: int) -> None:
    told = answered(home, "How many by region?", status, BY_REGION, status, status, "South 7, North 5 [r1].")
    assert told.answer == "South 7, North 5 [r1]."


def test_an_endpoint_that_stays_busy_is_an_error(home: Settings) -> None:
    failed = last_event(home, "How many by region?", 503, model_retries=1)
    assert isinstance(failed, Failed)
    assert failed.code == "model_refused"


def test_an_endpoint_that_fails_later_leaves_what_was_found(home: Settings) -> None:
    told = answered(home, "How many by region?", BY_REGION, 503, model_retries=1)
    assert "partial answer" in told.answer
    assert "503" in told.answer
    assert "South" in told.answer


def test_a_call_refused_three_times_ends_the_question(home: Settings) -> None:
    told = answered(home, "How many by planet?", WRONG)
    assert told.usage.calls == 3
    assert told.abstained
    assert "planet" in told.answer


def test_a_call_mended_at_the_second_try_is_answered(home: Settings) -> None:
    told = answered(home, "How many by region?", WRONG, WRONG, BY_REGION, "South 7, North 5 [r1].")
    assert told.answer == "South 7, North 5 [r1]."


def test_calls_of_one_step_run_together_and_return_in_order(home: Settings) -> None:
    regions = ["South", "North", "South", "North"]
    asked = [
        ("query_segments", {"filters": [{"field": "region", "op": "=", "value": region}]})
        for region in regions
    ]
    told = answered(home, "How many in the south and in the north?", calls(*asked), "7, 5, 7 and 5.")
    assert [result["handle"] for result in told.results] == ["r1", "r2", "r3", "r4"]
    assert [result["rows"][0][0] for result in told.results] == [7, 5, 7, 5]


def test_the_answer_says_what_it_cost(home: Settings) -> None:
    used: Any = answered(home, "How many by region?", BY_REGION, "South 7, North 5 [r1].").usage
    assert (used.steps, used.calls) == (2, 1)
    assert used.prompt == 2 * int(str(USAGE["prompt_tokens"]))
    assert (used.cached, used.completion) == (160, 20)
    assert used.seconds > 0
