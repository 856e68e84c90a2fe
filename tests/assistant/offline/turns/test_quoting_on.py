"""What is said after quotes ("more", "two from Europe", "the worst ones"), and to see what was counted."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.agent import Assistant, open_assistant
from assistant.answering import answer, new_thread
from assistant.events import Answer, Done
from assistant.settings import Settings
from tests.assistant.offline.conftest import TODAY


@pytest.fixture(scope="module")
def assistant(home: Path) -> Iterator[Assistant]:
    with open_assistant(Settings(home=home, model="offline")) as opened:
        yield opened


def talk(assistant: Assistant, *turns: str) -> list[Answer]:
    thread, told = new_thread(), []
    for question in turns:
        *_, last = answer(assistant, question, thread, now=TODAY)
        assert isinstance(last, Done)
        assert not last.answer.gate.get("struck")
        told.append(last.answer)
    return told


def quoted(told: Answer) -> list[str]:
    return re.findall(r"`\[(f\d{3})\]`", told.answer)


@pytest.mark.parametrize("more", ["more please", "any more?", "show me some more", "再来几条", "还有吗"])
def test_more_are_others(assistant: Assistant, more: str) -> None:
    first, second = talk(assistant, "show me negative reviews from North America", more)
    assert len(quoted(first)) == 5
    assert quoted(second)
    assert not set(quoted(first)) & set(quoted(second))


def test_more_go_on_until_there_are_none(assistant: Assistant) -> None:
    told = talk(assistant, "3 quotes about 物流 from VIPs", "another 20", "two more")
    seen = [each for answer_ in told for each in quoted(answer_)]
    assert len(seen) == len(set(seen))
    assert quoted(told[-1]) == []
    assert "No further feedback" in told[-1].answer


@pytest.mark.parametrize("asked", ["two from North America", "and two from North America too"])
def test_some_of_another_group_keep_the_rest(assistant: Assistant, asked: str) -> None:
    _, told = talk(assistant, "show me negative reviews", asked)
    assert len(quoted(told)) == 2
    assert "sentiment is negative" in told.answer
    assert "region is North America" in told.answer


@pytest.mark.parametrize(
    ("asked", "feeling"),
    [("the worst ones?", "negative"), ("最差的那几条呢", "negative"), ("and the best", "positive")],
)
def test_the_worst_of_them(assistant: Assistant, asked: str, feeling: str) -> None:
    _, told = talk(assistant, "show me VIP reviews", asked)
    assert quoted(told)
    assert feeling in told.answer
    assert "VIP" in told.answer


@pytest.mark.parametrize("asked", ["what are they?", "which ones?", "都有哪些", "具体写了些什么"])
def test_what_was_counted_is_shown(assistant: Assistant, asked: str) -> None:
    _, told = talk(assistant, "how many negative VIP reviews in May 2024?", asked)
    assert quoted(told)
    assert "VIP" in told.answer
    assert "2024-05" in told.answer


def test_of_several_groups_which_is_no_quote(assistant: Assistant) -> None:
    _, told = talk(assistant, "negative reviews by region", "which ones?")
    assert not quoted(told)


@pytest.mark.parametrize("narrowed", ["VIP的有吗，贴出来", "好的方面呢，举几个例子"])
def test_quotes_go_on_of_what_was_spoken_of(assistant: Assistant, narrowed: str) -> None:
    _, told = talk(assistant, "贴几条华东的反馈原文", narrowed)
    assert "华东" in told.answer.split("\n")[0]


def test_one_may_be_shown_of_what_is_counted(assistant: Assistant) -> None:
    for question in ("how many VIPs complained? show me one", "有多少VIP投诉？给我看一条"):
        assert len(quoted(talk(assistant, question)[0])) == 1
