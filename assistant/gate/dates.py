"""Dates and periods as answers write them: 2025-03-04, March 2025, 2025年3月, Q3, May to June, last month.

A period is half-open, in days counted as `date.toordinal` does. A date without its year fits any year.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any, Literal

from assistant.gate.words import any_of, table

__all__ = ["Moment", "Period", "StatedDate", "find_dates", "period_named", "periods_in", "relative_period"]

Period = tuple[int, int]
"""Half-open: the first day, and the first day after."""

Part = Literal["year", "half", "quarter", "month", "week", "day"]
_MONTHS = {"half": 6, "quarter": 3, "month": 1}


@dataclass(frozen=True, slots=True)
class Moment:
    """A calendar unit, maybe of a year. number: which half, quarter, month or week; day: of the month."""

    part: Part
    year: int | None = None
    number: int = 0
    day: int = 0

    def period(self, year: int | None = None) -> Period | None:
        """Its days in its year, or in `year`; None when there is no such date."""
        year = self.year if self.year is not None else year
        if year is None or not 1 <= year <= 9998:
            return None
        try:
            return self._period(year)
        except ValueError:
            return None

    def _period(self, year: int) -> Period:
        if self.part == "year":
            return date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()
        if self.part == "day":
            day = date(year, self.number, self.day).toordinal()
            return day, day + 1
        if self.part == "week":
            monday = date.fromisocalendar(year, self.number, 1).toordinal()
            return monday, monday + 7
        size = _MONTHS[self.part]
        first = (self.number - 1) * size
        after = first + size
        start = date(year, first + 1, 1)
        return start.toordinal(), date(year + after // 12, after % 12 + 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A stated date or range of dates.

    clock: its time of day, HH:MM. other: 03/04/2025 read the other way round. relative: a phrase like
    "last month". loose: a bare number that may be a year.
    """

    start: int
    end: int
    first: Moment | None
    last: Moment | None = None
    clock: str = ""
    other: Moment | None = None
    relative: str = ""
    loose: bool = False

    def periods(self, years: tuple[int, ...]) -> Iterator[Period]:
        """The periods it may mean; the years are those to try when it says none."""
        for first in filter(None, (self.first, self.other)):
            for year in years if first.year is None else (None,):
                began = first.period(year)
                ended = self.last.period(year if self.last.year is None else None) if self.last else began
                if began and ended and ended[1] > began[0]:
                    yield began[0], ended[1]
                    if self.last and ended[1] - ended[0] == 1:
                        yield began[0], ended[0]  # "to 1 April" may not include it


_ZH = "零〇一二三四五六七八九"
_CLOCK = r"(?:[T ,]{1,2}(?P<clock>\d{1,2}:\d{2})(?::\d{2})?)?"


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted(table("months"), key=len, reverse=True)
    month = rf"(?:{'|'.join(names)})"
    year = r"(?:19|20)\d{2}"
    no, end = r"(?<![\dA-Za-z_./-])", r"(?![\d])"
    day = r"\d{1,2}(?:st|nd|rd|th)?(?!\d)"
    zh_month = r"(?:\d{1,2}|十[一二]?|[一二三四五六七八九])"
    zh_day = r"(?:\d{1,2}|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
    numbered = (
        rf"{no}(?P<iy>\d{{4}})(?:-(?P<im>\d{{1,2}})(?:-(?P<id>\d{{1,2}}))?|/(?P<jm>\d{{1,2}})(?:/(?P<jd>\d{{1,2}}))?|\.(?P<km>\d{{1,2}})\.(?P<kd>\d{{1,2}})){end}{_CLOCK}",
        rf"{no}(?P<wy>{year})[- ]?W(?P<wn>\d{{1,2}}){end}",
        rf"{no}(?P<qy>{year})[- ]?(?P<qp>[QH])(?P<qn>[1-4]){end}",
        rf"{no}(?P<sa>\d{{1,2}})[/.](?P<sb>\d{{1,2}})[/.](?P<sy>{year}){end}",
        rf"{no}(?P<bd>{day})(?:\s?[-–—]\s?(?P<be>{day}))?\s+(?:of\s+)?(?P<bm>{month})(?![A-Za-z])\.?(?:,?\s+(?P<by>{year})\b)?",
    )
    named = (
        rf"(?<![A-Za-z\d])(?P<rp>[QH])(?P<rn>[1-4])(?![\dA-Za-z])(?:(?:\s|,|/|-|of)*(?P<ry>{year})\b)?",
        rf"(?<![A-Za-z])(?P<am>{month})\.?\s+(?P<ad>{day})(?:\s?[-–—]\s?(?P<ae>{day}))?(?:,?\s+(?P<ay>{year})\b)?",
        rf"(?<![A-Za-z])(?P<cm>{month})(?![A-Za-z])\.?(?:,?\s+(?:of\s+)?(?P<cy>{year})\b)?",
    )
    chinese = (
        rf"(?P<zy>\d{{4}}|[{_ZH}]{{4}})\s?年\s?(?:(?P<zm>{zh_month})\s?月(?:份|\s?(?P<zd>{zh_day})\s?[日号])?|第?(?P<zq>[一二三四1-4])季度|(?P<zh>[上下])半年|第(?P<zw>\d{{1,2}})周)?",
        rf"(?<![\d个第])(?P<ym>{zh_month})\s?月(?:份|\s?(?P<yd>{zh_day})\s?[日号])?(?!亮|饼|球)",
        r"(?:第(?P<xq>[一二三四1-4])|(?<![a-z上下本这个每\d])(?P<xr>[一二三四]))季度|(?<![上下本这今去])(?P<xh>[上下])半年",
    )
    year_alone = rf"(?<![\d,.A-Za-z_#$¥€/:-])(?P<gy>{year})(?![\d,%％/:A-Za-z_-]|\.\d)"
    groups = (
        rf"(?=\d)(?:{'|'.join(numbered)})",
        rf"(?<![A-Za-z])(?=[JFMASONDQH])(?:{'|'.join(named)})",
        rf"(?=[\d第上下十{_ZH}])(?:{'|'.join(chinese)})",
        rf"(?=[12]){year_alone}",
    )
    return re.compile("|".join(groups), re.IGNORECASE)


_BARE_CLOCK = re.compile(r"(?<![\d:.])(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?![\d:])")
_JOINED = re.compile(
    r"[ \t*_`]*(?:-|–|—|~|～|－|to|until|through|thru|till|and|至|到|和|与)[ \t*_`]*", re.IGNORECASE
)
_ONLY_BETWEEN = re.compile(r"and|和|与", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:between|在|从|from)[ \t*_`]*$", re.IGNORECASE)
_DAY_AFTER = re.compile(r"\s?(?:-|–|—|~|至|到)\s?(?P<day>\d{1,2})\s?[日号]")
_MONTH_BEFORE = re.compile(r"(?<!\d)(?P<month>\d{1,2})\s?(?:-|–|—|~|至|到)\s?$")
_IN = re.compile(
    r"(?:\bin|of|from|to|since|until|through|during|for|by|between|and|before|after|last|this|next|[-–(/|*])\s?\**$",
    re.IGNORECASE,
)
_HINT = re.compile(r"\d{4}|年|月|季度|半年|\d:\d|[QH]\d|\d/\d", re.IGNORECASE)


@cache
def _month_names() -> re.Pattern[str]:
    return re.compile(
        "|".join(sorted((each.capitalize() for each in table("months")), key=len, reverse=True))
    )


@cache
def _relative() -> re.Pattern[str]:
    return re.compile(any_of(table("relative")), re.IGNORECASE)


def find_dates(text: str) -> list[StatedDate]:
    """Every stated date, in order, ranges as one."""
    singles: list[StatedDate] = []
    if _HINT.search(text) or _month_names().search(text):
        singles = [each for match in _pattern().finditer(text) if (each := _read(match, text))]
        singles = _joined(singles, text)
    taken = [(each.start, each.end) for each in singles]
    for match in _BARE_CLOCK.finditer(text) if ":" in text else ():
        if not any(start <= match.start() < end for start, end in taken):
            singles.append(StatedDate(*match.span(), None, clock=match[0][:5].zfill(5)))
    low = text.lower()
    for match in _relative().finditer(text) if any(map(low.__contains__, table("relative"))) else ():
        if not any(start <= match.start() < end for start, end in taken):
            singles.append(StatedDate(*match.span(), None, relative=match[0].lower()))
    return sorted(singles, key=lambda each: each.start)


def _read(match: re.Match[str], text: str) -> StatedDate | None:
    got = {name: value for name, value in match.groupdict().items() if value}
    start, end = match.span()
    kind = next(iter(got))[0]
    made = _READERS[kind](got, match, text)
    if made is None:
        return None
    return replace(made, start=start, end=end, clock=got.get("clock", "").zfill(5) if "clock" in got else "")


def _iso(got: dict[str, str], *_: Any) -> StatedDate:
    month = got.get("im") or got.get("jm") or got.get("km")
    day = got.get("id") or got.get("jd") or got.get("kd")
    part: Part = "day" if day else "month"
    return StatedDate(0, 0, Moment(part, int(got["iy"]), int(month or 0), int(day or 0)))


def _english(got: dict[str, str], match: re.Match[str], text: str) -> StatedDate | None:
    kind = next(iter(got))[0]
    name = got[f"{kind}m"]
    year = int(got[f"{kind}y"]) if f"{kind}y" in got else None
    number = table("months")[name.lower()]
    days = [int(re.sub(r"\D", "", got[key])) for key in (f"{kind}d", f"{kind}e") if key in got]
    if not name[0].isupper() and not (days or year):
        return None
    also_a_word = name.lower() in ("march", "may") or len(name) < 5
    if also_a_word and not days and year is None and not _IN.search(text[: match.start()][-10:]):
        return None
    if not days:
        return StatedDate(0, 0, Moment("month", year, number))
    first, *rest = (Moment("day", year, number, day) for day in days)
    return StatedDate(0, 0, first, rest[0] if rest else None)


def _slashes(got: dict[str, str], *_: Any) -> StatedDate:
    year, one, two = int(got["sy"]), int(got["sa"]), int(got["sb"])
    return StatedDate(0, 0, Moment("day", year, one, two), other=Moment("day", year, two, one))


def _chinese(got: dict[str, str], *_: Any) -> StatedDate:
    kind = next(iter(got))[0]
    year = _digits(got["zy"]) if "zy" in got else None
    if month := got.get(f"{kind}m"):
        day = got.get(f"{kind}d")
        return StatedDate(
            0, 0, Moment("day" if day else "month", year, _digits(month), _digits(day) if day else 0)
        )
    if quarter := got.get("zq") or got.get("xq") or got.get("xr"):
        return StatedDate(0, 0, Moment("quarter", year, _digits(quarter)))
    if half := got.get(f"{kind}h"):
        return StatedDate(0, 0, Moment("half", year, 1 if half == "上" else 2))
    if week := got.get("zw"):
        return StatedDate(0, 0, Moment("week", year, int(week)))
    return StatedDate(0, 0, Moment("year", year))


def _coded(got: dict[str, str], *_: Any) -> StatedDate:
    if "wy" in got:
        return StatedDate(0, 0, Moment("week", int(got["wy"]), int(got["wn"])))
    letter, number = got.get("qp") or got["rp"], int(got.get("qn") or got["rn"])
    year = got.get("qy") or got.get("ry")
    return StatedDate(
        0, 0, Moment("quarter" if letter in "Qq" else "half", int(year) if year else None, number)
    )


def _year(got: dict[str, str], match: re.Match[str], text: str) -> StatedDate:
    loose = not _IN.search(text[max(match.start() - 10, 0) : match.start()])
    return StatedDate(0, 0, Moment("year", int(got["gy"])), loose=loose)


_Reading = Callable[[dict[str, str], re.Match[str], str], StatedDate | None]

_READERS: dict[str, _Reading] = {
    "i": _iso, "w": _coded, "q": _coded, "r": _coded, "s": _slashes, "a": _english, "b": _english,
    "c": _english, "z": _chinese, "y": _chinese, "x": _chinese, "g": _year,
}  # fmt: skip


def _digits(text: str) -> int:
    """A number of up to four digits, or a Chinese numeral up to 99."""
    if text.isdigit() and text.isascii():
        return int(text)
    if len(text) == 4:
        return int("".join(str(max(_ZH.index(each) - 1, 0)) for each in text))
    tens, ten, ones = text.rpartition("十")
    value = (max(_ZH.index(tens) - 1, 0) if tens else 1) * 10 if ten else 0
    return value + (max(_ZH.index(ones) - 1, 0) if ones else 0)


def _joined(singles: list[StatedDate], text: str) -> list[StatedDate]:
    """Two dates with "to" between them are one range; each takes from the other the year it lacks."""
    made: list[StatedDate] = []
    for each in singles:
        each = _with_day_after(_with_month_before(each, text), text)
        before = made[-1] if made else None
        if before and before.last is None and each.last is None and before.first and each.first:
            between = text[before.end : each.start]
            plain = _ONLY_BETWEEN.fullmatch(between.strip(" \t*_`"))
            opened = _BETWEEN.search(text[max(before.start - 12, 0) : before.start])
            if _JOINED.fullmatch(between) and (not plain or (opened and opened[0].lower() != "from")):
                made[-1] = _range(before, each)
                continue
        made.append(each)
    return made


def _range(first: StatedDate, last: StatedDate) -> StatedDate:
    one, two = first.first, last.first
    if one and two and one.year is None and two.year is not None:
        later = one.part == two.part and one.number > two.number
        one = replace(one, year=two.year - 1 if later else two.year)
    elif one and two and two.year is None and one.year is not None:
        two = replace(two, year=one.year)
    return replace(first, end=last.end, first=one, last=two, clock="", loose=False)


def _with_day_after(each: StatedDate, text: str) -> StatedDate:
    """3月1日至15日."""
    match = _DAY_AFTER.match(text, each.end)
    if match is None or each.first is None or each.first.part != "day":
        return each
    return replace(each, end=match.end(), last=replace(each.first, day=int(match["day"])))


def _with_month_before(each: StatedDate, text: str) -> StatedDate:
    """3-5月."""
    match = _MONTH_BEFORE.search(text[max(each.start - 6, 0) : each.start])
    if (
        match is None
        or each.first is None
        or each.first.part != "month"
        or each.last
        or "月" not in text[each.start : each.end]
    ):
        return each
    start = each.start - (len(text[max(each.start - 6, 0) : each.start]) - match.start())
    return replace(each, start=start, first=replace(each.first, number=int(match["month"])), last=each.first)


def relative_period(phrase: str, today: date) -> Period | None:
    """The days "last month" and its like mean on a day."""
    told = table("relative").get(phrase)
    if told is None:
        return None
    unit, step = told
    if unit == "day":
        day = today + timedelta(days=step)
        return day.toordinal(), day.toordinal() + 1
    if unit == "week":
        monday = today.toordinal() - today.weekday() + 7 * step
        return monday, monday + 7
    size = {"month": 1, "quarter": 3, "year": 12}[unit]
    at = (today.year * 12 + today.month - 1) // size + step
    parts: dict[str, Moment] = {
        "month": Moment("month", at // 12, at % 12 + 1),
        "quarter": Moment("quarter", at // 4, at % 4 + 1),
        "year": Moment("year", at),
    }
    return parts[unit].period()


_LABEL = re.compile(r"(\d{4})(?:-(?:Q([1-4])|W(\d{2})|(\d{1,2})(?:-(\d{1,2}))?))?")


def periods_in(text: str) -> Iterator[Period]:
    """The periods a text states with their years."""
    return (period for each in find_dates(text) for period in each.periods(()))


def period_named(label: str) -> Period | None:
    """The days of a calendar label of a result: 2024, 2024-Q1, 2024-03, 2024-W10, 2024-03-05."""
    match = _LABEL.fullmatch(label)
    if match is None:
        return None
    year, quarter, week, month, day = (int(each) if each else 0 for each in match.groups())
    if quarter:
        return Moment("quarter", year, quarter).period()
    if week:
        return Moment("week", year, week).period()
    if day:
        return Moment("day", year, month, day).period()
    return (Moment("month", year, month) if month else Moment("year", year)).period()
