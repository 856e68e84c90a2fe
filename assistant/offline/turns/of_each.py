"""What was counted for each group: as a share of what that group has, or of the larger groups only."""

import re
from collections.abc import Callable
from dataclasses import replace

from assistant.offline.measures.share_words import of_each_whole
from assistant.offline.query.figures import share_of
from assistant.offline.query.reading import Reading
from assistant.offline.text.scan import plain
from assistant.offline.turns.before import Before
from assistant.offline.turns.openings import opening
from tools.segments.query import Filter, Measure

__all__ = ["of_each"]

_FELT = ("share_negative", "share_positive")


def of_each(question: str, before: Before, ask: Callable[[str, Before | None], Reading]) -> Reading | None:
    """What was told of each group before, as a share of what the group has, or of the larger groups only; None where
    neither is asked.
    """
    if before.quoted:
        return None
    text = plain(question)
    if of_each_whole(text):
        return _share_of_each(ask(opening(question).rest, None), before)
    return _of_larger_groups(ask(question, None), before) if _ONLY.match(text) else None


def _share_of_each(reading: Reading, before: Before) -> Reading | None:
    """ "As a percentage of each region's feedback" after a count: what was counted is the part, what the group has
    the whole.
    """
    asked, previous = reading.query, before.query
    groups = asked.group_by or previous.group_by
    counted = previous.measures == (Measure(),) and previous.compare is None
    if not (counted and groups and previous.filters) or asked.compare is not None or asked.period is not None:
        return None
    if not asked.measures[0].op.startswith("share"):
        return None
    felt = (each.op.removeprefix("share_") for each in asked.measures if each.op in _FELT)
    named = (*asked.filters, *(Filter(field="sentiment", value=each) for each in felt))
    named += tuple(part for each in asked.measures for part in each.where)
    split = {each.field for each in groups}
    whole = tuple(each for each in named if each.op != "present")
    part = tuple(each for each in previous.filters if each not in whole and each.field not in split)
    if not part or any(each not in previous.filters for each in whole):
        return None
    measure, base = share_of(part, whole)
    update = {"measures": (measure,), "filters": base, "group_by": groups}
    return replace(
        reading, query=previous.model_copy(update=update), intent="count", problem=None, details={}
    )


_ONLY = re.compile(
    r"\W*(?:(?:and|but|now|ok|okay|so|then|please|show|give|me)\W+)*(?:only|just|keep|limit|exclude|without|drop)(?![a-z])|\W*(?:那么?)?(?:只|仅|就)"
)


def _of_larger_groups(reading: Reading, before: Before) -> Reading | None:
    """ "Only products with more than 300 records" after a figure of each product: the same figure, of those."""
    asked, previous = reading.query, before.query
    bare = (
        reading.explicit <= {"groups", "measure"} and asked.measures == (Measure(),) and not reading.problem
    )
    held = asked.min_group > 1 and asked.group_by == previous.group_by and not asked.filters
    if not (bare and held):
        return None
    query = previous.model_copy(update={"min_group": asked.min_group, "limit": None, "offset": 0})
    return replace(reading, query=query)
