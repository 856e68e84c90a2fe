"""What stands below the figures: how they were counted, how sure they are, and what to mind."""

from collections.abc import Mapping
from typing import Any

from assistant.offline.layout.trends import Row
from assistant.offline.told.phrases import Phrases
from assistant.offline.told.tables import MAX_ROWS
from tools.segments.query import SegmentQuery

__all__ = ["footnotes"]


def footnotes(phrases: Phrases, query: SegmentQuery, rows: list[Row], result: Mapping[str, Any]) -> str:
    """How it was counted, then what to mind."""
    facts: Mapping[str, Any] = result["facts"]
    key = "counted_missing" if result["missing"] else "counted"
    counted = phrases.say(
        key,
        covered=phrases.number(result["covered"]),
        missing=phrases.number(result["missing"]),
        handle=result["handle"],
    )
    notes = [
        counted,
        *_interval(phrases, query, facts),
        *_difference(phrases, query, facts),
        *_unknown(phrases, facts),
    ]
    if facts.get("several"):
        notes.append(phrases.say("several", field=phrases.field(facts["several"])))
    for name, count in facts.get("absent", {}).items():
        notes.append(phrases.say("absent", count=phrases.number(count), field=phrases.field(name)))
    if facts.get("groups_below_minimum"):
        count = phrases.number(facts["groups_below_minimum"])
        notes.append(phrases.say("below_minimum", count=count, minimum=query.min_group))
    if facts.get("groups_beyond_limit"):
        notes.append(phrases.say("beyond", count=phrases.number(facts["groups_beyond_limit"])))
    if len(rows) > MAX_ROWS:
        notes.append(phrases.say("rows_beyond", count=phrases.number(len(rows) - MAX_ROWS)))
    if facts.get("overlap"):
        notes.append(phrases.say("overlap", count=phrases.number(facts["overlap"])))
    return " ".join(notes) if phrases.language == "en" else "".join(notes)


def _interval(phrases: Phrases, query: SegmentQuery, facts: Mapping[str, Any]) -> list[str]:
    """The interval of a single figure that has one."""
    intervals = facts.get("intervals") or []
    if query.group_by or query.compare or len(intervals) != 1:
        return []
    told = next(iter(intervals[0].values()), None)
    if not isinstance(told, Mapping) or told.get("low") is None:
        return []
    low, high = (phrases.figure(query.measures[0], told[end]) for end in ("low", "high"))
    notes = [phrases.say("interval", low=low, high=high)]
    return [*notes, phrases.say("small")] if told.get("small") else notes


def _difference(phrases: Phrases, query: SegmentQuery, facts: Mapping[str, Any]) -> list[str]:
    """The interval of one difference, and that it may be chance when it has both signs in it."""
    intervals = facts.get("intervals") or []
    if query.compare is None or query.group_by or len(intervals) != 1 or len(query.measures) != 1:
        return []
    told = list(intervals[0].values())[2:]
    if not told or told[0].get("low") is None:
        return []
    measure, (low, high) = query.measures[0], (float(told[0][end]) for end in ("low", "high"))
    shown = {name: phrases.signed(measure, value) for name, value in (("low", low), ("high", high))}
    notes = [phrases.say("difference_interval", **shown)]
    return [*notes, phrases.say("may_be_chance")] if low < 0 < high else notes


def _unknown(phrases: Phrases, facts: Mapping[str, Any]) -> list[str]:
    notes = []
    for each in facts.get("unknown_values", ()):
        closest = phrases.say("list").join(str(value) for value in each["closest"])
        key = "unknown_closest" if closest else "unknown_value"
        notes.append(
            phrases.say(key, field=phrases.field(each["field"]), value=each["value"], closest=closest)
        )
    return notes
