"""Times that count from the day of the question, or from another time: 上上周, "the last 90 days", "the month before"."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from assistant.offline.text.numerals import NUMBER, number
from assistant.offline.times.atoms import Atom, Frame, Step
from tools.segments.spans import Span, Unit, add_months, following, last_days, last_whole, unit_span

__all__ = ["find_relative"]

_DAY = timedelta(days=1)
_UNITS: dict[str, Unit] = {
    "day": "day", "week": "week", "month": "month", "quarter": "quarter", "year": "year", "half": "half",
    "天": "day", "日": "day", "周": "week", "星期": "week", "礼拜": "week", "月": "month", "季度": "quarter",
    "季": "quarter", "年": "year", "wk": "week", "mo": "month", "yr": "year", "mth": "month", "qtr": "quarter",
    "d": "day", "w": "week", "m": "month", "y": "year", "q": "quarter", "半年": "half", "年度": "year",
}  # fmt: skip
_WEEKDAYS = {
    "mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6, "sun": 7, "wee": 0,
    "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "日": 7, "天": 7, "末": 0,
}  # fmt: skip
_DAYS_BACK = {
    "今天": 0, "今日": 0, "今": 0, "today": 0, "昨天": 1, "昨日": 1, "昨": 1, "yesterday": 1, "前天": 2, "前日": 2,
    "day before yesterday": 2, "last": 1, "大前天": 3, "明天": -1, "明日": -1, "tomorrow": -1, "后天": -2,
}  # fmt: skip
_YEARS_BACK = {
    "大前年": 3,
    "前年": 2,
    "去年": 1,
    "上年": 1,
    "今年": 0,
    "本年": 0,
    "当年": 0,
    "明年": -1,
    "后年": -2,
}

_N = rf"(?P<n>{NUMBER}|(?:a )?couple(?: of)?|半)"
_EN_UNIT = r"(?P<unit>day|week|month|quarter|year|half|wk|mo|yr|mth|qtr)s?\b"
_ZH_UNIT = r"(?P<unit>天|日(?!期)|周(?!末|[一二三四五六日])|星期(?![一二三四五六日天])|礼拜(?![一二三四五六日天])|月(?!份)|季度|季|年(?!龄|初|底|末))"
_ZH_COUNTED = (
    rf"(?<![第前近最后上下年月\d.]){_N}\s?(?:个(?P<unit1>月|季度|星期|礼拜)|(?P<unit2>天|日|周(?!末|[一二三四五六日])|星期))"
    r"|(?<![第前近最后上下年月\d.])(?P<n1>[1-9]|1[0-4]|[一两二三四五六七八九十半])(?P<unit3>年)"
)
_ZH_MANY = rf"(?P<n2>{NUMBER})\s?个?(?P<unit2>天|日(?!期)|周(?!末|[一二三四五六日])|星期(?![一二三四五六日天])|月(?!份)|季度)"
_WHOLE = r"(?P<whole>full|complete|whole|calendar|entire)"
_LAST = r"(?:the |these )?(?:last|past|previous|latest|preceding|trailing|rolling|most recent|recent)"

_EN_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tues?|wed|thu(?:rs?)?|fri|sat|sun"
_DIGITS = "0123456789"

_NO_TIME = (
    r"(?! (?:the )?(?:\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|last|this|yesterday|today|\x00))"
)

Build = Callable[[dict[str, str], Frame], Atom | None]


def find_relative(text: str, frame: Frame) -> Iterator[Atom]:
    """Relative times in a folded text; no two overlap. What lies beyond the calendar is no time."""
    taken = text
    for pattern, build in _rules():
        for match in list(pattern.finditer(taken)):
            said = {name.rstrip(_DIGITS): value for name, value in match.groupdict().items() if value}
            try:
                atom = build(said, frame)
            except (ValueError, OverflowError):
                continue
            if atom is not None:
                taken = taken[: match.start()] + "\x00" * len(match.group()) + taken[match.end() :]
                yield replace(atom, start=match.start(), end=match.end())


def _fixed(span: Span, exact: date | None = None) -> Atom:
    return Atom(0, 0, fixed=span, exact=exact)


def _unit(said: dict[str, str]) -> Unit:
    return _UNITS[said["unit"]]


def _count(said: dict[str, str]) -> tuple[int, Unit]:
    """How many of which unit; half a year is six months, half a month 15 days, a couple two."""
    unit, text = _unit(said), said.get("n", "1")
    if "couple" in text:
        return 2, unit
    if text == "半":
        return {"year": (6, "month"), "month": (15, "day"), "day": (1, "day")}.get(unit, (1, unit))  # type: ignore[return-value]
    return int(number(text)), unit


def _rolling(said: dict[str, str], frame: Frame) -> Atom | None:
    count, unit = _count(said)
    if count < 1:
        return None
    if "whole" in said:
        return _fixed(last_whole(count, unit, frame.today, frame.week_start))
    return _fixed(last_days(count, unit, frame.today))


def _hours(said: dict[str, str], frame: Frame) -> Atom:
    return _fixed(last_days(int(number(said["n"])) // 24 + 1, "day", frame.today))


def _half_year(_: dict[str, str], frame: Frame) -> Atom:
    return _fixed(last_days(6, "month", frame.today))


def _fortnight(_: dict[str, str], frame: Frame) -> Atom:
    return _fixed(last_days(14, "day", frame.today))


def _ago(said: dict[str, str], frame: Frame) -> Atom:
    """ "Three months ago" is that calendar month, unless a range starts or ends there."""
    count, unit = _count(said)
    exact = _back(frame.today, unit, count)
    return _fixed(unit_span(exact, unit, frame.week_start), exact)


def _back(day: date, unit: Unit, count: int) -> date:
    if unit in ("day", "week"):
        return day - count * (7 if unit == "week" else 1) * _DAY
    return add_months(day, -count * {"month": 1, "quarter": 3, "half": 6, "year": 12}[unit])


def _calendar(said: dict[str, str], frame: Frame) -> Atom:
    """This, last, or the one before last: 上上周, "last month". Months and years can take a day or part."""
    back = len(said["back"]) if "back" in said else 2 if "before" in said else 1 if "last" in said else 0
    return _unit_back(_unit(said), back, frame)


def _unit_back(unit: Unit, back: int, frame: Frame) -> Atom:
    span = following(unit_span(frame.today, unit, frame.week_start), unit, -back)
    if unit == "year":
        return Atom(0, 0, year=span[0].year)
    if unit == "month":
        return Atom(0, 0, year=span[0].year, month=span[0].month)
    if unit == "quarter":
        return Atom(0, 0, year=span[0].year, part=("quarter", span[0].month // 3 + 1))
    return _fixed(span)


def _named_year(said: dict[str, str], frame: Frame) -> Atom:
    return Atom(0, 0, year=frame.today.year - _YEARS_BACK[said["when"]])


def _near_day(said: dict[str, str], frame: Frame) -> Atom:
    day = frame.today - _DAYS_BACK[said["when"]] * _DAY
    return _fixed((day, day + _DAY))


def _to_date(said: dict[str, str], frame: Frame) -> Atom:
    first = unit_span(frame.today, _unit(said), frame.week_start)[0]
    return _fixed((first, frame.today + _DAY))


def _weekday(said: dict[str, str], frame: Frame) -> Atom:
    """A day of this week or an earlier one: 上周一, "last Friday", "Tuesday of last week"; weekends have two."""
    place = _WEEKDAYS[said["weekday"][:3]]
    back = len(said["back"]) if "back" in said else 1 if "last" in said else 0
    monday = unit_span(frame.today, "week")[0]
    if place == 0:  # a weekend; the one before last is that of the week before
        first = monday + 5 * _DAY - back * 7 * _DAY
        return _fixed((first, first + 2 * _DAY))
    day = monday + (place - 1) * _DAY - back * 7 * _DAY
    return _fixed((day, day + _DAY))


def _nearest(said: dict[str, str], frame: Frame) -> Atom:
    """ "Last Friday" is the newest that is over; "last weekend" that of the week before."""
    if said["weekday"] == "weekend":
        return _weekday(said, frame)
    back = (frame.today.isoweekday() - _WEEKDAYS[said["weekday"][:3]]) % 7 or 7
    day = frame.today - back * _DAY
    return _fixed((day, day + _DAY))


def _newest(said: dict[str, str], frame: Frame) -> Atom:
    """ "The latest month": the last one the data has."""
    newest = min(frame.today, frame.span[1]) if frame.span else frame.today
    return _fixed(unit_span(newest, _unit(said), frame.week_start))


def _season(said: dict[str, str], frame: Frame) -> Atom:
    """ "Last summer" is the newest that is over, "this summer" the one of this year."""
    place = {"spring": 1, "summer": 2, "autumn": 3, "fall": 3, "winter": 4}[said["season"]]
    year = frame.today.year
    if "last" in said:
        over = place < 4 and frame.today.month >= 3 * place + 3
        year -= 0 if over else 2 if place == 4 and frame.today.month < 3 else 1
    return Atom(0, 0, year=year, part=("season", place))


def _step(said: dict[str, str], _: Frame) -> Atom:
    unit = _unit(said) if "unit" in said else None
    count = int(number(said.get("n", "1")))
    return Atom(0, 0, step=Step(unit, count if "next" in said else -count))


def _many_before(said: dict[str, str], frame: Frame) -> Atom | None:
    """ "The previous 7 days": those before the time they are held against, by themselves the last 7."""
    count, unit = _count(said)
    if count < 2:
        return None
    by_itself = None if frame.under else last_days(count, unit, frame.today)
    return Atom(0, 0, fixed=by_itself, step=Step(unit, -1, many=count))


def _same(said: dict[str, str], _: Frame) -> Atom:
    return Atom(0, 0, step=Step(_UNITS[said.get("unit", "year")], -1, same=True))


def _previous(said: dict[str, str], frame: Frame) -> Atom:
    """上一周: the one before the time under discussion, or before today."""
    if frame.under is None and _unit(said) == "week":
        return _unit_back("week", 1, frame)
    return _step(said, frame)


def _now(_: dict[str, str], frame: Frame) -> Atom:
    return replace(_fixed((frame.today, frame.today + _DAY)), weak=True)


def _part_of_now(said: dict[str, str], frame: Frame) -> Atom:
    """ "月底", "年初": of this month or this year."""
    place = 1 if "early" in said else 2 if "mid" in said else 3
    month = None if "year" in said else frame.today.month
    return Atom(0, 0, year=frame.today.year, month=month, part=("third", place))


def _until_end(said: dict[str, str], _: Frame) -> Atom:
    """去年七月到年底: the end of the year, or month, that the range began in."""
    return Atom(0, 0, month=12) if "year" in said else Atom(0, 0, part=("third", 3), weak=True)


def _en_unit(place: int) -> str:
    return rf"(?P<unit{place}>day|week|month|quarter|year|half|wk|mo|yr|mth|qtr)s?\b"


_TO_DATE: tuple[tuple[str, Build], ...] = (
    (r"(?<![a-z])(?P<unit1>[ymqw])td\b|(?<![a-z])(?P<unit2>year|month|quarter|week)[ -]to[ -]date", _to_date),
    (
        r"so far this (?P<unit1>year|month|quarter|week)|this (?P<unit2>year|month|quarter|week) so far",
        _to_date,
    ),
    (r"since the (?:start|beginning) of (?:the|this) (?P<unit>year|month|quarter|week)", _to_date),
    (
        r"(?:今|本|这个?|当)(?P<unit1>年|月|季度|周)(?:度|份)?(?:以来|至今|到(?:现在|目前|今天)(?:为止)?|(?:截[至止]到?)?(?:目前|现在|今[天日])(?:为止)|截[至止]到?(?:目前|现在|今[天日])|迄今)(?:为止)?"
        r"|从?(?:今年|本月)?(?P<unit2>[年月])初(?:至今|以来|到(?:现在|目前|今天)|(?:开始)?[算数]起|起)",
        _to_date,
    ),
)

_STEPS: tuple[tuple[str, Build], ...] = (
    (r"(?P<back>大上)(?:个|一个?)?(?P<unit>周|星期|礼拜|月|季度)(?:份)?", _calendar),
    (r"(?P<back>上)一?个?(?P<unit>周|星期|礼拜)(?:的)?(?:周|星期|礼拜)?一(?:到|至|-|~)(?:周|星期|礼拜)?[日天末](?:为止)?", _calendar),
    (
        r"(?:the )?same (?:period|time|days?|months?|quarter|week|dates?)(?: of| in)?(?: the)? (?:last|previous|prior)"
        r" (?P<unit1>year|month|quarter|week)"
        r"|(?:去年|上年|[前上]一年)的?(?:同一?(?:时?期|月|季度?|周|天|日|时间|时段)|这个?(?:时候|时间|月))"
        r"|上(?:个?(?P<unit2>月)|(?P<unit3>周|季度?))同期",
        _same,
    ),
    (
        r"(?:the )?same (?:period|time|month|quarter|week|day)s? (?:the |one |a )?year (?:before|earlier|prior|ago)"
        r"|(?:a|one) year (?:earlier|before|prior)(?: to)?(?: that)?|the year-ago (?:period|quarter|month)",
        _same,
    ),
    (r"(?:the )?(?P<unit>day|week|month|quarter|year) (?P<before>before last)", _calendar),
    (
        rf"(?:the |a |an |one )(?P<unit1>day|week|month|quarter|year) (?:before|earlier|prior)(?: that| it)?{_NO_TIME}"
        r"|(?<![a-z])(?:the )?(?:prior|preceding|previous) (?P<unit2>day|week|month|quarter|year)\b",
        _step,
    ),
    (
        r"(?:the )?(?P<next1>next|following|subsequent|coming) (?P<unit1>day|week|month|quarter|year)\b"
        rf"|(?P<next2>the) (?P<unit2>day|week|month|quarter|year) after(?: that| it)?{_NO_TIME}",
        _step,
    ),
    (r"(?:the )?(?:previous|prior|preceding) period|the period before(?! [a-z0-9])|[上前]一?个?(?:周期|时期)|[上前]一期", _step),
    (
        rf"(?:the )?(?:previous|prior|preceding) {_N}[- ]?{_EN_UNIT}(?! of )"
        rf"|(?:the )(?P<n1>{NUMBER})[- ]?{_en_unit(1)} (?:before|earlier|prior)(?: (?:that|it|them|those))?(?![a-z]){_NO_TIME}(?! \w)"
        rf"|(?:再?往前的?|(?<![月日号年节期天])之前的?|此前的?|更早的?|(?<=[和跟与同比较、])前){_ZH_MANY}",
        _many_before,
    ),
    (rf"(?:再(?:[往向])?[上前](?:面)?|再?[往向]前)(?:推|数|退|倒|翻|挪|移)?(?:了|的)?(?P<n>[一两二三])?个?{_ZH_UNIT}", _step),
    (rf"(?<![以之的\x00])前一个?{_ZH_UNIT}|(?<![一-鿿])前(?P<unit1>季)(?=[多少度呢的增减]|$)", _step),
    (rf"[上]一个?{_ZH_UNIT}", _previous),
    (r"这一个?(?P<unit>季度|季(?!节))(?:里|内)?", _calendar),
    (
        rf"(?<!最)(?P<next1>[后下])一个?{_ZH_UNIT}|(?P<next2>次)(?P<unit1>日|周|月|年)"
        r"|(?P<next3>下)个?(?P<unit2>周|星期|礼拜|季度?|月)(?![一二三四五六日末])",
        _step,
    ),
)  # fmt: skip

_ROLLING: tuple[tuple[str, Build], ...] = (
    (rf"{_LAST} (?P<n1>{NUMBER})[- ]?(?:hours?|hrs?|h)\b|(?:最近|近|过去)的?\s?(?P<n2>{NUMBER})个?(?:小时|钟头)", _hours),
    (rf"{_LAST} {_N}[- ]?{_WHOLE} {_EN_UNIT}|{_LAST} (?P<whole1>full|complete|whole) {_en_unit(1)}", _rolling),
    (rf"{_LAST} {_N}[- ]?{_EN_UNIT}(?! of )|(?<![a-z])(?:last|l|past|t|trailing|rolling|previous|recent|prior)[ -]?(?P<n1>\d{{1,3}})(?P<unit1>[dwmq])\b|(?<![\d-])(?P<n2>\d{{1,3}})[- ](?P<unit2>day|week|month)(?= (?:count|total|volume|number|average|share|nps|window|tally|figure|view|trend|rate|lookback)s?\b)", _rolling),
    (rf"(?:in|over|during|within|for|throughout) the last {_EN_UNIT}(?! of )|(?:the )?past {_en_unit(1)}", _rolling),
    (rf"{_LAST} half[- ](?:a )?year|(?:最近|近|过去|这)的?大?半年", _half_year),
    (rf"{_LAST} fortnight", _fortnight),
    (rf"(?:最近|近|过去|前)的?\s?(?P<n>{NUMBER})\s?个?(?P<whole>完整|整|自然)的?(?:自然)?个?{_ZH_UNIT}", _rolling),
    (rf"(?:最近|近|过去|这)的?这?\s?{_N}\s?个?{_ZH_UNIT}(?:以来|之内|以内|时间|[内里])?", _rolling),
    (rf"(?:{_ZH_COUNTED})(?:以内|之内|内(?![容部]))(?!就|便|即|才|答|回|解|处)", _rolling),
    (rf"{_N} {_EN_UNIT} ago|(?<![a-z])an? {_en_unit(1)} ago", _ago),
    (rf"(?:{_ZH_COUNTED})(?:之前|以前|前)(?!的?[十百\d一两三几])", _ago),
)  # fmt: skip

_CALENDAR: tuple[tuple[str, Build], ...] = (
    (r"(?P<back>上+)(?:一?个)?(?:周|星期|礼拜)(?P<weekday>[二三四五六日天末]|一(?!共|起|条|个|直))", _weekday),
    (r"[本这]个?(?:周|星期|礼拜)(?P<weekday>[二三四五六日天末]|一(?!共|起|条|个|直))", _weekday),
    (rf"(?P<weekday>{_EN_DAY})(?: of)? (?:(?P<last>last)|this) week", _weekday),
    (rf"(?P<last>last|past|previous) (?P<weekday>{_EN_DAY}|weekend)\b", _nearest),
    (rf"this (?P<weekday>{_EN_DAY}|weekend)\b", _weekday),
    (r"(?:the )?(?P<when>day before yesterday)", _near_day),
    (
        r"(?P<when1>大前天|前天|前日|昨天|昨日|今天|今日|明天|明日|后天|yesterday|today|tomorrow)(?:'s\b)?"
        r"|(?P<when2>昨|今)(?=[晚早夜])|(?P<when3>last)(?= night)",
        _near_day,
    ),
    (r"(?P<when>大前年|前年|去年|上年|今年|本年|明年|后年)度?", _named_year),
    (r"(?P<back>上+)(?:个)?(?P<unit>周|星期|礼拜|月|季度|季(?!节)|年度)(?:份)?", _calendar),
    (r"(?:[本这]|(?<![\x00日号节天月)）])当)个?(?P<unit>周|星期|礼拜|月|季度|季(?!节))(?:份)?", _calendar),
    (
        r"(?:the )?(?:(?P<last>last)|this|current) (?:calendar |fiscal )?(?P<unit>week|month|quarter|year)\b(?:'s\b)?(?! of )",
        _calendar,
    ),
    (r"(?:the )?(?:latest|most recent|newest) (?P<unit1>day|week|month|quarter|year)\b|最新的?一个?(?P<unit2>季度|月)", _newest),
    (r"(?:(?P<last>last|past)|this) (?P<season>spring|summer|autumn|fall|winter)\b", _season),
    (r"(?<![一-鿿\d\x00])(?:本)?月(?:(?P<early>初)|(?P<mid>中旬?)|(?P<late>[底末]))", _part_of_now),
    (r"(?<![一-鿿\d\x00])(?P<year>年)(?:(?P<early>初)|(?P<mid>中)|(?P<late>[底末]))", _part_of_now),
    (r"(?<=[到至])(?:(?P<year>年)|月)(?P<late>[底末])|(?<=to )(?:the )?(?P<late1>end) of (?:the )?(?:(?P<year1>year)|month)(?! of)|(?<=to )(?P<year2>year)[- ](?P<late2>end)", _until_end),
    (r"(?<=[到至~–-])(?:今(?!年|天|日)|现在|目前|如今)|(?<=to )(?:now|the present|present|date)\b|(?<=until )now\b", _now),
)  # fmt: skip


@cache
def _rules() -> tuple[tuple[re.Pattern[str], Build], ...]:
    return tuple(
        (re.compile(pattern), build) for pattern, build in (*_TO_DATE, *_STEPS, *_ROLLING, *_CALENDAR)
    )
