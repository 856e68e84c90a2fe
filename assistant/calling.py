"""How a model's server takes tool calls: as tools, as JSON held to a schema, or as JSON in plain text.

It is asked once for each endpoint, with two short questions, and remembered while the assistant is open.
"""

import json
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

from assistant.models import endpoint_failure
from assistant.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage

__all__ = ["PROBE", "CallStyle", "CallStyles", "held_to"]

CallStyle = Literal["tools", "json", "text"]

PROBE = "ping"
"""The tool a server is asked to call, to see whether it can."""

_TOOL: dict[str, Any] = {
    "type": "function",
    "function": {
        "name": PROBE,
        "description": "Checks that calls arrive.",
        "parameters": {"type": "object", "properties": {"word": {"type": "string"}}, "required": ["word"]},
    },
}
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {PROBE: {"type": "string", "enum": ["pong"]}},
    "required": [PROBE],
    "additionalProperties": False,
}
_WORDS = 40
"""Tokens a reply to a probe may have."""


def held_to(schema: dict[str, Any], name: str) -> dict[str, Any]:
    """Model settings that hold a reply to a JSON schema.

    In `extra_body`, since the client library would otherwise parse the stream itself and fail where a reply
    is cut short.
    """
    return {
        "extra_body": {
            "response_format": {"type": "json_schema", "json_schema": {"name": name, "schema": schema}}
        }
    }


class CallStyles:
    """The style of the endpoint: as set, or found out when first asked. Safe to use from several threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._known: CallStyle | None = None if settings.model_calls == "auto" else settings.model_calls
        self._lock = Lock()

    def __call__(self, model: "BaseChatModel") -> CallStyle:
        """Raises ModelUnavailable when the endpoint does not answer at all; then nothing is remembered."""
        from langchain_openai import ChatOpenAI

        if not isinstance(model, ChatOpenAI):
            return self._known or "tools"
        with self._lock:
            if self._known is None:
                self._known = self._found(model)
            return self._known

    def _found(self, model: "BaseChatModel") -> CallStyle:
        reply = self._reply(model, f'Call {PROBE} with the word "ok".', tools=[_TOOL])
        if reply is not None and reply.tool_calls:
            return "tools"
        reply = self._reply(model, "Say hello.", **held_to(_SCHEMA, PROBE))
        return "json" if reply is not None and _obeyed(str(reply.text)) else "text"

    def _reply(self, model: "BaseChatModel", question: str, **settings: Any) -> "AIMessage | None":
        """The reply, or None when the server refuses such a request."""
        import openai

        refusals = (openai.BadRequestError, openai.UnprocessableEntityError, openai.InternalServerError)
        try:
            return model.invoke(question, {"callbacks": []}, max_completion_tokens=_WORDS, **settings)
        except refusals:
            return None
        except Exception as error:
            raise endpoint_failure(error, self._settings) from error


def _obeyed(text: str) -> bool:
    try:
        return bool(json.loads(text) == {PROBE: "pong"})
    except ValueError:
        return False
