"""Places in the calendar that name themselves: years, months, days, quarters, halves, weeks, seasons.

Each rule finds one piece ("2024年", "March", "5th", "Q3"); pieces that stand side by side are put together
afterwards, so that "Q3 last year", 去年三季度 and 2024Q3 need no rules of their own.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from assistant.offline.text.numerals import NUMBER, number
from assistant.offline.times.atoms import Atom, Frame, Part

__all__ = ["MONTHS", "find_dates"]

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_SEASONS = {"spring": 1, "summer": 2, "autumn": 3, "fall": 3, "winter": 4, "春": 1, "夏": 2, "秋": 3, "冬": 4}

_YEAR = r"(?P<year>(?:19|20)\d{2})"
_ZH_YEAR = r"(?P<year>(?:19|20)\d{2}|[一二][零〇○九][零〇○一二三四五六七八九]{2}|[一两二]千零?[一二三四五六七八九十]*)"
_ZH_SHORT = r"(?P<year>\d{2}|[零〇○一二三][零〇○一二三四五六七八九])"
_ZH = r"(?:\d{1,2}|[一二三四五六七八九十廿卅]{1,3})"
_LONG = r"january|february|april|june|july|august|september|october|november|december|march"
_SHORT = r"jan|feb|apr|jun|jul|aug|sept?|oct|nov|dec"
_BEFORE_MAY = (
    r"(?:(?<=in )|(?<=of )|(?<=to )|(?<=since )|(?<=during )|(?<=for )|(?<=until )|(?<=till )|(?<=by )|(?<=from )"
    r"|(?<=before )|(?<=after )|(?<=vs )|(?<=vs\. )|(?<=than )|(?<=did )|(?<=beat )|(?<=was )|(?<=this )|(?<=last )|(?<=about )|(?<=with )|(?<=-))"
)
_ORD = r"(?P<ord>first|second|third|fourth|1st|2nd|3rd|4th)"
_NTH = r"(?:st|nd|rd|th)"
_NO_UNIT = r"(?![\d%]|[.,]\d|\s?(?:[-–/~]\s?\d+\s?)?(?:stars?|points?|%|元|块|人|条|个|星|分|天|(?:及|或)?以[上下内]|yuan|rmb|dollars?|usd|records|reviews|customers|people|times|(?:st|nd|rd|th)?\s?(?:most|least|highest|lowest|worst|best|biggest|largest|place)))"
_NO_QUANTITY = (
    r"(?<!over )(?<!above )(?<!below )(?<!under )(?<!than )(?<!least )(?<!most )(?<!top )(?<![\d.,$¥#])"
)
_LINK = r"\s?(?:[-–—~/到至和与及、,，]|or|and|to|through|until|vs\.?|或者?)\s?"

_RULES: tuple[str, ...] = (
    _YEAR + r"[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)(?:[t ]\d{1,2}:\d{2}(?::\d{2})?)?",
    r"(?<![\d.])" + _YEAR + r"(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?![\d.])",
    r"(?<![\d./])(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<year>(?:19|20)\d{2}|\d{2})(?![\d./])",
    r"(?:(?<=on )|(?<=since )|(?<=until )|(?<=before )|(?<=after ))(?P<a>\d{1,2})(?P<sep>/)(?P<b>\d{1,2})(?![\d/]|\s?(?:stars?|points?|out))",
    _YEAR + r"[-/.](?P<month>0?[1-9]|1[0-2])(?![\d-]|\.\d)",
    r"(?<![\d/.])(?P<month>0?[1-9]|1[0-2])/" + _YEAR + r"(?!\d)",
    r"(?<!\d)(?:(?P<year>(?:19|20)\d{2})[- ]?)?(?<![a-z])(?:cw|w|(?:calendar |iso )?week)(?: number| no\.?)? ?[-#]?(?P<week>\d{1,2})(?![\d.]|[a-z]| stars?)",
    r"第(?P<week>\d{1,2}|[一二三四五]?十[一二三四五六七八九]?)个?周",
    r"(?<![a-z\d])q(?P<quarter>[1-4])(?: of|/|-)? ?'?(?P<year>(?:19|20)\d{2}|[012]\d)(?![\d%,.]|\s?(?:%|records|reviews))",
    r"(?<![a-z\d])(?:fy ?)?(?:(?P<year>(?:19|20)\d{2}|\d{2})[ -]?(?:年的?|fy ?)?)?q(?P<quarter>[1-4])(?:季度?)?(?![0-9a-z])",
    r"(?<![a-z\d])(?P<quarter>[1-4])q(?P<year>\d{4}|\d{2})(?![0-9a-z])",
    r"(?<![a-z\d])(?:(?P<year>(?:19|20)\d{2}|\d{2})[ -]?(?:年的?|fy ?)?)?h(?P<half>[12])(?![0-9a-z])",
    r"(?:民国|\broc ?)(?P<roc>\d{2,3}|[一二三四五六七八九十百]+)\s?年?",
    r"(?<!\d)" + _ZH_YEAR + r"\s?年(?![龄级])(?:度(?!趋势|变化))?(?:全年|整年)?",
    r"(?<![\d近去前过用第了])" + _ZH_SHORT + r"\s?年(?![龄级前后内来多以间])(?:度(?!趋势|变化))?(?:全年|整年)?",
    _YEAR + r"(?=第[一二三四1-4]个?季)",
    r"前(?P<quarters>[二两三23])个?季度?",
    r"(?:第(?P<quarter>[一二三四1-4])个?|(?<![几这前后每逐各\d])(?<!季)(?<!季度)(?P<quarter1>[一二三四1-4]))(?:季度|季(?![节度]))",
    r"(?P<upper>上|(?<=[年\x00和与跟及比、])前)(?:半年度?|(?=[下后]半年))|(?P<lower>下|(?<=[年\x00和与跟及比、])后)半年度?",
    r"(?P<upper>上)半个?月|(?P<lower>下)半个?月",
    r"(?P<upper>前)[六6]个月(?=[^,，。]{0,12}后[六6]个月)|(?P<lower>(?<=[和与跟及、比对年\x00])后)[六6]个月",
    rf"(?:the )?{_ORD} (?:fiscal |calendar )?(?P<of>quarter|half)(?! (?:hour|star|day))",
    rf"(?<![\d.])(?P<month>{_ZH})月份?(?P<day>{_ZH})[日号](?!楼|线|机)",
    rf"(?<![\d.几])(?P<month>{_ZH})月份?",
    rf"(?P<month>(?<=[、,，和与]){_ZH})这?[两三]个?月",
    rf"(?<![\d星期拜周逾过超满足一二三四五六七八九十])(?P<day>{_ZH})[日号](?![楼线机店门仓])",
    r"(?P<season>(?<=年)[春夏秋冬]|(?<=年的)[春夏秋冬])[天季]",
    r"(?<![\u4e00-\u9fff])(?P<season>[春夏秋冬])[天季](?=[的里有间期收共]|$)",
    rf"(?<![a-z])(?P<name>{_LONG}|{_SHORT})(?![a-z])\.?(?:'s(?![a-z]))?",
    rf"{_BEFORE_MAY}(?P<name>mar|may)(?![a-z])\.?(?:'s(?![a-z]))?(?! be\b)",
    r"(?<![a-z])(?P<name>may)(?=\s*[?？.!]*$|'s\b)",
    rf"(?<=is )(?P<name>may)(?= (?:so |as |much |a lot )?(?:twice|double|half|{NUMBER} times|worse|better|higher|lower|bad|good)(?![a-z]))",
    r"(?:^|(?<=[,，;]) ?)(?P<name>may)(?=\s*[:：–—])",
    rf"(?<=the )(?P<day>\d{{1,2}}){_NTH}\b",
    r"(?<![a-z])(?:the )?(?P<season>spring|summer|autumn|winter|(?<=in )fall|(?<=in the )fall|fall(?=,? (?:of )?(?:19|20)\d\d))(?:time)?(?=(?:,? | of |'s )?(?:19|20)\d{2}| (?:last|this) year|\s*[?.!]*$)",
    r"(?:(?:in|during|over|since|for) )(?:the )?(?P<season>spring|summer|autumn|fall|winter)\b",
    r"(?:\b(?:fy|fiscal(?: year)?|calendar year) ?)(?P<year>(?:19|20)\d{2}|\d{2})\b",
    _NO_QUANTITY + r"(?<![a-z_])" + _YEAR + r"(?![a-z_])(?:\b's)?" + _NO_UNIT,
)  # fmt: skip
"""Pieces that are times on their own, the surest first. The groups say what each part of them is."""

_WEAK_RULES: tuple[str, ...] = (
    r"(?<=\x00)的?[年月]?(?:(?P<early>上旬|初(?!级))|(?P<mid>中旬|中(?=[的，,]|$))|(?P<late>下旬|[底末](?!端)))",
    r"(?:the )?\b(?:(?P<early>early|beginning|start)|(?P<mid>mid|middle)|(?P<late>late|end))(?:(?: (?:of|in))?(?: the)? |-)(?=[a-z0-9'\x00])",
    r"(?<![a-z])(?P<name>mar|may)(?![a-z])\.?",
    r"(?<![a-z0-9])'(?P<year>\d{2})(?![\d'a-z])",
    rf"(?<=\d[-–~])(?P<bare>\d{{1,2}})(?:{_NTH}\b)?{_NO_UNIT}|(?:(?<=to )|(?<=through )|(?<=until ))(?:the )?(?P<bare1>\d{{1,2}})(?:{_NTH}\b)?{_NO_UNIT}",
    rf"(?<![\d.:a-z零一二三四五六七八九十]){_ORD}(?={_LINK}\x00)",
    rf"(?<![\d.:a-z零一二三四五六七八九十])(?P<bare>{_ZH})(?:{_NTH}\b)?(?={_LINK}(?:the )?(?:{_ZH}(?:{_NTH}\b)?{_NO_UNIT}|\x00))",
    rf"{_NO_QUANTITY}(?<![a-z\d.:$¥])(?P<day>\d{{1,2}})(?:{_NTH}|(?<=\x00 \d)|(?<=\x00 \d\d)|(?! (?:in|during) ))(?![\d.]|:\d){_NO_UNIT}",
    _NO_QUANTITY + r"(?<![\d.a-z])(?P<year>\d{2})(?![\d.%:]|[a-z]| (?:in|during) )" + _NO_UNIT,
)  # fmt: skip
"""Pieces that mean a time only beside another: "early", "'25", the 5 of "March 3-5"."""


def find_dates(text: str, frame: Frame, *, weak: bool) -> Iterator[Atom]:
    """Pieces of one kind in a folded text; no two overlap."""
    taken = text
    for pattern in _compiled(weak):
        for match in list(pattern.finditer(taken)):
            atom = _atom(match, frame)
            if atom is not None:
                taken = taken[: atom.start] + "\x00" * (atom.end - atom.start) + taken[atom.end :]
                yield replace(atom, weak=weak or atom.weak)


@cache
def _compiled(weak: bool) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(each) for each in (_WEAK_RULES if weak else _RULES))


def _atom(match: re.Match[str], frame: Frame) -> Atom | None:
    """What the groups of a rule say, or None when there is no such place in the calendar."""
    said = {name.rstrip("0123456789"): value for name, value in match.groupdict().items() if value}
    month, day = _month_and_day(said)
    part = _part(said)
    if not (1 <= (month or 1) <= 12 and 1 <= (day or 1) <= 31 and (part is None or 1 <= part[1] <= 53)):
        return None
    year = _year(said)
    atom = Atom(*match.span(), year=year, month=month, day=day, part=part, bare=_bare(said))
    short = (
        year is not None
        and month is None
        and part is None
        and "年" in match.group()
        and len(said.get("year", "")) == 2
    )
    return replace(atom, weak=True) if short and not _plausible(year or 0, frame) else atom


def _month_and_day(said: dict[str, str]) -> tuple[int | None, int | None]:
    if "a" in said:  # 3/15/2025 has the month first unless that is no month; 15.3.2025 the day
        first, second = int(said["a"]), int(said["b"])
        return (second, first) if first > 12 or said["sep"] == "." else (first, second)
    month = _number(said["month"]) if "month" in said else None
    if "name" in said:
        month = next(n for n, name in enumerate(MONTHS, 1) if name.startswith(said["name"][:3]))
    return month, _number(said["day"]) if "day" in said else None


def _part(said: dict[str, str]) -> Part | None:
    if "ord" in said:
        place = _ORDINALS[said["ord"]]
        kind = said.get("of")
        return None if kind is None else ("half", place) if kind == "half" else ("quarter", place)
    if "season" in said:
        return "season", _SEASONS[said["season"]]
    for place, name in enumerate(("early", "mid", "late"), 1):
        if name in said:
            return "third", place
    for place, name in enumerate(("upper", "lower"), 1):
        if name in said:
            return "half", place
    for kind in ("quarter", "quarters", "half", "week"):
        if kind in said:
            return kind, _number(said[kind])  # type: ignore[return-value]
    return None


def _year(said: dict[str, str]) -> int | None:
    if "roc" in said:
        return 1911 + _number(said["roc"])
    if "year" not in said:
        return None
    year = _number(said["year"])
    return year if year > 99 else 2000 + year


def _bare(said: dict[str, str]) -> int | None:
    if "ord" in said and "of" not in said:
        return _ORDINALS[said["ord"]]
    return _number(said["bare"]) if "bare" in said else None


def _plausible(year: int, frame: Frame) -> bool:
    """Whether "19年" is a year of this century near the data, not a number of years."""
    first = frame.span[0].year if frame.span else frame.today.year - 15
    return min(first, frame.today.year - 5) - 15 <= year <= frame.today.year + 3


def _number(text: str) -> int:
    return int(number(text.strip()))
