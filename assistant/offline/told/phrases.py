"""Queries and figures in words: what an answer calls its segment, its measure and its numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from prompts import Language, text
from retrieval.catalog import Catalog
from tools.results import Cell
from tools.segments.query import Filter, GroupBy, Measure, Period, SegmentQuery

__all__ = ["FRACTIONS", "Phrases"]

FRACTIONS = ("share", "share_of_total", "share_negative", "share_positive", "csat")
"""Measures shown as percentages."""

_WHOLE = ("count", "customers", "distinct", "count_per")
_OPS = {"=": "is", "!=": "is_not", "<": "less", "<=": "at_most", ">": "more", ">=": "at_least"}
_WITHOUT_VALUE = {"missing": "missing", "present": "present"}
_LISTED = {"in": "one_of", "not in": "none_of"}
_TEXT = {"contains": "contains", "not contains": "contains_not"}


@dataclass(frozen=True, slots=True)
class Phrases:
    """Words of one language over one catalog."""

    language: Language
    catalog: Catalog

    def say(self, key: str, **variables: object) -> str:
        """One sentence of `prompts/texts/answers`."""
        return text("answers", key, self.language, **variables)

    def field(self, name: str) -> str:
        """What people call a field; a column of the user's own keeps its own name."""
        known = self.catalog.field(name)
        return (known.zh if self.language == "zh" else known.en) if known else name

    def number(self, value: float) -> str:
        """At most two decimals, thousands separated."""
        if float(value).is_integer():
            return f"{int(value):,}"
        return f"{value:,.2f}"

    def figure(self, measure: Measure, value: Cell) -> str:
        """A measure's value as people read it: shares as percentages, dates as dates."""
        if value is None:
            return "—"
        if measure.op in FRACTIONS and isinstance(value, int | float):
            return f"{value * 100:.1f}%"
        if measure.op == "nps" and isinstance(value, int | float):
            return f"{value:.1f}"
        if self._is_date(measure.field) and measure.op not in _WHOLE:
            return self.moment(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return self.number(value)
        return str(value)

    def difference(self, measure: Measure, value: float) -> str:
        """The size of a difference; between shares in percentage points."""
        if measure.op in FRACTIONS:
            return (
                f"{abs(value) * 100:.1f} pp" if self.language == "en" else f"{abs(value) * 100:.1f} 个百分点"
            )
        return self.figure(measure, abs(value))

    def signed(self, measure: Measure, value: Cell) -> str:
        """A difference with its sign."""
        if not isinstance(value, int | float):
            return "—"
        sign = "+" if value > 0 else "−" if value < 0 else ""
        return sign + self.difference(measure, value)

    def moment(self, value: Cell) -> str:
        """Seconds since 1970 UTC on the store's clock."""
        if not isinstance(value, int | float):
            return str(value).replace("T", " ").removesuffix(" 00:00:00")
        local = datetime.fromtimestamp(value, UTC).astimezone(ZoneInfo(self.catalog.timezone))
        return (
            f"{local:%Y-%m-%d}"
            if (local.hour, local.minute, local.second) == (0, 0, 0)
            else f"{local:%Y-%m-%d %H:%M}"
        )

    def measure(self, measure: Measure) -> str:
        """The measure as a noun."""
        percentile = f"{measure.percentile:g}" if measure.percentile is not None else ""
        part = self.conditions(measure.where)
        field = self.measured(measure)
        if measure.op == "count" and part:
            return self.say("m_count_of", part=part)
        return self.say(f"m_{self.told_as(measure)}", field=field, part=part, percentile=percentile)

    def measured(self, measure: Measure) -> str:
        """What is measured: a field's name, or the bucket of a date records are counted for."""
        if measure.field is None:
            return ""
        if measure.bucket is not None:
            return self.group(GroupBy(field=measure.field, bucket=measure.bucket))
        return self.field(measure.field)

    def told_as(self, measure: Measure) -> str:
        """Customers of data that names none are records, copies counted once."""
        unnamed = measure.op == "customers" and self.catalog.field("customer") is None
        return "people" if unnamed else measure.op

    def group(self, group: GroupBy) -> str:
        """A group's heading."""
        if group.bucket is None:
            return self.field(group.field)
        names = {
            "hour": "小时", "day": "日", "weekday": "星期", "week": "周", "month": "月", "quarter": "季度", "year": "年",
        }  # fmt: skip
        return names[group.bucket] if self.language == "zh" else group.bucket

    def cell(self, value: Cell, group: GroupBy | None = None) -> str:
        """A group's value; weekdays by name."""
        if group is not None and group.bucket == "weekday" and isinstance(value, int):
            return self.say("weekdays").split()[value - 1]
        if value is None:
            return self.say("missing_group")
        if isinstance(value, bool):
            return self.say("yes" if value else "no")
        if isinstance(value, str) and group is not None:
            return self.named(group.field, value)
        return self.label(value) if isinstance(value, float) else str(value)

    def label(self, value: float) -> str:
        """A number that names a group, as it is: 2.5 and not 2.50, which is a figure."""
        told = self.number(value)
        return told.rstrip("0").rstrip(".") if "." in told else told

    def named(self, field: str, value: str) -> str:
        """What people call a value that has a name of its own in each language; any other is what it is."""
        known = self.catalog.field(field)
        if known is None:
            return value
        return next((each.name(self.language) for each in known.values if each.value == value), value)

    def conditions(self, filters: Sequence[Filter]) -> str:
        told = [self._condition(each) for each in filters]
        return (
            self.say("list").join(told[:-1]) + self.say("and") + told[-1] if len(told) > 1 else "".join(told)
        )

    def segment(self, query: SegmentQuery) -> dict[str, str]:
        """`segment` (English, follows a noun), `segment_lead` and `segment_tail` (Chinese, before and after the answer)."""
        conditions, period = self.conditions(query.filters), self.period(query.period)
        if self.language == "en":
            where = self.say("where", conditions=conditions) if conditions else ""
            return {"segment": where + period, "segment_lead": "", "segment_tail": ""}
        named = "，".join(each for each in (period, conditions) if each)
        lead, tail = (f"在{named}的记录中，", f"（{named}）") if named else ("", "")
        return {"segment": "", "segment_lead": lead, "segment_tail": tail}

    def period(self, period: Period | None) -> str:
        """The days of a period, both included, as people say them."""
        if period is None or (period.start is None and period.end is None):
            return ""
        first = str(period.start)[:10] if period.start else None
        last = _day_before(period.end) if period.end else None
        if first is None:
            return self.say("period_until", last=last)
        if last is None:
            return self.say("period_since", first=first)
        return self.say("period_day" if first == last else "period", first=first, last=last)

    def _condition(self, each: Filter) -> str:
        if each.any_of:
            return self.say("or").join(self._condition(option) for option in each.any_of)
        field = self.field(each.field)
        if each.bucket:
            field = self.say(f"{each.bucket}_of", field=field)
        if each.op in _WITHOUT_VALUE:
            return self.say(_WITHOUT_VALUE[each.op], field=field)
        if each.op in _TEXT:
            return self.say(_TEXT[each.op], value=each.value)
        if each.op in _LISTED:
            shown = self.say("list").join(self._value(each, value) for value in each.values)
            return self.say(_LISTED[each.op], field=field, value=shown)
        if each.op == "between":
            low, high = (self._value(each, value) for value in each.values)
            return self.say("between", field=field, low=low, high=high)
        return self.say(_OPS[each.op], field=field, value=self._value(each, each.value))

    def _value(self, each: Filter, value: Any) -> str:
        if each.bucket:  # the hour 23 reaches to 23:59
            return (
                self.cell(int(value), GroupBy(field=each.field, bucket="weekday"))
                if each.bucket == "weekday"
                else f"{value}:00"
            )
        known = self.catalog.field(each.field)
        if known and known.kind == "flag":
            return self.say("yes" if str(value).lower() in ("1", "1.0", "true", "yes") else "no")
        return self.number(value) if isinstance(value, float) else self.named(each.field, str(value))

    def _is_date(self, name: str | None) -> bool:
        known = self.catalog.field(name) if name else None
        return known is not None and known.kind == "date"


def _day_before(end: date | datetime) -> str:
    """The last day of a half-open period."""
    if isinstance(end, datetime):
        return (end - timedelta(seconds=1)).date().isoformat()
    return (end - timedelta(days=1)).isoformat()
