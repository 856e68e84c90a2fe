"""Numbers in digits, English and Chinese."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.offline.text.numerals import NUMBER, number

DIGITS = "零一二三四五六七八九"


def chinese(value: int) -> str:
    """A positive number below 1000 as Chinese people write it."""
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    written = f"{DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        written += ("" if tens == 1 and not hundreds else DIGITS[tens]) + "十"
    elif hundreds and ones:
        written += "零"
    return written + (DIGITS[ones] if ones else "")


@given(st.integers(1, 999))
def test_chinese_numerals_have_their_value(value: int) -> None:
    assert re.fullmatch(NUMBER, chinese(value))
    assert number(chinese(value)) == value


@given(st.integers(0, 10**9))
def test_digits_may_have_thousands_separators(value: int) -> None:
    assert number(f"{value:,}") == value


@pytest.mark.parametrize(
    ("written", "value"),
    [("three", 3), ("1.5", 1.5), ("1.2万", 12_000), ("3k", 3_000), ("两", 2), ("3千", 3_000)],
)
def test_other_ways_to_write_a_number(written: str, value: float) -> None:
    assert number(written) == value


@pytest.mark.parametrize("written", ["", "abc", "条"])
def test_what_is_no_number_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=written or "^"):
        number(written)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("two hundred", 200), ("two hundred and five", 205), ("a dozen", 12), ("half a dozen", 6), ("twenty-five", 25),
        ("one thousand five hundred", 1500), ("1.5k", 1500), ("2w", 20_000), ("二零二五", 2025), ("两千零二十五", 2025),
        ("三千二", 3200), ("一万五", 15_000), ("廿五", 25), ("一百零五", 105), ("三百万", 3_000_000), ("1,234.5", 1234.5),
    ],
)  # fmt: skip
def test_number_words_and_short_forms(written: str, value: float) -> None:
    assert re.fullmatch(NUMBER, written)
    assert number(written) == value
