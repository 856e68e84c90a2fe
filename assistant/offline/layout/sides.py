"""The two sides of a comparison: two periods, two values, a value and the rest or the whole."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.offline.conditions.stated import Condition
from assistant.offline.text.scan import Scan
from assistant.offline.times import TimeMention
from tools.segments.query import Comparison, Filter, Period

__all__ = ["Sides", "against_the_one_before", "apart", "find_sides", "period_label"]

_NAMED = ("=", "!=", "contains", "in")
"""How a side is said: a value, anything but a value, a word in the text, a few values of one name."""

_REST = re.compile(
    r"(?<![a-z])(?:(?:all |any |every )?(?:of )?(?:the )?(?:rest|others?|remaining)(?: of (?:the |our )?)?(?![a-z])"
    r"|every(?:one|body|thing) else|anyone else|all other)|其[他它余]的?|剩下的|别的|另外的"
)
_WHOLE = re.compile(
    r"(?:(?<=than )|(?<=to )|(?<=vs )|(?<=vs\. )|(?<=versus )|(?<=with )|(?<=against )|(?<=and )|(?<=from )|(?<=above )|(?<=below ))"
    r"(?:the |our |an? )?(?:overall(?: \w+)?|general(?: \w+)?|company[- ]wide(?: \w+)?|average|total|whole|norm|everyone|all (?:customers|users|records|reviews|feedback|regions|products))(?![a-z])"
    r"|(?:整体|总体|全体|全部|大盘|平均水平|平均线|全国|全量|所有(?:人|客户|用户|记录)?)(?:的?(?:平均|水平|均值))?"
)
_APART = re.compile(
    r"(?<![a-z])(?P<noun>[a-z]{4,})\s?/\s?(?:[a-z]+ ){1,2}(?P=noun)(?![a-z])|(?<![a-z])for [^,?]{2,30} and for (?!all|everyone)|(?<![a-z])(?:number|count|share|percent(?:age)?|volume)s? of [^,?]{2,30},? and (?:the )?(?:that )?(?:of|for)(?![a-z])|^\W*(?:the |show |give me |get |list )*(?:counts|totals|percentages|volumes) (?:for|of) [^,?]{2,60}? and(?![a-z])|[a-z]+ ?(?:/|&|vs\.?|and) ?[a-z]+ (?:counts|numbers|totals|volumes|shares|percentages)(?![a-z])|分别|各自|各有|各(?:是|占|多少|几|为|打|给|拿)|(?<![a-z])(?:respectively|each|separately|side by side|both|next to)(?![a-z])|一个.{1,8}一个"
    r"|(?<![a-z])(?:split|breakdown|distribution|divided?|compares?)(?: [a-z]+){0,4} (?:between|across|among)(?![a-z])|(?:分布|构成)(?:情况|如何|怎样|怎么样|是怎样的|呢)*\W*$"
)
_TOGETHER = re.compile(
    r"(?<![a-z])(?:together|combined|added up|taken together|as one)(?![a-z])|加起来|加在?一起|合起来|合在一起|合并|合计|算一起|放一起"
)
"""The two are one segment, not sides: "A and B together"."""
_ASKED = re.compile(
    r"(?<![a-z])(?:how many|how much|number of|counts?|count of|share of|percent(?:age)? of|average|avg|mean)(?![a-z])"
    r"|(?:评论|评价|留言|反馈|记录|投诉|差评|好评|消息|推文)(?:数量?|量|条数|总数)(?!据|字)|(?:占比|平均|均值)?(?:多少|几)[条个件则篇封起单笔分份成人位]?|百分之几|占比(?!多少|几)|平均(?!多少|几)|均[价分值](?!多少|几)"
)
"""What asks for a figure; said twice in the same words, it asks for two."""
_AGO: tuple[tuple[str, str], ...] = (
    (r"同比|(?<![a-z])(?:year[- ](?:on|over)[- ]year|yoy|y/y|(?:than|to|with|vs\.?|versus|against) (?:the |a )?(?:same (?:\w+ )?(?:of |in )?(?:last|the previous|the prior|a) year|(?:one )?year (?:ago|earlier|before)))(?![a-z])"
     r"|去年同期|上年同期", "year"),
    (r"环比|(?<![a-z])(?:month[- ](?:on|over)[- ]month|mom|m/m|qoq|q/q|quarter[- ](?:on|over)[- ]quarter|week[- ](?:on|over)[- ]week|wow)(?![a-z])", "unit"),
    (r"(?<![a-z])(?:the )?(?:(?:month|week|quarter|year|day|period) (?:before(?: that| it)?|prior)|(?:previous|prior|preceding) (?:month|week|quarter|year|day|period|one)|one before(?: that| it)?)(?![a-z])"
     r"|(?:前|再?上)一?个?(?:月|周|星期|季度?|年|天|期)(?:相?比)?", "unit"),
)  # fmt: skip
"""A period said by its distance from the one that is named: a year before it, or the unit right before it."""


@dataclass(frozen=True, slots=True)
class Sides:
    """A comparison: what side A keeps, and how side B differs."""

    comparison: Comparison
    filters: tuple[Filter, ...] = ()
    period: Period | None = None
    used: tuple[Condition, ...] = ()


def find_sides(
    scan: Scan,
    times: Sequence[TimeMention],
    conditions: Sequence[Condition],
    *,
    compared: bool,
    ordered: bool,
    figure: bool = False,
    superlative: bool = False,
) -> Sides | None:
    """Two periods or two values set against each other, the later period and the first value as side A.

    `compared`: the question compares or asks for a change; `ordered`: it asks which is more; `figure`: for a
    share, an average or the like, which two values cannot be added up to; `superlative`: it asks for the first.
    """
    periods = None if not (compared or ordered) and _one_stretch(scan, times) else _said_periods(scan, times)
    if periods is not None:
        return periods
    pair = _pair(conditions, "" if compared or ordered else scan.text)
    if compared and not superlative:
        pair = pair or _rest_of_week(conditions)
    if compared and not pair and (halves := _two_units(scan, times)):
        return _two_periods(*halves)
    if len(times) == 1 and times[0].ends and compared and not pair:
        return _two_periods(*times[0].ends)
    if pair and (
        compared or ordered or apart(scan.text) or _opposite(scan, *pair) or (figure and _listed(scan, *pair))
    ):
        return _two_segments(scan, *pair, times)
    if not pair and figure and not ordered and (both := _beside_the_whole(scan, conditions)):
        return both
    if not pair and (compared or ordered) and not superlative:
        against = _against_the_rest(scan, conditions) or _against_the_whole(scan, conditions)
        if against:
            return against
    if len(times) == 1 and compared:
        return _against_last(scan, times[0])
    return None


def _said_periods(scan: Scan, times: Sequence[TimeMention]) -> Sides | None:
    """Two periods that are named, or one and how far the other is from it."""
    if len(times) == 1 and times[0].closed and times[0].step is None:
        earlier = _ago(scan, times[0].period)
        return _two_periods(earlier, times[0].period) if earlier is not None else None
    if len(times) == 2 and all(time.closed for time in times):
        return _two_periods(times[0].period, times[1].period)
    return None


_OR = re.compile(r"(?<![a-z])or(?![a-z])|或")
_IN_ALL = re.compile(r"(?<![a-z])(?:total|in all|overall)(?![a-z])|一共|总共|共计|共有|总计")


def _one_stretch(scan: Scan, times: Sequence[TimeMention]) -> bool:
    """ "In April or May", "April and May in total": two periods, one right after the other, that are one."""
    if len(times) != 2 or not all(time.closed for time in times):
        return False
    first, second = sorted(times, key=lambda time: str(time.period.start))
    if str(first.period.end)[:10] != str(second.period.start)[:10]:
        return False
    early, late = sorted((time.start, time.end) for time in times)
    joined = _OR.search(scan.text[early[1] : late[0]])
    return (
        joined is not None or _IN_ALL.search(scan.text) is not None or _TOGETHER.search(scan.text) is not None
    )


_TWO_UNITS = re.compile(
    r"(?<![a-z])(?:last|past|first|latest|final|most recent|previous)? ?(?:two|2) (?:full |whole |calendar )?(?:months|quarters|weeks|years|days)(?![a-z])|[两二2]个?(?:月|季度?|周|星期|年|天)"
)


def _two_units(scan: Scan, times: Sequence[TimeMention]) -> tuple[Period, Period] | None:
    """ "Compare the last two quarters": the two halves of a period of two calendar units."""
    if len(times) != 1 or not times[0].closed or not _TWO_UNITS.search(scan.text):
        return None
    start, end = (date.fromisoformat(str(each)[:10]) for each in (times[0].period.start, times[0].period.end))
    months = (end.year - start.year) * 12 + end.month - start.month
    if start.day == end.day == 1 and months in (2, 6, 24):
        year, month = divmod(start.year * 12 + start.month - 1 + months // 2, 12)
        middle = date(year, month + 1, 1)
    elif (end - start).days in (2, 14):
        middle = start + (end - start) / 2
    else:
        return None
    return Period(start=start, end=middle), Period(start=middle, end=end)


def apart(text: str) -> bool:
    """Whether a question wants the figures of several things one by one: "each", 分别, "how many X and how many Y"."""
    asked = [each.group() for each in _ASKED.finditer(text)]
    return len(asked) > len(set(asked)) or _APART.search(text) is not None


def _opposite(scan: Scan, first: Condition, second: Condition) -> bool:
    """ "How many positive and negative": the two feelings are never one thing that is counted."""
    values = {first.filter.value, second.filter.value}
    return values == {"positive", "negative"} and _listed(scan, first, second)


def _listed(scan: Scan, first: Condition, second: Condition) -> bool:
    """ "Of VIPs and of new customers": joined by "and" or a comma; "or" puts them together."""
    between = scan.text[first.end : second.start]
    joined = re.search(r"(?<![a-z])(?:and|to|for|of)(?![a-z])|[,，、&+/和与跟及对]", between)
    return bool(joined) and len(between) < 30 and not re.search(r"(?<![a-z])or(?![a-z])|或", between)


def _two_periods(first: Period, second: Period) -> Sides:
    earlier, later = sorted((first, second), key=lambda period: str(period.start))
    labels = (period_label(later), period_label(earlier))
    return Sides(Comparison(period=earlier, labels=labels), period=later)


def _ago(scan: Scan, named: Period) -> Period | None:
    """The period that the question holds against the named one; takes its words."""
    start, end = (date.fromisoformat(str(each)[:10]) for each in (named.start, named.end))
    for pattern, distance in _AGO:
        found = re.search(pattern, scan.text if distance == "year" or "环比" in pattern else scan.free)
        if found is None:
            continue
        earlier = _unit_before(start, end) if distance == "unit" else _years_before(start, 1)
        if earlier is None:
            return None
        scan.take(*found.span())
        return Period(start=earlier, end=start if distance == "unit" else _years_before(end, 1))
    return None


def _pair(conditions: Sequence[Condition], text: str = "") -> tuple[Condition, Condition] | None:
    """The two conditions that differ in one field, when the question has exactly two of it and does not say
    that they are one ("A and B together").
    """
    if _TOGETHER.search(text):
        return None
    by_field: dict[tuple[str, str | None], list[Condition]] = {}
    for each in conditions:
        if each.filter.op in _NAMED or each.filter.bucket is not None:
            by_field.setdefault((each.filter.field, each.filter.bucket), []).append(each)
    pairs = [each for each in by_field.values() if len(each) == 2]
    pairs = [each for each in pairs if {one.filter.op for one in each} != {"!="}]  # "neither A nor B"
    if len(pairs) != 1:
        return None
    first, second = sorted(pairs[0], key=lambda each: each.start)
    return first, second


def _two_segments(scan: Scan, first: Condition, second: Condition, times: Sequence[TimeMention]) -> Sides:
    labels = (_label(first), _label(second))
    period = None
    if (
        first.filter.bucket is not None
    ):  # the other side keeps the period, though it drops conditions on the time
        labels = (_clock_label(scan, first), _clock_label(scan, second))
        period = times[0].period if len(times) == 1 else None
    comparison = Comparison(
        period=period, filters=(second.filter,), without=(first.filter.field,), labels=labels
    )
    return Sides(comparison, filters=(first.filter,), period=period, used=(first, second))


_WEEKEND, _WORKDAYS = (6, 7), (1, 5)


def _rest_of_week(conditions: Sequence[Condition]) -> tuple[Condition, Condition] | None:
    """ "Is it worse on weekends?": the weekend against the working days, and the other way round."""
    found = [each for each in conditions if each.filter.bucket == "weekday"]
    if len(found) != 1:
        return None
    named = found[0]
    if (named.filter.op, named.filter.values) not in (("in", _WEEKEND), ("between", _WORKDAYS)):
        return None
    if named.filter.values == _WEEKEND:
        rest = named.filter.model_copy(update={"op": "between", "values": _WORKDAYS})
    else:
        rest = named.filter.model_copy(update={"op": "in", "values": _WEEKEND})
    return named, Condition(named.end, named.end, rest)


def _clock_label(scan: Scan, condition: Condition) -> str:
    """The days or hours as the question says them; the rest of the week has no words of its own there."""
    said = re.sub(
        r"^(?:on|at|over|during|in)? ?(?:the )?", "", scan.text[condition.start : condition.end].strip()
    )
    if said:
        return said
    weekend = tuple(condition.filter.values) == _WEEKEND
    if re.search(r"[\u3400-\u9fff]", scan.text):
        return "周末" if weekend else "工作日"
    return "weekend" if weekend else "weekdays"


def _label(condition: Condition) -> str:
    meant = condition.filter
    values = meant.values or (meant.value,)
    named = " / ".join(f"{each:g}" if isinstance(each, float) else str(each) for each in values)
    return f"{'≠ ' if meant.op == '!=' else ''}{named}"


def _against_the_rest(scan: Scan, conditions: Sequence[Condition]) -> Sides | None:
    """ "VIP against the rest": everything that is not the value."""
    found = re.search(_REST, scan.free)
    named = _one_named(conditions)
    if found is None or named is None:
        return None
    scan.take(*found.span())
    opposite = {"=": "!=", "!=": "=", "in": "not in", "contains": "not contains"}[named.filter.op]
    rest = named.filter.model_copy(update={"op": opposite})
    label = _label(named)
    other = label.removeprefix("≠ ") if label.startswith("≠ ") else f"≠ {label}"
    comparison = Comparison(filters=(rest,), without=(named.filter.field,), labels=(label, other))
    return Sides(comparison, filters=(named.filter,), used=(named,))


def _against_the_whole(scan: Scan, conditions: Sequence[Condition]) -> Sides | None:
    """ "VIP compared with the average", "比整体高吗": everything, the value included."""
    found = re.search(_WHOLE, scan.text)
    named = _one_named(conditions)
    if found is None or named is None or (found.start() <= named.end and named.start <= found.end()):
        return None
    scan.take(*found.span())
    label = "整体" if re.search(r"[\u3400-\u9fff]", found.group()) else "overall"
    comparison = Comparison(without=(named.filter.field,), labels=(_label(named), label))
    return Sides(comparison, filters=(named.filter,), used=(named,))


_WHOLE_FIRST = re.compile(
    r"(?<![a-z])(?:overall|in total|in general|all told|in all|for everyone|all customers|all users|the whole base|whole[- ]base|across the board|altogether|company[- ]wide)(?![a-z])[^?]{0,14}?(?:,|and|then|plus|&)\s*"
    r"(?:and |then )?(?:for |of |just |only |among |those of |from )*(?:the |our )?$"
    r"|(?:整体|总体|全体|大盘|全量|所有客户|全部客户)的?[^，,。？?]{0,4}[,，和与跟、]?(?:以及|还有|然后|再看)?(?:只看|单看)?$"
)
_WHOLE_TOO = re.compile(
    r"(?:客户|用户|顾客|会员)?的?\s?(?:和|跟|与|同|及|以及|还有|、|/|，|,|vs\.?)\s?(?:全部|所有|全体|整体|总体|大盘|全量)的?(?:客户|用户|顾客|人|平均)?"
    r"|s?(?: customers| users| clients)?,? (?:and|&|plus|vs\.?) (?:for )?(?:overall|everyone|(?:all|the total of all) (?:customers|users|records|reviews))(?![a-z])"
)
"""Everything named behind one value: VIP和全部客户的解决率."""
_ONE_TOO = re.compile(r"(?:,|and|plus|&) (?:also )?(?:the |that of (?:the )?|for (?:the )?)$")


def _beside_the_whole(scan: Scan, conditions: Sequence[Condition]) -> Sides | None:
    """ "NPS overall and for VIPs", "our NPS, plus the VIP one": the whole, and a part of it beside."""
    named = _one_named(conditions)
    if named is None:
        return None
    lead = scan.text[: named.start]
    one = _ONE_TOO.search(lead) and re.match(
        r"s? (?:one|figure|number|value)(?![a-z])", scan.text[named.end :]
    )
    behind = _WHOLE_TOO.match(scan.text, named.end)
    if not (_WHOLE_FIRST.search(lead) or one or behind):
        return None
    if behind:
        scan.take(*behind.span())
    label = "整体" if re.search(r"[\u3400-\u9fff]", scan.text) else "overall"
    comparison = Comparison(without=(named.filter.field,), labels=(_label(named), label))
    return Sides(comparison, filters=(named.filter,), used=(named,))


def _one_named(conditions: Sequence[Condition]) -> Condition | None:
    """The one value that is set against others; a feeling is what is measured, not who."""
    named = [
        each
        for each in conditions
        if each.filter.op in _NAMED
        and each.filter.field != "sentiment"
        and str(each.filter.value).lower() not in ("true", "false")
    ]
    return named[0] if len(named) == 1 else None


def _against_last(scan: Scan, time: TimeMention) -> Sides | None:
    """ "than last month": the period right after the one named is side A."""
    start, end = time.period.start, time.period.end
    before = scan.text[max(0, time.start - 14) : time.start]
    if (
        start is None
        or end is None
        or not re.search(r"(?:than|to|with|against|比|较|于)\s*(?:the )?$", before)
    ):
        return None
    months = (end.year - start.year) * 12 + end.month - start.month
    if start.day == 1 and end.day == 1 and months:
        year, month = divmod(end.year * 12 + end.month - 1 + months, 12)
        following = end.replace(year=year, month=month + 1)
    else:
        following = end + (end - start)
    current = Period(start=end, end=following)
    labels = (period_label(current), period_label(time.period))
    return Sides(Comparison(period=time.period, labels=labels), period=current)


def against_the_one_before(times: Sequence[TimeMention], span: tuple[date, date] | None) -> Sides | None:
    """ "Did it fall in March": a day, week, month, quarter or year against the one before, if the data has it."""
    if len(times) != 1 or not times[0].closed or span is None:
        return None
    start, end = (date.fromisoformat(str(each)[:10]) for each in (times[0].period.start, times[0].period.end))
    earlier = _unit_before(start, end)
    if earlier is None or earlier < span[0].replace(day=1):
        return None
    return _two_periods(Period(start=earlier, end=start), times[0].period)


def _unit_before(start: date, end: date) -> date | None:
    """The first day of the calendar unit before this one; None when the days are no such unit."""
    if end - start in (timedelta(days=1), timedelta(days=7)):
        return start - (end - start)
    months = (end.year - start.year) * 12 + end.month - start.month
    if start.day != 1 or end.day != 1 or months not in (1, 3, 6, 12):
        return None
    year, month = divmod(start.year * 12 + start.month - 1 - months, 12)
    return date(year, month + 1, 1)


def _years_before(day: date, years: int) -> date:
    """The same day of an earlier year; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 3, 1)


def period_label(period: Period) -> str:
    """2019, 2019-03, 2019-Q2, 2019-03-05, or the first and the last day."""
    first, end = date.fromisoformat(str(period.start)[:10]), date.fromisoformat(str(period.end)[:10])
    last = end - timedelta(days=1)
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return str(first.year)
    if first.day == 1 and end.day == 1 and (first.year, first.month) == (last.year, last.month):
        return f"{first:%Y-%m}"
    if first.day == 1 and end.day == 1 and first.year == last.year and (first.month, last.month) in _QUARTERS:
        return f"{first.year}-Q{_QUARTERS[first.month, last.month]}"
    return str(first) if first == last else f"{first} – {last}"


_QUARTERS = {(1, 3): 1, (4, 6): 2, (7, 9): 3, (10, 12): 4}
