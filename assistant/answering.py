"""One question in, events out: what the command line, batches and the API all call."""

import logging
import time
import uuid
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from datetime import date
from threading import Event
from typing import TYPE_CHECKING, Any

from assistant import events
from assistant.events import Answer, Done, Failed, Status, Text, ToolCall, ToolResult, Usage
from assistant.gate import GATE
from assistant.language import question_language
from prompts import Language, error_text, prompt_hash, text
from retrieval.errors import FeedbackError, InputError

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage, BaseMessage

    from assistant.agent import Assistant
    from assistant.usage import UsageHandler

__all__ = ["answer", "new_thread"]

STOPPED_STATUS = 130
"""What a shell calls a command that was interrupted."""

log = logging.getLogger(__name__)


def new_thread() -> str:
    """The id of a thread nobody has used yet."""
    return uuid.uuid4().hex


def answer(
    assistant: "Assistant",
    question: str,
    thread_id: str | None = None,
    now: date | None = None,
    stop: Event | None = None,
) -> Generator[events.Event, None, None]:
    """Answers one question, as events in order: statuses, calls, results and text, then Done or Failed.

    `thread_id` continues a conversation; without it the question stands alone. `now` is the day "today"
    means; the day of the store's time zone when None. Never raises for what a person can mend: that is
    Failed. Setting `stop`, or closing the iterator, ends the work at the model's next word.
    """
    yield Status("reading")
    language = question_language(question)
    turn = _Turn(question, language)
    try:
        day = now or assistant.today()
        yield from _events(assistant, turn, thread_id or new_thread(), day, stop or Event())
        yield Done(turn.answer(assistant))
    except FeedbackError as error:
        yield Failed(error.code, error_text(error.code, language, error.details), error.exit_status)
    except Exception as error:
        if stop and stop.is_set():
            yield Failed("stopped", error_text("stopped", language, {}), STOPPED_STATUS)
            return
        log.error("a question could not be answered", exc_info=error)
        yield Failed("internal_error", error_text("internal_error", language, {}))


@dataclass(slots=True)
class _Turn:
    """What one question has brought so far."""

    question: str
    language: Language
    started: float = field(default_factory=time.perf_counter)
    results: list[dict[str, Any]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    calls: int = 0
    last: "AIMessage | None" = None
    used: "UsageHandler | None" = None

    def answer(self, assistant: "Assistant") -> Answer:
        words = str(self.last.text).strip() if self.last else ""
        told = self.last.additional_kwargs if self.last else {}
        seconds = round(time.perf_counter() - self.started, 3)
        return Answer(
            question=self.question,
            language=self.language,
            answer=words or text("assistant", "empty_answer", self.language),
            abstained=bool(told.get("abstained", not words)),
            results=tuple(sorted(self.results, key=_place)),  # calls of one step may end in any order
            citations=_citations(words, self.results),
            proposals=tuple(each for result in self.results for each in result["facts"].get("proposals", ())),
            model=assistant.model_name,
            seconds=seconds,
            prompt=None if assistant.offline else prompt_hash("system", assistant.settings.ui_language),
            gate=dict(told.get(GATE, {})),
            usage=self.used.usage(self.calls, seconds) if self.used else Usage(),
        )


def _events(
    assistant: "Assistant", turn: _Turn, thread_id: str, now: date, stop: Event
) -> Iterator[events.Event]:
    from langchain_core.messages import AIMessageChunk

    from assistant.gate.streaming import HeldText
    from assistant.usage import UsageHandler

    turn.used = UsageHandler()
    earlier: list[dict[str, Any]] = []
    held = HeldText(
        lambda: assistant.guard.checking(
            [*earlier, *turn.results], turn.question, turn.language, now, said=turn.errors
        )
    )
    if not assistant.context.catalog().records:
        raise InputError("no_data", home=assistant.settings.data_home)
    for mode, part in assistant.stream(turn.question, thread_id, now, stop, (turn.used,)):
        if mode == "earlier":
            earlier = part
            continue
        if mode == "messages":
            message, _ = part
            if isinstance(message, AIMessageChunk) and (shown := held.add(str(message.text), message.id)):
                yield Text(shown)
            continue
        for update in part.values():
            for message in (update or {}).get("messages", ()):
                yield from _completed(turn, message, held)


def _completed(turn: _Turn, message: "BaseMessage", held: Any) -> Iterator[events.Event]:
    """Events of a message that is complete: a model's, with calls or the answer, or a tool's."""
    from langchain_core.messages import AIMessage, ToolMessage

    if isinstance(message, ToolMessage):
        result = message.artifact if isinstance(message.artifact, dict) else None
        if result:
            turn.results.append(result)
        error = None if result else str(message.text)
        turn.errors += [error] if error else []
        yield ToolResult(message.tool_call_id, str(message.name), result, error)
        yield Status("wording")
    elif isinstance(message, AIMessage):
        turn.last = message
        rest = held.rest(str(message.text))
        if message.tool_calls:
            themes = _THEME_TOOLS & {str(call["name"]) for call in message.tool_calls}
            yield Status("finding" if themes else "looking")
        elif rest:
            yield Text(rest)
        turn.calls += len(message.tool_calls)
        for call in message.tool_calls:
            yield ToolCall(call["id"] or "", call["name"], call["args"])


_THEME_TOOLS = {"summarize_themes", "compare_periods", "check_fix"}


def _place(result: dict[str, Any]) -> int:
    """The number of a handle: r2 comes before r10."""
    return int(result["handle"][1:])


def _citations(words: str, results: list[dict[str, Any]]) -> tuple[str, ...]:
    """Ids of the records the answer quotes; all the results' when its words name none."""
    ids = list(dict.fromkeys(each for result in results for each in result.get("citations", ())))
    return tuple(each for each in ids if each in words) or tuple(ids)
