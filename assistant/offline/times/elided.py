"""Times that leave out a part: "the first and the second quarter", "Q1 2018 against Q2", 七八月, "5.3-5.9"."""

import re

from assistant.offline.text.numerals import number
from assistant.offline.times.dates import MONTHS

__all__ = ["filled_out", "to_date"]

_ORDINAL = r"(?:first|second|third|fourth|1st|2nd|3rd|4th)"
_JOINED = r"(?:to|and|or|with|versus|vs\.?|against|than)"
_UNIT_LATER = re.compile(
    rf"\b(?P<one>{_ORDINAL}) (?P<joint>{_JOINED}) (?P<the>the )?(?P<two>{_ORDINAL}) (?P<unit>quarter|half|month|week)\b",
    re.IGNORECASE,
)
_UNIT_BEFORE = re.compile(
    rf"\b(?P<one>{_ORDINAL} (?P<unit>quarter|half))(?P<of>(?: of)? (?:19|20)\d\d)?(?P<gap>[^.?!]{{0,24}}?{_JOINED}) (?P<two>the {_ORDINAL})\b(?! ?(?:quarter|half|month|week|day|year|most|[a-z]+est\b))",
    re.IGNORECASE,
)
"""Only the first or only the last of two says the unit."""
_QUARTERS = 4
_DIGITS = "一二三四五六七八九十"
_RUN_TOGETHER = re.compile(
    rf"(?<![\d第前近几十上下过點点{_DIGITS}])(?P<one>[{_DIGITS}])(?P<two>[{_DIGITS}])(?P<both>这?這?[两兩]个?個?)?(?P<unit>月份?(?!\d|初|中旬|底)|季度)"
)
"""Two numerals in a row are the first and the second month of a stretch: 七八月, 三四季度. 三四个月 is how long."""

_DIGIT_NAMES = "零一二三四五六七八九"
_SPELT_YEAR = re.compile(
    r"(?<![零一二三四五六七八九十百第近前过了\d])二([零一二三四五六七八九])(?=年(?![前后]|[来内]?间|以[上下内]|多|的?时间|级|款))"
)
"""A year of the twenties digit by digit: 二五年. Twenty-five years are 二十五年."""

_BRACKETED_DAY = re.compile(r"(?<=[（(])(1[0-2]|0?[1-9])[./](3[01]|[12]\d|0?[1-9])(?=[)）])")
"""A day that explains what stands before it: 上周五（6.12）."""

_BOTH_MONTHS = re.compile(
    rf"(?P<one>\d{{1,2}}|[{_DIGITS}]{{1,2}})月?份?\s?[、,，和与與跟及/-]\s?(?P<two>\d{{1,2}}|[{_DIGITS}]{{1,2}})月?份?(?:这|這)?[两兩2]个?個?月份?"
)
_APART = re.compile(r"对比|對比|分别|分別|各|比|谁|誰|哪|相差|差多少|vs|\bversus\b", re.IGNORECASE)
"""What two months are asked about one by one with."""

_DAY_PAIR = re.compile(
    r"(?<![\d./])(?P<m1>1[0-2]|0?[1-9])(?P<sep>[./])(?P<d1>3[01]|[12]\d|0?[1-9])\s?(?:-|–|—|~|～|to|thru|through|until|到|至)\s?"
    r"(?P<m2>1[0-2]|0?[1-9])(?P=sep)(?P<d2>3[01]|[12]\d|0?[1-9])(?![\d./]|\s?(?:stars?|points?|分|星|元|%))",
    re.IGNORECASE,
)
_SCORED = re.compile(r"(?:scor|rat(?:ed|ing)|star|price|nps|[分星价價])[^,，。?？]{0,8}$", re.IGNORECASE)


_HALF_MONTHS = re.compile(
    rf"(?P<first>\b(?:first|second|1st|2nd) half(?P<month> of (?:{'|'.join(MONTHS)}|[a-z]{{3}}(?![a-z]))(?: (?:19|20)\d\d)?)(?P<gap>[^.?!]{{0,24}}?\b{_JOINED} (?:how many (?:(?:were )?(?:received |there )?)?in |in )?))(?P<two>(?:the )?(?:first|second|1st|2nd) half)\b(?! (?:of|year))",
    re.IGNORECASE,
)
""" "The first half of March against the second half": of the same month."""


_A_YEAR_AGO = re.compile(
    r"去年同期|上年同期|(?:the )?same (?:time|period) (?:of |in )?last year(?! )", re.IGNORECASE
)
_ANY_TIME = re.compile(
    rf"\d|[月周季天日]|今年|本年|以来|至今|年初|昨|上半|下半|(?<![a-z])(?:{'|'.join(MONTHS)}|q[1-4]|quarter|month|week|today|yesterday|year|ytd|since|days?)(?![a-z])",
    re.IGNORECASE,
)


def to_date(question: str) -> str:
    """ "Complaints against the same time last year", 比去年同期: this year so far, where no other time is said."""
    found = _A_YEAR_AGO.search(question)
    if found is None or _ANY_TIME.search(question[: found.start()] + question[found.end() :]):
        return question
    return f"今年以来{question}" if "同期" in found.group() else f"this year so far: {question}"


def filled_out(question: str) -> str:
    """The question with the unit said both times: "the first quarter to the second quarter of 2018"."""
    question = _SPELT_YEAR.sub(lambda said: f"202{_DIGIT_NAMES.index(said[1])}", question)
    question = _BRACKETED_DAY.sub(r"\1月\2日", question)
    question = _RUN_TOGETHER.sub(_run, question)
    if not _APART.search(question):
        question = _BOTH_MONTHS.sub(_both, question)
    question = _DAY_PAIR.sub(_days, question)
    question = _UNIT_LATER.sub(
        lambda m: f"{m['one']} {m['unit']} {m['joint']} {m['the'] or ''}{m['two']} {m['unit']}", question
    )
    question = _HALF_MONTHS.sub(lambda m: f"{m['first']}{m['two']}{m['month']}", question)
    return _UNIT_BEFORE.sub(
        lambda m: f"{m['one']}{m['of'] or ''}{m['gap']} {m['two']} {m['unit']}{m['of'] or ''}", question
    )


def _run(match: re.Match[str]) -> str:
    first, second = (int(number(match[name])) for name in ("one", "two"))
    if second != first + 1 or (match["unit"] == "季度" and second > _QUARTERS):
        return match.group()
    return f"第{first}季度到第{second}季度" if match["unit"] == "季度" else f"{first}月到{second}月"


def _both(match: re.Match[str]) -> str:
    first, second = (int(number(match[name])) for name in ("one", "two"))
    return f"{first}月到{second}月" if second == first + 1 <= len(MONTHS) else match.group()


def _days(match: re.Match[str]) -> str:
    """ "2/24~3/2" are days, unless it may be two scores: "4/5 to 5/5", "rated 3.5-4.5"."""
    months = int(match["m1"]), int(match["m2"])
    days = int(match["d1"]), int(match["d2"])
    out_of = match["sep"] == "/" and days[0] == days[1]
    halves = match["sep"] == "." and set(days) <= {5}
    if out_of or halves or _SCORED.search(match.string[: match.start()]):
        return match.group()
    first, last = (f"{MONTHS[month - 1]} {day}" for month, day in zip(months, days, strict=True))
    return f"{first} to {last}"
