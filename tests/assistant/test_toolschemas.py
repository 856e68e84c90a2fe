"""What a language model is told of the tools: all they take, in few words."""

import json
from typing import Any

from assistant.agent import Assistant
from assistant.toolschemas import KEYWORDS, lean_tool
from tools.segments.query import SegmentQuery
from tools.toolbox import agent_tools


def told(shop: Assistant) -> dict[str, dict[str, Any]]:
    return {each["function"]["name"]: each["function"] for each in map(lean_tool, agent_tools(shop.context))}


def test_every_argument_and_choice_is_still_there(shop: Assistant) -> None:
    parameters = told(shop)["query_segments"]["parameters"]
    full = SegmentQuery.model_json_schema()
    assert set(parameters["properties"]) == set(full["properties"])
    assert "enum" in json.dumps(parameters)


def test_the_words_are_said_once(shop: Assistant) -> None:
    for function in told(shop).values():
        assert function["description"]
        assert "title" not in json.dumps(function["parameters"])
        assert "description" not in json.dumps(function["parameters"])


def test_schemas_keep_to_what_strict_servers_take(shop: Assistant) -> None:
    for function in told(shop).values():
        assert_strict(function["parameters"])


def assert_strict(schema: dict[str, Any]) -> None:
    """Flat, of known keywords, and closed: nothing that refers or goes round in circles."""
    assert set(schema) <= KEYWORDS
    if schema.get("type") == "object":
        assert schema["additionalProperties"] is False
    for each in schema.get("properties", {}).values():
        assert_strict(each)
    for each in (*schema.get("anyOf", ()), *([schema["items"]] if "items" in schema else ())):
        assert_strict(each)
