"""The first ones of each group in words: "For each region, the product with the highest count: ..."."""

import itertools
from collections.abc import Sequence

from assistant.offline.layout.trends import Row
from assistant.offline.told.phrases import Phrases
from tools.segments.query import SegmentQuery

__all__ = ["first_of_each"]

_FEW = 8
"""Groups whose first ones are told in a sentence; those of more are read in the table."""


def first_of_each(phrases: Phrases, query: SegmentQuery, rows: Sequence[Row]) -> str:
    """Which comes first in each group, with its figure; several of one group that are as high, or are asked for,
    stand together.
    """
    descending = query.order is None or query.order.descending
    words = {
        "outer": phrases.group(query.group_by[0]),
        "inner": " × ".join(phrases.group(each) for each in query.group_by[1:]),
        "measure": phrases.measure(query.measures[0]),
        "extreme": phrases.say("highest" if descending else "lowest"),
        **phrases.segment(query),
    }
    said = phrases.say("of_each", **words)
    if query.offset:
        place = phrases.say("ordinals").split()[query.offset : query.offset + 1]
        said = phrases.say("of_each_nth", place="".join(place).lower() or str(query.offset + 1), **words)
    elif (query.limit or 1) > 1:
        said = phrases.say("of_each_several", limit=query.limit, **words)
    return f"{said}{_told(phrases, query, rows)}"


def _told(phrases: Phrases, query: SegmentQuery, rows: Sequence[Row]) -> str:
    """The rows in words, unless a table is read better."""
    outer, inner = query.group_by[0], query.group_by[1:]
    groups = {key: list(own) for key, own in itertools.groupby(rows, key=lambda row: row[0])}
    if len(groups) > _FEW or (query.limit or 1) > 1:
        return ""
    width = len(query.group_by)
    told = []
    for key, own in groups.items():
        names = [
            " / ".join(phrases.cell(cell, group) for cell, group in zip(row[1:width], inner, strict=True))
            for row in own
        ]
        value = phrases.figure(query.measures[0], own[0][width])
        group = phrases.cell(key, outer)
        told.append(
            phrases.say("of_each_row", group=group, first=phrases.say("list").join(names), value=value)
        )
    return phrases.say("of_each_rows", rows=phrases.say("then").join(told))
