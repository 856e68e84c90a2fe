"""What the built-in reader makes of a question, for a language model to start from.

The offline model reads questions and words results by rule. A language model is offered what it would do, and
may take it, change it, or do otherwise.
"""

import json
import logging
from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, Any

from langchain_core.messages import AIMessage, BaseMessage, ToolMessage
from langchain_core.runnables import RunnableConfig
from pydantic import ValidationError

from assistant.context import turns
from assistant.offline.model import OfflineChatModel
from assistant.offline.told.claims import word_segments
from assistant.offline.told.phrases import Phrases
from assistant.textcalls import written
from prompts import Language, prompt
from retrieval.catalog import Catalog
from tools.segments.query import SegmentQuery
from tools.segments.spans import WeekStart

if TYPE_CHECKING:
    from langchain_core.messages import ToolCall

__all__ = ["Suggester"]

MOST_READ = 32
"""Readings kept: as many questions as one process is likely to answer at once."""

log = logging.getLogger(__name__)


class Suggester:
    """The offline model, asked what it would do. Safe to use from several threads at once."""

    def __init__(self, catalog: Callable[[], Catalog], week_start: WeekStart = "monday") -> None:
        self._model = OfflineChatModel(catalog=catalog, week_start=week_start)
        self._catalog = catalog
        self._read: dict[Hashable, list[ToolCall]] = {}

    def calls(self, messages: Sequence[BaseMessage]) -> "list[ToolCall]":
        """The calls the reader would make for the last question; none when it cannot read all of it."""
        *before, last = turns(messages)
        ids = [message.id for turn in before for message in turn] + [last[0].id]
        if not all(ids):
            return self._replied(messages).tool_calls
        key = (self._catalog().version, *ids)
        calls = self._read.get(key)
        if calls is None:  # every step of a question asks this, some of them twice
            calls = self._replied(messages).tool_calls
            self._read = {**dict(list(self._read.items())[-MOST_READ + 1 :]), key: calls}
        return calls

    def told(self, messages: Sequence[BaseMessage], language: Language) -> str:
        """The calls as a suggestion in words, or nothing."""
        calls = self.calls(messages)
        return prompt("suggestion", language, calls=written(calls)).strip() if calls else ""

    def worded(self, messages: Sequence[BaseMessage], language: Language) -> dict[str, str]:
        """What the offline model would say to the last turn's results, by the id of their calls.

        Where they are those of the calls it would have made, its whole answer; else each count by itself.
        """
        results = [each for each in turns(messages)[-1] if isinstance(each, ToolMessage)]
        results = [each for each in results if isinstance(each.artifact, dict)]
        if not results:
            return {}
        if whole := self._whole_answer(messages, results):
            return {results[-1].tool_call_id: whole}
        phrases = Phrases(language, self._catalog())
        return {
            each.tool_call_id: word_segments(phrases, each.artifact)
            for each in results
            if each.artifact["tool"] == "query_segments"
        }

    def _whole_answer(self, messages: Sequence[BaseMessage], results: Sequence[ToolMessage]) -> str:
        """The offline model's answer from these results, when they are the ones it would have asked for."""
        wanted = self.calls(messages)
        asked = {
            str(call["id"]): call
            for each in messages
            if isinstance(each, AIMessage)
            for call in each.tool_calls
        }
        made = [asked[each.tool_call_id] for each in results]
        if not wanted or [_same(call) for call in made[-len(wanted) :]] != [_same(call) for call in wanted]:
            return ""
        as_wanted = [
            each.model_copy(update={"tool_call_id": call["id"]})
            for each, call in zip(results[-len(wanted) :], wanted, strict=True)
        ]
        return str(self._replied(messages, [AIMessage("", tool_calls=wanted), *as_wanted]).text)

    def _replied(self, messages: Sequence[BaseMessage], since: Sequence[BaseMessage] = ()) -> AIMessage:
        *before, last = turns(messages)
        thread = [message for turn in before for message in _answered(turn)]
        silently: RunnableConfig = {"callbacks": []}  # what it says is no part of the answer
        try:
            return self._model.invoke([*thread, last[0], *since], silently)
        except Exception as error:  # a suggestion is never worth a question
            log.error("no suggestion could be made", exc_info=error)
            return AIMessage("")


def _same(call: "ToolCall") -> object:
    """What makes two calls the same: the tool, and the query with what was left out filled in."""
    if call["name"] != "query_segments":
        return (call["name"], json.dumps(call["args"], sort_keys=True))
    try:
        return SegmentQuery.model_validate(call["args"])
    except ValidationError:
        return call["args"]


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
