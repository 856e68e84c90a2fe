"""Conditions joined to filters: values of one field by OR, "VIP or rated 1" by OR over fields, the rest by AND."""

import itertools
import re
from collections.abc import Iterable, Sequence

from assistant.offline.conditions.stated import Condition
from assistant.offline.text.lexicon import concept
from assistant.offline.times import TimeMention
from tools.segments.query import Filter, Period

__all__ = ["different", "joined_filters", "joined_period"]

_SINGLE = {"in": "=", "not in": "!="}
"""Lists of values are joined with the single values of their field."""

_OR = re.compile(r"(?<![a-z])(?:or|plus)(?![a-z])|或|要么|还是|再?加上|外加")
_LIST = re.compile(r"\s*[,，、/]\s*(?:(?:the|those|that are|a|an) )?")
_LONGEST_GAP = 16
"""Characters between two conditions of one list: " or ", "或者说", " or those that are "."""

_DENIED = ("!=", "not in", "not contains")


def joined_filters(conditions: Sequence[Condition], text: str = "") -> tuple[Filter, ...]:
    """Values of one field are joined by OR, and so is what has "or" between it in `text`; the rest by AND."""
    lists = _alternatives(text, conditions)
    listed = [each for one in lists for each in one]
    rest = [each for each in conditions if each not in listed]
    either = [Filter(any_of=_by_field(each.filter for each in one)) for one in lists]
    return (*either, *_by_field(each.filter for each in rest))


def _by_field(filters: Iterable[Filter]) -> tuple[Filter, ...]:
    by_field: dict[tuple[str, str | None, str], list[Filter]] = {}
    for each in filters:
        by_field.setdefault((each.field, each.bucket, _SINGLE.get(each.op, each.op)), []).append(each)
    joined: list[Filter] = []
    for (name, bucket, op), same in by_field.items():
        values = tuple(
            dict.fromkeys(v for each in same for v in (each.values or (each.value,)) if v is not None)
        )
        if op in _SINGLE.values() and len(values) > 1:
            listed = "in" if op == "=" else "not in"
            told = {"field": name, "bucket": bucket, "op": listed, "values": values}
            joined.append(Filter.model_validate(told))
        else:
            joined += list(dict.fromkeys(same))
    return tuple(each for each in joined if not _said_by_another(each, joined))


def _said_by_another(denied: Filter, filters: Sequence[Filter]) -> bool:
    """ "Speaker, not Buds": what is a speaker is no Buds anyhow."""
    if denied.op not in ("!=", "not in"):
        return False
    without = {str(each) for each in denied.values or (denied.value,)}
    return any(
        each.op == "="
        and (each.field, each.bucket) == (denied.field, denied.bucket)
        and str(each.value) not in without
        for each in filters
    )


def _alternatives(text: str, conditions: Sequence[Condition]) -> list[list[Condition]]:
    """The lists of conditions of which one is enough, where they are not just values of one field."""
    ordered = sorted(conditions, key=lambda each: each.start)
    lists: list[list[Condition]] = []
    current: list[Condition] = ordered[:1]
    said_or = False
    for one, other in itertools.pairwise(ordered):
        gap = _between(text, one, other)
        either = _OR.search(gap) is not None
        either = either and not _none_of(text, one, other)
        goes_on = len(gap) <= _LONGEST_GAP and (either or (_LIST.fullmatch(gap) and _alike(one, other)))
        if goes_on and not {one.filter.op, other.filter.op} & set(_DENIED):
            current.append(other)
            said_or = said_or or either
            continue
        lists += [current] if said_or else []
        current, said_or = [other], False
    lists += [current] if said_or else []
    return [each for each in lists if not _one_field(each)]


def _none_of(text: str, one: Condition, other: Condition) -> bool:
    """ "No rating or price": one word for missing, said before both, means that both are."""
    both = one.filter.op == other.filter.op == "missing"
    return both and re.search(concept("missing"), text[other.start : other.end]) is None


def _between(text: str, one: Condition, other: Condition) -> str:
    """What stands between two conditions; the joining word may be taken as the beginning of the second."""
    lead = re.match(r"\s*(?:(?:or|and)(?![a-z])|或者?|和|与|、|,)\s*", text[other.start : other.end])
    return text[one.end : other.start] + (lead.group() if lead else "")


def _alike(one: Condition, other: Condition) -> bool:
    return one.filter.field == other.filter.field


def _one_field(conditions: Sequence[Condition]) -> bool:
    """Whether they are values of one field, which are joined by OR anyhow."""
    kinds = {(each.filter.field, _SINGLE.get(each.filter.op, each.filter.op)) for each in conditions}
    return len(kinds) == 1 and next(iter(kinds))[1] == "="


def joined_period(times: Sequence[TimeMention]) -> Period | None:
    """The period several mentions make together ("since May", "before July"), or the one there is."""
    if len(times) < 2:
        return times[0].period if times else None
    starts = [each.period.start for each in times if each.period.start]
    ends = [each.period.end for each in times if each.period.end]
    start, end = max(starts, key=str, default=None), min(ends, key=str, default=None)
    if start and end and str(start) >= str(end):  # months apart: everything from the first to the last
        return Period(start=min(starts, key=str), end=max(ends, key=str))
    return Period(start=start, end=end)


def different(conditions: list[Condition]) -> list[Condition]:
    """Each condition once, however often it is said."""
    return list({_key(each.filter): each for each in reversed(conditions)}.values())[::-1]


def _key(meant: Filter) -> Filter:
    """One for all ways to write yes and no."""
    if not isinstance(meant.value, bool):
        return meant
    return meant.model_copy(update={"value": str(meant.value).lower()})
