"""The other side of the period spoken of: "how about after that?", "and before?", 那之后呢."""

import re

from assistant.offline.text.scan import plain
from assistant.offline.turns.before import Before
from tools.segments.query import Period, SegmentQuery

__all__ = ["elsewhen"]

_LEAD = r"(?:(?:and|so|now|then|but|ok|okay|what about|how about|what of|how many|how much|how was it|what was it|the (?:time|period|ones))\W*)*"
_THEN = r"(?: (?:that|then|this|it|the same date|those|(?:that|this) (?:date|day|time|point|month|week|quarter|year|period)))?"
_END = r"(?:\W|please|pls|though|were there|was it|is it|are there)*"
_AFTER = re.compile(
    rf"\W*{_LEAD}(?:ever )?(?:(?:after|since|following)(?:wards?)?{_THEN}|from then on(?:wards?)?|thereafter|later(?: on)?|later ones|the time since)(?: on)?{_END}"
    r"|\W*(?:那么?|再)?(?:在)?(?:这|那|此|其|从此|从那)?(?:之|以)?(?:后|後)(?:来|至今|到现在|到今天)?(?:的)?(?:呢|咧|有多少[条个]?|情况如何|怎么样)?\W*"
)
_BEFORE = re.compile(
    rf"\W*{_LEAD}(?:(?:(?:up )?until|prior to|before)(?:hand)?{_THEN}|earlier(?: on)?|earlier ones|up to (?:then|that))(?: on)?{_END}"
    r"|\W*(?:那么?|再)?(?:在)?(?:这|那|此|其)?(?:之|以)?前(?:的)?(?:呢|咧|有多少[条个]?|情况如何|怎么样)?\W*"
)


def elsewhen(question: str, before: Before) -> SegmentQuery | None:
    """The query before, of the time after the period it was of, or of the time before it.

    "After" what lasted until a day begins on that day; of an open period ("since May") "before" is the only other
    side. None when the question asks something else or that side is not there.
    """
    period, text = before.query.period, plain(question)
    if period is None or before.quoted or before.query.compare is not None:
        return None
    if period.end is not None and _AFTER.fullmatch(text):
        return before.query.model_copy(update={"period": Period(start=period.end)})
    if period.start is not None and _BEFORE.fullmatch(text):
        return before.query.model_copy(update={"period": Period(end=period.start)})
    return None
