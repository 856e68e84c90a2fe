"""What is said around a time to mean other days: "the last 3 days of May", 5月第一周, "the week before Christmas"."""

import re
from dataclasses import dataclass
from datetime import timedelta

from assistant.offline.text.numerals import NUMBER, number
from tools.segments.spans import Span, Unit, WeekStart, add_months, following, unit_span

__all__ = ["Cut", "cut"]

_DAY = timedelta(days=1)
_AROUND = 3
"""Days on either side that "around Christmas" takes in."""

_UNITS: dict[str, Unit] = {
    "day": "day", "week": "week", "month": "month", "quarter": "quarter", "year": "year", "weekend": "day",
    "天": "day", "日": "day", "周": "week", "星期": "week", "礼拜": "week", "月": "month", "季度": "quarter",
}  # fmt: skip
_PLACES = {
    "first": 1, "1st": 1, "opening": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4,
    "fifth": 5, "5th": 5, "last": -1, "final": -1, "closing": -1, "前": 1, "头": 1, "开头": 1, "最初": 1, "最后": -1, "末": -1, "后": -1,
    "上": 1,
}  # fmt: skip
_EN = r"(?P<unit>day|week|month|quarter|year)s?"
_ZH = r"个?(?P<unit>天|日(?!期)|周(?!末)|星期|礼拜|月|季度)"
_NTH = "|".join(sorted((each for each in _PLACES if each.isascii()), key=len, reverse=True))
_BEFORE = (
    re.compile(rf"(?:the )?(?P<place>{_NTH}) (?:(?P<n>{NUMBER}) )?{_EN} (?:of|in)(?: the| calendar)? ?$"),
    re.compile(rf"(?:the )?(?:(?P<n>{NUMBER}) )?{_EN} (?P<way>before|after|preceding|following|leading up to|prior to) (?:the )?$"),
    re.compile(r"(?:the )?(?P<week>week)(?P<begin> (?:of|containing|with|in|around)| (?:starting|beginning|from|commencing)| (?P<ending>ending))(?: on)? (?:the )?$"),
    re.compile(r"(?P<around>around|about) (?:the )?$"),
)  # fmt: skip
_AFTER = (
    re.compile(rf"的?(?P<place>前|上(?=一个)|头|开头|最初|最后|末|后)的?(?P<n>{NUMBER}){_ZH}"),
    re.compile(rf"的?第(?P<nth>[一二三四五1-5]){_ZH}|的?(?P<place>最后)(?P<one>一)?{_ZH.replace('unit', 'unit2')}"),
    re.compile(r"(?P<around>前后)|(?P<week>那一?周|这一?周|当周|所在的?(?:那一?)?周)|(?P<same>当天|当日|那一?天|这一?天)"),
)  # fmt: skip

_AFTER_STARTS = tuple("的前上头开最末后第那这当所")


@dataclass(frozen=True, slots=True)
class Cut:
    """The days meant, and how far before and after the time the words for it reach."""

    span: Span
    start: int
    end: int


def cut(text: str, start: int, end: int, span: Span, week_start: WeekStart) -> Cut | None:
    """What the words right before or after the time at `start` to `end` make of its days; None: nothing."""
    for pattern in _BEFORE if text[start - 1 : start] == " " else ():
        match = pattern.search(text, max(0, start - 40), start)
        if match:
            found = _cut(match.groupdict(), span, week_start)
            return Cut(found, start - len(match.group()), end) if found else None
    for pattern in _AFTER if text[end : end + 1] in _AFTER_STARTS else ():
        match = pattern.match(text, end)
        if match:
            found = _cut(match.groupdict(), span, week_start)
            return Cut(found, start, end + len(match.group())) if found else None
    return None


def _cut(groups: dict[str, str | None], span: Span, week_start: WeekStart) -> Span | None:
    said = {name.rstrip("2"): value for name, value in groups.items() if value}
    short = span[1] - span[0] <= 10 * _DAY
    if "around" in said:
        return (span[0] - _AROUND * _DAY, span[1] + _AROUND * _DAY) if short else None
    if "same" in said:
        return span[0], span[0] + _DAY
    if "week" in said:
        starting = re.search("start|begin|from|commenc", said.get("begin", ""))
        if not (short or starting or "ending" in said):  # "which week in 2026"
            return None
        if "ending" in said:
            return span[1] - 7 * _DAY, span[1]
        return (span[0], span[0] + 7 * _DAY) if starting else unit_span(span[0], "week", week_start)
    unit, count = _UNITS[said["unit"]], int(number(said.get("n", "1")))
    if "way" in said:
        return _beside(span, unit, count, later=said["way"] in ("after", "following"))
    if "nth" in said:
        return _nth(span, unit, int(number(said["nth"])))
    return _placed(span, said["place"], unit, count, week_start)


def _placed(span: Span, word: str, unit: Unit, count: int, week_start: WeekStart) -> Span | None:
    """The first or last of a stretch; what comes before or after it where it is itself no longer than that."""
    place, short = _PLACES[word], span[1] - span[0] <= 10 * _DAY
    if word in ("前", "上", "后") and unit_span(span[0], unit, week_start) == span:
        return _beside(span, unit, count, later=place < 0)  # 6月前一个月 is May
    if word == "上":
        return None
    if (short and unit != "day") or (short and count >= (span[1] - span[0]).days):
        return _beside(span, unit, count, later=place < 0)  # the three days before a festival, not its first
    if place in (1, -1):
        return _end(span, unit, count, last=place < 0)
    return _nth(span, unit, place)


def _beside(span: Span, unit: Unit, count: int, *, later: bool) -> Span:
    """So many units right before or after; a single month or longer is the calendar's."""
    if unit in ("day", "week"):
        length = count * (7 if unit == "week" else 1) * _DAY
        return (span[1], span[1] + length) if later else (span[0] - length, span[0])
    nearest = following(span, unit, 1 if later else -1)
    furthest = following(span, unit, count if later else -count)
    return (nearest[0], furthest[1]) if later else (furthest[0], nearest[1])


def _end(span: Span, unit: Unit, count: int, *, last: bool) -> Span | None:
    """The first or last units of a stretch that is longer."""
    months = {"month": 1, "quarter": 3, "year": 12}.get(unit)
    length = count * (7 if unit == "week" else 1) * _DAY
    if last:
        first = add_months(span[1], -count * months) if months else span[1] - length
        return (first, span[1]) if first >= span[0] else None
    end = add_months(span[0], count * months) if months else span[0] + length
    return (span[0], end) if end <= span[1] else None


def _nth(span: Span, unit: Unit, place: int) -> Span | None:
    """The place-th unit of a stretch, counted from its first day; a last one may be shorter."""
    months = {"month": 1, "quarter": 3, "year": 12}.get(unit)
    if months:
        first, end = add_months(span[0], (place - 1) * months), add_months(span[0], place * months)
    else:
        length = (7 if unit == "week" else 1) * _DAY
        first, end = span[0] + (place - 1) * length, span[0] + place * length
    return (first, min(end, span[1])) if first < span[1] else None
