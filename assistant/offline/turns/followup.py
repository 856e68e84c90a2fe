"""What a follow-up takes from the turn before: "and for Delta?", "那上个月呢", "no, only VIP", "as a share?"."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.offline.layout.structure import finer
from assistant.offline.premises.statements import more_is_good
from assistant.offline.query.figures import share_of
from assistant.offline.query.reading import Reading
from assistant.offline.text.scan import plain
from assistant.offline.turns.before import Before
from assistant.offline.turns.carried import going_on, is_score, of_each_now, other_sides, scored_anew
from tools.segments.query import Filter, GroupBy, Measure, Order, Period, SegmentQuery

__all__ = ["is_score", "merged", "names_whole", "part_of", "quoted_anew"]


def merged(reading: Reading, before: Before) -> Reading:
    """The reading with everything it left out taken from the turn before."""
    if _quotes_again(reading, before):
        return _quoted(reading, before)
    previous = before.query
    another = _another_figure(reading, previous)
    if another is not None:
        return another
    said, query = reading.explicit, reading.query
    if "shown" in said and query.period is not None:  # 回到物流，看4月
        said |= {"period"}
    new_filters = query.filters + (query.measures[0].where if "measure" not in said else ())
    asked_feeling = _other_feeling(previous, new_filters) if "measure" not in said else None
    if asked_feeling is not None:
        return replace(reading, query=asked_feeling)
    measures = query.measures
    if "measure" not in said:
        measures = _of_other_number(reading, previous) or _changed_measures(previous.measures, new_filters)
        measures = (Measure(),) if _of_complaints(reading, measures) else measures
        measures = _listed_now(measures, (*query.group_by, *query.filters))
    part = {each.field for measure in measures for each in measure.where}
    changed = (
        {each.field for each in new_filters} | reading.lifted | _ranked_anew(reading, previous, new_filters)
    )
    if {"order", "groups"} <= said:  # "sort the branches by cleanliness" after those with a cleanliness of 2
        changed |= {each.field for each in measures if each.field}
    if "measure" in said:  # "and fruit's share?" is not of the phones asked for before
        changed |= part | {"sentiment" for each in measures if each.op in _FEELINGS}
        changed |= _pinned(measures, previous)
    if previous.compare is not None and (_new_figure(reading, previous) or other_sides(reading, previous)):
        changed |= set(previous.compare.without) | scored_anew(reading, measures)
    kept = going_on(previous, new_filters, changed)
    added = tuple(each for each in new_filters if "measure" in said or each.field not in part)
    update = {
        "measures": measures,
        "filters": kept + added,
        "period": _period(reading, previous) if "period" in said else _kept_period(reading, previous),
        "compare": _comparison(reading, previous),
        "min_group": max(query.min_group, previous.min_group),
    }
    update |= {"having": query.having} if query.having else {}
    update |= _rows(reading, previous, measures, (*kept, *added), (*added, *_own_part(measures, previous)))
    if "compare" in said and query.period is not None:
        update["period"] = query.period
    return replace(reading, query=previous.model_copy(update=update), intent="count", problem=None)


_COMPLAINED = re.compile(r"complain|issue|problem|reason|negative|投诉|抱怨|不满|问题|原因|差评")


def _of_complaints(reading: Reading, measures: Sequence[Measure]) -> bool:
    """ "Their top complaint theme?" after a share of negative ones: all with such a theme are, so they are counted."""
    own = {each.field for each in reading.query.group_by if _COMPLAINED.search(each.field.lower())}
    return bool(own) and {"groups", "order"} <= reading.explicit and measures[0].op == "share_negative"


def _pinned(measures: Sequence[Measure], previous: SegmentQuery) -> set[str]:
    """ "Their average rating?" after the 1-star ones: of one rating there is no average."""
    spread = {each.field for each in measures if each.op in ("average", "median", "max", "min", "percentile")}
    return {name for name in _one_value(previous.filters) if name in spread}


_FEELINGS = ("share_negative", "share_positive")


def _ranked_anew(reading: Reading, previous: SegmentQuery, filters: Sequence[Filter]) -> set[str]:
    """ "Which region has the most?" after one region was spoken of: all of them are ranked."""
    if "order" not in reading.explicit or (previous.group_by and "groups" not in reading.explicit):
        return set()  # "just the top two" ranks what was told apart before
    return {each.field for each in reading.query.group_by if not each.bucket} - {
        each.field for each in filters
    }


def _another_figure(reading: Reading, previous: SegmentQuery) -> Reading | None:
    """Another figure of what was counted before: its median, its share, how many that share is."""
    if reading.problem == "no_number":
        return _other_measure(reading, previous)
    if _share_of_the_same(reading):
        return _as_share(reading, previous)
    if names_whole(reading, previous):
        return _as_share_of(reading, previous)
    if _count_of_the_same(reading, previous):
        return _as_count(reading, previous)
    return None


def _rows(
    reading: Reading,
    previous: SegmentQuery,
    measures: Sequence[Measure],
    filters: Sequence[Filter],
    single: Sequence[Filter],
) -> dict[str, object]:
    """What the answer is split by, in which order and how much of it. single: what is now one value."""
    said, query = reading.explicit, reading.query
    kept = _kept_groups(previous.group_by, single, reading.lifted)
    if "period" in said:  # "in that month" after a table of months
        kept = tuple(each for each in kept if finer(each.bucket, query.period))
    groups = of_each_now(query, previous, said) if "groups" in said else kept
    if not groups and "order" in said:  # "which is the worst?": of what, only the ranking implies
        groups = query.group_by
    if "compare" in said and "groups" not in said and query.compare and query.compare.period:
        groups = tuple(each for each in groups if each.bucket is None)  # two periods stand for themselves
    alone = {"order": None, "limit": None, "offset": 0, "each": False}
    if not groups:
        return {"group_by": (), **alone}
    if (
        "groups" in said
        and "order" not in said
        and {each.field for each in previous.group_by} & _one_value(single)
    ):
        return {"group_by": groups, **alone}  # one row of a ranking, split
    ranked = query if "order" in said else previous
    each = query.each or (previous.each and len(groups) > 1)
    limit = ranked.limit or previous.limit if each else None if ranked.each else ranked.limit
    order = _order(reading, previous, measures, filters)
    return {"group_by": groups, "order": order, "limit": limit, "offset": ranked.offset, "each": each}


def _order(
    reading: Reading, previous: SegmentQuery, measures: Sequence[Measure], filters: Sequence[Filter]
) -> Order | None:
    """The order asked for; which end is the worst depends on what was counted before."""
    if "order" not in reading.explicit:
        kept = previous.order
        gone = kept is not None and kept.measure >= len(
            measures
        )  # it was by a figure that is no more asked for
        return kept.model_copy(update={"measure": 0}) if kept and gone else kept
    order = reading.query.order
    if reading.quality is None or order is None or "measure" in reading.explicit:
        return order
    good = more_is_good(measures[0], filters)
    return (
        order
        if good is None
        else order.model_copy(update={"descending": good == (reading.quality == "best")})
    )


def _period(reading: Reading, previous: SegmentQuery) -> Period | None:
    """The period asked for, counted from the one before when it says so: "the month before"."""
    if reading.step is None or previous.period is None:
        return reading.query.period
    return reading.step.of(previous.period) or reading.query.period


def _kept_period(reading: Reading, previous: SegmentQuery) -> Period | None:
    """The period under discussion, unless it is lifted: "any month"."""
    return None if "time" in reading.lifted else previous.period


def _kept_groups(
    groups: Sequence[GroupBy], added: Sequence[Filter], lifted: frozenset[str]
) -> tuple[GroupBy, ...]:
    """Without the fields that are now one value, or that no longer matter."""
    single = {each.field for each in added if each.op == "="} | lifted
    return tuple(each for each in groups if each.field not in single)


def _one_value(filters: Sequence[Filter]) -> set[str]:
    return {each.field for each in filters if each.op == "="}


def _own_part(measures: Sequence[Measure], previous: SegmentQuery) -> tuple[Filter, ...]:
    """What the new share is of: "the first one's share" is no longer told for each."""
    before = {part for each in previous.measures for part in each.where}
    return tuple(part for each in measures for part in each.where if part not in before)


def _comparison(reading: Reading, previous: SegmentQuery) -> object:
    """A new comparison, or the one before when its sides differ in other things than what is new now."""
    said, kept = reading.explicit, previous.compare
    if kept is not None and _new_figure(reading, previous):
        return None
    if "compare" in said or kept is None:
        return reading.query.compare if "compare" in said else None
    if kept.period is not None:
        return None if {"period", "groups"} & said else kept
    new = {each.field for each in reading.query.filters} | reading.lifted
    new |= {each.field for each in reading.query.group_by}
    new |= {part.field for each in reading.query.measures for part in each.where}
    sides = {*kept.without, *(each.field for each in kept.filters)}
    return None if new & sides else kept


def _new_figure(reading: Reading, previous: SegmentQuery) -> bool:
    """ "iPhone 11 count for January" after two averages: another figure of other records, no longer two sides."""
    query, said = reading.query, reading.explicit
    other = query.measures[0].op != previous.measures[0].op or "period" in said
    if query.measures[0].op.startswith("share") and not query.filters and "period" not in said:
        return False  # "what share of it is open?" after two sides: of each
    return {"measure", "filters"} <= said and "compare" not in said and other


def quoted_anew(reading: Reading, previous: Reading) -> Reading:
    """ "Why do they complain about X? Show 2 quotes": one search, the second sentence changing the first."""
    query = previous.query.model_copy(
        update={
            "filters": reading.query.filters or previous.query.filters,
            "period": reading.query.period or previous.query.period,
        }
    )
    return replace(previous, query=query, topic=reading.topic or previous.topic, limit=reading.limit)


def _quotes_again(reading: Reading, before: Before) -> bool:
    """Quotes are asked for, or were before and only what they are of changes."""
    if reading.intent == "quotes":
        restricts = reading.query.filters or reading.query.period
        rows = "listed" in reading.explicit and before.query.group_by and not reading.topic
        only_looks = restricts and ("shown" in reading.explicit or rows)  # "show those with gold members"
        return before.quoted or not only_looks  # 换华南看下 asks for the count of another region
    asks = {"measure", "groups", "order", "compare"} & reading.explicit
    return before.quoted and not asks and reading.problem is None


def _quoted(reading: Reading, before: Before) -> Reading:
    new = {each.field for each in reading.query.filters} | reading.lifted
    kept = tuple(each for each in before.query.filters if each.field not in new)
    part = () if before.quoted else tuple(each for m in before.query.measures for each in m.where)
    query = SegmentQuery(
        filters=(*kept, *(each for each in part if each.field not in new), *reading.query.filters),
        period=reading.query.period or before.query.period,
    )
    topic = reading.topic or before.topic
    return replace(reading, intent="quotes", query=query, topic=topic, problem=None)


def _share_of_the_same(reading: Reading) -> bool:
    """ "As a share?" names neither a part nor groups of its own."""
    query = reading.query
    bare = query.measures[0].op == "share_of_total" and "measure" in reading.explicit
    return bare and not query.filters and "groups" not in reading.explicit


def _as_share(reading: Reading, previous: SegmentQuery) -> Reading:
    """The records counted before as a part of those without their most telling condition."""
    period = _period(reading, previous) or previous.period
    filters = [each for each in previous.filters if each.field not in reading.lifted]
    if _share_part(previous) is not None:  # a share already: of another period
        return replace(
            reading, query=previous.model_copy(update={"period": period}), problem=None, details={}
        )
    if previous.group_by and previous.order is not None and previous.measures == (Measure(),):
        measures = (Measure(), *reading.query.measures)  # 哪类最多 // 占多少
        return replace(
            reading,
            query=previous.model_copy(update={"measures": measures, "period": period}),
            problem=None,
            details={},
        )
    if not filters:
        query = previous.model_copy(update={"measures": reading.query.measures, "period": period})
        return replace(reading, query=query, problem=None, details={})
    grouped = {each.field for each in previous.group_by}
    part = [each for each in filters if each.field in ("sentiment", "rating", "nps", "intent")][:1]
    part = part or [each for each in filters if each.op == "contains"][:1]
    part = part or [each for each in filters if each.field not in grouped][-1:] or filters[-1:]
    measure, base = share_of(tuple(part), tuple(each for each in filters if each not in part))
    update = {"measures": (measure,), "filters": base, "period": period}
    return replace(reading, query=previous.model_copy(update=update), problem=None, details={})


_PART_OF = re.compile(
    r"\W*(?:and |so |now |then )*(?:(?:as|in) (?:an? )?(?:share|%|percent(?:age)?|fraction|proportion|part) of|divide (?:that|it|this|those) by)"
    r"|\W*(?:那么?|这|它|这些|那些)?(?:是|在)?[^，。？?]{0,12}占"
)


def part_of(question: str) -> bool:
    """Whether a question asks of what share the count before is: "as a share of Delta's tweets"."""
    return _PART_OF.match(plain(question)) is not None


def names_whole(reading: Reading, previous: SegmentQuery) -> bool:
    """ "As a share of Delta's tweets?": the part named is one of several conditions of what was counted."""
    named = _whole_named(reading.query)
    return (
        bool(named)
        and all(each in previous.filters for each in named)
        and len(previous.filters) > len(named)
        and not {"groups", "compare"} & reading.explicit
    )


def _whole_named(query: SegmentQuery) -> tuple[Filter, ...]:
    """Everything a bare question for a share names: 占水果差评的几成; a feeling by itself is a part."""
    measure = query.measures[0]
    if measure.op == "share":
        return (*query.filters, *measure.where) if not query.filters or measure.where else ()
    if measure.op in _FEELINGS and query.filters:
        felt = Filter(field="sentiment", value=measure.op.removeprefix("share_"))
        return (*query.filters, felt)
    return ()


def _as_share_of(reading: Reading, previous: SegmentQuery) -> Reading:
    """What was counted as a part of the records of the condition named now."""
    whole = _whole_named(reading.query)
    part = tuple(each for each in previous.filters if each not in whole)
    measure, base = share_of(part, whole)
    period = reading.query.period or previous.period
    update = {"measures": (measure,), "filters": base, "period": period}
    return replace(reading, query=previous.model_copy(update=update), intent="count", problem=None)


def _count_of_the_same(reading: Reading, previous: SegmentQuery) -> bool:
    """ "As a count", "how many is that" after a share."""
    bare = reading.explicit == {"measure"} and reading.query.measures[0].op == "count"
    return bare and _share_part(previous) is not None


def _share_part(query: SegmentQuery) -> tuple[Filter, ...] | None:
    """What a query tells the share of; None when it tells no share."""
    measure = query.measures[0]
    if measure.op in ("share_negative", "share_positive"):
        return (Filter(field="sentiment", value=measure.op.removeprefix("share_")),)
    return measure.where if measure.op == "share" else None


def _as_count(reading: Reading, previous: SegmentQuery) -> Reading:
    """The records that are the part of the share told before."""
    part = _share_part(previous) or ()
    kept = tuple(each for each in previous.filters if each.op != "present")
    update = {"measures": (Measure(),), "filters": (*kept, *part)}
    return replace(reading, query=previous.model_copy(update=update), intent="count", problem=None)


def _other_feeling(previous: SegmentQuery, filters: tuple[Filter, ...]) -> SegmentQuery | None:
    """ "And negative?" after the share of positive ones."""
    if len(filters) != 1 or filters[0].field != "sentiment":
        return None
    op = {"negative": "share_negative", "positive": "share_positive"}.get(str(filters[0].value))
    if op is None or previous.measures[0].op not in ("share_negative", "share_positive"):
        return None
    return previous.model_copy(update={"measures": (Measure.model_validate({"op": op}),)})


def _of_other_number(reading: Reading, previous: SegmentQuery) -> tuple[Measure, ...]:
    """ "And the cleanliness score?" after the average of another: the same measure of it; else nothing."""
    asked, before = reading.query.measures[0], previous.measures[0]
    if asked.field is None or asked.op not in ("average", "max", "min") or reading.quality is not None:
        return ()
    if any(each.field == asked.field for each in reading.query.filters):  # "of those, delay over 30 days"
        return ()
    if asked.op != "average" and "order" in reading.explicit and not previous.group_by:
        return (asked,)  # "the highest price of silver"
    kept = before.field is not None and before.op in ("average", "median", "sum", "max", "min", "percentile")
    kept = kept and not (before.op == "sum" and is_score(asked.field))  # scores are not added up
    ranked = bool(previous.group_by)  # "and the cheapest?" after the dearest by median
    kept = kept and (asked.op == "average" or ranked)  # "the maximum order value" is asked for as such
    return ((before.model_copy(update={"field": asked.field}) if kept else asked),)


def _listed_now(measures: tuple[Measure, ...], named: Sequence[GroupBy | Filter]) -> tuple[Measure, ...]:
    """ "What are the products?", "and in Europe?" after a number of products or regions: their records are counted."""
    listed = measures[0].op == "distinct" and measures[0].field in {each.field for each in named}
    return (Measure(),) if listed else measures


def _other_measure(reading: Reading, previous: SegmentQuery) -> Reading:
    """ "And the median?" of the number asked for before; still a problem when that was none."""
    number = previous.measures[0].field
    if number is None:
        return reading
    measure = reading.query.measures[0].model_copy(update={"field": number})
    query = previous.model_copy(update={"measures": (measure,)})
    return replace(reading, query=query, intent="count", problem=None)


def _changed_measures(measures: tuple[Measure, ...], filters: tuple[Filter, ...]) -> tuple[Measure, ...]:
    """A share's part takes a new value for the same field: "and positive?"."""
    by_field = {each.field: each for each in filters}
    return tuple(
        each.model_copy(update={"where": tuple(by_field.get(part.field, part) for part in each.where)})
        for each in measures
    )
