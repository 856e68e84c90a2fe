"""A customer's own words are said back turned to face them, and never when they are insults."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prompts import Language
from tests.tools.replies.briefs import brief
from tools.replies.composing import compose
from tools.replies.naming import named
from tools.replies.naming_en import turned

TURNED = [
    ("my order was lost", "your order was lost"),
    ("I was told you would call me", "you were told we would call you"),
    ("I am waiting for you", "you are waiting for us"),
    ("we've paid for our tickets", "you've paid for your tickets"),
    ("I gave you my number", "you gave us your number"),
]
NAMED: list[tuple[str, Language, str]] = [
    ("@shop my account is playing two shows at once.", "en", "your account is playing two shows at once"),
    ("Still waiting for my parcel!!", "en", "you're still waiting for your parcel"),
    ("didn't get the second shoe", "en", "you didn't get the second shoe"),
    ("How do I change my address?", "en", "how to change your address"),
    ("Why can't I use my voucher?", "en", "why you can't use your voucher"),
    ("Is it possible to pay by card?", "en", "whether it is possible to pay by card"),
    ("I want a refund.", "en", "a refund"),
    ("Can you please send me the invoice again?", "en", "us to send you the invoice again"),
    ("The waiting room was terrible.", "en", '"The waiting room was terrible"'),
    ("而且电池一天要充三次", "zh", "电池一天要充三次"),
    ("请问这款有没有大码？", "zh", "这款有没有大码？"),
    ("希望你们尽快给我退款！", "zh", "尽快给您退款"),
]
INSULTS = ["you idiots", "what a scam", "this is bullshit", "你们这帮骗子", "垃圾商家", "真他妈慢"]


@pytest.mark.parametrize(("said", "expected"), TURNED)
def test_first_and_second_person_change_places(said: str, expected: str) -> None:
    assert turned(said) == expected


@pytest.mark.parametrize(("message", "language", "expected"), NAMED)
def test_a_point_is_named_in_the_customers_words(message: str, language: Language, expected: str) -> None:
    (point,) = brief(message).points
    assert named(point, language, language) == expected


@settings(max_examples=12, deadline=None)
@given(st.sampled_from(INSULTS), st.sampled_from(["The box was broken", "包装破了", "Where is my order?"]))
def test_insults_are_never_said_back(insult: str, rest: str) -> None:
    for message in (f"{rest}, {insult}!", f"{insult}. {rest}", insult):
        assert insult not in compose(brief(message)).text


def test_what_was_taken_out_is_not_said_back() -> None:
    text = compose(brief("I am [NAME], my order [ORDER] is missing and [PHONE] never rings.")).text
    assert "[" not in text


def test_words_of_another_language_are_not_said_back() -> None:
    text = compose(brief("快递一周了还没到", language="en")).text
    assert text.isascii()
