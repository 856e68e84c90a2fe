"""What wraps each call of the agent to its model and its tools. None of it writes checkpoints."""

from collections.abc import Callable
from itertools import chain
from typing import Any

from langchain.agents.middleware import AgentMiddleware
from langchain.agents.middleware.types import ModelRequest, ModelResponse
from langchain.tools.tool_node import ToolCallRequest
from langchain_core.messages import AIMessage, SystemMessage, ToolMessage
from langgraph.types import Command

from assistant.context import (
    SENT_TOKENS,
    TokenCounter,
    answered_turns,
    dated,
    fit,
    message_tokens,
    sent_tokens,
    suggested,
)
from assistant.models import endpoint_failure
from assistant.partial import asked_language, partial_answer
from assistant.settings import Settings
from assistant.stopping import Stopped
from assistant.suggesting import Suggester
from assistant.toolschemas import lean_tool
from prompts import Language, error_text
from retrieval.errors import FeedbackError, InputError

__all__ = ["MODEL_CALLS", "EndpointErrors", "Steps", "TokenBudget", "ToolErrors"]

MODEL_CALLS = 8
"""Calls to the model one question may take."""

CALLS_IN_BUDGET = 3
"""A call keeps to a third of a question's budget where it can, which leaves room for further calls."""

ModelHandler = Callable[[ModelRequest[None]], ModelResponse[Any]]
ToolHandler = Callable[[ToolCallRequest], ToolMessage | Command[Any]]


class Steps(AgentMiddleware[Any, None]):
    """Ends a question that takes too many calls with what was found so far.

    Also keeps from the model earlier questions that were never answered (stopped, or failed).
    """

    def wrap_model_call(
        self, request: ModelRequest[None], handler: ModelHandler
    ) -> ModelResponse[Any] | AIMessage:
        turns = answered_turns(request.messages)
        if sum(isinstance(message, AIMessage) for message in turns[-1]) >= MODEL_CALLS:
            return partial_answer(turns[-1], "stopped_steps", limit=MODEL_CALLS)
        messages: list[Any] = list(chain.from_iterable(turns))
        return handler(request.override(messages=messages))


class TokenBudget(AgentMiddleware[Any, None]):
    """Gives a language model its instructions, and as much of the thread as the budget allows."""

    def __init__(
        self,
        budget: int,
        count: TokenCounter,
        instructions: Callable[[Language], str],
        suggester: Suggester | None = None,
    ) -> None:
        super().__init__()
        self.suggester = suggester
        self.budget = budget
        self.count = count
        self.instructions = instructions

    def wrap_model_call(
        self, request: ModelRequest[None], handler: ModelHandler
    ) -> ModelResponse[Any] | AIMessage:
        system = SystemMessage(self.instructions(asked_language(request.messages)))
        tools: list[Any] = [lean_tool(tool) for tool in request.tools]
        fixed = message_tokens(system, self.count) + sum(self.count(str(tool)) for tool in tools)
        left = self.budget - sent_tokens(request.messages)
        messages = [dated(message) for message in request.messages]
        if self.suggester:
            suggestion = self.suggester.told(request.messages, asked_language(request.messages))
            messages = suggested(messages, suggestion)
        rooms = (min(left, self.budget // CALLS_IN_BUDGET) - fixed, left - fixed)
        fitting = next(filter(None, (fit(messages, room, self.count) for room in rooms)), None)
        if fitting is None:
            return partial_answer(answered_turns(messages)[-1], "stopped_budget", limit=self.budget)
        told = request.override(messages=fitting, system_message=system, tools=tools)  # type: ignore[arg-type]
        response = handler(told)
        sent = fixed + sum(message_tokens(message, self.count) for message in fitting)
        response.result[-1].response_metadata[SENT_TOKENS] = sent
        return response


class EndpointErrors(AgentMiddleware[Any, None]):
    """Whatever goes wrong at a model's endpoint becomes one clear error."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings

    def wrap_model_call(self, request: ModelRequest[None], handler: ModelHandler) -> ModelResponse[Any]:
        try:
            return handler(request)
        except (FeedbackError, Stopped):
            raise
        except Exception as error:
            raise endpoint_failure(error, self.settings) from error


class ToolErrors(AgentMiddleware[Any, None]):
    """A query the data cannot answer goes back to the model as a sentence, so that it can ask better."""

    def wrap_tool_call(self, request: ToolCallRequest, handler: ToolHandler) -> ToolMessage | Command[Any]:
        try:
            return handler(request)
        except InputError as error:
            language = asked_language(request.state["messages"])
            sentence = error_text(error.code, language, error.details)
            call = request.tool_call
            return ToolMessage(sentence, tool_call_id=call["id"] or "", name=call["name"], status="error")
