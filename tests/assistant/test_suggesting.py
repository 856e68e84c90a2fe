"""What a language model is offered of the built-in reader: its call, and its words for the result."""

import json
from typing import Any

import pytest

from assistant.answering import answer
from assistant.events import Answer, Done
from assistant.settings import Settings
from tests.assistant.scripted import calls, scripted_model
from tests.assistant.world import NOW, opened

BY_REGION = calls(("query_segments", {"group_by": [{"field": "region"}]}))
RATING = calls(("query_segments", {"measures": [{"op": "average", "field": "rating"}]}))


def conversation(
    home: Settings, *script: Any, ask: tuple[str, ...], **changes: object
) -> tuple[list[Answer], list[list[dict[str, Any]]]]:
    """The answers, and the messages of each request."""
    answers = []
    with scripted_model(*script) as model:
        named = {"model": "scripted", "model_url": model.url, **changes}
        with opened(home.model_copy(update=named)) as assistant:
            for question in ask:
                last = list(answer(assistant, question, "t1", NOW))[-1]
                assert isinstance(last, Done), last
                answers.append(last.answer)
        return answers, [request["messages"] for request in model.requests]


@pytest.mark.parametrize("on", [True, False])
def test_the_readers_call_is_offered_unless_it_is_switched_off(home: Settings, on: bool) -> None:
    _, (first, second) = conversation(
        home, BY_REGION, "7 and 5.", ask=("How many records by region?",), model_suggestions=on
    )
    assert ('"group_by":[{"field":"region"}]' in first[-1]["content"]) is on
    assert ("worded" in json.loads(second[-1]["content"])) is on


def test_nothing_is_offered_for_what_the_reader_cannot_read(home: Settings) -> None:
    _, requests = conversation(home, BY_REGION, "No.", ask=("blorp the frobnicator?",))
    assert requests[0][-1]["content"].endswith("blorp the frobnicator?")


def test_another_call_than_the_readers_is_worded_by_what_it_counted(home: Settings) -> None:
    _, (_, second) = conversation(home, RATING, "Done.", ask=("How many records by region?",))
    assert "rating" in json.loads(second[-1]["content"])["worded"]


def test_what_the_reader_says_to_itself_is_no_part_of_the_answer(home: Settings) -> None:
    (told,), _ = conversation(home, BY_REGION, "7 and 5.", ask=("How many records by region?",))
    assert told.answer == "7 and 5."
    assert told.usage.steps == 2


def test_a_follow_up_leans_on_what_the_model_really_asked(home: Settings) -> None:
    in_may = calls(("query_segments", {"period": {"start": "2026-05-01", "end": "2026-06-01"}}))
    wrong = calls(("query_segments", {"limit": "lots"}))
    _, requests = conversation(
        home, wrong, in_may, "6.", BY_REGION, "7.", ask=("How many in May?", "and in the South?")
    )
    offered = requests[3][-1]["content"]
    assert "2026-05-01" in offered
    assert "South" in offered
