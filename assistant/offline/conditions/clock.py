"""Days of the week and hours of the day as conditions: "on Mondays", 周末, "between 6pm and midnight", 晚上."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from assistant.offline.conditions.stated import Condition
from assistant.offline.text.numerals import number
from assistant.offline.text.scan import Scan, plain
from assistant.offline.times import TimeMention
from retrieval.catalog import Catalog
from tools.segments.query import Filter, GroupBy

__all__ = ["by_weekday", "clock_conditions", "date_field", "days_apart", "has_hours", "without_own_weekday"]

_EN_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ZH_DAYS = "一二三四五六日"
_EN_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_EN_SHORT = r"(?:mon|tues?|weds?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?s?"
_ZH_DAY = r"(?:周|星期|礼拜)(?:[一二三四五六日]|天(?!天))"
_TO = r"\s?(?:to|through|thru|until|till|-|–|~|到|至)\s?"
_AND = r"\s?(?:,? ?and|,? ?or|,|，|、|和|与|及|或者?|/|&|\+)?\s?"
_LISTED = r"\s?(?:,? ?and|,? ?or|,|/|&|\+|to|through|thru|-|–|~)\s?"
_WEEKDAYS: tuple[tuple[str, tuple[int, ...]], ...] = (
    (r"(?:(?:on|at|over|during) )?(?:the )?week-?ends?\b", (6, 7)),
    (r"(?:(?:on|during) )?(?<!by )(?<!per )(?<!across )(?<!which )(?:the )?(?:weekdays|work(?:ing )?days|business days)\b", (1, 2, 3, 4, 5)),
    (r"(?:非|不是|除了?)周末(?:以外|之外)?的?", (1, 2, 3, 4, 5)),
    (r"(?:非|不是)工作日的?", (6, 7)),
    (r"(?<!上)(?<!本)(?<!这)周末|双休日", (6, 7)),
    (r"(?<!个)工作日|平日里?", (1, 2, 3, 4, 5)),
)  # fmt: skip
_NAMED_DAYS = (
    rf"(?:(?:on|every|each) )?(?:an? )?(?:the )?{_EN_DAY}(?:(?:{_TO}|{_AND}){_EN_DAY})*\b",
    rf"(?:(?:on|every|each) )?(?:an? )?(?<![a-z]){_EN_SHORT}(?:{_LISTED}{_EN_SHORT})+(?![a-z])",
    rf"(?<![一两几每\d上个本这])每?(?:个)?{_ZH_DAY}(?:(?:{_TO}|{_AND})(?:{_ZH_DAY}|(?<=[一二三四五六])[二三四五六日](?![次个天月])))*(?![次个遍])",
)

_SPOKEN: dict[str, tuple[int, int]] = {
    "early morning": (5, 8), "morning": (6, 11), "noon": (12, 12), "lunchtime": (11, 13), "afternoon": (12, 17),
    "evening": (18, 23), "late evening": (21, 23), "night": (21, 5), "late at night": (23, 4), "overnight": (0, 5),
    "凌晨": (0, 5), "清晨": (5, 8), "早上": (6, 9), "早晨": (6, 9), "上午": (6, 11), "中午": (11, 13), "下午": (12, 17),
    "傍晚": (17, 19), "晚上": (18, 23), "晚间": (18, 23), "夜里": (21, 5), "夜间": (21, 5), "深夜": (23, 4), "半夜": (23, 4),
    "晚": (18, 23), "早": (6, 9), "夜": (21, 5),
}  # fmt: skip
"""First and last hour, both included; past midnight when the last is smaller. An answer tells what was taken."""

_EN_SPOKEN = (
    r"(?:in the |at |during the |on )?(?P<spoken>early mornings?|late evenings?|late at night)"
    r"|(?:(?:in|during) the |every |this |of the )(?P<s1>morning|afternoon|evening)s?\b"
    r"|\b(?P<s2>mornings|afternoons|evenings|overnight)\b|at (?P<s3>night|lunchtime|noon)\b"
    r"|(?<=\x00)(?:'s)? ?(?P<s4>morning|afternoon|evening|night)\b"
)
_ZH_SPOKEN = rf"(?P<s5>{'|'.join(key for key in _SPOKEN if len(key) == 2 and key.isalpha() and not key.isascii())})(?!好|的?好)|(?<=\x00)(?P<s6>[晚早夜])(?:上|间)?"
_CLOCK = (
    r"(?:(?P<{0}word>noon|midnight|午夜|零点(?!赞))|(?P<{0}half>凌晨|早上|上午|中午|下午|傍晚|晚上|晚间|夜里|深夜|晚|早)?"
    r"(?P<{0}hour>\d{{1,2}}|[一二三四五六七八九十]{{1,3}}|两)(?:(?P<{0}zero>[:：]00)|\s?点钟?整?(?!\d|半)|\s?o'clock|(?P<{0}zero2>\s?(?:h|hrs?|hours)(?![a-z])))?\s?(?P<{0}m>[ap]\.?m\b\.?)?)"
)
_BETWEEN_HOURS = rf"(?:(?:\beach day |\bevery day |\bdaily |每[天日晚]的?))?(?:\bbetween |\bfrom |\bafter |\bpast |从|在)?(?:the hours of )?{_CLOCK.format('a')}(?:之后|以后|后|开始|起|一直)*(?:,? (?:and )?(?:on|onwards?))?,?\s?(?:and|up to|up until|to|through|until|till|-|–|~|到|至)\s?{_CLOCK.format('b')}(?:之间|间)?(?![\d%.])"
_FROM_HOUR = rf"(?:\b(?P<after>after|since|from|later than)|\b(?P<before>before|until|earlier than)|\b(?:at|around)) {_CLOCK.format('a')}(?: (?P<on>onwards?|or later))?"
_ZH_HOUR = (
    rf"{_CLOCK.format('a')}(?:[之过]?(?P<after>后)|以(?P<after2>后)|之?(?P<before>前)|以(?P<before2>前)|多)?"
)


def date_field(catalog: Catalog) -> str | None:
    """The field that times are asked of: when the feedback came, else the first date."""
    dates = [field.name for field in catalog.fields if field.kind == "date"]
    return "time" if "time" in dates else next(iter(dates), None)


def has_hours(catalog: Catalog) -> bool:
    """Whether records carry a time of day, not only a date: the first or the last one is not at midnight."""
    field = catalog.field(date_field(catalog) or "")
    if field is None or field.lowest is None or field.highest is None:
        return False
    zone = ZoneInfo(catalog.timezone)
    clocks = (datetime.fromtimestamp(each, UTC).astimezone(zone) for each in (field.lowest, field.highest))
    return any((each.hour, each.minute, each.second) != (0, 0, 0) for each in clocks)


def by_weekday(buckets: Sequence[GroupBy], conditions: Sequence[Condition], scan: Scan) -> list[GroupBy]:
    """The buckets; "which day" of days of the week that are named is one of these, no date: 周一和周五，哪天多."""
    listed = any(
        each.filter.bucket == "weekday" and each.filter.op == "in" and len(each.filter.values) > 1
        for each in conditions
    )
    if not listed or not re.search(
        r"哪一?天|(?<![a-z])which (?:of (?:the|those) (?:two )?)?days?(?![a-z])", scan.text
    ):
        return list(buckets)
    return [
        each.model_copy(update={"bucket": "weekday"}) if each.bucket == "day" else each for each in buckets
    ]


def clock_conditions(scan: Scan, catalog: Catalog) -> list[Condition]:
    """Takes weekdays and hours that say which feedback is meant. A word that is a value of the data is left."""
    field = date_field(catalog)
    if field is None:
        return []
    found: list[Condition] = []
    for start, end, days in _weekdays(scan):
        if _is_value(scan.text[start:end], catalog):
            continue
        scan.take(start, end)
        found.append(_condition(field, "weekday", start, end, days))
    for start, end, first, last, said in _hours(scan):
        if "\x00" in scan.free[start:end] or _is_value(scan.text[start:end], catalog):
            continue
        scan.take(start, end)
        hours = tuple(range(first, last + 1)) if first <= last else (*range(first, 24), *range(last + 1))
        told = (scan.text[start:end].strip(), f"{first}:00 – {last}:59") if said else None
        if not (said and any(each.filter.bucket == "hour" for each in found)):
            found.append(_condition(field, "hour", start, end, hours, told))
    return found


def without_own_weekday(conditions: Sequence[Condition], times: Sequence[TimeMention]) -> list[Condition]:
    """ "Monday the 23rd": the weekday of a single day that is named says nothing more."""
    single = any(
        one.period.start and one.period.end and (_day(one.period.end) - _day(one.period.start)).days == 1
        for one in times
    )
    return [
        each for each in conditions if not (single and each.filter.bucket == "weekday" and _one(each.filter))
    ]


def _one(meant: Filter) -> bool:
    return meant.op in ("=", "in") and len(meant.values or (meant.value,)) == 1


def _day(moment: object) -> date:
    return date.fromisoformat(str(moment)[:10])


def _condition(
    field: str,
    bucket: Literal["hour", "weekday"],
    start: int,
    end: int,
    places: tuple[int, ...],
    told: tuple[str, str] | None = None,
) -> Condition:
    run = len(places) > 2 and places == tuple(range(places[0], places[-1] + 1))
    values = (places[0], places[-1]) if run else places
    meant = Filter(field=field, bucket=bucket, op="between" if run else "in", values=values)
    return Condition(start, end, meant, told)


def _is_value(said: str, catalog: Catalog) -> bool:
    """Whether the data itself has that word as a value: a shift called "Evening"."""
    word = re.sub(r"^(?:in|at|on|during)? ?(?:the )?", "", said.strip())
    return any(
        plain(each.value) == word
        for field in catalog.fields
        if field.kind == "category" and field.distinct <= len(field.values)
        for each in field.values
    )


_BESIDE_WEEKEND = r"(?<![a-z])(?:(?:on|during) )?(?:an? |the )?(?:week-?day|work(?:ing)? ?day|business day)s?\b|(?:周中|平时|平日)里?"
"""The working days, where the weekend is spoken of beside them: "weekday against weekend"."""


def _weekdays(scan: Scan) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    weekend = re.search(r"week-?ends?\b|周末|双休日", scan.text)
    split_by = re.search(r"(?:by|per|each|which|what|across) week-?days?\b", scan.text)
    if weekend and not split_by:
        for match in scan.find(_BESIDE_WEEKEND):
            yield *match.span(), (1, 2, 3, 4, 5)
    for pattern, days in _WEEKDAYS:
        for match in scan.find(pattern):
            yield *match.span(), days
    for pattern in _NAMED_DAYS:
        for match in scan.find(pattern):
            yield *match.span(), _named_days(match.group())


def _named_days(text: str) -> tuple[int, ...]:
    """ "Monday to Friday", 周六周日, 星期六日: the days, ranges filled in."""
    days: list[int] = []
    for match in re.finditer(
        rf"(?P<to>{_TO})?(?:周|星期|礼拜)?(?P<day>{_EN_DAY}|{_EN_SHORT}|[一二三四五六日天])", text
    ):
        name = match["day"]
        day = (
            _EN_DAYS.index(name[:3]) + 1
            if name.isascii()
            else 7
            if name in "日天"
            else _ZH_DAYS.index(name) + 1
        )
        if match["to"] and days:
            days += [(days[-1] + n - 1) % 7 + 1 for n in range(1, (day - days[-1]) % 7 + 1)]
        else:
            days.append(day)
    return tuple(sorted(set(days)))


_BESIDE = re.compile(r"\s?(?:,? ?(?:and|or|vs\.?|versus)(?: on)? |[,，、/&+]|和|与|跟|及|或者?|还是)\s?")


def days_apart(scan: Scan, conditions: Sequence[Condition]) -> list[Condition]:
    """ "Mondays or Fridays", 周一和周五: two days that are named together, and are no weekend, each by itself."""
    found: list[Condition] = []
    for each in conditions:
        said = scan.text[each.start : each.end]
        gap = _BESIDE.search(said)
        days = each.filter.values if each.filter.bucket == "weekday" and each.filter.op == "in" else ()
        if gap is None or len(days) != 2 or tuple(days) == (6, 7):
            found.append(each)
            continue
        for start, end in ((0, gap.start()), (gap.end(), len(said))):
            day = each.filter.model_copy(update={"values": _named_days(said[start:end])})
            found.append(Condition(each.start + start, each.start + end, day))
    return _numbers_apart(scan, found)


_HELD = re.compile(r"的?(?:[评点反投留][论价馈诉言评])?(?:数量?)?[,，]?(?:哪[个种类边]|谁|相?比|对比|差)")
_HELD_BEFORE = re.compile(r"(?:比一?[下比]|对比|比较|(?<![a-z])compare)\s?$")


def _numbers_apart(scan: Scan, conditions: Sequence[Condition]) -> list[Condition]:
    """1星和5星哪个多: two numbers of one field that are told in one breath, each by itself."""
    found: list[Condition] = []
    for each in conditions:
        values = each.filter.values if each.filter.op == "in" and not each.filter.bucket else ()
        held = _HELD.match(scan.text, each.end) or _HELD_BEFORE.search(scan.text[: each.start])
        if len(values) != 2 or not held or not all(isinstance(one, float) for one in values):
            found.append(each)
            continue
        said = scan.text[each.start : each.end]
        gap = re.search(r"和|与|跟|及|、|对|vs|(?<![a-z])(?:and|than|to)(?![a-z])|[,，/]", said)
        middle = each.start + (gap.start() if gap else len(said) // 2)
        for start, end, value in ((each.start, middle, values[0]), (middle, each.end, values[1])):
            alone = each.filter.model_copy(update={"op": "=", "value": value, "values": ()})
            found.append(Condition(start, end, alone))
    return found


def _hours(scan: Scan) -> Iterator[tuple[int, int, int, int, bool]]:
    """Where hours are said, the first and last of them, and whether in words that had to be interpreted."""
    for match in scan.find(_BETWEEN_HOURS):
        first, last = _hour(match, "a"), _hour(match, "b")
        if first is not None and last is not None and first % 24 != last % 24 and _says_hours(match):
            yield *match.span(), first % 24, (last - 1) % 24, False
    for match in (*scan.find(_FROM_HOUR), *scan.find(_ZH_HOUR)):
        hour = _hour(match, "a")
        said = {name.rstrip("2") for name, value in match.groupdict().items() if value}
        if match.groupdict().get("azero2"):  # "within 24h" is how long
            continue
        if hour is None or not _says_hours(match, alone=not said & {"after", "before", "on"}):
            continue
        if "after" in said or "on" in said:
            yield *match.span(), hour % 24, 23, False
        elif "before" in said:
            yield *match.span(), 0, (hour or 24) - 1, False
        else:
            yield *match.span(), hour % 24, hour % 24, False
    for match in scan.find(f"{_EN_SPOKEN}|{_ZH_SPOKEN}"):
        word = next(value for value in match.groupdict().values() if value).removesuffix("s")
        yield *match.span(), *_SPOKEN[word], True


def _says_hours(match: re.Match[str], *, alone: bool = False) -> bool:
    """Whether the numbers are surely hours: "pm", "点", ":00" or a name of an hour stands with one of them.

    三点 alone may be three points someone makes.
    """
    said = match.groupdict()
    marked = any(
        said.get(f"{side}{name}") for side in "ab" for name in ("word", "half", "zero", "zero2", "m")
    )
    return marked or (
        not alone and re.search(r"\d\s?点|[一二三四五六七八九十两]点|o'clock", match.group()) is not None
    )


def _hour(match: re.Match[str], side: str) -> int | None:
    """0 to 24. A number without "pm" or 下午 takes it from the other end: "6-9pm", 下午3点到6点."""
    said = {name[1:]: value for name, value in match.groupdict().items() if name[0] == side and value}
    if "word" in said:
        return 12 if said["word"] == "noon" else 24 if side == "b" else 0
    if "hour" not in said:
        return None
    hour = int(number(said["hour"]))
    other = "b" if side == "a" else "a"
    mark = said.get("m") or match.groupdict().get(f"{other}m") or ""
    half = said.get("half") or match.groupdict().get(f"{other}half") or ""
    late = (
        mark.startswith("p")
        or half in ("下午", "傍晚", "晚上", "晚间", "晚", "夜里", "深夜")
        or (half == "中午" and hour < 4)
    )
    if hour > 24 or (mark and hour > 12):
        return None
    if late and hour < 12:
        return hour + 12
    if hour == 12 and (
        mark.startswith("a")
        or half in ("凌晨", "夜里", "深夜", "晚上", "晚")
        or (late and side == "b" and "m" not in said)
    ):
        return 24
    return hour
