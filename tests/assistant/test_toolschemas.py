"""What a language model is told of the tools: all they take, in few words."""

import json
from typing import Any

from assistant.agent import Assistant
from assistant.toolschemas import lean_tool
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
