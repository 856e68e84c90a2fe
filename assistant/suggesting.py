"""What the built-in reader makes of a question, for a language model to start from.

The offline model reads questions and words results by rule. A language model is offered what it would do, and
may take it, change it, or do otherwise.
"""

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from langchain_core.messages import AIMessage, BaseMessage, ToolMessage

from assistant.context import turns
from prompts import Language, prompt
from retrieval.catalog import Catalog

if TYPE_CHECKING:
    from langchain_core.messages import ToolCall

__all__ = ["Suggester"]


class Suggester:
    """The offline model, asked what it would do. Safe to use from several threads at once."""

    def __init__(self, catalog: Callable[[], Catalog]) -> None:
        from assistant.offline.model import OfflineChatModel

        self._model = OfflineChatModel(catalog=catalog)
        self._catalog = catalog

    def calls(self, messages: Sequence[BaseMessage]) -> "list[ToolCall]":
        """The calls the reader would make for the last question; none when it cannot read all of it."""
        *before, last = turns(messages)
        thread = [message for turn in before for message in _answered(turn)]
        reply = self._model.invoke([*thread, last[0]], {"callbacks": []})  # nobody should hear it speak
        return reply.tool_calls

    def told(self, messages: Sequence[BaseMessage], language: Language) -> str:
        """The calls as a suggestion in words, or nothing."""
        shown = [
            json.dumps({"name": call["name"], "arguments": call["args"]}, ensure_ascii=False)
            for call in self.calls(messages)
        ]
        return prompt("suggestion", language, calls="\n".join(shown)) if shown else ""


def _answered(turn: Sequence[BaseMessage]) -> list[BaseMessage]:
    """The turn with only the calls that brought a result, and with the arguments they ran with."""
    queries: dict[str, Any] = {
        each.tool_call_id: each.artifact["query"]
        for each in turn
        if isinstance(each, ToolMessage) and isinstance(each.artifact, dict)
    }
    kept: list[BaseMessage] = []
    for message in turn:
        if isinstance(message, ToolMessage):
            continue
        if isinstance(message, AIMessage) and message.tool_calls:
            ran = [
                {**call, "args": queries[str(call["id"])]}
                for call in message.tool_calls
                if call["id"] in queries
            ]
            if not ran:
                continue
            message = message.model_copy(update={"tool_calls": ran})
        kept.append(message)
    return kept
