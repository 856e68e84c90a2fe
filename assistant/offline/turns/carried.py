"""Which conditions and groups of the turn before go on: not what is said anew, nor the sides of a comparison that is
over.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from assistant.offline.names.surfaces import SCORED, spaced
from assistant.offline.query.reading import Reading
from tools.segments.query import Filter, GroupBy, Measure, SegmentQuery

__all__ = ["going_on", "is_score", "of_each_now", "of_groups_left", "other_sides", "scored_anew"]


def going_on(
    previous: SegmentQuery, said: Iterable[Filter], changed: Collection[str | None]
) -> tuple[Filter, ...]:
    """The conditions before, without those on `changed` fields and lists of alternatives of which one is said anew."""
    named = {name for each in said for name in _fields_in(each)} | set(changed)
    return tuple(
        each
        for each in previous.filters
        if each.field not in changed and not (each.any_of and named & _fields_in(each))
    )


def other_sides(reading: Reading, previous: SegmentQuery) -> bool:
    """Whether two other things are held against each other now: the sides before were no conditions."""
    query = reading.query
    if "compare" not in reading.explicit or query.compare is None or previous.compare is None:
        return False
    return bool(query.compare.without) and set(query.compare.without) != set(previous.compare.without)


def is_score(name: str) -> bool:
    """Whether a number is a score by its name: averaged, never added up."""
    return name in ("rating", "nps", "csat") or SCORED.match(spaced(name)) is not None


def scored_anew(reading: Reading, measures: Sequence[Measure]) -> set[str]:
    """The feeling, where two others are held against each other by a score: "why is A rated higher than B?" after
    the complaints of two regions is of all who rate.
    """
    scored = "compare" in reading.explicit and all(is_score(each.field or "") for each in measures)
    return {"sentiment"} if scored else set()


def _fields_in(condition: Filter) -> set[str]:
    """The fields of a condition, or of all that are alternatives in it."""
    inner = {name for each in condition.any_of for name in _fields_in(each)}
    return inner | ({condition.field} if condition.field else set())


def of_groups_left(reading: Reading) -> Reading:
    """Of one group, where a follow-up left out the other, nothing is the first of each."""
    query = reading.query
    if not query.each or (len(query.group_by) > 1 and query.limit):
        return reading
    return replace(reading, query=query.model_copy(update={"each": False, "limit": None}))


def of_each_now(query: SegmentQuery, previous: SegmentQuery, said: frozenset[str]) -> tuple[GroupBy, ...]:
    """The groups asked for; "and per channel?" after the first product of each region: of each channel, now."""
    new = query.group_by
    if not previous.each or "order" in said or len(new) != 1 or new[0] in previous.group_by:
        return new
    return (*new, *previous.group_by[1:])
