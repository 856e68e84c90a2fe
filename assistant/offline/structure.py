"""How an answer is laid out: groups, calendar buckets, order and limits, and the two sides of a comparison."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from assistant.offline.conditions import Condition
from assistant.offline.lexicon import concept, number_in
from assistant.offline.linking import FieldMention
from assistant.offline.numerals import NUMBER, number
from assistant.offline.scan import Scan
from assistant.offline.times import TimeMention
from retrieval.catalog import Catalog
from tools.segments.query import Comparison, Filter, GroupBy, Period

__all__ = [
    "Ordering",
    "Sides",
    "against_the_one_before",
    "auto_bucket",
    "find_buckets",
    "find_groups",
    "find_ordering",
    "find_sides",
    "finer",
]

Bucket = Literal["hour", "day", "weekday", "week", "month", "quarter", "year"]

_BUCKETS: tuple[tuple[Bucket, str, str], ...] = (
    ("weekday", r"(?:day|days) of (?:the )?week|weekdays?", "星期几|周几|礼拜几"),
    ("hour", r"hours?(?: of (?:the )?day)?|hourly|times? of (?:the )?day", "小时|几点钟?|钟头|时段"),
    ("day", r"days?|daily|dates?", "天|日|日期"),
    ("week", r"weeks?|weekly", "周|星期|礼拜"),
    ("month", r"months?|monthly", "个?月份?|月度"),
    ("quarter", r"quarters?|quarterly", "个?季度"),
    ("year", r"years?|yearly|annual(?:ly)?", "年份?|年度"),
)
_EACH_OF = re.compile(
    r"each of (?:the )?(?:last|past|previous) [a-z0-9]+ (?:full |complete |whole )?(?P<unit>day|week|month|quarter|year)s"
)
_ADVERBS = r"hourly|daily|weekly|monthly|quarterly|yearly|annual(?:ly)?"
_ZH_EACH = "按照?|每一?个?|各个?|逐|哪一?个?|分|单"


@dataclass(frozen=True, slots=True)
class Ordering:
    """`explicit` when the question asks for the extreme of something, not only for a list; `superlative` when it
    says most or least, not more or less.
    """

    descending: bool
    limit: int | None
    explicit: bool = True
    quality: bool = False
    price: bool = False
    superlative: bool = True


@dataclass(frozen=True, slots=True)
class Sides:
    """A comparison: what side A keeps, and how side B differs."""

    comparison: Comparison
    filters: tuple[Filter, ...] = ()
    period: Period | None = None
    used: tuple[Condition, ...] = ()


def find_buckets(scan: Scan, catalog: Catalog) -> list[GroupBy] | None:
    """Calendar buckets: "by month", "每天", "which weekday", "daily". None when asked of data without dates."""
    dates = [field.name for field in catalog.fields if field.kind == "date"]
    date_field = "time" if "time" in dates else next(iter(dates), None)
    each_of = _EACH_OF.search(scan.text)
    if each_of and date_field:
        return [GroupBy.model_validate({"field": date_field, "bucket": each_of.group("unit")})]
    for bucket, english, chinese in _BUCKETS:
        marked = rf"(?:{concept('by').pattern}|\b(?:what|which|busiest|top \d+|on (?:what|which)))\s*(?:the |calendar |single )?"
        pattern = (
            rf"{marked}(?:{english})\b|\b(?:{_ADVERBS})\b(?<=ly|al)|(?:{_ZH_EACH})(?:{chinese})(?!龄|级|纪)|(?:{chinese})(?:变化|趋势|走势)"
            if bucket not in ("weekday", "hour")
            else rf"(?:{marked})?\b(?:{english})\b|(?:{_ZH_EACH})?(?:{chinese})"
        )
        for match in scan.find(pattern):
            adverb = re.fullmatch(_ADVERBS, match.group())
            if adverb and not re.fullmatch(english, match.group()):
                continue
            scan.take(*match.span())
            if date_field is None:
                return None
            return [GroupBy(field=date_field, bucket=bucket)]
    return []


def finer(bucket: Bucket | None, period: Period | None) -> bool:
    """Whether a bucket still splits a period."""
    if bucket is None or bucket in ("hour", "weekday") or period is None or not (period.start and period.end):
        return True
    days = (date.fromisoformat(str(period.end)[:10]) - date.fromisoformat(str(period.start)[:10])).days
    return days > {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}[bucket]


def auto_bucket(days: int) -> Bucket:
    """The bucket a trend over that many days is read best in."""
    return "day" if days <= 45 else "week" if days <= 120 else "month" if days <= 1100 else "year"


def find_groups(scan: Scan, fields: Sequence[FieldMention]) -> tuple[list[FieldMention], list[FieldMention]]:
    """Splits field mentions into those the question groups by, and the others."""
    grouped: list[FieldMention] = []
    others: list[FieldMention] = []
    for field in fields:
        (grouped if _is_group(scan, field) else others).append(field)
    return grouped, others


def _is_group(scan: Scan, field: FieldMention) -> bool:
    before = scan.text[max(0, field.start - 22) : field.start]
    after = scan.text[field.end : field.end + 12]
    several = rf"(?:top|bottom|the)?\s*(?:{NUMBER})?\s*(?:most|least|best|worst|of )?\s*"
    if re.search(rf"(?:{concept('by').pattern})\s*(?:the |of the |different |{several})?$", before):
        return not re.search(r"\bwhat (?:is |was )?$", before) or field.field.kind != "number"
    if re.search(
        rf"(?:\b(?:top|bottom) (?:{NUMBER} )?|[前后](?:{NUMBER})(?:名|个|位|款|家|大)?的?)$", before
    ):
        return field.field.kind != "number"
    if re.match(
        r"\s*(?:distribution|breakdown|ranking|split|by\b)|的?(?:分布|排名|排行|明细|构成|分别)", after
    ):
        return not re.match(r"\s*by\b", after)
    return bool(re.match(r"(?:之间|里|中|是|为)(?:哪|谁)", after))


def find_ordering(scan: Scan) -> Ordering | None:
    """Top and bottom: "top 3", "the fewest", "前五", "最差的"; and plain orders: "highest first", "从少到多"."""
    ranked = scan.take_first(concept("rank"))
    if ranked:
        ascending = re.search(
            r"ascending|^(?:lowest|least|smallest|fewest)|from (?:lowest|least)|[从由][低少小差]",
            ranked.group(),
        )
        worst = "worst" in ranked.group() or "best" in ranked.group()
        extreme = _extreme(scan)
        if extreme is None:
            down = not ascending and not ranked.group().startswith("worst")
            return Ordering(down, None, explicit=False, quality=worst)
        return extreme
    return _extreme(scan)


def _extreme(scan: Scan) -> Ordering | None:
    for name, descending in (("top", True), ("bottom", False)):
        match = scan.take_first(concept(name))
        if match:
            limit = number_in(match)
            extreme = scan.take_first(concept("least")) if limit else None
            scan.take_first(concept("most"))
            return Ordering(descending and extreme is None, int(number(limit)) if limit else None)
    for name, descending, quality in (
        ("least", False, False),
        ("most", True, False),
        ("best", True, True),
        ("worst", False, True),
    ):
        match = scan.take_first(concept(name))
        if match:
            price = re.search("贵|便宜|expensive|cheap|pricey|priciest", match.group()) is not None
            than = re.fullmatch(concept("comparative"), match.group()) is not None
            return Ordering(descending, None, quality=quality, price=price, superlative=not than)
    return None


def find_sides(
    scan: Scan,
    times: Sequence[TimeMention],
    conditions: Sequence[Condition],
    *,
    compared: bool,
    ordered: bool,
) -> Sides | None:
    """Two periods or two values set against each other, the later period and the first value as side A.

    `compared`: the question compares or asks for a change; `ordered`: it asks which is more.
    """
    if len(times) == 2 and all(time.closed for time in times):
        return _two_periods(times[0].period, times[1].period)
    pair = _pair(conditions)
    if len(times) == 1 and times[0].ends and compared and not pair:
        return _two_periods(*times[0].ends)
    if pair and (compared or ordered or re.search(r"分别|各|respectively|each", scan.text)):
        return _two_segments(*pair)
    if len(times) == 1 and compared:
        return _against_last(scan, times[0])
    return None


def _two_periods(first: Period, second: Period) -> Sides:
    earlier, later = sorted((first, second), key=lambda period: str(period.start))
    labels = (_period_label(later), _period_label(earlier))
    return Sides(Comparison(period=earlier, labels=labels), period=later)


def _pair(conditions: Sequence[Condition]) -> tuple[Condition, Condition] | None:
    """The two conditions that differ in one field, when the question has exactly two of it."""
    by_field: dict[str, list[Condition]] = {}
    for each in conditions:
        if each.filter.op in ("=", "!=", "contains"):
            by_field.setdefault(each.filter.field, []).append(each)
    pairs = [each for each in by_field.values() if len(each) == 2]
    return (pairs[0][0], pairs[0][1]) if len(pairs) == 1 else None


def _two_segments(first: Condition, second: Condition) -> Sides:
    def label(condition: Condition) -> str:
        return f"{'≠ ' if condition.filter.op == '!=' else ''}{condition.filter.value}"

    comparison = Comparison(
        filters=(second.filter,), without=(first.filter.field,), labels=(label(first), label(second))
    )
    return Sides(comparison, filters=(first.filter,), used=(first, second))


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
    labels = (_period_label(current), _period_label(time.period))
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


def _period_label(period: Period) -> str:
    """2019, 2019-03, 2019-03-05, or the first and the last day."""
    first, end = date.fromisoformat(str(period.start)[:10]), date.fromisoformat(str(period.end)[:10])
    last = end - timedelta(days=1)
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return str(first.year)
    if first.day == 1 and end.day == 1 and (first.year, first.month) == (last.year, last.month):
        return f"{first:%Y-%m}"
    return str(first) if first == last else f"{first} – {last}"
