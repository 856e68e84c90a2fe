"""Numbers and quotes of an answer against the results of the conversation.

A figure counts as backed when a result has it at the rounding it is shown with, as itself or as a percentage;
a quote, when a result has it word for word.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from langchain.agents.middleware import AgentMiddleware
from langchain.agents.middleware.types import ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from assistant.context import SENT_BACK
from assistant.partial import asked_language, results_of
from prompts import prompt, text

__all__ = ["Gate", "struck", "unbacked"]

_NUMBER = re.compile(r"(?<![\w.,\-])\d[\d,]*(?:\.\d+)?(?![\w])")
_LIST_MARK = re.compile(r"^\s*(?:\d+[.)、]|#+)\s", re.MULTILINE)
_QUOTE = re.compile(r"[“\"「]([^“”\"「」\n]{12,})[”\"」]")

ModelHandler = Callable[[ModelRequest[None]], "ModelResponse[Any] | AIMessage"]


def unbacked(answer: str, results: Sequence[dict[str, Any]], question: str = "") -> tuple[str, ...]:
    """The numbers and quotes of an answer that no result has, as written; the question's own are free."""
    known = [*_numbers(list(results)), *(float(len(each["rows"])) for each in results), *_numbers(question)]
    texts = [_plain(each) for each in (*_strings(list(results)), question)]
    words = _QUOTE.sub(" ", _LIST_MARK.sub(" ", answer))
    numbers = [each for each in _NUMBER.findall(words) if not _backed(each, known)]
    quotes = [each for each in _QUOTE.findall(answer) if not any(_plain(each) in whole for whole in texts)]
    return tuple(dict.fromkeys([*numbers, *quotes]))


def struck(answer: str, wrong: Sequence[str]) -> str:
    """The answer with what is not backed struck through, longest first so that parts are not struck twice."""
    for each in sorted(wrong, key=len, reverse=True):
        answer = re.sub(rf"(?<![\w.,~]){re.escape(each)}(?![\w~])", f"~~{each}~~", answer)
    return answer


class Gate(AgentMiddleware[Any, None]):
    """Sends an answer back once when something in it is in no result; what is still unbacked is struck.

    Until something was looked up the model is asked for a tool call, whatever the question.
    """

    def wrap_model_call(
        self, request: ModelRequest[None], handler: ModelHandler
    ) -> "ModelResponse[Any] | AIMessage":
        looked = bool(results_of(_turn(request.messages)))
        asked = request if looked else request.override(tool_choice="required")
        response = handler(asked)
        wrong = self._wrong(request, response)
        if not wrong:
            return response
        language = asked_language(request.messages)
        reason = prompt("ungrounded", language, wrong=", ".join(wrong))
        sent_back = HumanMessage(reason, additional_kwargs={SENT_BACK: True})
        messages: list[Any] = [*request.messages, _last(response), sent_back]
        again = handler(asked.override(messages=messages))
        wrong = self._wrong(request, again)
        if not wrong:
            return again
        told = struck(str(_last(again).text).strip(), wrong)
        note = text("assistant", "struck", language)
        return AIMessage(
            f"{told}\n\n{note}", additional_kwargs={"abstained": not looked, "struck": list(wrong)}
        )

    def _wrong(
        self, request: ModelRequest[None], response: "ModelResponse[Any] | AIMessage"
    ) -> tuple[str, ...]:
        message = _last(response)
        if message.tool_calls or "abstained" in message.additional_kwargs:  # ours: a partial answer
            return ()
        question = next((str(m.text) for m in reversed(request.messages) if isinstance(m, HumanMessage)), "")
        return unbacked(str(message.text), results_of(request.messages), question)


def _last(response: "ModelResponse[Any] | AIMessage") -> AIMessage:
    message = response if isinstance(response, AIMessage) else response.result[-1]
    return message if isinstance(message, AIMessage) else AIMessage(str(message.text))


def _turn(messages: Sequence[BaseMessage]) -> Sequence[BaseMessage]:
    """The messages since the last question."""
    asked = [place for place, message in enumerate(messages) if isinstance(message, HumanMessage)]
    return messages[asked[-1] :] if asked else messages


def _backed(shown: str, known: Sequence[float]) -> bool:
    plain = shown.replace(",", "")
    digits = len(plain.partition(".")[2])
    value = float(plain)
    return any(round(abs(each) * scale, digits) == value for each in known for scale in (1, 100))


def _numbers(value: Any) -> Iterator[float]:
    """Every number anywhere inside a result; those in its dates and names too."""
    for each in _leaves(value):
        if isinstance(each, str):
            yield from (float(found) for found in re.findall(r"\d+(?:\.\d+)?", each))
        elif isinstance(each, int | float):
            yield float(each)


def _strings(value: Any) -> Iterator[str]:
    yield from (each for each in _leaves(value) if isinstance(each, str))


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for each in value:
            yield from _leaves(each)
    else:
        yield value


def _plain(words: str) -> str:
    return " ".join(words.split())
