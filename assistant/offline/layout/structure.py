"""How an answer is laid out: the groups it is split by, and calendar buckets."""

import itertools
import re
from collections.abc import Sequence
from datetime import date
from typing import Literal

from assistant.offline.names.linking import FieldMention
from assistant.offline.text.lexicon import concept
from assistant.offline.text.numerals import NUMBER
from assistant.offline.text.scan import Scan
from retrieval.catalog import Catalog
from tools.segments.query import GroupBy, Period

__all__ = [
    "asks_when_most",
    "auto_bucket",
    "extreme_time",
    "find_buckets",
    "find_groups",
    "finer",
    "take_crossings",
]

Bucket = Literal["hour", "day", "weekday", "week", "month", "quarter", "year"]

_BUCKETS: tuple[tuple[Bucket, str, str], ...] = (
    ("weekday", r"(?:day|days) of (?:the )?week|weekdays?", "星期几|周几|礼拜几"),
    ("hour", r"hours?(?: of (?:the )?day)?|hourly|times? of (?:the )?day", "小时|几点钟?|钟头|时段"),
    ("day", r"days?|daily|dates?", "天|日|日期"),
    ("week", r"weeks?|weekly", "周|星期|礼拜"),
    ("month", r"months?|monthly", "个?月份?|月度"),
    ("quarter", r"quarters?|quarterly", "个?季度|季(?![节风])"),
    ("year", r"years?|yearly|annual(?:ly)?", "年份?|年度"),
)
_EACH_OF = re.compile(
    r"each of (?:the )?(?:last|past|previous) [a-z0-9]+ (?:full |complete |whole )?(?P<unit>day|week|month|quarter|year)s"
)
_PEAK = re.compile(
    r"(?<![a-z])(?<!day of )(?<!day of the )(?<!days of )(?<!days of the )(?:(?:the |which |what )?(?:single )?(?P<unit>day|week|month|quarter|year|weekday)s? (?=(?:with|that had|which had|that saw|when we got|of the (?:most|highest|lowest|fewest))(?![a-z]))"
    r"|(?:on )?(?:which|what) (?:single |one )(?P<unit2>day|week|month|quarter|year)(?![a-z]))"
)
"""A calendar unit that is asked for by what it has: "the month with the most", "which single day"."""
_EXTREMES = "most|least|highest|lowest|best|worst|busiest|quietest|slowest|peak|top|biggest|largest|smallest|fewest|strongest|weakest|record|poorest|noisiest|happiest|angriest"
_EXTREME_UNIT = re.compile(
    rf"(?<![a-z])(?:{_EXTREMES})(?![a-z])[^,.;?!\x00]{{0,30}}?(?<![a-z])(?<!of the )(?<!of a )(?<!in the )(?P<unit>month|week|quarter|day|year)(?![a-z])(?! (?:in|of) (?:the|a) (?:month|week|year))"
    r"|(?<=[一-龥a-z0-9\x00])(?:最|峰值|高峰|顶峰|巅峰|谷底|低谷)[^,，.。?？\x00]{0,6}?(?:的|是|在|出现在|落在)?(?:哪一?个?|第?几)?(?P<zunit>月份?|季度?|周|星期|天|年份?)(?![前内后均来度间到数几])"
    r"|(?<![0-9一二三四五六七八九十近前后过这那上下])(?:哪一?个?|第?几|什么)(?P<zunit2>月份?|季度?|星期|年份?)(?![前内后均来])"
)
"""The unit that has the extreme, as a noun: "highest negative % month", 评分最高的月份, 峰值在几月."""
_UNITS: dict[str, Bucket] = {
    "month": "month", "week": "week", "quarter": "quarter", "day": "day", "year": "year",
    "月": "month", "季": "quarter", "周": "week", "星": "week", "天": "day", "年": "year",
}  # fmt: skip
_ONE_BY_ONE = re.compile(
    r"[一每]个?(?P<unit>月|季度?|周|星期|天|年)[一每]个?(?P=unit)的?地?(?:看|列|拉|算|统计|分)?"
)
"""一个月一个月看: month by month."""
_WHEN_PEAKED = re.compile(
    rf"(?<![a-z])when(?![a-z])[^?]*(?<![a-z])(?:{_EXTREMES}|peak(?:ed|s)?|spik(?:e|ed|es)|bottom(?:ed)? out|max(?:ed)? out|top(?:ped)? out)(?![a-z])(?! recent)"
    r"|(?:什么时候|啥时候|何时|哪个?时候|什么时间)[^?？]*(?:最|峰|高点|低点|顶)|(?:最|峰值|高峰|低谷|顶点)[^?？]*(?:什么时候|啥时候|何时|哪个?时候)"
)
"""When something was at its height asks for the day, week or month of a trend."""

_ADVERBS = r"hourly|daily|weekly|monthly|quarterly|yearly|annual(?:ly)?"
_ZH_EACH = "按照?|每一?个?|各个?|历|逐|哪一?个?|[拆细][分成]?(?:到|成|至)|(?<![总评得打均])分(?:到|成|至)?|单"


def find_buckets(scan: Scan, catalog: Catalog) -> list[GroupBy] | None:
    """Calendar buckets: "by month", "每天", "which weekday", "daily". None when asked of data without dates."""
    dates = [field.name for field in catalog.fields if field.kind == "date"]
    date_field = "time" if "time" in dates else next(iter(dates), None)
    peak = scan.take_first(_PEAK) if date_field else None
    if peak and date_field:
        return [
            GroupBy.model_validate({"field": date_field, "bucket": peak.group("unit") or peak.group("unit2")})
        ]
    extreme = _extreme_unit(scan) if date_field else None
    if extreme and date_field:
        return [GroupBy(field=date_field, bucket=extreme)]
    turns = scan.take_first(_ONE_BY_ONE) if date_field else None
    if turns and date_field:
        return [GroupBy(field=date_field, bucket=_UNITS[turns.group("unit")[0]])]
    each_of = _EACH_OF.search(scan.text)
    if each_of and date_field:
        return [GroupBy.model_validate({"field": date_field, "bucket": each_of.group("unit")})]
    for bucket, english, chinese in _BUCKETS:
        marked = rf"(?:{concept('by').pattern}|\b(?:what|which|busiest|top \d+|on (?:what|which)))\s*(?:\x00+\s)?(?:the |calendar |single )?(?:(?:{NUMBER}) (?=(?:{english})\b))?"
        pattern = (
            rf"{marked}(?:{english})\b|\b(?:{english})[- ]?wise\b|\b(?:{_ADVERBS})\b(?<=ly|al)|(?:{_ZH_EACH})(?:{chinese})(?!龄|级|纪)|(?:{chinese})(?:变化|趋势|走势|(?=[^，。？?]{{0,6}}分别))"
            if bucket not in ("weekday", "hour")
            else rf"(?:{marked})?\b(?:{english})\b|(?:{_ZH_EACH})?(?:{chinese})"
        )
        for match in scan.find(pattern):
            if re.search(r"(?<![a-z])day (?:of|in)(?: the)? $", scan.text[: match.start()]):
                continue
            adverb = re.fullmatch(_ADVERBS, match.group())
            if adverb and not re.fullmatch(english, match.group()):
                continue
            _take_unit(scan, match)
            if date_field is None:
                return None
            return [GroupBy(field=date_field, bucket=bucket)]
    return []


def _take_unit(scan: Scan, match: re.Match[str]) -> None:
    """Takes the words for a calendar unit but the number in "which two months", "top 3 days": so many are wanted."""
    many = re.search(rf"(?<![a-z])(?:top \d+|{NUMBER})(?= [a-z]+$)", match.group())
    if many is None:
        scan.take(*match.span())
        return
    scan.take(match.start(), match.start() + many.start())
    scan.take(match.start() + many.end(), match.end())


def _extreme_unit(scan: Scan) -> Bucket | None:
    """Takes the unit, and leaves what the extreme is of."""
    for match in scan.find(_EXTREME_UNIT):
        name = next(each for each in ("unit", "zunit", "zunit2") if match[each])
        scan.take(*match.span(name))
        if name == "unit":
            return _UNITS[match[name]]
        lead = re.search(r"(?:哪一?个?|第?几|什么)$", scan.text[: match.start(name)])
        if lead:
            scan.take(*lead.span())
        return _UNITS[match[name][0]]
    return None


def asks_when_most(text: str) -> bool:
    """Whether a question asks when something was at its height or at its lowest."""
    return _WHEN_PEAKED.search(text) is not None


_PAIRS = re.compile(r"(?<![a-z])(?:pairs?|pairings?|combinations?|combos?)(?: of)?(?![a-z])|的?(?:组合|搭配)")


def take_crossings(scan: Scan, fields: Sequence[FieldMention]) -> None:
    """Takes the "x" of "tier x sentiment", 渠道×地区, and the "pair" of "region and product pair": beside the names of
    two fields they are no values.
    """
    if len({each.field.name for each in fields if each.field.kind != "number"}) > 1:
        for each in scan.find(_PAIRS):
            scan.take(*each.span())
    for first, second in itertools.pairwise(sorted(fields, key=lambda each: each.start)):
        if re.fullmatch(r"\s*[x×✕✖*]\s*", scan.text[first.end : second.start]):
            scan.take(first.end, second.start)


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


_MANY = 40
"""A number of more different values than this is not what records are split by."""
_PER = r"(?<![a-z])(?:per|an?|each|every|one|single)(?: single| one)? $|每一?[个笔单张]?$"


def _is_group(scan: Scan, field: FieldMention) -> bool:
    before = scan.text[max(0, field.start - 22) : field.start]
    after = scan.text[field.end : field.end + 12]
    if field.field.kind == "number" and re.match(
        r"的?分别|数?量?\s?(?:超过|大于|小于|高于|低于|多于|少于|不到|至少|[<>≥≤=]|over|under|above|below)",
        after,
    ):
        return False
    if field.field.kind == "number" and re.match(r"(?:更|比较|最)?[高低好差大小贵]", after):
        return False  # 哪家评分高
    amount = field.field.kind == "number" and (field.field.distinct > _MANY and re.search(_PER, before))
    if amount or (field.field.kind == "number" and re.search(r"(?<![a-z])who $", before)):
        return False  # "who spends more per order": an amount is no group
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


def extreme_time(scan: Scan) -> str | None:
    """ "When was the first ...", "最早的一条是什么时候": first or latest."""
    if re.search(concept("span"), scan.free):
        return None
    asks_when = re.search(concept("when"), scan.free) is not None
    for name in ("first", "latest"):
        match = re.search(concept(name), scan.free)
        if match and (asks_when or "when" in match.group()):
            scan.take(*match.span())
            scan.take_first(concept("when"))
            return name
    return None
