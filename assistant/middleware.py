"""What wraps each call of the agent to its model and its tools. None of it writes checkpoints."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

from langchain.agents.middleware import AgentMiddleware
from langchain.agents.middleware.types import ModelRequest, ModelResponse
from langchain.tools.tool_node import ToolCallRequest
from langchain_core.messages import AIMessage, BaseMessage, SystemMessage, ToolMessage
from langchain_core.tools import BaseTool
from langgraph.types import Command
from pydantic import BaseModel, ValidationError

from assistant.calling import CallStyles
from assistant.context import (
    SENT_TOKENS,
    TokenCounter,
    answered_turns,
    dated,
    fit,
    message_tokens,
    results_worded,
    sent_tokens,
    suggested,
    turns,
)
from assistant.instructions import shown_names
from assistant.models import MOST_WORDS, endpoint_failure, retry_after, until
from assistant.partial import asked_language, partial_answer, results_of
from assistant.repairs import repair
from assistant.settings import Settings
from assistant.stopping import Limits, OutOfTime, Stopped, limits_of
from assistant.toolschemas import lean_tool
from prompts import error_text, text
from retrieval.catalog import Catalog
from retrieval.errors import FeedbackError, InputError, ModelUnavailable

if TYPE_CHECKING:
    from assistant.suggesting import Suggester

__all__ = ["Budget", "EndpointErrors", "Repairs", "Steps", "TokenBudget", "ToolErrors"]

CALLS_IN_BUDGET = 3
"""A call keeps to a third of a question's budget where it can, which leaves room for further calls."""

MOST_BAD_CALLS = 3
"""Steps in a row in which every call was refused: the first, and two to mend it."""

NAMED = ("field", "value", "known", "dates", "closest")
"""Details of an error that hold names of columns and values, which whoever made the file chose."""

ModelHandler = Callable[[ModelRequest[Limits]], ModelResponse[Any]]
ToolHandler = Callable[[ToolCallRequest], ToolMessage | Command[Any]]


class Steps(AgentMiddleware[Any, Limits]):
    """Ends a question that takes too long with what was found so far, and why it ends.

    That is: too many calls to the model, one call refused again and again, no time left, or an endpoint that
    fails when something was found already. Also keeps from the model earlier questions that were never
    answered (stopped, or failed).
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings

    def wrap_model_call(
        self, request: ModelRequest[Limits], handler: ModelHandler
    ) -> ModelResponse[Any] | AIMessage:
        thread = answered_turns(request.messages)
        turn = thread[-1]
        if sum(isinstance(message, AIMessage) for message in turn) >= self.settings.model_steps:
            return partial_answer(turn, "stopped_steps", limit=self.settings.model_steps)
        if _bad_calls(turn) >= MOST_BAD_CALLS:
            return partial_answer(turn, "stopped_calls", limit=MOST_BAD_CALLS, why=turn[-1].text)
        messages: list[Any] = list(chain.from_iterable(thread))
        try:
            return handler(request.override(messages=messages))
        except OutOfTime:
            return partial_answer(turn, "stopped_seconds", limit=f"{self.settings.answer_seconds:g}")
        except ModelUnavailable as error:
            if not results_of(turn):
                raise
            why = error_text(error.code, asked_language(turn), error.details)
            return partial_answer(turn, "stopped_endpoint", why=why)


def _bad_calls(turn: Sequence[BaseMessage]) -> int:
    """Steps at the end of a turn in which no call brought a result."""
    bad = 0
    for message in reversed(turn):
        if isinstance(message, ToolMessage) and isinstance(message.artifact, dict):
            break
        bad += isinstance(message, AIMessage)
    return bad


@dataclass(frozen=True, slots=True)
class Budget:
    """What a question may send. tokens: in all its calls. context: what the model takes at once."""

    tokens: int
    context: int

    def rooms(self, sent: int) -> tuple[int, int]:
        """Tokens the next call may have: to leave room for more calls, and at the most."""
        most = min(self.tokens - sent, self.context - MOST_WORDS)
        return min(most, self.tokens // CALLS_IN_BUDGET), most


class TokenBudget(AgentMiddleware[Any, Limits]):
    """Gives a language model its instructions, and as much of the thread as the budget allows.

    plain and with_tools: the system prompt, for servers that are told of tools and for those that are not.
    """

    def __init__(
        self,
        budget: Budget,
        count: TokenCounter,
        plain: Callable[[], str],
        with_tools: Callable[[], str],
        styles: CallStyles,
        suggester: "Suggester | None",
    ) -> None:
        super().__init__()
        self.budget, self.count = budget, count
        self.plain, self.with_tools, self.styles = plain, with_tools, styles
        self.suggester = suggester

    def wrap_model_call(
        self, request: ModelRequest[Limits], handler: ModelHandler
    ) -> ModelResponse[Any] | AIMessage:
        takes_tools = self.styles(request.model) == "tools"
        system = SystemMessage(self.plain() if takes_tools else self.with_tools())
        tools: list[Any] = [lean_tool(tool) for tool in request.tools] if takes_tools else []
        fixed = message_tokens(system, self.count) + sum(self.count(json.dumps(tool)) for tool in tools)
        messages = self._messages(request.messages)
        rooms = self.budget.rooms(sent_tokens(request.messages))
        fitting = next(filter(None, (fit(messages, room - fixed, self.count) for room in rooms)), None)
        if fitting is None:
            return partial_answer(
                answered_turns(request.messages)[-1], "stopped_budget", limit=self.budget.tokens
            )
        told = request.override(messages=fitting, system_message=system, tools=tools)  # type: ignore[arg-type]
        response = handler(told)
        sent = fixed + sum(message_tokens(message, self.count) for message in fitting)
        response.result[-1].response_metadata[SENT_TOKENS] = sent
        return response

    def _messages(self, thread: Sequence[BaseMessage]) -> list[BaseMessage]:
        """The thread with the day of each question, and what the offline model makes of the last one."""
        messages = [dated(message) for message in thread]
        if self.suggester is None:
            return messages
        language = asked_language(thread)
        messages = results_worded(messages, self.suggester.worded(thread, language))
        return suggested(messages, self.suggester.told(thread, language))


class EndpointErrors(AgentMiddleware[Any, Limits]):
    """Asks again where an endpoint is busy, ends at the deadline, and makes one clear error of the rest."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings

    def wrap_model_call(self, request: ModelRequest[Limits], handler: ModelHandler) -> ModelResponse[Any]:
        limits = limits_of(request)
        for tried in range(self.settings.model_retries + 1):
            limits.check()
            try:
                with until(limits.deadline):
                    return handler(self._timed(request, limits))
            except (FeedbackError, Stopped, OutOfTime):
                raise
            except Exception as error:
                if limits.left() <= 0:
                    raise OutOfTime from error
                pause = retry_after(error, tried)
                if pause is None or tried == self.settings.model_retries or pause >= limits.left():
                    raise endpoint_failure(error, self.settings) from error
            limits.wait(pause)
        raise AssertionError("the last try returns or raises")

    def _timed(self, request: ModelRequest[Limits], limits: Limits) -> ModelRequest[Limits]:
        """No piece of the answer may take longer than what is left."""
        left = max(limits.left(), 0.01)
        if left >= self.settings.model_timeout:
            return request
        return request.override(model_settings={**request.model_settings, "timeout": left})


class ToolErrors(AgentMiddleware[Any, Limits]):
    """A call that cannot run goes back to the model as a sentence, so that it can ask better."""

    def wrap_tool_call(self, request: ToolCallRequest, handler: ToolHandler) -> ToolMessage | Command[Any]:
        try:
            return handler(request)
        except InputError as error:
            language = asked_language(request.state["messages"])
            details = {
                key: shown_names(told) if isinstance(told, str) and key in NAMED else told
                for key, told in error.details.items()
            }
            return _refused(request, error_text(error.code, language, details))


class Repairs(AgentMiddleware[Any, Limits]):
    """Mends the slips of a language model's call; what was mended stands in the result's facts."""

    def __init__(self, catalog: Callable[[], Catalog]) -> None:
        super().__init__()
        self.catalog = catalog

    def wrap_tool_call(self, request: ToolCallRequest, handler: ToolHandler) -> ToolMessage | Command[Any]:
        call, messages = request.tool_call, request.state["messages"]
        language, asked = asked_language(messages), turns(messages)[-1][0]
        day = asked.additional_kwargs.get("asked_on") or datetime.now(UTC).date().isoformat()
        mended = repair(call["args"], self.catalog(), language, str(asked.text), date.fromisoformat(day))
        if wrong := _no_query(request.tool, mended.arguments):
            return _refused(request, text("assistant", "bad_arguments", language, why=wrong))
        answered = handler(request.override(tool_call={**call, "args": mended.arguments}))
        result = answered.artifact if isinstance(answered, ToolMessage) else None
        if not mended.told or not isinstance(answered, ToolMessage) or not isinstance(result, dict):
            return answered
        told = {**result, "facts": {**result["facts"], "repairs": list(mended.told)}}
        return answered.model_copy(update={"artifact": told})


def _no_query(tool: BaseTool | None, arguments: dict[str, Any]) -> str:
    """Where arguments are not what the tool takes, and why, in a line; nothing when they are."""
    schema = tool.tool_call_schema if tool else None
    if not isinstance(schema, type) or not issubclass(schema, BaseModel):
        return ""
    try:
        schema.model_validate(arguments)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)[:3]
        return "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in found)
    return ""


def _refused(request: ToolCallRequest, sentence: str) -> ToolMessage:
    call = request.tool_call
    return ToolMessage(sentence, tool_call_id=call["id"] or "", name=call["name"], status="error")
