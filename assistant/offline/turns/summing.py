"""What all of it comes to: the sum of the number averaged before ("the total instead", 合计呢), or of the rows counted."""

import re
from collections.abc import Callable
from dataclasses import replace

from assistant.offline.query.reading import Reading
from assistant.offline.text.scan import plain
from assistant.offline.turns.before import Before
from assistant.offline.turns.followup import is_score, merged
from assistant.offline.turns.openings import opening
from tools.segments.query import Filter, SegmentQuery

__all__ = ["summed"]

_Read = Callable[[str, Before | None], Reading]


def summed(part: str, before: Before, ask: _Read) -> Reading | None:
    """ "The total instead", 合计呢: the sum of the number that was averaged before."""
    of_rows = _of_all_rows(part, before)
    if of_rows is not None:
        asked = replace(ask(part, before), intent="count", problem=None, details={}, claim=None)
        return replace(asked, query=of_rows, readings=(), beside=())
    measure = before.query.measures[0]
    if measure.field is None or measure.op not in ("average", "median", "max", "min"):
        return None
    said = opening(part).rest
    if _SUM.fullmatch(plain(said).strip(" ?？.。!！")) is None:
        return _summed_of(said, before, ask)
    total = measure.model_copy(update={"op": "sum"})
    query = before.query.model_copy(update={"measures": (total,)})
    return replace(ask(part, before), intent="count", query=query, problem=None, details={}, claim=None)


def _of_all_rows(part: str, before: Before) -> SegmentQuery | None:
    """ "How many is that in total?" after a count of each group: of those that were told, all together."""
    query = before.query
    counted = query.measures[0].op in ("count", "customers") and bool(query.group_by) and not query.compare
    if not counted or before.quoted or not _asks_total(part):
        return None
    bare = {"group_by": (), "order": None, "limit": None, "offset": 0, "having": (), "min_group": 1}
    whole = query.model_copy(update=bare | {"each": False, "unnamed": True})
    if not (query.limit or query.having or query.min_group > 1):
        return whole
    group, *others = query.group_by
    if others or group.bucket or before.shown_by != group.field:
        return None
    told = Filter(field=group.field, op="in", values=tuple(before.shown))
    return whole.model_copy(update={"filters": (*query.filters, told)})


def _asks_total(part: str) -> bool:
    said = plain(opening(part).rest).strip(" ?？.。!！")
    return (_ALTOGETHER.fullmatch(said) or _SUM.fullmatch(said)) is not None


def _summed_of(said: str, before: Before, ask: _Read) -> Reading | None:
    """ "Total for August": the sum of the number averaged before, of the records named now."""
    rest = _SUM_OF.sub("", plain(said))
    measure = before.query.measures[0]
    if rest == plain(said) or measure.op == "sum" or is_score(measure.field or ""):
        return None
    reading = ask(rest, before)
    restricts = reading.query.filters or reading.query.period
    if reading.problem not in (None, "nothing_asked") or not restricts or "measure" in reading.explicit:
        return None
    total = measure.model_copy(update={"op": "sum"})
    totalled = replace(before, query=before.query.model_copy(update={"measures": (total,)}))
    return merged(replace(reading, problem=None, details={}), totalled)


_SUM_OF = re.compile(
    r"^\W*(?:(?:and|so|now|what(?:'s| is| was)|the)\W+)*(?:grand total|total|sum)(?: (?:for|of|in|during|over|from))+ (?=\w)|的?(?:总[和额计]|合计|总金额)(?:是|有)?(?:多少)?(?:呢|啊)?\W*$"
)


_ALTOGETHER = re.compile(
    r"(?:and |so |now |ok,? )*(?:how (?:many|much)|what)(?: (?:is|are|was|were|do|does) (?:that|those|these|it|they|all of (?:that|them|those))(?: make| come to| add up to)?)?"
    r"(?: in total| altogether| all together| overall| in all| all told| combined)+|(?:in total|altogether|all together|combined)"
    r"|(?:那么?|这些|它们)?(?:一共|总共|合计|加起来|加一起|合起来)(?:一?共|总共)?(?:是|有)?(?:多少|几)?(?:条|个|份)?(?:评[价论]|反馈|记录|投诉|差评)?(?:呢|啊)?"
)

_SUM = re.compile(
    r"(?:the |their |its |and |in |a )*(?:sum|total|grand total|sum total|altogether|all together|(?:all )?(?:added|summed) up)(?: (?:instead|please|pls|then|of (?:that|those|it|them)))*"
    r"|(?:它们?|他们)?(?:的)?(?:合计|总和|总数|总[计额]|总金额|总共|总量|加总|求和|加起来(?:一共|总共)?|一共|总共)(?:的)?(?:金额|钱数)?(?:呢|咧|是?(?:多少|几)(?:块?钱|金额|元)?|有多少(?:块?钱)?)*"
    r"|(?:不(?:要|看|用)(?:平均值?|均值),?\s?)?(?:我)?(?:换成|改成?|要|看|用|求)(?:看)?(?:总[和计额数]|总金额|合计|加总)(?:金额)?"
)
