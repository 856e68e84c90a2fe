"""Tool calls as JSON in text: for servers that take no tools, and for models that write them anyway.

A text becomes a call only when it is nothing but that, and names a tool the model was given: an answer
that shows JSON stays an answer.
"""

import json
import re
import uuid
from collections.abc import Callable, Collection, Sequence
from typing import Any

from langchain.agents.middleware import AgentMiddleware
from langchain.agents.middleware.types import ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.messages.tool import ToolCall, tool_call

from assistant.calling import CallStyles, held_to
from assistant.stopping import Limits

__all__ = ["TextCalls", "as_text", "may_become_call", "read_calls", "written"]

_WRAPPED = re.compile(
    r"```(?:json|tool_call|tool_code)?\s*(?P<fenced>[\[{].*?)\s*```|<tool_call>\s*(?P<tagged>.*?)\s*</tool_call>",
    re.DOTALL,
)
_NAME_KEYS = ("name", "function", "tool")
_OPENINGS = ("```", "{", "[{", "<tool_call>")


def read_calls(text: str, tools: Collection[str]) -> list[ToolCall]:
    """The calls a text consists of; empty when it is, or holds, anything else."""
    bare = text.strip()
    if not bare.startswith(("{", "[")):
        if _WRAPPED.sub("", bare).strip():
            return []
        bare = " ".join(match["fenced"] or match["tagged"] for match in _WRAPPED.finditer(bare))
    values = [each for value in _values(bare) for each in _listed(value)]
    calls = [_call(each, tools) for each in values]
    return [call for call in calls if call] if all(calls) else []


def may_become_call(text: str) -> bool:
    """True while the start of a text could still turn out to be a call, so it is not shown yet."""
    start = "".join(text[:200].split())
    return any(start.startswith(opening) or opening.startswith(start) for opening in _OPENINGS)


def _values(text: str) -> list[Any]:
    """JSON values one after the other, lists taken apart; none when anything else is among them."""
    values: list[Any] = []
    decoder = json.JSONDecoder()
    while text:
        try:
            value, end = decoder.raw_decode(text)
        except (ValueError, RecursionError):
            return []
        values += value if isinstance(value, list) else [value]
        text = text[end:].lstrip(", \t\r\n")
    return values


def _listed(value: Any) -> list[Any]:
    """What stands in {"calls": [...]} or {"tool_calls": [...]}; anything else as it is."""
    for key in ("calls", "tool_calls"):
        if isinstance(value, dict) and set(value) == {key} and isinstance(value[key], list):
            return list(value[key])
    return [value]


def _call(parsed: Any, tools: Collection[str]) -> ToolCall | None:
    if isinstance(parsed, dict) and isinstance(parsed.get("function"), dict):
        parsed = parsed["function"]
    if not isinstance(parsed, dict):
        return None
    name = next((parsed[key] for key in _NAME_KEYS if key in parsed), None)
    if not isinstance(name, str) or name not in tools:
        return None
    arguments = parsed.get("arguments", parsed.get("parameters", {}))
    if isinstance(arguments, str):
        arguments = next(iter(_values(arguments)), None)
    if not isinstance(arguments, dict):
        return None
    return tool_call(name=name, args=arguments, id=f"call_{uuid.uuid4().hex[:12]}")


def written(calls: Sequence[ToolCall]) -> str:
    """Calls as a model without tools writes them, and is shown them."""
    told = [{"tool": call["name"], "arguments": call["args"]} for call in calls]
    return json.dumps({"calls": told}, ensure_ascii=False, separators=(",", ":"))


def as_text(messages: Sequence[BaseMessage]) -> list[BaseMessage]:
    """A thread without tools in it: calls as the text they could have been, results as messages of ours."""
    told: list[BaseMessage] = []
    for message in messages:
        if isinstance(message, AIMessage) and message.tool_calls:
            told.append(AIMessage(written(message.tool_calls)))
        elif isinstance(message, ToolMessage):
            result = f"[result]\n{message.text}"
            if told and told[-1].id == _RESULT:
                result = f"{told.pop().text}\n{result}"  # some servers want the roles to take turns
            told.append(HumanMessage(result, id=_RESULT))
        else:
            told.append(message)
    return told


_RESULT = "result"

_ENDLESS = ["\n\n\n"]
"""Small models pad what they have said with blank lines until they are cut off."""


class TextCalls(AgentMiddleware[Any, Limits]):
    """Turns such texts into real tool calls; for servers without tools, turns a thread into such texts.

    tools: their names. schema: what a reply is held to while a call is asked for.
    """

    def __init__(
        self, styles: CallStyles, tools: Collection[str], schema: Callable[[], dict[str, Any]]
    ) -> None:
        super().__init__()
        self.styles, self.names, self.schema = styles, tuple(tools), schema

    def wrap_model_call(
        self, request: ModelRequest[Limits], handler: Callable[[ModelRequest[Limits]], ModelResponse[Any]]
    ) -> ModelResponse[Any]:
        style = self.styles(request.model)
        response = handler(request if style == "tools" else self._plain(request, held=style == "json"))
        message = response.result[-1]
        if not isinstance(message, AIMessage) or message.tool_calls:
            return response
        calls = read_calls(str(message.text), self.names)
        if calls:
            response.result[-1] = message.model_copy(update={"content": "", "tool_calls": calls})
        return response

    def _plain(self, request: ModelRequest[Limits], held: bool) -> ModelRequest[Limits]:
        """The request as text only; while a call is required, the reply is held to the schema."""
        settings = {**request.model_settings, "stop": _ENDLESS}
        if held and request.tool_choice:
            settings |= held_to(self.schema(), "calls")
        messages: list[Any] = as_text(request.messages)
        return request.override(messages=messages, tools=[], tool_choice=None, model_settings=settings)
