"""Times told from the period spoken of: "how about after that?", "and before?", "that month", 那之后呢."""

import re
from datetime import date, timedelta

from assistant.offline.text.scan import plain
from assistant.offline.turns.before import Before
from tools.segments.query import Period, SegmentQuery

__all__ = ["elsewhen", "unit_named", "weekday_named"]

_LEAD = r"(?:(?:and|so|now|then|but|ok|okay|what about|how about|what of|how many|how much|how was it|what was it|the (?:time|period|ones))\W*)*"
_THEN = r"(?: (?:that|then|this|it|the same date|those|(?:that|this) (?:date|day|time|point|month|week|quarter|year|period)))?"
_END = r"(?:\W|please|pls|though|were there|was it|is it|are there)*"
_AFTER = re.compile(
    rf"\W*{_LEAD}(?:ever )?(?:(?:after|since|following)(?:wards?)?{_THEN}|from then on(?:wards?)?|thereafter|later(?: on)?|later ones|the time since)(?: on)?{_END}"
    r"|\W*(?:那么?|再)?(?:在)?(?:这|那|此|其|从此|从那)?(?:之|以)?(?:后|後)(?:来|至今|到现在|到今天)?(?:的)?(?:呢|咧|有多少[条个]?|情况如何|怎么样)?\W*"
)
_BEFORE = re.compile(
    rf"\W*{_LEAD}(?:(?:(?:up )?until|prior to|before)(?:hand)?{_THEN}|earlier(?: on)?|earlier ones|up to (?:then|that))(?: on)?{_END}"
    r"|\W*(?:那么?|再)?(?:在)?(?:这|那|此|其)?(?:之|以)?前(?:的)?(?:呢|咧|有多少[条个]?|情况如何|怎么样)?\W*"
)


_UNIT = re.compile(
    r"(?:(?<![a-z])(?:in|during|for|of|over) )?(?<![a-z])(?:that|the same|that same) (?P<unit>month|quarter|year)(?![a-z']| (?:before|last|ago|earlier|the|in))"
    r"|(?:那|该|当|同)一?个?(?P<zh>月|季度|年)(?![份前后底初末中])"
    r"|^\W*(?:那么?)?(?:全|整个?)(?P<whole>月|季度|年)(?=的?(?:呢|咧)?\W*$)"
)


def unit_named(question: str, before: Before) -> str:
    """The question with "that month" as the month that the shorter time spoken of lies in: a day or a weekend of it."""
    period, text = before.query.period, plain(question)
    found = _UNIT.search(text)
    if found is None or period is None or not (period.start and period.end) or len(text) != len(question):
        return question
    start = date.fromisoformat(str(period.start)[:10])
    last = date.fromisoformat(str(period.end)[:10]) - timedelta(days=1)
    unit = found["unit"] or {"月": "month", "季度": "quarter", "年": "year"}[found["zh"] or found["whole"]]
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    places = [(each.year * 12 + each.month - 1) // months for each in (start, last)]
    days = (last - start).days + 1
    if places[0] != places[1] or days >= _SHORTEST[unit]:
        return question
    quarter = (start.month + 2) // 3
    said = {
        "month": f"{start.year}-{start.month:02}",
        "quarter": f"{start.year} Q{quarter}",
        "year": str(start.year),
    }[unit]
    if found["zh"] or found["whole"]:
        said = {
            "month": f"{start.year}年{start.month}月",
            "quarter": f"{start.year}年Q{quarter}",
            "year": f"{start.year}年",
        }[unit]
    return f"{question[: found.start()]}{'' if found['zh'] or found['whole'] else 'in '}{said}{question[found.end() :]}"


_WEEKDAY = re.compile(
    r"\W*(?:那么?|再看|看看?)?(?P<said>(?:周|星期|礼拜)(?P<zh>[一二三四五六日天]))(?:的|呢|咧|有|是|多少|几|条)*\W*"
    r"|\W*(?:(?:and|so|now|then|but|ok|what about|how about|how many)\W+)*(?:on )?(?:that |the )?(?P<said2>(?P<en>mon|tues|wednes|thurs|fri|satur|sun)day)(?: (?:then|please|pls|before|after))?\W*"
)
_PLACES = dict(zip("一二三四五六日天", (1, 2, 3, 4, 5, 6, 7, 7), strict=True)) | {
    each: place for place, each in enumerate(("mon", "tues", "wednes", "thurs", "fri", "satur", "sun"), 1)
}


def weekday_named(question: str, before: Before) -> str:
    """The question with "and Thursday?" after one day as the Thursday of that day's week."""
    period, text = before.query.period, plain(question)
    found = _WEEKDAY.fullmatch(text)
    if found is None or period is None or not (period.start and period.end) or len(text) != len(question):
        return question
    day, end = (date.fromisoformat(str(each)[:10]) for each in (period.start, period.end))
    if end - day != timedelta(days=1):
        return question
    meant = day + timedelta(days=_PLACES[found["zh"] or found["en"]] - day.isoweekday())
    start, end_of_name = found.span("said" if found["said"] else "said2")
    return f"{question[:start]}{meant.isoformat()}{question[end_of_name:]}"


_SHORTEST = {"month": 28, "quarter": 90, "year": 365}
"""Days. A period of as many is the unit itself."""


def elsewhen(question: str, before: Before) -> SegmentQuery | None:
    """The query before, of the time after the period it was of, or of the time before it.

    "After" what lasted until a day begins on that day; of an open period ("since May") "before" is the only other
    side. None when the question asks something else or that side is not there.
    """
    period, text = before.query.period, plain(question)
    if period is None or before.quoted or before.query.compare is not None:
        return None
    if period.end is not None and _AFTER.fullmatch(text):
        return before.query.model_copy(update={"period": Period(start=period.end)})
    if period.start is not None and _BEFORE.fullmatch(text):
        return before.query.model_copy(update={"period": Period(end=period.start)})
    return None
