"""Calls that a small model writes into its text: made wherever they stand, and whatever stands around them.

Looser than our own assistant is, so that no peer fails for the form of a call: a JSON object that names a
tool is a call, whether fenced, tagged or bare; so is a statement fenced as SQL, one that is the whole reply,
or one in quotation marks, as in a program. Of several only the first is made: small models write a whole plan
at once, guessing what they will see.
"""

import json
import re
import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from langchain.agents.middleware import AgentMiddleware
from langchain.agents.middleware.types import AgentState, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, AnyMessage, ToolMessage
from langchain_core.messages.tool import ToolCall, tool_call

RUNS_SQL = "sql_db_query"
STATEMENTS = tuple(
    re.compile(form, re.DOTALL | re.IGNORECASE)
    for form in (
        r"```sql\s+(?P<sql>.*?)(?:```|\Z)",
        r"\A\s*(?P<sql>(?:SELECT|WITH)\b.*)",
        r"(?P<mark>\"\"\"|[\"`])\s*(?P<sql>(?:SELECT|WITH)\s.*?)(?P=mark)",
    )
)
MADE_UP = "```\n\n"
"""Behind the end of a call a small model goes on to make up its result."""

__all__ = ["LooseCalls", "calls_in"]


class LooseCalls(AgentMiddleware[AgentState[Any], Any, Any]):
    """Reads the first call from the text of a reply that has none."""

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> ModelResponse[Any]:
        if not any(isinstance(each, ToolMessage) for each in request.messages):
            request = request.override(model_settings={"stop": [MADE_UP]})
        response = handler(request)
        message = response.result[-1]
        if not isinstance(message, AIMessage):
            return response
        names = {str(getattr(tool, "name", "")) for tool in request.tools}
        calls = message.tool_calls or calls_in(str(message.text), names)
        if calls and (message.tool_calls or not _made_before(calls[0], request.messages)):
            response.result[-1] = message.model_copy(update={"content": "", "tool_calls": calls[:1]})
        return response


def calls_in(text: str, tools: Collection[str]) -> list[ToolCall]:
    """The calls a text holds, in order."""
    calls = [
        _made(each["name"], each.get("arguments", each.get("parameters")))
        for each in _objects(text)
        if each.get("name") in tools
    ]
    if not calls and RUNS_SQL in tools:
        found = (match for form in STATEMENTS for match in form.finditer(text))
        calls = [_made(RUNS_SQL, {"query": each["sql"].strip()}) for each in found]
    return calls


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """The outermost JSON objects of a text."""
    decoder = json.JSONDecoder(strict=False)  # line breaks inside strings are frequent
    at = text.find("{")
    while at >= 0:
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            if isinstance(value, dict):
                yield value
        at = text.find("{", end)


def _made_before(call: ToolCall, messages: Sequence[AnyMessage]) -> bool:
    """Whether the thread has this very call: who writes it again is showing it beside the answer."""
    made = [each for message in messages if isinstance(message, AIMessage) for each in message.tool_calls]
    return any((each["name"], _plain(each["args"])) == (call["name"], _plain(call["args"])) for each in made)


def _plain(arguments: dict[str, Any]) -> str:
    return " ".join(" ".join(map(str, arguments.values())).split()).rstrip("; ")


def _made(name: str, arguments: Any) -> ToolCall:
    args = arguments if isinstance(arguments, dict) else {}
    return tool_call(name=name, args=args, id=f"call_{uuid.uuid4().hex[:12]}")
