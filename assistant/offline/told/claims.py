"""A segment query's result in words: the claim, the table, how it was counted, what to mind.

Every figure here comes from the result; nothing is computed but its rounding.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from assistant.offline.layout.trends import Row, whole_rows
from assistant.offline.premises.statements import Claim
from assistant.offline.told.footnotes import footnotes
from assistant.offline.told.of_each import first_of_each
from assistant.offline.told.phrases import Phrases
from assistant.offline.told.tables import segment_table
from retrieval.catalog import data_span
from tools.segments.measures import FRACTIONS
from tools.segments.query import Bound, Measure, SegmentQuery

__all__ = ["is_nothing", "verdict", "word_segments"]


def word_segments(phrases: Phrases, result: Mapping[str, Any]) -> str:
    """The answer to a segment query."""
    query = SegmentQuery.model_validate(result["query"])
    rows: list[Row] = [tuple(row) for row in result["rows"]]
    claim = _claim(phrases, query, rows, result)
    table = segment_table(phrases, query, rows) if query.group_by and rows else ""
    return "\n\n".join(part for part in (claim, table, footnotes(phrases, query, rows, result)) if part)


def _without_listed(query: SegmentQuery, rows: Sequence[Row]) -> SegmentQuery:
    """Without the condition that only says which groups there are, where a row of each is shown."""
    shown = {str(row[0]) for row in rows}
    own = {each.field for each in query.group_by[:1] if not each.bucket}
    left = (each for each in query.filters if each.op == "in" and each.field in own)
    listed = [each for each in left if shown == set(map(str, each.values))]
    return query.model_copy(update={"filters": tuple(each for each in query.filters if each not in listed)})


def is_nothing(result: Mapping[str, Any]) -> bool:
    """Whether the one figure asked for does not exist: no record there has a value."""
    query = SegmentQuery.model_validate(result["query"])
    return (
        not query.group_by and not query.compare and len(result["rows"]) == 1 and result["rows"][0][0] is None
    )


def verdict(phrases: Phrases, claim: Claim, result: Mapping[str, Any]) -> tuple[bool | None, str]:
    """Whether it is so, and what is said of that before the figures: yes or no to a question that asks whether,
    and no to one that asks why what is not so. None when the result cannot tell.
    """
    so = _is_so(phrases, claim, result)
    if so is None or (claim.why and so):
        return so, ""
    said = phrases.say("not_so" if claim.why else "yes_so" if so else "no_not")
    own = _own_figure(phrases, claim, result) if claim.value else ""
    return so, f"{said} {own}".strip()


def _own_figure(phrases: Phrases, claim: Claim, result: Mapping[str, Any]) -> str:
    """What the group has that was said to be the first."""
    query = SegmentQuery.model_validate(result["query"])
    for row in result["rows"]:
        if str(row[0]) == claim.value:
            figure = phrases.figure(query.measures[0], row[len(query.group_by)])
            return phrases.say(
                "own_figure", group=claim.value, measure=phrases.measure(query.measures[0]), value=figure
            )
    return ""


def _is_so(phrases: Phrases, claim: Claim, result: Mapping[str, Any]) -> bool | None:
    query = SegmentQuery.model_validate(result["query"])
    rows: list[Row] = [tuple(row) for row in result["rows"]]
    width = len(query.group_by)
    if claim.kind == "absent":
        return None if not rows or rows[0][0] is None else float(str(rows[0][0])) == 0
    if claim.kind == "some":
        return bool(rows) and rows[0][0] is not None and float(str(rows[0][0])) > 0
    if claim.kind == "level":
        return _meets(claim.bounds, rows)
    if claim.kind == "extreme":
        named = [row for row in rows if row[0] is not None]
        best = [str(row[0]) for row in named if row[width] == named[0][width]]
        return claim.value in best if best else None
    moved = rows[0][width + 2] if query.compare and rows and not width else _moved(phrases, query, rows)
    if claim.up is None or not isinstance(moved, int | float):
        return None
    return (moved > 0 if claim.up else moved < 0) and _far_enough(claim, query, rows, float(moved))


_COMPARED: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _meets(bounds: Sequence[Bound], rows: Sequence[Row]) -> bool | None:
    """Whether the one figure is within the bounds it is held against; None when there is none."""
    values = [(rows[0][each.measure] if rows else None, each) for each in bounds]
    if not all(isinstance(value, int | float) for value, _ in values):
        return None
    return all(_COMPARED[each.op](float(str(value)), each.value) for value, each in values)


def _far_enough(claim: Claim, query: SegmentQuery, rows: Sequence[Row], moved: float) -> bool:
    """Whether it is at least as far as the question says, in points or in percent of the side compared with."""
    if claim.times is not None and query.compare is not None and not query.group_by:
        ratio = rows[0][3]
        return isinstance(ratio, int | float) and _as_many(float(ratio), claim.times)
    if claim.by is None:
        return True
    if query.measures[0].op in FRACTIONS:
        return abs(moved) * 100 >= claim.by
    if not claim.percent or query.compare is None or query.group_by:
        return abs(moved) >= claim.by
    beside = rows[0][1]
    return isinstance(beside, int | float) and beside != 0 and abs(moved / beside) * 100 >= claim.by


_ABOUT = 0.9
"""Of what is said to be three times as much, this part of that is near enough."""


def _as_many(ratio: float, times: float) -> bool:
    return ratio >= times * _ABOUT if times > 1 else ratio <= times / _ABOUT


def _moved(phrases: Phrases, query: SegmentQuery, rows: Sequence[Row]) -> float | None:
    """From the first whole bucket with a figure to the last."""
    if query.compare or len(query.group_by) != 1:
        return None
    whole = _whole(phrases, query, [row for row in rows if row[0] is not None])
    valued = [float(str(row[1])) for row in whole if isinstance(row[1], int | float)]
    return valued[-1] - valued[0] if len(valued) > 1 else None


def _claim(phrases: Phrases, query: SegmentQuery, rows: list[Row], result: Mapping[str, Any]) -> str:
    if query.compare is not None:
        return _comparison(phrases, query, rows)
    if query.group_by:
        return _grouped(phrases, query, rows)
    return _single(phrases, query, rows[0] if rows else (None,), result)


def _single(phrases: Phrases, query: SegmentQuery, row: Row, result: Mapping[str, Any]) -> str:
    measure, value, segment = query.measures[0], row[0], phrases.segment(query)
    field = phrases.measured(measure)
    if value is None:
        return phrases.say("nothing", field=field or phrases.measure(measure), **segment)
    if len(query.measures) == 2 and measure.field == "time":
        return phrases.say("span", first=phrases.moment(row[0]), last=phrases.moment(row[1]), **segment)
    if len(query.measures) > 1:
        return _several(phrases, query, row)
    key = (
        f"{measure.op}_time"
        if measure.field == "time" and measure.op in ("min", "max")
        else phrases.told_as(measure)
    )
    shown = phrases.figure(measure, value)
    told: Mapping[str, Any] = next(iter((result["facts"].get("intervals") or [{}])[0].values()), {})
    if "part" in told:
        part, part_count = phrases.conditions(measure.where), phrases.number(told["part"])
        records = phrases.number(told["n"])
        return phrases.say(key, value=shown, part=part, part_count=part_count, records=records, **segment)
    percentile = f"{measure.percentile:g}" if measure.percentile is not None else ""
    records_shown = phrases.number(result["facts"].get("of_records", 0))
    return phrases.say(key, value=shown, field=field, percentile=percentile, records=records_shown, **segment)


def _several(phrases: Phrases, query: SegmentQuery, row: Row) -> str:
    """Several figures of one segment, in the order they were asked for."""
    segment = phrases.segment(query)
    figures = phrases.say("list").join(
        phrases.say("figure", measure=phrases.measure(measure), value=phrases.figure(measure, value))
        for measure, value in zip(query.measures, row, strict=True)
    )
    return phrases.say("figures", figures=figures, **segment)


def _measures(phrases: Phrases, query: SegmentQuery) -> str:
    """The measures as one noun."""
    named = [phrases.measure(each) for each in query.measures]
    return phrases.say("and").join(named) if len(named) < 3 else phrases.say("list").join(named)


def _grouped(phrases: Phrases, query: SegmentQuery, rows: list[Row]) -> str:
    measure, segment = query.measures[0], phrases.segment(query)
    width = len(query.group_by)
    named = [row for row in rows if row[0] is not None]
    if query.each and named:
        return first_of_each(phrases, query, named)
    groups = " × ".join(phrases.group(each) for each in query.group_by)
    if query.order is not None and named and named[0][width] is not None:
        return _extreme(phrases, query, named)
    sized = query.min_group > 1 and not query.having
    if sized and query.order is None and measure.op == "count" and width == 1:
        words = {
            "count": phrases.number(len(named)),
            "field": groups,
            "minimum": phrases.number(query.min_group),
        }
        return phrases.say("groups_meet", **words, **segment)
    if query.having:
        return _within(phrases, query, groups, named)
    bucket = query.group_by[0].bucket
    if width == 1 and bucket not in (None, "weekday", "hour") and len(named) > 1:
        told = _trend(phrases, measure, _whole(phrases, query, named))
        if told:
            return told
    rest = phrases.segment(_without_listed(query, rows))
    table = phrases.say("table", measure=_measures(phrases, query), groups=groups, **rest)
    return table + _each(phrases, query, named) if _asked_one_by_one(query, named) else table


def _within(phrases: Phrases, query: SegmentQuery, groups: str, named: Sequence[Row]) -> str:
    """How many groups meet the bounds the question sets, and the figures of the only one."""
    measure = query.measures[query.having[0].measure]
    limits, told = list[str](), measure
    for each in query.having:
        one = query.measures[each.measure]
        bound = phrases.say(f"bound_{_BOUND_NAMES[each.op]}", value=phrases.figure(one, each.value))
        limits.append(
            bound if one == told else phrases.say("bound_of", measure=phrases.measure(one), bound=bound)
        )
        told = one
    words = {"count": phrases.number(len(named)), "field": groups, "measure": phrases.measure(measure)}
    found = phrases.say(
        "groups_within",
        limits=phrases.say("or" if query.either else "and").join(limits),
        **words,
        **phrases.segment(query),
    )
    several = len(named) == 1 and len(query.measures) > 1
    return found + _each(phrases, query, named) if several else found


def _each(phrases: Phrases, query: SegmentQuery, named: Sequence[Row], passed: int = 0) -> str:
    """The figures of a few rows, each behind the name of its own. passed: how many are told already."""
    told = [
        phrases.say(
            "own_figures",
            group=phrases.cell(row[0], query.group_by[0]),
            figures=phrases.say("list").join(
                phrases.say(
                    "figure",
                    measure=phrases.measure(each) if len(query.measures) > 1 else "",
                    value=phrases.figure(each, value),
                ).strip()
                for each, value in [*zip(query.measures, row[1:], strict=True)][passed:]
            ),
        )
        for row in named
    ]
    return phrases.say("each", rows=phrases.say("list").join(told))


_FEW = 4
"""Values a question names; the figures of more are read in the table."""


def _asked_one_by_one(query: SegmentQuery, named: Sequence[Row]) -> bool:
    """Whether each of the rows is of a value that the question names."""
    listed = any(each.op == "in" and each.field == query.group_by[0].field for each in query.filters)
    return listed and len(query.group_by) == len(query.measures) == 1 and 0 < len(named) <= _FEW


_BOUND_NAMES = {"<": "below", "<=": "at_most", ">": "above", ">=": "at_least"}


def _extreme(phrases: Phrases, query: SegmentQuery, rows: list[Row]) -> str:
    """The first row's group, and all that tie with it."""
    measure, width = query.measures[0], len(query.group_by)
    segment, best = phrases.segment(_without_listed(query, rows)), rows[0][width]
    level = [row for row in rows if row[width] == best]
    names = [
        " / ".join(phrases.cell(cell, group) for cell, group in zip(row[:width], query.group_by, strict=True))
        for row in level
    ]
    descending = query.order is None or query.order.descending
    superlative = measure.field if measure.op == ("max" if descending else "min") else None
    named = phrases.field(superlative) if superlative else phrases.measure(measure)
    words = {"measure": named, "value": phrases.figure(measure, best), **segment}
    if query.offset:
        extreme = phrases.say("highest" if descending else "lowest")
        names_said = phrases.say("list").join(names[:5])
        return phrases.say(
            "nth", place=_ordinal(phrases, query.offset + 1), group=names_said, extreme=extreme, **words
        )
    if len(level) == 1:
        first = phrases.say("top" if descending else "bottom", group=names[0], **words)
        more = len(query.measures) > 1 and width == 1
        return first + _each(phrases, query, level, passed=1) if more else first
    extreme = phrases.say("highest" if descending else "lowest")
    return phrases.say("tied", group=phrases.say("list").join(names[:5]), extreme=extreme, **words)


def _whole(phrases: Phrases, query: SegmentQuery, rows: Sequence[Row]) -> list[Row]:
    """The rows of whole buckets, by the data's days and the query's period."""
    span = data_span(phrases.catalog)
    if span is None or query.group_by[0].field != "time":
        return list(rows)
    first, end = span[0], span[1] + timedelta(days=1)
    if query.period and query.period.start:
        first = max(first, date.fromisoformat(str(query.period.start)[:10]))
    if query.period and query.period.end:
        end = min(end, date.fromisoformat(str(query.period.end)[:10]))
    return whole_rows(rows, first, end)


def _trend(phrases: Phrases, measure: Measure, rows: list[Row]) -> str:
    """From the first bucket to the last, and the peak between."""
    valued = [(row[0], float(str(row[1]))) for row in rows if isinstance(row[1], int | float)]
    if len(valued) < 2:
        return ""
    (first, start), (last, end) = valued[0], valued[-1]
    peak, top = max(valued, key=lambda each: each[1])
    key = "trend_flat" if start == end else "trend_up" if end > start else "trend_down"
    return phrases.say(
        key,
        measure=phrases.measure(measure),
        first=first,
        last=last,
        peak=peak,
        first_value=phrases.figure(measure, start),
        last_value=phrases.figure(measure, end),
        peak_value=phrases.figure(measure, top),
    )


def _comparison(phrases: Phrases, query: SegmentQuery, rows: list[Row]) -> str:
    if query.compare is None:
        return ""
    measure, width = query.measures[0], len(query.group_by)
    labels = dict(zip("ab", query.compare.labels, strict=True))
    shared = query.model_copy(update={"period": None}) if query.compare.period else _without_side(query)
    segment = phrases.segment(shared)
    if query.group_by:
        groups = " × ".join(phrases.group(each) for each in query.group_by)
        named = [row for row in rows if None not in row[:width] and isinstance(row[width + 2], int | float)]
        if query.order is not None and query.order.by == "difference" and named:
            return _moved_most(phrases, query, named[0], labels | segment)
        return phrases.say(
            "compare_table", measure=phrases.measure(measure), groups=groups, **labels, **segment
        )
    a, b, difference, ratio = rows[0][width : width + 4]
    words = {
        "measure": phrases.measure(measure),
        "a_value": phrases.figure(measure, a),
        "b_value": phrases.figure(measure, b),
        **labels,
        **segment,
    }
    if not isinstance(difference, int | float):
        return phrases.say("compare_open", **words)
    if difference == 0:
        return phrases.say("compare_same", **words)
    times = isinstance(ratio, int | float) and measure.op in ("count", "customers", "sum")
    return phrases.say(
        "compare_more" if difference > 0 else "compare_less",
        difference=phrases.difference(measure, difference),
        ratio=phrases.say("ratio", ratio=f"{float(str(ratio)):.2f}") if times else "",
        **words,
    )


def _moved_most(phrases: Phrases, query: SegmentQuery, row: Row, words: Mapping[str, str]) -> str:
    """The first of the groups that are ranked by how far their two sides are apart."""
    measure, width = query.measures[0], len(query.group_by)
    a, b, difference, _ = row[width : width + 4]
    sign = "+" if float(str(difference)) > 0 else "−" if float(str(difference)) < 0 else ""
    return phrases.say(
        "moved_most",
        group=" / ".join(
            phrases.cell(cell, group) for cell, group in zip(row[:width], query.group_by, strict=True)
        ),
        measure=phrases.measure(measure),
        a_value=phrases.figure(measure, a),
        b_value=phrases.figure(measure, b),
        difference=sign + phrases.difference(measure, float(str(difference))),
        **words,
    )


def _without_side(query: SegmentQuery) -> SegmentQuery:
    """What both sides have in common."""
    dropped = query.compare.without if query.compare else ()
    return query.model_copy(update={"filters": tuple(f for f in query.filters if f.field not in dropped)})


def _ordinal(phrases: Phrases, place: int) -> str:
    """In words as far as there are words: an ordinal is no figure that a result must have."""
    words = phrases.say("ordinals").split()
    return words[place - 1] if place <= len(words) else f"#{place}"
