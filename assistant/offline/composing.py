"""Pieces of a question -> one segment query: filters, groups, the measure, order and limits."""

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from datetime import date

from assistant.offline.conditions import Condition, price_field
from assistant.offline.lexicon import concept
from assistant.offline.measures import split_share
from assistant.offline.pieces import Pieces
from assistant.offline.statements import Claim, rises
from assistant.offline.structure import auto_bucket, find_groups, finer
from assistant.offline.times import TimeMention
from assistant.offline.topics import topic_field
from retrieval.catalog import Catalog, data_span
from tools.segments.query import Filter, GroupBy, Measure, Order, Period, SegmentQuery

__all__ = ["claim_of", "compose", "groups_of", "joined_filters", "joined_period", "share_of"]

_SCORES = ("rating", "nps", "csat")
_SINGLE = {"in": "=", "not in": "!="}
"""Lists of values are joined with the single values of their field."""

_OR = re.compile(r"(?<![a-z])or(?![a-z])|或")
_LONGEST_GAP = 8
"""Characters between two words of one list: " or ", "或者说", ", "."""


def compose(pieces: Pieces, catalog: Catalog, groups: list[GroupBy]) -> SegmentQuery:
    """The query the pieces ask for."""
    sides, ordering = pieces.sides, pieces.ordering
    base = [each for each in pieces.conditions if sides is None or each not in sides.used]
    measure, filters = _measure(pieces, catalog, base, groups)
    return SegmentQuery(
        measures=(measure,),
        filters=(*filters, *sides.filters) if sides else filters,
        period=sides.period if sides and sides.comparison.period else joined_period(pieces.times),
        group_by=tuple(groups),
        compare=sides.comparison if sides else None,
        order=_order(pieces, groups, measure, filters),
        limit=ordering.limit if ordering and groups else None,
        min_group=pieces.least,
    )


def claim_of(pieces: Pieces, query: SegmentQuery) -> Claim | None:
    """What the question takes for true, as it can be held against the query's result."""
    statement = pieces.statement
    if statement is None:
        return None
    measure = query.measures[0]
    up = rises(statement.way, measure, (*query.filters, *(query.compare.filters if query.compare else ())))
    if pieces.stated_first:
        return Claim("extreme", value=pieces.stated_first, why=statement.why)
    if statement.way is None:
        return None
    if query.compare is not None:
        return Claim("change" if query.compare.period else "differ", up, why=statement.why)
    by_time = len(query.group_by) == 1 and query.group_by[0].bucket not in (None, "weekday", "hour")
    return Claim("change", up, why=statement.why) if by_time else None


def groups_of(pieces: Pieces, catalog: Catalog) -> list[GroupBy]:
    """What the answer is split by: named fields, calendar buckets, or what a ranking leaves unsaid."""
    groups = [pieces.ranked_field] if pieces.ranked_field else _named_groups(pieces) or _listed_values(pieces)
    found = [GroupBy(field=name) for name in groups] + pieces.buckets
    trend = pieces.trend or (pieces.changed and pieces.sides is None)
    if trend and not pieces.buckets and catalog.field("time"):
        found.append(GroupBy(field="time", bucket=auto_bucket(_days(pieces.times, catalog))))
    if pieces.sides and pieces.sides.comparison.period:
        found = [each for each in found if finer(each.bucket, pieces.sides.period)]
    if not found and pieces.ordering and pieces.ordering.explicit and pieces.sides is None:
        found = _record_group(pieces) or _implied_group(pieces, catalog)
    return found


def joined_filters(conditions: Sequence[Condition], text: str = "") -> tuple[Filter, ...]:
    """Values of one field are joined by OR, so are words with "or" between them in `text`; the rest by AND."""
    by_field: dict[tuple[str, str], list[Filter]] = {}
    for each in conditions:
        by_field.setdefault((each.filter.field, _SINGLE.get(each.filter.op, each.filter.op)), []).append(
            each.filter
        )
    joined: list[Filter] = []
    alternatives = _alternatives(text, conditions)
    if alternatives:
        by_field.pop(("text", "contains"))
        joined.append(Filter(any_of=alternatives))
    for (name, op), filters in by_field.items():
        listed_values = [each.values or (each.value,) for each in filters]
        values = tuple(dict.fromkeys(value for each in listed_values for value in each if value is not None))
        if op in ("=", "!=") and len(values) > 1:
            listed = "in" if op == "=" else "not in"
            joined.append(Filter.model_validate({"field": name, "op": listed, "values": values}))
        else:
            joined += list(dict.fromkeys(filters))
    return tuple(joined)


def _alternatives(text: str, conditions: Sequence[Condition]) -> tuple[Filter, ...]:
    """Words of which a text needs to contain only one, because "or" stands between them."""
    words = sorted((each for each in conditions if each.filter.op == "contains"), key=lambda each: each.start)
    between = [text[one.end : other.start] for one, other in itertools.pairwise(words)]
    joined = text[words[0].start : words[-1].end] if words else ""
    if not between or any(len(gap) > _LONGEST_GAP for gap in between) or not _OR.search(joined):
        return ()
    return tuple(each.filter for each in words)


def joined_period(times: Sequence[TimeMention]) -> Period | None:
    """The period several mentions make together ("since May", "before July"), or the one there is."""
    if len(times) < 2:
        return times[0].period if times else None
    starts = [each.period.start for each in times if each.period.start]
    ends = [each.period.end for each in times if each.period.end]
    return Period(start=max(starts, key=str) if starts else None, end=min(ends, key=str) if ends else None)


def _named_groups(pieces: Pieces) -> list[str]:
    """Categories and flags the question names, and any field it splits by in so many words; at most two."""
    asked = pieces.asked
    free = [each for each in pieces.fields if asked.field is None or each.start != asked.field.start]
    marked, others = find_groups(pieces.scan, free)
    groups = [each for each in marked if each.field.kind not in ("text", "date")]
    if asked.measure.op == "distinct":
        groups += [asked.field] if asked.field and pieces.least > 1 else []
    else:
        groups += [
            each
            for each in others
            if each.field.kind in ("category", "flag") and each.field.name != "customer"
        ]
    names = dict.fromkeys(each.field.name for each in groups)
    if asked.measure.op != "distinct":
        names.pop(asked.measure.field or "", None)
    return list(names)[:2]


def _listed_values(pieces: Pieces) -> list[str]:
    """ "A, B and C each": the field of three or more values that are to be told apart."""
    named = Counter(each.filter.field for each in pieces.conditions if each.filter.op == "=")
    apart = re.search(
        r"分别|各自|各有|respectively|\beach\b|separately|compare|对比|比较|哪", pieces.scan.text
    )
    return [name for name, count in named.items() if count > 2 and apart]


def _record_group(pieces: Pieces) -> list[GroupBy]:
    """ "Which review has the most likes": the records themselves are ranked."""
    record = concept("record").pattern
    which = (
        rf"(?:which|what|哪一?[条个篇封则])\s*(?:single |one )?(?:{record})|(?:{record})是?哪一?[条个篇封则]"
    )
    numeric = any(each.field.kind == "number" for each in pieces.fields)
    said = numeric and not pieces.asked.explicit and re.search(which, pieces.scan.text)
    return [GroupBy(field="id")] if said else []


def _implied_group(pieces: Pieces, catalog: Catalog) -> list[GroupBy]:
    """ "Who complains most?" ranks customers, "what do people complain about most?" ranks topics."""
    if pieces.asked.measure.field or any(each.field.kind == "number" for each in pieces.fields):
        return []
    who = re.search(r"\bwho\b|谁", pieces.scan.text)
    name = "customer" if who else topic_field(catalog)
    return [GroupBy(field=name)] if name and catalog.field(name) else []


def _measure(
    pieces: Pieces, catalog: Catalog, conditions: list[Condition], groups: list[GroupBy]
) -> tuple[Measure, tuple[Filter, ...]]:
    """The measure and the filters of the whole; a share keeps its part as the measure's own condition."""
    asked, ordering = pieces.asked, pieces.ordering
    if asked.measure.op == "share":
        return _share(pieces, conditions)
    filters = joined_filters(conditions, pieces.scan.text)
    if asked.measure.op == "sum" and ordering and ordering.explicit and not groups:
        extreme = "max" if ordering.descending else "min"
        return asked.measure.model_copy(update={"op": extreme}), filters
    if asked.explicit and not (ordering and ordering.price):
        return (Measure() if asked.measure.op == "distinct" and groups else asked.measure), filters
    number = next((each.field.name for each in pieces.fields if each.field.kind == "number"), None)
    if ordering and ordering.price and number is None:
        price = price_field(catalog)
        number = price.name if price else None
    if number and not any(each.field == number for each in groups):
        return Measure.model_validate({"op": _of_number(pieces, groups), "field": number}), filters
    if ordering and ordering.quality and catalog.field("rating") and not filters:
        return Measure(op="average", field="rating"), filters
    return Measure(), filters


def _of_number(pieces: Pieces, groups: list[GroupBy]) -> str:
    """A number asked for without saying how: its extreme for one record or product, its average else."""
    ordering = pieces.ordering
    if ordering is None or not ordering.explicit or ordering.quality:
        return "average"
    if groups and groups[0].field not in ("id", "product"):
        return "average"
    return "max" if ordering.descending else "min"


def _share(pieces: Pieces, conditions: list[Condition]) -> tuple[Measure, tuple[Filter, ...]]:
    """A share of a feeling or a score is one of the records that state it; of anything else, of all records."""
    base, part = split_share(pieces.scan, pieces.asked, conditions)
    if not part:
        return Measure(op="share_of_total"), joined_filters(base, pieces.scan.text)
    where = joined_filters(part, pieces.scan.text)
    return share_of(where, joined_filters(base, pieces.scan.text))


def share_of(where: tuple[Filter, ...], base: tuple[Filter, ...]) -> tuple[Measure, tuple[Filter, ...]]:
    """The measure of the share that `where` is of `base`, and the filters of the whole.

    Of a feeling or a score it is a share of the records that state it.
    """
    if len(where) == 1 and where[0].field == "sentiment" and where[0].op == "=":
        feeling = {"negative": "share_negative", "positive": "share_positive"}.get(str(where[0].value))
        if feeling:
            return Measure.model_validate({"op": feeling}), base
    given = tuple(
        Filter(field=each.field, op="present")
        for each in where
        if each.field in (*_SCORES, "sentiment") and each.op not in ("missing", "present")
    )
    return Measure(op="share", where=where), (*base, *given)


def _order(
    pieces: Pieces, groups: Sequence[GroupBy], measure: Measure, filters: Sequence[Filter]
) -> Order | None:
    """Best and worst turn round for measures where more is worse."""
    ordering = pieces.ordering
    if ordering is None or not groups or pieces.sides is not None:
        return None
    bad = measure.op == "share_negative" or any(
        each.field == "sentiment" and each.value == "negative" for each in (*filters, *measure.where)
    )
    return Order(by="measure", descending=ordering.descending != (ordering.quality and bad))


def _days(times: Sequence[TimeMention], catalog: Catalog) -> int:
    period, span = joined_period(times), data_span(catalog)
    if period and period.start and period.end:
        return (date.fromisoformat(str(period.end)[:10]) - date.fromisoformat(str(period.start)[:10])).days
    return (span[1] - span[0]).days + 1 if span else 365
