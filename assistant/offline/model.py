"""The no-key chat model: a LangChain chat model that reads a question and words what the tools return."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from pydantic import PrivateAttr

from assistant.offline.followup import is_followup, merged
from assistant.offline.linking import Linker
from assistant.offline.phrases import Phrases
from assistant.offline.reading import Reading, read
from assistant.offline.wording import word_data, word_quotes, word_segments
from retrieval.catalog import Catalog
from tools.segments.query import SegmentQuery

__all__ = ["OfflineChatModel"]


class OfflineChatModel(BaseChatModel):
    """Deterministic: the same question over the same data is read and answered the same way, always.

    The day a question was asked is taken from the message ("asked_on"), so that "last month" keeps its meaning
    later in a thread.
    """

    catalog: Callable[[], Catalog]
    _linker: Callable[[int], Linker] = PrivateAttr()

    def model_post_init(self, context: Any, /) -> None:
        super().model_post_init(context)
        self._linker = lru_cache(maxsize=1)(lambda _version: Linker(self.catalog()))

    @property
    def _llm_type(self) -> str:
        return "feedback-offline"

    def bind_tools(
        self, tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool], **kwargs: Any
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """The tools are known; nothing needs to be told to the model."""
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self._reply(messages))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        reply = self._reply(messages)
        calls: list[Any] = [
            {"name": call["name"], "args": json.dumps(call["args"]), "id": call["id"], "index": place}
            for place, call in enumerate(reply.tool_calls)
        ]
        for place, paragraph in enumerate(str(reply.content).split("\n\n")):
            told = ("\n\n" if place else "") + paragraph
            extra = (
                {"additional_kwargs": reply.additional_kwargs, "tool_call_chunks": calls} if not place else {}
            )
            yield ChatGenerationChunk(message=AIMessageChunk(content=told, **extra))

    def _reply(self, messages: list[BaseMessage]) -> AIMessage:
        place = max(at for at, message in enumerate(messages) if isinstance(message, HumanMessage))
        question = messages[place]
        reading = self._read(question, messages[:place])
        phrases = Phrases(reading.language, self.catalog())
        answers = [each for each in messages[place + 1 :] if isinstance(each, ToolMessage)]
        if answers:
            return _worded(phrases, reading, answers)
        if reading.problem:
            return _declined(phrases, reading)
        return AIMessage("", tool_calls=[_call(reading, place)])

    def _read(self, question: BaseMessage, before: Sequence[BaseMessage]) -> Reading:
        catalog = self.catalog()
        asked_on = question.additional_kwargs.get("asked_on")
        today = date.fromisoformat(asked_on) if asked_on else datetime.now(UTC).date()
        words = str(question.text)
        reading = read(words, catalog, self._linker(catalog.version), today)
        previous = _previous_query(before)
        if previous is not None and reading.intent in ("count", "unread") and is_followup(words, reading):
            if reading.problem in (None, "nothing_asked"):
                return merged(reading, previous)
        return reading


def _previous_query(messages: Sequence[BaseMessage]) -> SegmentQuery | None:
    """The segment query of the turn before, if it had one."""
    for message in reversed(messages):
        if isinstance(message, AIMessage) and message.tool_calls:
            call = message.tool_calls[0]
            if call["name"] == "query_segments":
                return SegmentQuery.model_validate(call["args"])
            kept = {name: call["args"][name] for name in ("filters", "period") if name in call["args"]}
            return SegmentQuery.model_validate(kept)
    return None


def _call(reading: Reading, place: int) -> Any:
    call_id = f"call_{place}"
    if reading.intent == "describe":
        return {"name": "describe_data", "args": {}, "id": call_id, "type": "tool_call"}
    args = reading.query.model_dump(mode="json", exclude_defaults=True)
    if reading.intent == "quotes":
        args = {"text": reading.topic, "limit": reading.limit, **args}
        return {"name": "search_feedback", "args": args, "id": call_id, "type": "tool_call"}
    return {"name": "query_segments", "args": args, "id": call_id, "type": "tool_call"}


def _worded(phrases: Phrases, reading: Reading, answers: Sequence[ToolMessage]) -> AIMessage:
    parts: list[str] = []
    failed = [each for each in answers if not isinstance(each.artifact, dict)]
    if failed:
        told = phrases.say("tool_failed", asked=str(failed[0].text))
        return AIMessage(told, additional_kwargs={"abstained": True})
    for each in answers:
        result = each.artifact
        if each.name == "query_segments":
            parts.append(word_segments(phrases, result))
        elif each.name == "search_feedback":
            parts.append(word_quotes(phrases, result, reading.topic))
        else:
            parts.append(word_data(phrases, result))
    parts += [*_out_of_span(phrases, reading), *_readings(phrases, reading)]
    return AIMessage("\n\n".join(parts), additional_kwargs={"abstained": False})


def _readings(phrases: Phrases, reading: Reading) -> list[str]:
    """What had to be interpreted, said openly."""
    told = [phrases.say("read_as", said=said, meant=meant) for said, meant in dict(reading.readings).items()]
    return [" ".join(told)] if told else []


def _out_of_span(phrases: Phrases, reading: Reading) -> list[str]:
    """A period wholly outside the data is the likeliest reason for a zero."""
    time, period = phrases.catalog.field("time"), reading.query.period
    if time is None or period is None or time.lowest is None or time.highest is None:
        return []
    first, last = (phrases.moment(at)[:10] for at in (time.lowest, time.highest))
    outside = (period.start and str(period.start)[:10] > last) or (
        period.end and str(period.end)[:10] <= first
    )
    return [phrases.say("out_of_span", first=first, last=last)] if outside else []


def _declined(phrases: Phrases, reading: Reading) -> AIMessage:
    """What was not understood, what can be asked, and one example over this data."""
    fields = [each for each in phrases.catalog.fields if each.name not in ("id", "text", "title", "source")]
    numbers = [phrases.field(each.name) for each in fields if each.kind == "number"]
    groups = [phrases.field(each.name) for each in fields if each.kind in ("category", "flag")]
    join, none = phrases.say("list"), phrases.say("none")
    example = phrases.say("example_by", field=groups[0]) if groups else phrases.say("example_all")
    parts = (
        phrases.say(str(reading.problem), **reading.details),
        phrases.say("can_do", numbers=join.join(numbers[:8]) or none, groups=join.join(groups[:12]) or none),
        phrases.say("try", example=example),
    )
    return AIMessage(" ".join(parts), additional_kwargs={"abstained": True})
