"""The claim gate in the agent: around every call to every chat model."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from langchain.agents.middleware import AgentMiddleware
from langchain.agents.middleware.types import ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from assistant.context import SENT_BACK
from assistant.gate import GATE
from assistant.gate.gate import GateReport, Guard, Unbacked
from assistant.partial import PARTIAL, asked_language, results_of
from prompts import Language, prompt, text

if TYPE_CHECKING:
    from assistant.stopping import Limits

__all__ = ["Gate", "errors_of"]

MOST_REASONS = 12
"""Claims named when an answer is sent back; more would only be noise to the model."""

ModelHandler = Callable[["ModelRequest[Limits]"], "ModelResponse[Any] | AIMessage"]


class Gate(AgentMiddleware[Any, "Limits"]):
    """Checks every answer; sends a language model's back once with the reasons, and strikes what is left.

    Until something was looked up a language model is asked for a tool call, whatever the question.
    """

    def __init__(self, guard: Guard, *, sends_back: bool) -> None:
        super().__init__()
        self.guard = guard
        self.sends_back = sends_back

    def wrap_model_call(
        self, request: "ModelRequest[Limits]", handler: ModelHandler
    ) -> "ModelResponse[Any] | AIMessage":
        thread: Sequence[BaseMessage] = request.state[
            "messages"
        ]  # all of it, however little the model is sent
        looked = bool(results_of(_turn(thread)))
        asked = request.override(tool_choice="required") if self.sends_back and not looked else request
        response = handler(asked)
        message = _last(response)
        if message.tool_calls:
            return response
        mended, report = self._checked(message, thread)
        if not report.unbacked or not self.sends_back or PARTIAL in message.additional_kwargs:
            return _with(response, message, mended, report)
        again = handler(asked.override(messages=[*request.messages, message, _why(report.unbacked, thread)]))
        message = _last(again)
        if message.tool_calls:
            return _with(again, message, None, GateReport(sent_back=report.unbacked))
        mended, second = self._checked(message, thread)
        if second.unbacked:
            message = message.model_copy(
                update={"additional_kwargs": {"abstained": not looked, **message.additional_kwargs}}
            )
        return _with(
            again, message, mended, replace(second, sent_back=report.unbacked, ms=report.ms + second.ms)
        )

    def _checked(self, message: AIMessage, thread: Sequence[BaseMessage]) -> tuple[str, GateReport]:
        asked = _question(thread)
        day = asked.additional_kwargs.get("asked_on") if asked else None
        checking = self.guard.checking(
            results_of(thread),
            str(asked.text) if asked else "",
            asked_language(thread),
            date.fromisoformat(str(day)) if day else None,
            own=PARTIAL in message.additional_kwargs,
            said=errors_of(_turn(thread)),
        )
        mended = "".join(unit for unit, _ in checking.add(str(message.text))) + checking.finish()
        return mended, checking.report()


def errors_of(messages: Sequence[BaseMessage]) -> list[str]:
    """What tools said in these messages in place of a result."""
    tools = (each for each in messages if isinstance(each, ToolMessage))
    return [str(each.text) for each in tools if not isinstance(each.artifact, dict)]


def _why(unbacked: Sequence[Unbacked], thread: Sequence[BaseMessage]) -> HumanMessage:
    """What the model is told when its draft is sent back."""
    language: Language = asked_language(thread)
    told = dict.fromkeys(
        text("gate", "sent_back", language, claim=each.text, reason=text("gate", each.reason, language))
        for each in unbacked
    )
    wrong = "\n".join(list(told)[:MOST_REASONS])
    return HumanMessage(prompt("ungrounded", language, wrong=wrong), additional_kwargs={SENT_BACK: True})


def _with(
    response: "ModelResponse[Any] | AIMessage", message: AIMessage, mended: str | None, report: GateReport
) -> "ModelResponse[Any] | AIMessage":
    """The response with the mended words and the gate's report on its last message."""
    changed: dict[str, Any] = {
        "additional_kwargs": {**message.additional_kwargs, GATE: _plain(report.to_json())}
    }
    if mended is not None and mended != str(message.text):
        changed["content"] = mended
    told = message.model_copy(update=changed)
    if isinstance(response, AIMessage):
        return told
    response.result[-1] = told
    return response


def _plain(report: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in report.items() if value or key == "ms"}


def _last(response: "ModelResponse[Any] | AIMessage") -> AIMessage:
    message = response if isinstance(response, AIMessage) else response.result[-1]
    return message if isinstance(message, AIMessage) else AIMessage(str(message.text))


def _question(thread: Sequence[BaseMessage]) -> HumanMessage | None:
    """The last question; a draft's way back is none."""
    asked = (each for each in reversed(thread) if isinstance(each, HumanMessage))
    return next((each for each in asked if not each.additional_kwargs.get(SENT_BACK)), None)


def _turn(thread: Sequence[BaseMessage]) -> Sequence[BaseMessage]:
    """The messages since the last question."""
    asked = _question(thread)
    return thread[thread.index(asked) :] if asked else thread
