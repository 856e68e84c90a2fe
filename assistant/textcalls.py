"""Tool calls that small local models write as text: a fenced JSON object, or `<tool_call>` tags.

A text becomes a call only when it is nothing but that, and names a tool the model was given: an answer
that shows JSON stays an answer.
"""

import json
import re
import uuid
from collections.abc import Callable, Collection
from typing import Any

from langchain.agents.middleware import AgentMiddleware
from langchain.agents.middleware.types import ModelRequest, ModelResponse
from langchain_core.messages import AIMessage
from langchain_core.messages.tool import ToolCall, tool_call
from langchain_core.tools import BaseTool

__all__ = ["HeldText", "TextCalls", "may_become_call", "read_calls"]

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
    calls = [_call(each, tools) for each in _values(bare)]
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


def _call(parsed: Any, tools: Collection[str]) -> ToolCall | None:
    if isinstance(parsed, dict) and isinstance(parsed.get("function"), dict):
        parsed = parsed["function"]
    if not isinstance(parsed, dict):
        return None
    name = next((parsed[key] for key in _NAME_KEYS if key in parsed), None)
    if not isinstance(name, str) or name not in tools:
        return None
    arguments = parsed.get("arguments", parsed.get("parameters", {}))
    if not isinstance(arguments, dict):
        return None
    return tool_call(name=name, args=arguments, id=f"call_{uuid.uuid4().hex[:12]}")


class TextCalls(AgentMiddleware[Any, None]):
    """Turns such texts into real tool calls."""

    def wrap_model_call(
        self, request: ModelRequest[None], handler: Callable[[ModelRequest[None]], ModelResponse[Any]]
    ) -> ModelResponse[Any]:
        response = handler(request)
        message = response.result[-1]
        if not isinstance(message, AIMessage) or message.tool_calls or not request.tools:
            return response
        tools = {
            each.name if isinstance(each, BaseTool) else each["function"]["name"] for each in request.tools
        }
        calls = read_calls(str(message.text), tools)
        if calls:
            response.result[-1] = message.model_copy(update={"content": "", "tool_calls": calls})
        return response


class HeldText:
    """The streamed text of one message, kept back while it may still turn out to be a call.

    With `sound`, text is shown sentence by sentence, and only as far as every sentence is sound.
    """

    def __init__(self, sound: Callable[[str], bool] | None = None) -> None:
        self._sound = sound
        self._seen = ""
        self._shown = 0

    def add(self, delta: str) -> str:
        """What can be shown now that `delta` has come."""
        self._seen += delta
        if may_become_call(self._seen):
            return ""
        end = len(self._seen) if self._sound is None else self._sentences()
        shown, self._shown = self._seen[self._shown : end], end
        return shown

    def _sentences(self) -> int:
        """Where the last whole sentence ends, when all up to it are sound."""
        ends = [match.end() for match in re.finditer(r"[.!?](?=\s)|[。！？\n]", self._seen)]
        end = ends[-1] if ends else 0
        return end if end > self._shown and self._sound and self._sound(self._seen[:end]) else self._shown

    def rest(self, complete: str) -> str:
        """What of the complete message was not shown yet; the next message starts afresh."""
        rest = complete[self._shown :] if complete.startswith(self._seen[: self._shown]) else ""
        self._seen, self._shown = "", 0
        return rest
