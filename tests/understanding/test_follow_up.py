"""Who is asked more."""

import pytest

from retrieval.understanding.batch import Batch, Label
from retrieval.understanding.follow_up import follow_ups
from retrieval.understanding.notes import Feeling
from retrieval.understanding.urgency import urgencies

FURIOUS = Feeling("negative", -0.95, 0.95, 0.97)
ANNOYED = Feeling("negative", -0.4, 0.4, 0.7)
GLAD = Feeling("positive", 0.9, 0.9, 0.95)
COMPLAINT = Label("complaint", 0.9)


def asked(text: str, feeling: Feeling = FURIOUS, intent: Label = COMPLAINT) -> str:
    batch = Batch.of([text])
    return follow_ups(batch, [feeling], [intent], urgencies(batch))[0]


@pytest.mark.parametrize("text", ["什么破玩意", "气死我了，太恶心", "Worst meal of my life", "utterly vile"])
def test_the_furious_without_a_wish_are_worth_an_interview(text: str) -> None:
    assert asked(text) == "interview"


@pytest.mark.parametrize(
    "text",
    [
        "太恶心了，退钱",
        "气死，赔偿我",
        "希望你们改改",
        "Worst ever, refund me",
        "Please fix it",
        "I want it replaced",
    ],
)
def test_who_says_a_wish_need_not_be_asked(text: str) -> None:
    assert asked(text) == ""


@pytest.mark.parametrize("intent", ["request", "suggestion"])
def test_a_request_or_suggestion_is_a_wish(intent: str) -> None:
    assert asked("什么破玩意", intent=Label(intent, 0.8)) == ""


@pytest.mark.parametrize("feeling", [ANNOYED, GLAD])
def test_mild_feelings_are_left_alone(feeling: Feeling) -> None:
    assert asked("还行吧", feeling) == ""


@pytest.mark.parametrize("text", ["再也不来了，退钱", "I am closing my account, refund me", "果断注销"])
def test_who_is_about_to_leave_is_to_be_saved(text: str) -> None:
    assert asked(text, ANNOYED) == "save"


def test_words_that_only_contain_a_wish_are_none() -> None:
    assert asked("mustard everywhere, disgusting, unwanted hair") == "interview"
