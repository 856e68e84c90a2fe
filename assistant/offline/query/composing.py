"""Pieces of a question -> one segment query: filters, groups, the measures, order and limits."""

import re
from collections.abc import Sequence
from typing import Literal

from assistant.offline.conditions.joining import joined_period
from assistant.offline.conditions.stated import Condition
from assistant.offline.layout.ordering import Ordering
from assistant.offline.layout.outer import outer_group
from assistant.offline.measures.bounds import bounds_of, with_limited
from assistant.offline.premises.statements import Claim, Way, rises
from assistant.offline.query.figures import measures_of, shares_of
from assistant.offline.query.pieces import Pieces
from assistant.offline.text.lexicon import concept
from retrieval.catalog import Catalog
from tools.segments.query import Filter, GroupBy, Measure, Order, SegmentQuery

__all__ = ["claim_of", "compose", "so_many"]

_MANY = re.compile(
    r"(?<![a-z])(?:so many|that many|this many|all (?:the|these|those|our)|the many|flood|wave|pile|stream|spate|avalanche|loads|lots)(?![a-z])|[这那]么多|一大?堆|大量|成堆"
)


def so_many(pieces: Pieces) -> bool:
    """Whether records of some kind are spoken of as many: "why so many one-star ratings", 为什么这么多一星."""
    return bool(pieces.conditions) and _MANY.search(pieces.scan.text) is not None


def compose(pieces: Pieces, catalog: Catalog, groups: list[GroupBy]) -> SegmentQuery:
    """The query the pieces ask for."""
    sides, ordering = pieces.sides, pieces.ordering
    if sides and sides.used and (shares := shares_of(pieces, catalog)):
        measures, filters = shares
        return SegmentQuery(
            measures=measures,
            filters=filters,
            period=joined_period(pieces.times),
            group_by=tuple(groups),
            unnamed=len(groups) < 2,
        )
    if sides:  # "which state has more, A or B": the two are the sides
        groups = [each for each in groups if each.bucket or each.field not in sides.comparison.without]
    base = [each for each in pieces.conditions if sides is None or each not in sides.used]
    if sides is None and (ordering is None or not ordering.explicit) and not pieces.stated_first:
        groups = _without_fixed(groups, base)
    outer = outer_group(pieces.scan, groups, pieces.fields, ordering) if sides is None else None
    if outer is not None:
        groups = [outer, *(each for each in groups if each != outer)]
    measures, filters = measures_of(pieces, catalog, base, groups)
    if groups and sides is None and _by_records(pieces, measures[0]):
        measures = (Measure(), *measures)
    measures = with_limited(measures, pieces.limits) if groups else measures
    return SegmentQuery(
        measures=measures,
        filters=(*filters, *sides.filters) if sides else filters,
        period=sides.period if sides and sides.comparison.period else joined_period(pieces.times),
        group_by=tuple(groups),
        compare=sides.comparison if sides else None,
        order=_order(pieces, groups, measures[0], filters),
        limit=_limit(ordering, outer) if groups else None,
        each=outer is not None,
        offset=ordering.offset if ordering and groups else 0,
        min_group=pieces.least,
        having=bounds_of(pieces.limits, measures) if pieces.limits and groups else (),
        unnamed=len(groups) < 2 or any(each.op == "missing" for each in filters),
    )


def _limit(ordering: Ordering | None, outer: GroupBy | None) -> int | None:
    """How many first ones are shown: of each group one, where no number is said."""
    said = ordering.limit if ordering else None
    return said or 1 if outer is not None else said


def _without_fixed(groups: list[GroupBy], conditions: Sequence[Condition]) -> list[GroupBy]:
    """ "Number of duplicate bugs by resolution": what is one value splits nothing."""
    said = [each.filter for each in conditions]
    fixed = {
        each.field for each in said if each.op == "=" and sum(one.field == each.field for one in said) == 1
    }
    return [each for each in groups if each.bucket or each.field not in fixed]


_MOST_RECORDS = re.compile(
    rf"(?<![a-z])(?:with|has|have|had|got|gets?|having|received?) (?:the )?(?:most|least|fewest|(?:highest|greatest|largest|biggest|lowest|smallest) (?:number|count|volume) of) (?:{concept('record').pattern})(?![a-z])"
    r"|(?:评价|评论|反馈|记录|留言|点评)(?:数量?|量)?最[多少]的"
)


def _by_records(pieces: Pieces, measure: Measure) -> bool:
    """ "The price of the branch with the most reviews": ranked by how many records there are, and its price beside."""
    ranked = pieces.ordering is not None and pieces.ordering.superlative and not pieces.ordering.quality
    return ranked and measure.op in ("average", "median") and bool(_MOST_RECORDS.search(pieces.scan.text))


def claim_of(pieces: Pieces, query: SegmentQuery) -> Claim | None:
    """What the question takes for true, as it can be held against the query's result."""
    statement = pieces.statement
    if pieces.absence and not query.group_by and query.compare is None:
        return Claim("absent", why=statement is not None and statement.why)
    if pieces.limits and not query.group_by and query.compare is None:
        why = statement is not None and statement.why
        return Claim("level", why=why, bounds=bounds_of(pieces.limits, query.measures))
    if statement is None:
        return None
    counted = not (query.group_by or query.compare or pieces.asked.explicit)
    if statement.way is None and statement.why and counted and so_many(pieces):
        return Claim("some", why=True)
    measure = query.measures[0]
    up = rises(statement.way, measure, (*query.filters, *(query.compare.filters if query.compare else ())))
    if pieces.stated_first:
        return Claim("extreme", value=pieces.stated_first, why=statement.why)
    if statement.way is None:
        return None
    by_time = len(query.group_by) == 1 and query.group_by[0].bucket not in (None, "weekday", "hour")
    if query.compare is None and not by_time:
        return None
    kind: Literal["change", "differ"] = "differ" if query.compare and not query.compare.period else "change"
    return Claim(
        kind, up, why=statement.why, by=statement.by, percent=statement.percent, times=statement.times
    )


def _order(
    pieces: Pieces, groups: Sequence[GroupBy], measure: Measure, filters: Sequence[Filter]
) -> Order | None:
    """Best and worst turn round for measures where more is worse; two sides are ranked by their difference."""
    ordering = pieces.ordering
    if ordering is None or not groups:
        return None
    if pieces.sides is not None:
        if not (ordering.explicit and ordering.superlative):
            return None
        return Order(by="difference", descending=_upwards(pieces, measure, filters) == ordering.descending)
    told = measure.where or filters  # the share of complaints that were resolved: more is better
    bad = measure.op == "share_negative" or any(
        each.field == "sentiment" and each.value == "negative" for each in told
    )
    return Order(by="measure", descending=ordering.descending != (ordering.quality and bad))


def _upwards(pieces: Pieces, measure: Measure, filters: Sequence[Filter]) -> bool:
    """Whether what "changed most" went up: not if the question says it fell, or got worse when more is good."""
    ways: tuple[tuple[Way, str], ...] = (
        ("down", "fall"),
        ("up", "rise"),
        ("better", "better"),
        ("worse", "worse"),
    )
    for way, name in ways:
        if re.search(concept(name), _without_extremes(pieces.scan.text)):
            return rises(way, measure, tuple(filters)) is not False
    return True


def _without_extremes(text: str) -> str:
    """ "Most", "highest" and the like say which comes first, not which way it went."""
    return re.sub(
        r"(?<![a-z])(?:most|least|highest|lowest|biggest|largest|smallest)(?![a-z])|最[多少高低大小]",
        " ",
        text,
    )
