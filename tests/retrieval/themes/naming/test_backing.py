"""What a name that somebody else wrote is held to: its form, and that the theme's own words are behind it."""

import pytest

from prompts import Language
from retrieval.themes.naming.backing import Backing, shortcomings
from retrieval.themes.naming.types import Named

OFFLINE = Named("Delivery late", "快递延误", "A line.", "一句话。", ("delivery", "late"), (0,))
ENGLISH = Backing.of(("The delivery was late and the courier left.",), OFFLINE)
BOTH = Backing.of(("The delivery was late.", "快递太慢了"), OFFLINE)


def codes(name: str, language: Language = "en", backing: Backing = ENGLISH, line: str = "") -> set[str]:
    plain = "大家说快递太慢。" if language == "zh" else "People say it was late."
    return {code for code, _ in shortcomings(name, line or plain, language, backing)}


@pytest.mark.parametrize(
    "name", ["Delivery late", "Late deliveries", "Courier left late", "Delivery is always late"]
)
def test_a_name_in_the_words_of_the_theme_holds(name: str) -> None:
    assert codes(name) == set()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Warehouse strike", "bad_word"),
        ("Late", "bad_length"),
        ("", "bad_length"),
        ("Other issues", "bad_empty"),
        ("Delivery 14 days late", "bad_figures"),
        ("Delivery late www.evil.example", "bad_form"),
        ("Delivery late\u202e", "bad_form"),
        ("Delivery late 太慢", "bad_language_en"),
    ],
)
def test_a_name_that_does_not_hold_is_told_why(name: str, code: str) -> None:
    assert code in codes(name)


def test_chinese_is_held_to_chinese_texts() -> None:
    assert codes("快递太慢", "zh", BOTH) == set()
    assert codes("快递慢", "zh", BOTH) == set()
    assert "bad_word" in codes("仓库罢工", "zh", BOTH)
    assert "bad_language_zh" in codes("Delivery late", "zh", BOTH)


def test_a_translation_into_a_language_nobody_wrote_is_held_to_its_form() -> None:
    assert codes("送货总是迟到", "zh", ENGLISH) == set()
    assert "bad_form" in codes("送货迟到 http://x.example", "zh", ENGLISH)


def test_a_description_may_quote_the_other_language() -> None:
    assert codes("Delivery late", line="People write “快递太慢”.") == set()
    assert "bad_language_en" in codes("Delivery late", line="快递太慢")
    assert "bad_line" in codes("Delivery late", line="late " * 60)
