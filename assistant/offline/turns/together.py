"""Two answers of a conversation as one: 两个加起来呢, "both together?"."""

import re
from collections.abc import Sequence

from assistant.offline.text.scan import plain
from tools.segments.query import Filter, Period, SegmentQuery

__all__ = ["asks_for_both", "asks_for_more", "asks_for_overlap", "overlap", "together"]

_THING = "(?:季度?|个?月|周|年|天|边|款|家|店|个|种|类|地区?|区域?|平台|渠道|产品|版本?|组|部分|者)"
_BOTH_ZH = rf"(?:这|那)?(?:两{_THING}{_THING}?|俩|二者|两者|二个)"
_SUM_ZH = "(?:加(?:在)?一?[起块](?:儿)?|加起来|合(?:在)?一起|合起来|合并(?:起来|到一起)?|相加|加总|合计|总计|总共|一共|共计|求和|总和)"
_TAIL_ZH = "(?:的话|的|是|有|又|总共|一共|共|合计|多少|几|[条个件则份笔封起单篇]|呢|咧|啊|吗|看看|看下)*"
_EN = (
    r"(?:(?:and|so|ok|okay|now|then)[, ]+)*(?:(?:what about|how about|how many(?: is that| are there)?|what(?:'s| is)|for) )?(?:the )?"
    r"(?:(?:both|the two|these two|those two|the pair|two)(?: of (?:them|those|these))?(?: \w+)? (?:together|combined|added up|summed(?: up)?|put together|in total|altogether)"
    r"|(?:total|sum|combined (?:total|number|figure|count))(?: (?:of|for|across|over))? (?:both|the two|these two|those two)(?: \w+)?"
    r"|(?:add|sum|put) (?:them|both|the two|these|those)(?: two)? (?:up|together)|together|combined)"
    r"(?: (?:how many|then|please|pls|is that|now))*"
)
_ASKS = re.compile(rf"(?:那么?|所以|把)?(?:{_BOTH_ZH}(?:都)?{_SUM_ZH}{_TAIL_ZH}|{_SUM_ZH}{_TAIL_ZH})|{_EN}")


_MORE = re.compile(rf"(?:这|那)?(?:[三四五六几]{_THING}{_THING}?|仨)(?:都)?{_SUM_ZH}{_TAIL_ZH}")


def asks_for_more(question: str) -> bool:
    """Whether more than two answers are to be put together, which is not done."""
    return _MORE.fullmatch(plain(question).strip(" ?？.。!！~，,")) is not None


def asks_for_both(question: str) -> bool:
    """Whether a question asks only for the last two answers put together."""
    return _ASKS.fullmatch(plain(question).strip(" ?？.。!！~，,")) is not None


_OVERLAP = re.compile(
    r"(?:(?:and|so|ok|okay|now|then)[, ]+)*(?:(?:how many|which|what(?: about)?|how about|count|those|the ones|ones|reviews|records|complaints)(?: of (?:them|those|these))? )*(?:(?:that|which|who) )?"
    r"(?:are|is|were|do|did|meet|met|satisfy|satisfied|match|matched|have|had|fulfil(?:l|led)?|fit)? ?(?:they )?(?:(?:in )?both(?: of (?:them|those|these))?(?: (?:conditions?|criteria|things|requirements?|at once|at the same time|groups|cases))?|in the overlap|overlap)(?: (?:at once|at the same time|then|please|pls))*"
    rf"|(?:那么?)?(?:同时|{_BOTH_ZH}?(?:个)?(?:条件)?(?:都|同时))(?:满足|符合|是|属于|具备)(?:的|这|那|两|个|条件|以上|上述|有|是|多少|几|条|呢|吗)*|(?:那么?)?(?:两者|二者)的?(?:交集|重叠|重合)(?:部分)?(?:的|有|是|多少|几|条|呢|吗)*"
)


def asks_for_overlap(question: str) -> bool:
    """Whether a question asks only for what the last two answers have in common: "how many are both?"."""
    return _OVERLAP.fullmatch(plain(question).strip(" ?？.。!！~，,")) is not None


def overlap(first: SegmentQuery, second: SegmentQuery) -> SegmentQuery | None:
    """What both queries count at once. None when they count different things, or nothing can be both."""
    if first.compare or second.compare or first.measures != second.measures or first.period != second.period:
        return None
    if first.group_by != second.group_by or any(each.where for each in first.measures):
        return None
    filters = tuple(dict.fromkeys((*first.filters, *second.filters)))
    named = [each.field for each in filters if each.op in ("=", "in")]
    return first.model_copy(update={"filters": filters}) if len(named) == len(set(named)) else None


def together(first: SegmentQuery, second: SegmentQuery) -> SegmentQuery | None:
    """What two queries count, as one query. None when they differ in more than one field's value or the period,
    or count different things.
    """
    if first.compare or second.compare or first.group_by or second.group_by:
        return None
    if first.measures != second.measures or any(each.where for each in first.measures):
        return None
    own = [each for each in first.filters if each not in second.filters]
    others = [each for each in second.filters if each not in first.filters]
    if first.period != second.period:
        period = _joined(first.period, second.period)
        return None if own or others or period is None else first.model_copy(update={"period": period})
    values = _values(own, others)
    if values is None:
        return None
    both = own[0].model_copy(update={"op": "in", "value": None, "values": values})
    kept = tuple(both if each is own[0] else each for each in first.filters)
    return first.model_copy(update={"filters": kept})


def _values(own: Sequence[Filter], others: Sequence[Filter]) -> tuple[str | float, ...] | None:
    """The values of two conditions on one field that are nothing but values."""
    if len(own) != 1 or len(others) != 1 or own[0].field != others[0].field:
        return None
    if own[0].bucket or others[0].bucket or {own[0].op, others[0].op} - {"=", "in"}:
        return None
    said = [
        value
        for each in (others[0], own[0])
        for value in (each.values if each.op == "in" else (each.value,))
        if value is not None
    ]
    return tuple(dict.fromkeys(said)) or None


def _joined(one: Period | None, other: Period | None) -> Period | None:
    """The whole of two periods of which one begins where the other ends."""
    if one is None or other is None:
        return None
    if one.end is not None and one.end == other.start:
        return Period(start=one.start, end=other.end)
    if other.end is not None and other.end == one.start:
        return Period(start=other.start, end=one.end)
    return None
