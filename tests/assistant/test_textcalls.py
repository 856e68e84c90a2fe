import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.textcalls import may_become_call, read_calls

TOOLS = {"query_segments", "search_feedback"}
CALL = {"name": "query_segments", "arguments": {"limit": 3}}


@pytest.mark.parametrize(
    "form",
    [
        "```json\n{}\n```",
        "```\n{}\n```",
        "<tool_call>\n{}\n</tool_call>",
        "{}",
        "[{}]",
        "```json\n[ {} ]\n```",
        "\n  ```json {}```  \n",
    ],
)
def test_a_text_that_is_only_a_call_becomes_the_call(form: str) -> None:
    (call,) = read_calls(form.replace("{}", json.dumps(CALL, indent=1)), TOOLS)
    assert (call["name"], call["args"]) == ("query_segments", {"limit": 3})
    assert call["id"]


@pytest.mark.parametrize(
    "written",
    [
        {"function": "query_segments", "arguments": {"limit": 3}},
        {"tool": "query_segments", "parameters": {"limit": 3}},
        {"type": "function", "function": CALL},
    ],
)
def test_the_other_names_models_give_to_its_parts_are_understood(written: dict[str, object]) -> None:
    (call,) = read_calls(json.dumps(written), TOOLS)
    assert (call["name"], call["args"]) == ("query_segments", {"limit": 3})


def test_several_calls_keep_their_order() -> None:
    second = {"name": "search_feedback", "parameters": {"text": "late"}}
    both = (json.dumps(CALL), json.dumps(second))
    for text in ("```json\n{}\n```\n```json\n{}\n```", "{}\n{}", "[{}, {}]"):
        written = text.replace("{}", "%s") % both
        assert [call["name"] for call in read_calls(written, TOOLS)] == ["query_segments", "search_feedback"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "There are 12 records [r1].",
        f"Like this:\n```json\n{json.dumps(CALL)}\n```",
        '```json\n{"name": "drop_table", "arguments": {}}\n```',
        '```json\n{"name": "query_segments", "arguments": "all"}\n```',
        '```json\n{"name": ["query_segments"], "arguments": {}}\n```',
        '```json\n{"region": "North", "count": 5}\n```',
        '```json\n{"name": "query_segments", \n```',
        "[r1] shows 12 records.",
        f"{json.dumps(CALL)} as I said",
        "[" * 100_000,
    ],
)
def test_anything_else_stays_an_answer(text: str) -> None:
    assert read_calls(text, TOOLS) == []


@given(st.text())
def test_no_text_breaks_the_reading(text: str) -> None:
    assert read_calls(text, TOOLS) == [] or may_become_call(text)
