"""Numbers as people write them: 3, 3,000, three, 三, 二十五, 1.2万."""

import re

__all__ = ["NUMBER", "number"]

_ENGLISH = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "fifty": 50, "hundred": 100,
}  # fmt: skip
_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_UNITS = {"十": 10, "百": 100, "千": 1000}

NUMBER = (
    r"(?:-?\d[\d,]*(?:\.\d+)?\s?[万千百]?k?|[零一二两三四五六七八九十百千]+万?|(?:"
    + "|".join(_ENGLISH)
    + r")\b)"
)
"""Pattern of one number; `number` gives its value."""


def number(text: str) -> float:
    """Value of a text that matches NUMBER. Raises ValueError for anything else."""
    text = text.strip().replace(",", "")
    if text in _ENGLISH:
        return float(_ENGLISH[text])
    if re.fullmatch(r"-?\d+(?:\.\d+)?", text):
        return float(text)
    if text.endswith("万"):
        return number(text[:-1]) * 10_000
    if text.endswith("k"):
        return number(text[:-1]) * 1000
    if text and text[-1] in _UNITS and re.fullmatch(r"-?[\d.]+", text[:-1].strip()):
        return float(text[:-1]) * _UNITS[text[-1]]
    return float(_chinese(text))


def _chinese(text: str) -> int:
    """Positional Chinese numerals up to 9999."""
    if not text or any(each not in _DIGITS and each not in _UNITS for each in text):
        raise ValueError(text)
    total, digit = 0, 0
    for each in text:
        if each in _DIGITS:
            digit = digit * 10 + _DIGITS[each]
        else:
            total += (digit or 1) * _UNITS[each]
            digit = 0
    return total + digit
