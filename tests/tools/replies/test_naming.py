"""A customer's own words are said back turned to face them, and never when they are insults."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prompts import Language
from tests.tools.replies.briefs import brief
from tools.replies import naming_en, naming_zh
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


TORN = [
    "There's no way of reaching, not games, to no avail.",
    "Can you help please?",
    "I waited at the desk from @shop and them.",
    "Not games!!! Refund to",
    "because of the",
]


@pytest.mark.parametrize("message", TORN)
def test_what_is_quoted_is_a_whole_clause(message: str) -> None:
    text = compose(brief(f"{message} The lamp in box two never worked for me.")).text
    quotes = re.findall(r'"([^"]+)"', text)
    assert all(len(each.split()) >= 4 for each in quotes)
    assert "…" not in text
    assert "from and" not in text


def test_a_clause_that_is_torn_is_not_quoted_and_what_it_is_about_is_named() -> None:
    assert naming_en.quotable("s no way of reaching the hotline") == ""
    assert naming_en.quotable("there I have a problem") == ""
    assert naming_en.quotable("not games") == ""
    assert (
        naming_en.quotable("The lamp stopped working after a week.")
        == "The lamp stopped working after a week"
    )
    assert naming_en.thing("need it back pls, my reading lamp is dark") == "your reading lamp"


def test_pronouns_that_cannot_be_turned_are_not() -> None:
    point = brief("Are you guys closing the shop?").points[0]
    assert named(point, "en", "en") == "whether we are closing the shop"
    assert "guys" not in compose(brief("Are you guys going to fix the lamp?")).text


@pytest.mark.parametrize(
    ("words", "expected"),
    [("希望领导能解决我们这个问题", ""), ("希望得到重视", ""), ("希望在路口加装路灯", "在路口加装路灯")],
)
def test_a_wish_that_names_nothing_is_not_said_back(words: str, expected: str) -> None:
    assert naming_zh.named(words, "request") == expected
