"""Times in a question -> half-open periods of whole days.

A time is read in three steps: find the atoms ("Feb 20", "去年3月", "last week"), complete what they leave out
(the year of "March" from its neighbours, else from the data's span), and join them into ranges ("from A to B",
"since A"). Relative times count from the day the question was asked.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from assistant.offline.numerals import number
from assistant.offline.scan import Scan
from tools.segments.query import Period

__all__ = ["TimeMention", "read_times"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<mon>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_REL_YEAR = r"(?P<rel>今年|去年|前年|last year|this year)"
_ZH_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_ZH_YEAR = r"(?:(?:(?P<year>(?:19|20)?\d{2})\s?年|" + _REL_YEAR + r")的?\s?)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?!\d)"
_ORDINAL = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_NOT_YEAR_BEFORE = r"(?<!over )(?<!above )(?<!below )(?<!under )(?<!than )(?<!least )(?<!most )(?<![\d.,$¥-])"

_ATOMS: tuple[str, ...] = (
    _YEAR + r"[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)(?:[t ]\d{1,2}:\d{2}(?::\d{2})?)?",
    _YEAR + r"[-/.](?P<month>\d{1,2})(?![\d-])",
    r"(?P<day>双十一|双11|双12|双十二|618)(?!\d)",
    _ZH_YEAR + r"?(?P<month>" + _ZH_NUMBER + r")月(?:份)?\s?(?:(?P<day>" + _ZH_NUMBER + r")[日号])",
    _ZH_YEAR + r"?(?:第)?(?P<quarter>[一二三四1-4])个?季度",
    _ZH_YEAR + r"?(?P<half>上半年|下半年)",
    _ZH_YEAR + r"?(?P<month>" + _ZH_NUMBER + r")月份?(?!\d)",
    r"(?<![近去])" + _ZH_YEAR + r"(?:全年|整年)?",
    r"(?P<wday>上上周|上周|上个?星期|上个?礼拜|本周|这周|这个?星期|last week|this week|past week|previous week)",
    r"(?P<wday>前天|昨天|昨日|今天|今日|yesterday|today)",
    r"(?P<wmonth>上上个?月|上个?月|本月|这个?月|当月|last month|this month|previous month|past month)",
    r"(?P<wquarter>上个?季度|本季度|这个?季度|last quarter|this quarter|previous quarter)",
    r"(?:最近|近|过去)的?\s?(?P<n>\d+|[一二两三四五六七八九十]+)\s?个?(?P<full>完整|整)的?个?(?P<unit>周|星期|月|年|季度)",
    r"(?:the )?(?:last|past|previous|latest)\s(?P<n>\d+|[a-z]+)\s(?P<full>full|complete|whole|calendar)\s(?P<unit>day|week|month|year|quarter)s?\b",
    r"(?:最近|近|过去)的?\s?(?P<n>\d+|[一二两三四五六七八九十]+)\s?个?(?P<unit>天|日|周|星期|月|年|季度)",
    r"(?:the )?(?:last|past|previous|latest)\s(?P<n>\d+|[a-z]+)\s(?P<unit>day|week|month|year|quarter)s?\b",
    r"(?P<half>first half|second half)(?: of)?(?: the year)?(?:,? (?:of )?(?:" + _YEAR + "|" + _REL_YEAR + r"))?",
    r"(?:the )?(?P<ord>first|second|third|fourth|1st|2nd|3rd|4th) quarter(?: of)?(?:,? (?:"
    + _YEAR + "|" + _REL_YEAR + r"))?",
    _YEAR + r"[ -]?q(?P<quarter>[1-4])\b",
    r"\bq(?P<quarter>[1-4])(?: of)?(?:,? ?(?:" + _YEAR + "|" + _REL_YEAR + r"))?",
    r"\bh(?P<halfn>[12])(?: of)?,? " + _YEAR,
    r"\b" + _MONTH + r"\s?" + _DAY + r"(?:,? " + _YEAR + r")?",
    r"\b(?:the )?" + _DAY + r"(?: of)? " + _MONTH + r"(?:,? " + _YEAR + r")?",
    r"\b" + _MONTH + r"(?:,? (?:of )?(?:" + _YEAR + "|" + _REL_YEAR + r"))",
    r"(?<!\w)(?P<mon>(?:jan(?:uary)?|feb(?:ruary)?|apr(?:il)?|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)|(?<=in )ma(?:y|r(?:ch)?)|march|(?<=of )may|(?<=and )may|(?<=to )may"
    r"|(?<=since )may|(?<=during )may|(?<=for )may|may(?= and| vs| to| compared))\b\.?",
    _NOT_YEAR_BEFORE + r"\b" + _YEAR + r"\b(?!\s?(?:元|块|人|条|yuan|rmb|dollars|cny|records|reviews))",
    _REL_YEAR,
    r"\bthe (?P<day>\d{1,2})(?:st|nd|rd|th)\b",
    r"(?P<day>" + _ZH_NUMBER + r")[日号](?!楼|线|机)",
)  # fmt: skip

_FESTIVALS = {"双十一": (11, 11), "双11": (11, 11), "双12": (12, 12), "双十二": (12, 12), "618": (6, 18)}
_JOIN = re.compile(r"\s*(?:to|through|thru|until|till|到|至|~|-|–|—|和|与|and)\s*(?:the )?")
_OPEN = re.compile(r"(?:\bbetween|\bfrom|从|自)\s*(?:the )?$")
_RANGE_TAIL = re.compile(r"\s*(?:之间|期间|间|这段时间|这几天|为止|inclusive)")
_BEFORE = re.compile(
    r"(?P<since>\bsince|\bstarting(?: from)?|\bfrom|\bas of|自从?|从)\s*(?:the )?$"
    r"|(?P<after>\bafter|\blater than)\s*(?:the )?$"
    r"|(?P<until>\buntil|\btill|\bby|\bup to|\bthrough|截至|截止到?)\s*(?:the )?$"
    r"|(?P<before>\bbefore|\bprior to|\bearlier than)\s*(?:the )?$"
    r"|(?:\b(?:in|on|during|over|for|within|of|at)(?: the)?(?: (?:month|year|day|week) of)?|在|于)\s*$"
)
_AFTER = re.compile(
    r"\s*(?:(?P<since>以来|起(?!来)|开始|onwards?|and later|to date)|(?P<after>之后|以后|过后)|(?P<before>之前|以前)"
    r"|当天|这一?天|全天|那天|这个月|当月|全年|整年|期间|内|以内|间(?!接)|里(?=[的,，]))"
)


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A period and where the question says it.

    `closed` is False for "since ..." and "before ...". `ends`: of "from A to B", A and B, which a change
    is measured between.
    """

    start: int
    end: int
    period: Period
    closed: bool = True
    ends: tuple[Period, Period] | None = None


@dataclass(frozen=True, slots=True)
class _Atom:
    """One stretch of days, perhaps still without its year or month."""

    start: int
    end: int
    year: int | None = None
    half: int | None = None
    quarter: int | None = None
    month: int | None = None
    day: int | None = None
    fixed: tuple[date, date] | None = None


def read_times(scan: Scan, today: date, span: tuple[date, date] | None) -> list[TimeMention]:
    """Takes every time in the question. `span` is the first and last day the data has, if it has times."""
    atoms = _complete(_atoms(scan, today), today, span)
    mentions: list[TimeMention] = []
    position = 0
    while position < len(atoms):
        first = atoms[position]
        second = atoms[position + 1] if position + 1 < len(atoms) else None
        if second and _joined(scan, first, second):
            mentions.append(_range(scan, first, second))
            position += 2
        else:
            mentions.append(_single(scan, first))
            position += 1
    return mentions


def _atoms(scan: Scan, today: date) -> list[_Atom]:
    found: list[_Atom] = []
    for pattern in _ATOMS:
        for match in scan.find(pattern):
            atom = _atom(match, today)
            if atom is not None:
                scan.take(*match.span())
                found.append(atom)
    return sorted(found, key=lambda atom: atom.start)


def _atom(match: re.Match[str], today: date) -> _Atom | None:
    groups = {name: value for name, value in match.groupdict().items() if value}
    at = _Atom(*match.span())
    relative = _relative(groups, today)
    if relative is not None:
        return replace(at, fixed=relative)
    if groups.get("day") in _FESTIVALS:
        month, day = _FESTIVALS[groups["day"]]
        return replace(at, month=month, day=day)
    try:
        at = replace(
            at,
            year=_year(groups, today),
            half=_half(groups),
            quarter=_quarter(groups),
            month=_month(groups),
            day=int(number(groups["day"])) if "day" in groups else None,
        )
    except ValueError:
        return None
    in_range = (at.month or 1) in range(1, 13) and (at.day or 1) in range(1, 32)
    return at if in_range else None


def _year(groups: dict[str, str], today: date) -> int | None:
    if "rel" in groups:
        back = {"今年": 0, "this year": 0, "去年": 1, "last year": 1, "前年": 2}
        return today.year - back[groups["rel"]]
    if "year" not in groups:
        return None
    year = int(groups["year"])
    return year if year > 99 else 2000 + year


def _half(groups: dict[str, str]) -> int | None:
    if "halfn" in groups:
        return int(groups["halfn"])
    if "half" not in groups:
        return None
    return 1 if groups["half"] in ("上半年", "first half") else 2


def _quarter(groups: dict[str, str]) -> int | None:
    if "ord" in groups:
        return _ORDINAL[groups["ord"]]
    return int(number(groups["quarter"])) if "quarter" in groups else None


def _month(groups: dict[str, str]) -> int | None:
    if "mon" in groups:
        return _MONTHS.index(groups["mon"][:3]) + 1
    return int(number(groups["month"])) if "month" in groups else None


def _relative(groups: dict[str, str], today: date) -> tuple[date, date] | None:
    """Days of a time that counts from today: calendar weeks start on Monday; "last 7 days" ends today."""
    if "n" in groups:
        try:
            count = int(number(groups["n"]))
        except ValueError:
            return None
        return (
            _last_full(count, groups["unit"], today)
            if "full" in groups
            else _last(count, groups["unit"], today)
        )
    if "wday" in groups:
        return _near_days(groups["wday"], today)
    if "wmonth" in groups:
        word = groups["wmonth"]
        back = (
            2 if word.startswith("上上") else 1 if word.startswith(("上", "last", "previous", "past")) else 0
        )
        return _month_days(today.year, today.month - back)
    if "wquarter" in groups:
        back = 1 if groups["wquarter"].startswith(("上", "last", "previous")) else 0
        first_month = (today.month - 1) // 3 * 3 + 1 - 3 * back
        return _month_days(today.year, first_month)[0], _month_days(today.year, first_month + 2)[1]
    return None


def _near_days(word: str, today: date) -> tuple[date, date]:
    days = {"前天": 2, "昨天": 1, "昨日": 1, "yesterday": 1, "今天": 0, "今日": 0, "today": 0}
    if word in days:
        start = today - timedelta(days=days[word])
        return start, start + timedelta(days=1)
    monday = today - timedelta(days=today.weekday())
    back = 2 if word.startswith("上上") else 1 if word.startswith(("上", "last", "past", "previous")) else 0
    start = monday - timedelta(weeks=back)
    return start, start + timedelta(weeks=1)


def _last(count: int, unit: str, today: date) -> tuple[date, date]:
    end = today + timedelta(days=1)
    if unit in ("天", "日", "day"):
        return end - timedelta(days=count), end
    if unit in ("周", "星期", "week"):
        return end - timedelta(weeks=count), end
    months = count * {"月": 1, "month": 1, "季度": 3, "quarter": 3, "年": 12, "year": 12}[unit]
    first, after = _month_days(end.year, end.month - months)
    return min(first.replace(day=1) + timedelta(days=end.day - 1), after - timedelta(days=1)), end


def _last_full(count: int, unit: str, today: date) -> tuple[date, date]:
    """Whole calendar units, the last of them over before today."""
    if unit in ("周", "星期", "week"):
        monday = today - timedelta(days=today.weekday())
        return monday - timedelta(weeks=count), monday
    if unit == "day":
        return today - timedelta(days=count), today
    months = {"月": 1, "month": 1, "季度": 3, "quarter": 3, "年": 12, "year": 12}[unit]
    this = date(today.year, (today.month - 1) // months * months + 1, 1)
    return _month_days(this.year, this.month - count * months)[0], this


def _month_days(year: int, month: int) -> tuple[date, date]:
    """First day of a month and of the next; months outside 1-12 run on into other years."""
    year, index = year + (month - 1) // 12, (month - 1) % 12
    following = date(year + 1, 1, 1) if index == 11 else date(year, index + 2, 1)
    return date(year, index + 1, 1), following


def _complete(atoms: list[_Atom], today: date, span: tuple[date, date] | None) -> list[_Atom]:
    """Fills in missing years and months: from the atom before, the one after, else from the data."""
    done: list[_Atom] = []
    for index, atom in enumerate(atoms):
        if atom.fixed is None:
            neighbours = [*reversed(done), *atoms[index + 1 :]]
            if atom.month is None and atom.day is not None:
                month = next((each.month for each in neighbours if each.month), None)
                atom = replace(atom, month=month or (span or (today, today))[1].month)
            if atom.year is None:
                year = next((each.year for each in neighbours if each.year), None)
                atom = replace(atom, year=year or _likely_year(atom, today, span))
        done.append(atom)
    return done


def _likely_year(atom: _Atom, today: date, span: tuple[date, date] | None) -> int:
    """The newest year in which that time has begun and the data has records; else the newest begun."""
    latest = min(today, span[1]) if span else today
    for year in range(latest.year, latest.year - 200 if span is None else span[0].year - 1, -1):
        days = _days(replace(atom, year=year))
        if days and days[0] <= latest and (span is None or days[1] > span[0]):
            return year
    return latest.year


def _days(atom: _Atom) -> tuple[date, date] | None:
    """Half-open days of a completed atom, or None for a day that does not exist."""
    if atom.fixed:
        return atom.fixed
    year = atom.year or 1
    if atom.half:
        return date(year, 6 * atom.half - 5, 1), _month_days(year, 6 * atom.half)[1]
    if atom.quarter:
        return date(year, 3 * atom.quarter - 2, 1), _month_days(year, 3 * atom.quarter)[1]
    if atom.month is None:
        return date(year, 1, 1), date(year + 1, 1, 1)
    if atom.day is None:
        return _month_days(year, atom.month)
    try:
        day = date(year, atom.month, atom.day)
    except ValueError:
        return None
    return day, day + timedelta(days=1)


def _joined(scan: Scan, first: _Atom, second: _Atom) -> bool:
    between = scan.text[first.end : second.start]
    match = _JOIN.fullmatch(between)
    if match is None:
        return False
    if not re.search(r"和|与|and", between):
        return True
    opened = _OPEN.search(scan.text[: first.start])
    return bool(opened and re.search("between", opened.group())) or bool(
        re.match(r"\s*(?:之间|期间)", scan.text[second.end :])
    )


def _range(scan: Scan, first: _Atom, second: _Atom) -> TimeMention:
    opened = _OPEN.search(scan.text[: first.start])
    tail = _RANGE_TAIL.match(scan.text[second.end :])
    start = opened.start() if opened else first.start
    end = second.end + tail.end() if tail else second.end
    scan.take(start, end)
    one, other = _days(first), _days(second)
    if one is None or other is None:
        return TimeMention(start, end, Period(start=one[0] if one else None, end=other[1] if other else None))
    ends = (Period(start=one[0], end=one[1]), Period(start=other[0], end=other[1]))
    return TimeMention(start, end, Period(start=one[0], end=other[1]), ends=ends)


def _single(scan: Scan, atom: _Atom) -> TimeMention:
    before = _BEFORE.search(scan.free[: atom.start])
    after = _AFTER.match(scan.free[atom.end :])
    kinds = {name for match in (before, after) if match for name, value in match.groupdict().items() if value}
    start = before.start() if before else atom.start
    end = atom.end + after.end() if after else atom.end
    scan.take(start, end)
    first, last = _days(atom) or (None, None)
    if "since" in kinds:
        return TimeMention(start, end, Period(start=first), closed=False)
    if "after" in kinds:
        return TimeMention(start, end, Period(start=last), closed=False)
    if "before" in kinds:
        return TimeMention(start, end, Period(end=first), closed=False)
    if "until" in kinds:
        return TimeMention(start, end, Period(end=last), closed=False)
    return TimeMention(start, end, Period(start=first, end=last))
