"""Quotes with what a reader cannot see in them, or with digits of another width, as customers write them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.gate.gate import check
from tests.assistant.gate.results import FOUND

TEXTS = [
    "Pictures at night are good, zero regrets!❤️❤️",
    "等了４５天才收到，客服一直说再等等",
    "The zip\u200bper broke on the first day.",
    "👨‍👩‍👧 love it, we all use it every day",
]


def _found(text: str) -> dict[str, Any]:
    return FOUND | {"rows": [["FB-101", text, "2024-03-05 14:30", "Cam 3", 2.0]], "citations": ["FB-101"]}


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(
    "answer",
    ["One wrote “{}” `[FB-101]`.", "> {}\n> — [FB-101]", "| id | quote |\n|---|---|\n| FB-101 | {} |"],
)
def test_is_let_through_as_it_is(text: str, answer: str) -> None:
    said = answer.format(text)
    mended, report = check(said, [_found(text)], "What do they say?")
    assert report.unbacked == ()
    assert mended == said


def test_digits_of_another_width_are_other_words() -> None:
    _, report = check("有人说“等了45天才收到，客服一直说再等等” [FB-101]。", [_found(TEXTS[1])], "说了什么？")
    assert [each.kind for each in report.unbacked] == ["quote"]


def test_what_is_struck_takes_the_unseen_with_it() -> None:
    said = "One wrote “Pictures at night are bad, many regrets!❤️❤️” [FB-101]."
    mended, _ = check(said, [_found(TEXTS[0])], "What do they say?")
    assert "“~~Pictures at night are bad, many regrets!❤️❤️~~”" in mended


@given(
    st.text(st.sampled_from("ab❤️\ufe0f\u200b\u200dé好１2 !，"), min_size=1, max_size=40).filter(
        lambda words: bool(words.strip(" \ufe0f\u200b\u200d"))
    )
)
def test_any_text_can_be_quoted(middle: str) -> None:
    text = f"It says {middle} on the box."
    _, report = check(f"One wrote “{text}” [FB-101].", [_found(text)], "What do they say?")
    assert report.unbacked == ()
