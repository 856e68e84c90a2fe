"""Times that are left out of what is asked: "except June", "leaving out June 2025 and June 2026", 6月不算."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from assistant.offline.conditions.clock import date_field
from assistant.offline.conditions.stated import Condition
from assistant.offline.text.scan import Scan
from assistant.offline.times import TimeMention
from retrieval.catalog import Catalog
from tools.segments.query import Filter, Period
from tools.segments.spans import add_months

__all__ = ["leave_out"]

_BEFORE = re.compile(
    r"(?<![a-z])(?:excluding|exclude|except(?: for)?|(?:leaving|leave) (?:out|aside)|without|apart from|aside from|other than"
    r"|not (?:counting|including)|ignoring|ignore|disregarding|skipping|skip|omitting|omit|minus|barring|but not)"
    r"(?: the)?(?: (?:months?|quarters?|days?|years?)(?: of)?)? ?$"
    r"|(?:除了?|除去|除开|刨去|刨掉|扣除|扣掉|去掉|排除|剔除|不算|不含|不包括|不计)$"
)
_AFTER = re.compile(
    r"(?:份|的)?(?:以外|之外|除外)的?"
    r"|的?(?:数据|部分)?(?:都|先)?(?:(?:不用?|不必|别|不要)(?:算|计|含|包括)|不要|去掉|排除|剔除|刨掉|扣掉)(?:在内|进去|进来|入)?(?=了|的话|的?\W|的?$|之?后|[各每其剩余再])"
    r"|,? (?:is |are )?(?:excluded|left out|aside|not counted|not included)(?![a-z])"
)
_OUTSIDE = re.compile(r"(?:份|的)?外(?:的(?!卖))?")
"""Only after 除: 7月外滩店 is of July."""
_JOINED = re.compile(r"\s*(?:、|(?:, ?)?and|or|&|和|与|跟|及|以及)\s*")
_COMMA = re.compile(r"[,，]\s*")
_BESIDES = re.compile(r"除了?[^。？?]*(?:还有|也)|(?:besides|in addition)")
_LONGEST_LEAD = 30


def leave_out(
    scan: Scan, times: Sequence[TimeMention], catalog: Catalog
) -> tuple[list[TimeMention], list[Condition]]:
    """The times that are asked for, and conditions without those that are left out; the words for it are taken."""
    field = date_field(catalog)
    gone = [] if field is None or _BESIDES.search(scan.text) else _gone(scan, times)
    kept = [each for each in times if each not in gone]
    if not gone or field is None:
        return kept, []
    return kept, [Condition(gone[0].start, gone[-1].end, each) for each in _without(gone, field)]


def _gone(scan: Scan, times: Sequence[TimeMention]) -> list[TimeMention]:
    told = [_told(scan, each) for each in times]
    joined = [_listed(scan, one, other) for one, other in pairwise(times)]
    for place in [*range(len(joined)), *reversed(range(len(joined)))]:
        if joined[place] and (told[place] or told[place + 1]):
            told[place] = told[place + 1] = True
    return [each for each, left in zip(times, told, strict=True) if left]


def _listed(scan: Scan, one: TimeMention, other: TimeMention) -> bool:
    """ "June, July and August": a comma joins times of one length only, not 除了6月，今年."""
    between = scan.text[one.end : other.start]
    if _JOINED.fullmatch(between):
        return True
    return _COMMA.fullmatch(between) is not None and abs(_days(one) - _days(other)) < _ALIKE


_ALIKE = 4
"""Days by which months differ."""


def _days(time: TimeMention) -> int:
    if not (time.period.start and time.period.end):
        return 0
    start, end = (date.fromisoformat(str(each)[:10]) for each in (time.period.start, time.period.end))
    return (end - start).days


def _told(scan: Scan, time: TimeMention) -> bool:
    """Whether words beside the time leave it out."""
    if not (time.closed and time.period.start and time.period.end):
        return False
    before = _BEFORE.search(scan.text, max(0, time.start - _LONGEST_LEAD), time.start)
    after = _AFTER.match(scan.text, time.end) or (before and _OUTSIDE.match(scan.text, time.end))
    for found in (before, after):
        if found:
            scan.take(*found.span())
    return before is not None or after is not None


def _without(times: Sequence[TimeMention], field: str) -> list[Filter]:
    """The conditions that leave times out of a date field."""
    names = [_name(each.period) for each in times]
    plain = tuple(name for name in names if name)
    listed = Filter(field=field, op="not in", values=plain)
    found = [Filter(field=field, op="!=", value=plain[0]) if len(plain) == 1 else listed] if plain else []
    for each, name in zip(times, names, strict=True):
        if name is None:
            start, end = (str(moment)[:10] for moment in (each.period.start, each.period.end))
            outside = (Filter(field=field, op="<", value=start), Filter(field=field, op=">=", value=end))
            found.append(Filter(any_of=outside))
    return found


def _name(period: Period) -> str | None:
    """A day, month or year as a query names it; None for any other stretch."""
    start, end = (date.fromisoformat(str(moment)[:10]) for moment in (period.start, period.end))
    if (end - start).days == 1:
        return start.isoformat()
    if start.day == 1 and end == add_months(start, 1):
        return f"{start:%Y-%m}"
    return f"{start:%Y}" if (start.month, start.day, end) == (1, 1, add_months(start, 12)) else None
