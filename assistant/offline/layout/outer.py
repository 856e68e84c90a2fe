"""Which of two groups the first ones are asked of: "the top topic per region", 每个地区投诉最多的产品."""

import re
from collections.abc import Sequence

from assistant.offline.layout.ordering import Ordering
from assistant.offline.names.linking import FieldMention
from assistant.offline.text.scan import Scan
from tools.segments.query import GroupBy

__all__ = ["outer_group"]

_EACH = r"(?<![a-z])(?:per|for (?:each|every)|(?:in|within|from|of|at|on|with|by) (?:each|every)|each|every)(?: of)?(?: the| our| single)? $|(?:每一?[个家款种类位座条]?|各个?|各[家款种类]|不同)的?$"
_BY = r"(?<![a-z])(?:by|broken down by|split by|grouped by)(?: the| our)? $|(?:按照?|分)$"
_JOINED = re.compile(
    r"\s?|(?:s|es)? ?(?:(?:and|&|x|×|\+|/|与|和|跟|及|、)(?: the)?|,|，) ?(?:per |each |every |each of |by |每个?|各个?)*"
)
_PAIRS = re.compile(r"(?<![a-z])(?:pairs?|pairings?|combinations?|combos?|cells?)(?![a-z])|组合|交叉|搭配")
_UNITS = {
    "hour": r"hour|个?小时", "day": r"day|[天日]", "weekday": r"weekday|day of the week|周几|星期几",
    "week": r"week|个?星期|周(?!几)", "month": r"(?:calendar )?month|个?月", "quarter": r"quarter|个?季度", "year": r"year|年",
}  # fmt: skip


def outer_group(
    scan: Scan, groups: Sequence[GroupBy], fields: Sequence[FieldMention], ordering: Ordering | None
) -> GroupBy | None:
    """The group that the first ones of each value are asked of; None where they are the first of all pairs.

    "The top 5 by region and product" are pairs, and so is what plainly says so.
    """
    if ordering is None or not ordering.explicit or ordering.both or len(groups) != 2:
        return None
    if _PAIRS.search(scan.text) or _joined(scan, groups, fields):
        return None
    for word in (_EACH, _BY):
        marked = [each for each in groups if _is_marked(scan, each, fields, word)]
        if len(marked) == 1:
            return marked[0]
        if marked:
            return None
    return None


def _is_marked(scan: Scan, group: GroupBy, fields: Sequence[FieldMention], word: str) -> bool:
    return any(re.search(word, scan.text[:start]) for start, _ in _places(scan, group, fields))


def _joined(scan: Scan, groups: Sequence[GroupBy], fields: Sequence[FieldMention]) -> bool:
    """ "Per region and product": what stands for both splits by pairs."""
    first, second = (_places(scan, each, fields) for each in groups)
    gaps = (scan.text[min(one[1], other[1]) : max(one[0], other[0])] for one in first for other in second)
    return all(_JOINED.fullmatch(gap) for gap in gaps)


def _places(scan: Scan, group: GroupBy, fields: Sequence[FieldMention]) -> list[tuple[int, int]]:
    """Where the question names a group."""
    if group.bucket:
        return [each.span() for each in re.finditer(_UNITS[group.bucket], scan.text)]
    return [(each.start, each.end) for each in fields if each.field.name == group.field]
