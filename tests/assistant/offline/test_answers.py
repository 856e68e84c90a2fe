"""Whole answers of the offline model: in the question's language, every number from a result."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.agent import Assistant, open_assistant
from assistant.answering import answer
from assistant.events import Answer, Done
from assistant.settings import Settings
from tests.assistant.offline.conftest import TODAY, rows

ENGLISH = (
    "How many reviews are there?",
    "How many VIP customers complained in March 2024?",
    "What share of reviews are negative?",
    "average price by product",
    "Which region has the most negative reviews?",
    "top 2 products by NPS",
    "top 2 products by NPS per region",
    "which product has the most negative reviews in each region",
    "compare VIP and standard on average rating",
    "compare March 2024 with February 2024",
    "negative reviews per month",
    "How many reviews have no NPS score?",
    'what share of reviews mention "refund"?',
    "when was the first review?",
    "which weekday has the most reviews?",
    "what fields do you have",
)
CHINESE = (
    "一共有多少条评论？",
    "2024年3月VIP客户的差评有多少",
    "差评率是多少",
    "各产品的平均价格",
    "哪个地区差评最多",
    "NPS最高的前两个产品",
    "每个地区NPS最高的前两个产品",
    "每个地区差评最多的产品",
    "VIP和standard客户的平均评分哪个高",
    "2024年2月和3月比，评论多了多少",
    "按月看差评数",
    "没有NPS分数的有多少条",
    "提到物流的评论占几成",
    "最新的一条评论是什么时候",
    "星期几的评论最多",
    "有哪些字段",
)


@pytest.fixture(scope="module")
def assistant(home: Path) -> Iterator[Assistant]:
    settings = Settings().model_copy(update={"home": home, "model": "offline"})
    with open_assistant(settings, remember=False) as opened:
        yield opened


def ask(assistant: Assistant, question: str) -> Answer:
    last = list(answer(assistant, question, None, TODAY))[-1]
    assert isinstance(last, Done), last
    return last.answer


def numbers(value: Any) -> Iterator[float]:
    """Every number anywhere inside a result."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for each in value:
            yield from numbers(each)
    elif isinstance(value, str):
        yield from (float(found) for found in re.findall(r"\d+(?:\.\d+)?", value))
    elif isinstance(value, int | float):
        yield float(value)


def backed(shown: str, known: list[float]) -> bool:
    """Whether a number of an answer is one of the results', at the rounding it is shown with."""
    digits = len(shown.partition(".")[2])
    value = float(shown)
    return any(round(abs(each) * scale, digits) == value for each in known for scale in (1, 100))


@pytest.mark.parametrize("question", [*ENGLISH, *CHINESE])
def test_every_number_in_an_answer_comes_from_its_results(assistant: Assistant, question: str) -> None:
    told = ask(assistant, question)
    assert not told.abstained, told.answer
    known = [*numbers(list(told.results)), *numbers(question), 95.0, 30.0, 4.0, 5.0]
    shown = re.findall(r"(?<![\w.-])\d[\d,]*(?:\.\d+)?", told.answer)
    assert shown
    assert [each for each in shown if not backed(each.replace(",", ""), known)] == []


@pytest.mark.parametrize("question", ENGLISH)
def test_english_questions_are_answered_in_english(assistant: Assistant, question: str) -> None:
    told = ask(assistant, question)
    sentences = re.sub(r"“[^”]*”|\|.*\||\*\*[^*]*\*\*", "", told.answer)
    assert told.language == "en"
    assert not re.search(r"[\u3400-\u9fff]", sentences)


@pytest.mark.parametrize("question", CHINESE)
def test_chinese_questions_are_answered_in_chinese(assistant: Assistant, question: str) -> None:
    told = ask(assistant, question)
    assert told.language == "zh"
    assert re.search(r"[\u3400-\u9fff]{2}", told.answer)


def test_two_questions_in_one_message_are_both_answered(assistant: Assistant) -> None:
    told = ask(assistant, "How many VIP reviews are there? And what share is that?")
    count, share = (each["rows"][0][0] for each in told.results)
    assert share == pytest.approx(count / 120)


def test_a_declined_question_says_what_was_not_read_and_what_can_be_asked(assistant: Assistant) -> None:
    told = ask(assistant, "how many complaints per warehouse robot?")
    assert told.abstained
    assert told.results == ()
    assert "robot" in told.answer
    assert "region" in told.answer


def test_the_same_question_has_the_same_answer(assistant: Assistant) -> None:
    first, second = (ask(assistant, "差评最多的前两个地区") for _ in range(2))
    assert first.answer == second.answer


@pytest.mark.parametrize(
    ("question", "nearest"),
    [
        ("how many reviews in 2019?", "2024-01-01 – 2024-06-28"),
        ("2019年有多少条评论", "2024-01-01 – 2024-06-28"),
        ("how many reviews in July 2023?", "2024-01."),
        ("compare March 2023 with March 2024", "2024-01."),
    ],
)
def test_a_period_outside_the_data_is_declined_with_the_nearest_there_is(
    assistant: Assistant, question: str, nearest: str
) -> None:
    told = ask(assistant, question)
    assert told.abstained
    assert nearest in told.answer


@pytest.mark.parametrize("question", ["how many reviews in 2024?", "2024年有多少条评论"])
def test_a_period_partly_outside_the_data_is_answered_and_said_to_be(
    assistant: Assistant, question: str
) -> None:
    told = ask(assistant, question)
    assert not told.abstained
    assert "2024-06-28" in told.answer


@pytest.mark.parametrize(
    "question",
    [
        "how many reviews at weekends?",
        "周末有多少条评论",
        "how many reviews between 9am and 10am",
        "早上9点到10点的评论数",
    ],
)
def test_days_of_the_week_and_hours_are_conditions(assistant: Assistant, question: str) -> None:
    told = ask(assistant, question)
    assert not told.abstained, told.answer
    expected = [
        each for each in rows() if "9" in question or date.fromisoformat(str(each[1])[:10]).weekday() > 4
    ]
    assert told.results[0]["rows"][0][0] == len(expected)
