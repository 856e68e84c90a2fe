"""The no-key chat model: a LangChain chat model that reads a question and words what the tools return."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    HumanMessage,
    ToolCall,
    ToolMessage,
)
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from pydantic import PrivateAttr

from assistant.language import question_language
from assistant.offline.doing import CALLS, Shown, order_reading
from assistant.offline.names.linking import Linker
from assistant.offline.orders import read_order
from assistant.offline.query.reading import Reading, read
from assistant.offline.text.shorthand import written_out
from assistant.offline.themes.theme_acts import act_reading, read_act
from assistant.offline.themes.theme_again import about_counted
from assistant.offline.themes.themed import (
    THEME_CALLS,
    continued,
    focused_again,
    is_about_themes,
    no_such_theme,
    pointed,
    theming_readings,
)
from assistant.offline.themes.theming import read_theming
from assistant.offline.told.as_asked import quoting_question
from assistant.offline.told.phrases import Phrases
from assistant.offline.told.wording import Worded, word
from assistant.offline.turns.before import Before
from assistant.offline.turns.dialogue import read_message, settled_otherwise, unsettled
from assistant.offline.turns.leaning import leans_on_nothing
from prompts import Language
from retrieval.catalog import Catalog
from tools.segments.query import SegmentQuery
from tools.segments.spans import WeekStart

__all__ = ["OfflineChatModel"]

_REASON = "_reason"
"""Ends the ids of calls that only go with another."""

_AT_ONCE = 8
"""Messages whose readings are kept: each is read to call tools, and again to word what they returned."""

_LONGEST_CHOICE = 60
"""Characters. A longer message is a question of its own, not the choice between two readings."""


class OfflineChatModel(BaseChatModel):
    """Deterministic: the same question over the same data is read and answered the same way, always.

    The day a question was asked is taken from the message ("asked_on"), so that "last month" keeps its meaning
    later in a thread. `week_start`: the day "last week" begins with; weeks as groups are ISO weeks whatever it is.
    `findable`: whether themes can be found where the data has none yet.
    """

    catalog: Callable[[], Catalog]
    week_start: WeekStart = "monday"
    findable: Callable[[], bool] = lambda: False
    _linker: Callable[[int], Linker] = PrivateAttr()
    _readings: Callable[[str, Before | None, date, int], tuple[Reading, ...]] = PrivateAttr()

    def model_post_init(self, context: Any, /) -> None:
        super().model_post_init(context)
        self._linker = lru_cache(maxsize=1)(lambda _version: Linker(self.catalog()))
        self._readings = lru_cache(maxsize=_AT_ONCE)(self._read_message)

    @property
    def _llm_type(self) -> str:
        return "feedback-offline"

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],  # noqa: ARG002
        **kwargs: Any,  # noqa: ARG002
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """The tools are known; nothing needs to be told to the model."""
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,  # noqa: ARG002
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self._reply(messages))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,  # noqa: ARG002
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
        readings = self._read(messages[place], messages[:place])
        answers = {each.tool_call_id: each for each in messages[place + 1 :] if isinstance(each, ToolMessage)}
        calls = [_call(reading, place, part) for part, reading in enumerate(readings) if not reading.problem]
        if calls and not answers:
            return AIMessage("", tool_calls=calls)
        catalog = self.catalog()
        told: list[Worded] = []
        for part, reading in enumerate(readings):
            if not (reading.reason and told and told[-1].refuted):
                told.append(
                    word(
                        Phrases(reading.language, catalog),
                        quoting_question(reading, str(messages[place].text)),
                        answers.get(_call_id(place, part, reading)),
                    )
                )
        abstained = all(each.abstained for each in told)
        return AIMessage("\n\n".join(each.text for each in told), additional_kwargs={"abstained": abstained})

    def _read(self, question: BaseMessage, before: Sequence[BaseMessage]) -> list[Reading]:
        """One reading for each question in the question; one for an order."""

        def alone(words: str) -> Reading:
            return read(words, catalog, linker, today, week_start=self.week_start)

        catalog = self.catalog()
        asked_on = question.additional_kwargs.get("asked_on")
        today = date.fromisoformat(asked_on) if asked_on else datetime.now(UTC).date()
        linker = self._linker(catalog.version)
        about = _before(before)
        text = pointed(str(question.text), _themes_shown(before))
        order = read_order(text)
        if order is not None:
            return [order_reading(order, question_language(text), about, _shown(before), alone)]
        act = read_act(text)
        if act is not None:
            return [act_reading(act, str(question.text), catalog)]
        counted = about_counted(text, about)
        if counted is not None and self._has_themes(catalog):
            return [counted]
        theming = read_theming(written_out(text, linker.knows))
        asked = _themes_asked(before)
        focused = focused_again(text, theming, asked) if theming and theming.bare and asked else None
        if focused is not None:
            return [focused]
        if theming is not None and is_about_themes(theming, catalog, alone, findable=self.findable):
            return theming_readings(theming, question_language(text), catalog, today, alone)
        again = asked and continued(text, asked, alone)
        if again:
            return [again]
        settled = self._settled(text, before)
        if settled == text and _unanswered(before) and leans_on_nothing(text):
            unread = {"asked": f"“{text.strip()}”"}  # the turn before was not answered: of what?
            return [Reading(question_language(text), "unread", problem="not_understood", details=unread)]
        readings = list(self._readings(settled, about, today, catalog.version))
        unknown = no_such_theme(readings, catalog)
        return [unknown] if unknown else readings

    def _read_message(
        self, text: str, about: Before | None, today: date, version: int
    ) -> tuple[Reading, ...]:
        linker = self._linker(version)
        return tuple(read_message(text, about, self.catalog(), linker, today, self.week_start))

    def _has_themes(self, catalog: Catalog) -> bool:
        return catalog.field("theme") is not None or self.findable()

    def _settled(self, text: str, before: Sequence[BaseMessage]) -> str:
        """The question before when it was met by "which do you mean?" and the text says which; else the text."""
        asked = [at for at, each in enumerate(before) if isinstance(each, HumanMessage)][-2:]
        if not asked or len(text) > _LONGEST_CHOICE:
            return text
        last = before[asked[-1]]
        if not _called(before[asked[-1] :]):
            return unsettled(str(last.text), self._read(last, before[: asked[-1]]), text) or text
        if len(asked) < 2 or _called(before[asked[0] : asked[1]]) or len(str(last.text)) > _LONGEST_CHOICE:
            return text
        doubted = before[asked[0]]
        readings = self._read(doubted, before[: asked[0]])
        return settled_otherwise(str(doubted.text), readings, str(last.text), text) or text


def _unanswered(messages: Sequence[BaseMessage]) -> bool:
    """Whether something was asked before, and nothing was answered yet."""
    return any(isinstance(each, HumanMessage) for each in messages) and not _called(messages)


def _called(messages: Sequence[BaseMessage]) -> bool:
    """Whether anything was looked up: a turn without a call declined, or asked back."""
    return any(isinstance(each, AIMessage) and each.tool_calls for each in messages)


def _before(messages: Sequence[BaseMessage]) -> Before | None:
    """The last call of the turns before that was not only a reason beside another, and what was counted before it."""
    calls = _calls(messages)
    if not calls:
        return None
    call = calls[-1]
    args = call["args"]
    told = Before(SegmentQuery(), language=_spoken(messages), **_listed(calls, messages))
    if call["name"] == "query_segments":
        query = SegmentQuery.model_validate(args)
        counted = [each["args"] for each in calls[:-1] if each["name"] == "query_segments"]
        earlier = SegmentQuery.model_validate(counted[-1]) if counted else None
        shown = _groups(query, messages, str(call["id"]))
        return replace(told, query=query, first=shown[0] if shown else None, earlier=earlier)
    kept = {name: args[name] for name in ("filters", "period") if name in args}
    topic, limit, quoted = args.get("text", ""), args.get("limit", 5), call["name"] == "search_feedback"
    return replace(told, query=SegmentQuery.model_validate(kept), quoted=quoted, topic=topic, limit=limit)


def _spoken(messages: Sequence[BaseMessage]) -> Language | None:
    """The language of what was asked last that says which it is."""
    spoken: Language | None = None
    for each in messages:
        if isinstance(each, HumanMessage):
            spoken = question_language(str(each.text), spoken)
    return spoken


def _listed(calls: Sequence[ToolCall], messages: Sequence[BaseMessage]) -> dict[str, Any]:
    """The groups of the last answer that was split by one thing, and the field they are of."""
    for call in reversed(calls):
        if call["name"] == "query_segments":
            query = SegmentQuery.model_validate(call["args"])
            shown = _groups(query, messages, str(call["id"]))
            if shown and not query.offset:  # "and the second?" goes on from the whole list
                by = query.group_by[0]
                return {"shown": shown, "shown_by": "" if by.bucket else by.field, "listed": query}
    return {}


def _calls(messages: Sequence[BaseMessage]) -> list[ToolCall]:
    """The call of each turn that asked something: its last that was not only a reason."""
    turns = [each.tool_calls for each in messages if isinstance(each, AIMessage) and each.tool_calls]
    asked = ([each for each in calls if not str(each["id"]).endswith(_REASON)] for calls in turns)
    last = [(own or calls)[-1] for own, calls in zip(asked, turns, strict=True)]
    return [each for each in last if each["name"] not in CALLS.values()]


def _themes_asked(messages: Sequence[BaseMessage]) -> tuple[str, dict[str, Any]] | None:
    """The call of the turn before, when it asked of themes: its tool and arguments."""
    calls = _calls(messages)
    if not calls or calls[-1]["name"] not in THEME_CALLS.values():
        return None
    return calls[-1]["name"], calls[-1]["args"]


def _themes_shown(messages: Sequence[BaseMessage]) -> tuple[str, ...]:
    """The themes of the last answer that listed some: "TH-12"."""
    told = [each for each in messages if isinstance(each, ToolMessage) and isinstance(each.artifact, dict)]
    own = [each.artifact for each in told if not str(each.tool_call_id).endswith(_REASON)]
    listed = [each for each in own if each["columns"][:1] == ["theme"]]
    return tuple(str(row[0]) for row in listed[-1]["rows"]) if listed else ()


def _shown(messages: Sequence[BaseMessage]) -> Shown:
    """The records that were spoken of last, and those of the last list of quotes."""
    artifacts = [each.artifact for each in messages if isinstance(each, ToolMessage)]
    results = [each for each in artifacts if isinstance(each, dict)]
    cited = [each for each in results if each.get("citations")]
    listed = [each for each in results if each["tool"] == "search_feedback"]
    return Shown(
        tuple(cited[-1]["citations"]) if cited else (), tuple(listed[-1]["citations"]) if listed else ()
    )


def _groups(query: SegmentQuery, messages: Sequence[BaseMessage], call_id: str) -> tuple[str, ...]:
    """The groups of a call's result in the order of its rows, if it was split by one thing."""
    for message in messages:
        if isinstance(message, ToolMessage) and message.tool_call_id == call_id and len(query.group_by) == 1:
            rows = message.artifact["rows"] if isinstance(message.artifact, dict) else []
            return tuple(str(row[0]) for row in rows if row[0] is not None)
    return ()


def _call_id(place: int, part: int, reading: Reading) -> str:
    return f"call_{place}_{part}{_REASON if reading.reason else ''}"


def _call(reading: Reading, place: int, part: int) -> Any:
    call = {"id": _call_id(place, part, reading), "type": "tool_call"}
    if tool := CALLS.get(reading.intent) or THEME_CALLS.get(reading.intent):
        return {"name": tool, "args": dict(reading.asked), **call}
    if reading.intent == "describe":
        return {"name": "describe_data", "args": {}, **call}
    args = reading.query.model_dump(mode="json", exclude_defaults=True)
    if reading.intent == "quotes":
        return {
            "name": "search_feedback",
            "args": {"text": reading.topic, "limit": reading.limit, **args},
            **call,
        }
    return {"name": "query_segments", "args": args, **call}
