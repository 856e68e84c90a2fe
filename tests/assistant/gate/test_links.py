"""Links and images: those that are not allowed are taken out, whatever they are dressed as."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.gate.links import find_links, host_of, without_links

ALLOWED = ("good.example",)
DISGUISED = (
    "[x](http://evil.example/a)",
    "![x](https://evil.example/a.png)",
    "<https://evil.example>",
    "https://evil.example",
    "www.evil.example/a",
    "//evil.example/a",
    "evil.example/a?b",
    "[x]: https://evil.example",
    "<img src=//evil.example/a>",
    "<svg/onload=alert(1)>",
    "[x](javascript:alert(1))",
    "java\u200bscript:alert(1)",
    "java%73cript:alert(1)",
    "&#106;avascript:alert(1)",
    "data:text/html;base64,PHg+",
    "ｈｔｔｐ：／／evil.example",
    "һttp://evil.example",
    "http:\\\\evil.example",
    "https://good.example@evil.example",
    "https://good.example.evil.example",
    "https://gооd.example",
    "https://good.example\\@evil.example",
    "[x](<http://evil.example/a b>)",
    "12tp://evil.example",
    "mailto:a@evil.example",
    "[the list][1]",
    "[清单][a]",
    "//:sptth",
)


@pytest.mark.parametrize("link", DISGUISED)
def test_a_disguised_link_is_taken_out(link: str) -> None:
    mended, taken = without_links(f"See {link} now.", ALLOWED, "‹removed›")
    assert taken
    assert "‹removed›" in mended
    assert "evil.example" not in mended
    assert find_links(mended, ALLOWED) == []


@pytest.mark.parametrize(
    "text",
    [
        "https://good.example/a",
        "[x](https://good.example/a)",
        "booking.example is fine",
        "data: 12",
        "a < 3 and > 1",
        "12:30",
        "[r1] and `[FB-1]`",
        "and/or",
        "比例：1:2",
        "（见 r1）",
    ],
)
def test_what_is_no_link_or_is_allowed_stays(text: str) -> None:
    assert without_links(text, ALLOWED, "‹removed›") == (text, [])


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            (*DISGUISED, "text ", "[", "](", ")", "<", ">", "&", "\n", "https://good.example/a ")
        ),
        max_size=8,
    )
)
def test_nothing_is_left_to_take_out(parts: list[str]) -> None:
    mended, _ = without_links("".join(parts), ALLOWED, "‹removed›")
    assert without_links(mended, ALLOWED, "‹removed›")[0] == mended


def test_a_host_is_what_a_browser_would_ask() -> None:
    assert host_of("https://Good.example:443/a") == "good.example"
    assert host_of("https://good.example:8443/a") == "good.example:8443"
    assert host_of("https://good.example@evil.example/") == ""
    assert host_of("ftp://good.example") == ""
