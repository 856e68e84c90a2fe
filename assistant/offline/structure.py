"""How an answer is laid out: the groups it is split by, and calendar buckets."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Literal

from assistant.offline.lexicon import concept
from assistant.offline.linking import FieldMention
from assistant.offline.numerals import NUMBER
from assistant.offline.scan import Scan
from retrieval.catalog import Catalog
from tools.segments.query import GroupBy, Period

__all__ = ["auto_bucket", "find_buckets", "find_groups", "finer"]

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
_PEAK = re.compile(
    r"(?<![a-z])(?:(?:the |which |what )?(?:single )?(?P<unit>day|week|month|quarter|year|weekday)s? (?=(?:with|that had|which had|that saw|when we got|of the (?:most|highest|lowest|fewest))(?![a-z]))"
    r"|(?:on )?(?:which|what) (?:single |one )(?P<unit2>day|week|month|quarter|year)(?![a-z]))"
)
"""A calendar unit that is asked for by what it has: "the month with the most", "which single day"."""

_ADVERBS = r"hourly|daily|weekly|monthly|quarterly|yearly|annual(?:ly)?"
_ZH_EACH = "按照?|每一?个?|各个?|历|逐|哪一?个?|分|单"


def find_buckets(scan: Scan, catalog: Catalog) -> list[GroupBy] | None:
    """Calendar buckets: "by month", "每天", "which weekday", "daily". None when asked of data without dates."""
    dates = [field.name for field in catalog.fields if field.kind == "date"]
    date_field = "time" if "time" in dates else next(iter(dates), None)
    peak = scan.take_first(_PEAK) if date_field else None
    if peak and date_field:
        return [
            GroupBy.model_validate({"field": date_field, "bucket": peak.group("unit") or peak.group("unit2")})
        ]
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
            if re.search(r"(?<![a-z])day (?:of|in)(?: the)? $", scan.text[: match.start()]):
                continue
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
