"""Figures one question asks for that one query cannot tell: "how many lack a rating, how many an order value"."""

import itertools
import re
from collections.abc import Sequence

from assistant.offline.conditions.joining import joined_filters
from assistant.offline.conditions.stated import Condition
from assistant.offline.layout.sides import apart
from assistant.offline.query.figures import share_of
from assistant.offline.query.pieces import Pieces
from assistant.offline.query.wholes import with_whole
from assistant.offline.text.lexicon import concept, means_nothing
from assistant.offline.text.scan import Scan
from tools.segments.query import Filter, Measure, SegmentQuery

__all__ = ["queries_of"]

_SHARES = {"share_negative": "negative", "share_positive": "positive"}


def queries_of(query: SegmentQuery, pieces: Pieces) -> list[SegmentQuery]:
    """The queries that tell together what is asked: mostly the one there is."""
    listed = _one_by_one(pieces)
    if listed and len(query.measures) == 1 and not (query.compare or query.group_by):
        base = [each for each in pieces.conditions if each not in listed]
        return [_of(query, [*base, each]) for each in listed]
    several = (
        _values_one_by_one(query, pieces) or _beside_together(query, pieces) or with_whole(query, pieces)
    )
    return several or _count_and_share(query, pieces)


_TWO_IN_ONE = re.compile(r" ?(?:and|&|/|\+|和|与|跟|及|、)(?: or)? ?")


def _beside_together(query: SegmentQuery, pieces: Pieces) -> list[SegmentQuery]:
    """ "Timely rate for fax and mail complaints": two values that nothing sets apart, each and taken together."""
    sides, text = pieces.sides, pieces.scan.text
    if (
        sides is None
        or query.compare is None
        or len(sides.used) != 2
        or query.compare.period
        or query.group_by
    ):
        return []
    first, second = sorted(sides.used, key=lambda each: each.start)
    plainly = first.filter.op == second.filter.op == "=" and not first.filter.bucket
    if (
        not (plainly and _TWO_IN_ONE.fullmatch(text[first.end : second.start]))
        or pieces.compared
        or apart(text)
    ):
        return []
    values = (str(first.filter.value), str(second.filter.value))
    together = Filter(field=first.filter.field, op="in", values=values)
    kept = tuple(each for each in query.filters if each != first.filter)
    return [query, query.model_copy(update={"filters": (*kept, together), "compare": None})]


def _values_one_by_one(query: SegmentQuery, pieces: Pieces) -> list[SegmentQuery]:
    """ "How many 1 star, how many 2 star": the numbers of a list, each by itself."""
    listed = [each for each in query.filters if each.op == "in" and isinstance(each.values[0], float)]
    if len(listed) != 1 or query.group_by or query.compare or not apart(pieces.scan.text):
        return []
    rest = tuple(each for each in query.filters if each not in listed)
    alone = (Filter(field=listed[0].field, value=value) for value in listed[0].values)
    return [query.model_copy(update={"filters": (*rest, each)}) for each in alone]


def _of(query: SegmentQuery, conditions: Sequence[Condition]) -> SegmentQuery:
    """The query for these conditions; a share is of the records that they all but the last name."""
    if query.measures[0].op == "share":
        measure, base = share_of((conditions[-1].filter,), joined_filters(conditions[:-1]))
        return query.model_copy(update={"measures": (measure,), "filters": base})
    return query.model_copy(update={"filters": joined_filters(conditions)})


def _count_and_share(query: SegmentQuery, pieces: Pieces) -> list[SegmentQuery]:
    """A count and the share it is: the count is of the part, the share of the whole."""
    shares = [each for each in query.measures if each.op == "share" or each.op in _SHARES]
    others = tuple(each for each in query.measures if each not in shares)
    parts = [part for each in shares for part in _part(each)]
    if len(shares) != 1 or not others or query.compare or not parts:
        return [query]
    if all(each in query.filters for each in parts) and _of_share_only(
        pieces, parts, several=len(others) > 1 or not _counts(others)
    ):
        return [_kept(query, query.measures, [each for each in query.filters if each not in parts])]
    if not all(each in query.filters for each in parts):
        if query.group_by:
            return [query]
        counted = tuple(dict.fromkeys((*query.filters, *parts)))
        alone = query.model_copy(update={"measures": tuple(shares)} if _counts(others) else {})
        return [_kept(query, others, counted), alone] if _counts(others) else [query]
    whole = tuple(each for each in query.filters if each not in parts)
    return [_kept(query, others, query.filters), _kept(query, tuple(shares), whole)]


_SHARE_WORD = r"(?:%|percent(?:age)?|per ?cent|share|rate|ratio|proportion|占比|比例|率|比重|百分比)"


def _of_share_only(pieces: Pieces, parts: Sequence[Filter], *, several: bool) -> bool:
    """ "Count, average rating and % negative": the part is said with the share, after what else is asked for.

    several: more than a count is asked for beside the share.
    """
    told = [each for each in pieces.conditions if each.filter.field in {part.field for part in parts}]
    if len(told) != 1:
        return False
    text, one = pieces.scan.text, told[0]
    ahead = re.search(rf"{_SHARE_WORD}\s?$", text[: one.start]) if several else None
    beside = ahead or re.match(rf"\s?(?:feedback |reviews? )?{_SHARE_WORD}(?![a-z])", text[one.end :])
    return beside is not None and pieces.asked.at < one.start


def _counts(measures: Sequence[Measure]) -> bool:
    return all(each.op in ("count", "customers") for each in measures)


def _kept(query: SegmentQuery, measures: Sequence[Measure], filters: Sequence[Filter]) -> SegmentQuery:
    return query.model_copy(update={"measures": tuple(measures), "filters": tuple(filters)})


def _part(measure: Measure) -> tuple[Filter, ...]:
    """What a share is of the whole."""
    feeling = _SHARES.get(measure.op)
    return (Filter(field="sentiment", value=feeling),) if feeling else measure.where


def _one_by_one(pieces: Pieces) -> list[Condition]:
    """The conditions that are each to be counted by itself: listed, of different fields, and asked for apart."""
    if len(pieces.conditions) < 2:
        return []
    one_by_one = apart(pieces.scan.text)
    ordered = sorted(pieces.conditions, key=lambda each: each.start)
    runs: list[list[Condition]] = [ordered[:1]]
    for one, other in itertools.pairwise(ordered):
        if _listed(pieces.scan, one, other, one_by_one=one_by_one):
            runs[-1].append(other)
        else:
            runs.append([other])
    longest = max(runs, key=len)
    several = len({each.filter.field for each in longest}) == len(longest)
    last = pieces.scan.text[longest[-1].end :]
    several = several or (
        {each.filter.op for each in longest} == {"="} and re.match("的?呢", last) is not None
    )
    return longest if len(longest) > 1 and several else []


def _listed(scan: Scan, one: Condition, other: Condition, *, one_by_one: bool) -> bool:
    """Whether only the question for the figure of the first stands between two conditions, or just a joining word
    where figures are asked for one by one.
    """
    gap = scan.text[one.end : other.start]
    asked = re.sub(rf"{concept('count').pattern}|{concept('share').pattern}", " ", gap)
    joined = re.search(r"(?<![a-z])(?:and|as well as|or)(?![a-z])|[,，、&/+;；和与跟及]|还有|以及", gap)
    again = one_by_one or re.match(r"的?(?:呢|又)|\s*(?:too|as well)", scan.text[other.end :]) is not None
    told = asked != gap and other.filter.op == one.filter.op and again
    return (told or (one_by_one and joined is not None)) and means_nothing(asked + " ")
