"""Numbers in a text with what they count: "5 to 7 working days", "三个工作日", "$20", "10 February".

Written two ways the same amount is equal: "a week", "7 days" and "一周" are 168 hours. Working days, months
and days stay apart, since nobody can say how many of one make another.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from tools.replies.wordlists import toml_of

__all__ = ["Amount", "amounts", "backed"]

_DIGITS = {each: value for value, each in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_POWERS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000}
_CHINESE = "".join((*_DIGITS, *_POWERS, "半"))
_PLAIN = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_TO = r"\s*(?:-|–|—|~|～|to|or|至|到|或)\s*"
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"  # noqa: E501
_DATES = (
    re.compile(r"\b(?P<y>(?:19|20)\d\d)[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})日?"),
    re.compile(r"(?<!\d)(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*[日号]"),
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<name>{_MONTH})\b", re.I),
    re.compile(rf"\b(?P<name>{_MONTH})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b", re.I),
)
_BARE = re.compile(rf"(?<![\d.A-Za-z])(?:{_PLAIN})(?![A-Za-z]*\d)")
_LIST_MARKS = (".", ")", "）", "、", "．")
_LIMITS = re.compile(r"\b(?:within|in|after|about|around|under|up to|at most) $", re.I)
_CODE = re.compile(r"(?<![\w.])v?\d+(?:\.\d+){2,}(?![\w.]*\d)|\b\d{1,2}[:：]\d{2}\b|24\s*/\s*7")
"""Versions and times of day: compared as they are written."""


@dataclass(frozen=True, slots=True)
class Amount:
    """unit: hour, workday, month, percent, money, fold, date (month * 100 + day), code, or "" for a bare
    number.

    text[begin:end] says it. written: how it is put in the text, a range as a whole; for codes what is
    compared.
    """

    value: float
    unit: str
    begin: int
    end: int
    written: str


def amounts(text: str) -> tuple[Amount, ...]:
    """All of them, in order. Numbers that only number a list ("1.", "（2）") are left out."""
    taken: list[Amount] = []
    for found in (*_dates(text), *_codes(text), *_counted(text), *_bare(text)):
        if all(found.end <= each.begin or each.end <= found.begin for each in taken):
            taken.append(found)
    return tuple(sorted(taken, key=lambda each: each.begin))


def backed(amount: Amount, sources: Iterable[Amount]) -> bool:
    """Whether one of the sources states the same: the same value of the same unit, or of none."""
    for each in sources:
        if amount.unit == "code" or each.unit == "code":
            if amount.unit == each.unit and amount.written == each.written:
                return True
        elif abs(each.value - amount.value) < 1e-6 and (each.unit == amount.unit or not amount.unit):
            return True
    return False


def _dates(text: str) -> Iterator[Amount]:
    for pattern in _DATES:
        for match in pattern.finditer(text):
            named = match.groupdict()
            month = _MONTHS.index(named["name"][:3].lower()) + 1 if named.get("name") else int(named["m"])
            day = int(named["d"])
            if 1 <= month <= 12 and 1 <= day <= 31:
                yield Amount(month * 100 + day, "date", *match.span(), match[0])


def _codes(text: str) -> Iterator[Amount]:
    for match in _CODE.finditer(text):
        yield Amount(0, "code", *match.span(), match[0].lower().lstrip("v").replace("：", ":"))


def _counted(text: str) -> Iterator[Amount]:
    for unit, size, pattern in _patterns():
        for match in pattern.finditer(text):
            if match["low"].lower() in ("a", "an") and not _LIMITS.search(text[: match.start()]):
                continue  # "have a nice day" counts nothing
            middle = match.end("low") if match["high"] else match.end()
            for said, begin, end in (
                (match["low"], match.start(), middle),
                (match["high"], middle, match.end()),
            ):
                value = _number(said) if said else None
                if value is not None:
                    yield Amount(round(value * size, 6), unit, begin, end, match[0])


def _bare(text: str) -> Iterator[Amount]:
    for match in _BARE.finditer(text):
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        numbers_a_list = not line.strip(" \t(（*-") and text[match.end() : match.end() + 1] in _LIST_MARKS
        if not numbers_a_list:
            yield Amount(_number(match[0]) or 0.0, "", *match.span(), match[0])


def _number(written: str) -> float | None:
    """None for what is no single number, such as 两三."""
    said = written.lower()
    if said[0].isascii() and said[0].isdigit():
        return float(said.replace(",", ""))
    if said[0].isascii():
        return float(toml_of("amounts")["number"]["en"][said])
    return _chinese_number(said)


def _chinese_number(said: str) -> float | None:
    if said == "半":
        return 0.5
    total, last = 0, 0
    for character in said:
        if character in _DIGITS:
            if last:
                return None
            last = _DIGITS[character]
        elif character in _POWERS:
            total += (last or 1) * _POWERS[character]
            last = 0
        else:
            return None
    return float(total + last)


@cache
def _patterns() -> tuple[tuple[str, float, re.Pattern[str]], ...]:
    """(unit, size, pattern) of all units; groups `low` and `high`."""
    lists = toml_of("amounts")
    words = "|".join(sorted(map(re.escape, lists["number"]["en"]), key=len, reverse=True))
    one = rf"(?:(?<![\d.A-Za-z])(?:{_PLAIN})|\b(?:{words})\b|(?<![第{_CHINESE}])[{_CHINESE}]+)"
    made = []
    for unit in lists["unit"].values():
        of, after = unit["of"], "|".join(unit["words"])
        counted = rf"(?P<low>{one})(?:{_TO}(?P<high>{one}))?(?:\s?-?\s?)(?:{after})(?![A-Za-z])"
        made.append((of, float(unit.get("size", 1)), re.compile(counted, re.I)))
        for mark in unit.get("before", ()):
            written = rf"{mark}\s?(?P<low>{_PLAIN})(?:\s*(?:-|–|to|至|到)\s*(?:{mark})?(?P<high>{_PLAIN}))?"
            made.append((of, 1.0, re.compile(written, re.I)))
    return tuple(made)
