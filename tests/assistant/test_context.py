from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from assistant.context import (
    SENT_TOKENS,
    answered_turns,
    dated,
    fit,
    message_tokens,
    sent_tokens,
    token_counter,
)

COUNT = token_counter()


def turn(number: int, question: str, rows: int, answer: str | None) -> list[BaseMessage]:
    """A question, a call, its result, and the answer unless it was stopped before."""
    call = {"name": "query_segments", "args": {"limit": rows}, "id": f"c{number}"}
    cells = ",".join(f'["value {row}",{row}]' for row in range(rows))
    messages: list[BaseMessage] = [
        HumanMessage(question, additional_kwargs={"asked_on": "2026-06-15"}),
        AIMessage("", tool_calls=[call]),
        ToolMessage(f'{{"handle":"r{number}","rows":[{cells}]}}', tool_call_id=f"c{number}"),
    ]
    return [*messages, AIMessage(answer)] if answer is not None else messages


def paired(messages: Sequence[BaseMessage]) -> bool:
    """Every call is followed by its answers, and every answer follows its call, as endpoints demand."""
    open_calls: set[str | None] = set()
    for message in messages:
        if isinstance(message, ToolMessage):
            if message.tool_call_id not in open_calls:
                return False
            open_calls.discard(message.tool_call_id)
        elif open_calls:
            return False
        elif isinstance(message, AIMessage):
            open_calls = {call["id"] for call in message.tool_calls}
    return not open_calls


histories = st.lists(
    st.tuples(
        st.text(max_size=80),
        st.integers(0, 300),
        st.none() | st.text(max_size=200),
        st.integers(1, 4),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(histories, st.integers(0, 6000))
def test_what_is_sent_fits_ends_with_the_question_and_has_no_half_calls(
    history: list[tuple[str, int, str | None, int]], room: int
) -> None:
    messages: list[BaseMessage] = []
    for number, (question, rows, answer, kept) in enumerate(history):
        messages += turn(number, question, rows, answer)[:kept]
    sent = fit(messages, room, COUNT)
    if sent is None:
        return
    assert sum(message_tokens(message, COUNT) for message in sent) <= room
    assert paired(sent)
    last = max(place for place, message in enumerate(messages) if isinstance(message, HumanMessage))
    assert messages[last].text in [message.text for message in sent if isinstance(message, HumanMessage)]


@settings(max_examples=30, deadline=None)
@given(histories)
def test_with_room_enough_every_answered_turn_is_sent(
    history: list[tuple[str, int, str | None, int]],
) -> None:
    messages = [each for n, (q, rows, a, _) in enumerate(history) for each in turn(n, q, rows, a)]
    sent = fit(messages, 10**6, COUNT)
    answered = [q for place, (q, _, a, _) in enumerate(history) if a is not None or place == len(history) - 1]
    assert sent is not None
    assert [message.text for message in sent if isinstance(message, HumanMessage)] == answered


def test_a_long_result_is_cut_to_its_first_rows_and_says_how_many_were_left_out() -> None:
    sent = fit(turn(1, "how many by value?", 400, None), 300, COUNT)
    assert sent is not None
    shown = sent[-1].text
    assert shown.startswith('{"handle":"r1","rows":[["value 0",0]')
    assert '"rows_not_shown":' in shown


def test_a_question_that_does_not_fit_at_all_is_not_sent() -> None:
    assert fit([HumanMessage("word " * 500)], 100, COUNT) is None


def test_a_question_carries_the_day_it_was_asked() -> None:
    asked = HumanMessage("last month?", additional_kwargs={"asked_on": "2026-06-15"})
    assert dated(asked).text == "[today is Monday 2026-06-15]\nlast month?"
    assert dated(AIMessage("hello")).text == "hello"


def test_earlier_questions_without_an_answer_are_left_out() -> None:
    messages = [*turn(1, "first", 1, None), *turn(2, "second", 1, "ok"), HumanMessage("third")]
    assert [each[0].text for each in answered_turns(messages)] == ["second", "third"]


def test_tokens_sent_are_counted_for_the_last_question_only() -> None:
    before = AIMessage("a", response_metadata={SENT_TOKENS: 100})
    after = AIMessage("b", response_metadata={SENT_TOKENS: 7})
    assert sent_tokens([HumanMessage("1"), before, HumanMessage("2"), after, after]) == 14


@pytest.mark.timeout(20)
def test_counting_is_quick_for_text_without_a_break() -> None:
    assert COUNT("a" * 300_000) > 10_000
