"""What a question takes for true: "Why did NPS fall in March?", "VIP的差评率是不是更高", "Is it getting worse?".

Such a question is answered with the numbers that show whether it is so, and says first when it is not.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.offline.text.lexicon import concept
from assistant.offline.text.numerals import NUMBER, number
from assistant.offline.text.scan import Scan
from tools.segments.query import Bound, Filter, Measure

__all__ = ["Claim", "Statement", "Way", "find_statement", "more_is_good", "rises"]

Way = Literal["up", "down", "better", "worse"]

_GIVEN = re.compile(
    r"^\W*(?:since|given(?: that)?|now that|seeing(?: that| as)?|considering(?: that)?|既然|鉴于)(?![a-z])"
)
"""What a question begins with that takes the rest for true; "since" of a time was read before."""

_SO = re.compile(
    r"[,;，；]\s*(?:so |then )?(?:what(?:'s)?|how|why|where|问题|怎么|为什么|为何|什么|该|(?:can|could|should|shall|may|must|do)n't|can|could|should|shall|may|must|do|are|is|let's|why not|我们|那|可以|能|是不是|要不要)(?![a-z])"
    r"|(?<=[a-z] )(?:should|shall) (?:we|i)(?![a-z])"
)
"""What is built on something that is taken for true."""

_BY = re.compile(
    rf"(?:\bby |[了达]|超过|将近|接近|差不多)\s?(?:more than |over |at least |almost |nearly |about |around |超过|近)?(?P<n>{NUMBER})\s?"
    r"(?:(?P<percent>%|percent\b(?! points?))|percentage points?|pp\b|points?\b|个?百分点|个?点|分(?![之钟]))"
)

_WAYS: tuple[tuple[Way, str], ...] = (
    ("better", "better"),
    ("worse", "worse"),
    ("up", "rise"),
    ("down", "fall"),
)


@dataclass(frozen=True, slots=True)
class Statement:
    """Which way something is said to go or to differ, and whether the reason is asked for.

    by: how far at least, as said. percent: that is in percent. first: something is said to be above all others.
    """

    way: Way | None
    why: bool
    by: float | None = None
    percent: bool = False
    first: bool = False
    times: float | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What a query's result is held against.

    change: the later period, or the end of a trend, is above (`up`) or below the earlier. differ: side A is above
    or below side B. extreme: `value` is the first group. level: the figure meets the `bounds`. absent: there is none. some: there are any. `up` is None when the question does not say. by, percent:
    how far at least.
    """

    kind: Literal["change", "differ", "extreme", "level", "absent", "some"]
    up: bool | None = None
    value: str | None = None
    why: bool = False
    by: float | None = None
    percent: bool = False
    bounds: tuple[Bound, ...] = ()
    times: float | None = None


def find_statement(scan: Scan, *, held: bool = False) -> Statement | None:
    """The statement in a question that asks why or whether; None for one that asks which or how many.

    held: a figure is held against a limit, which is what "more than half" says, not that anything rose.
    """
    why = re.search(concept("why"), scan.text) is not None
    whether = _asks_whether(scan)
    stated = _GIVEN.match(scan.text)
    dated = (
        stated is not None
        and "since" in stated.group()
        and scan.free[stated.end() : stated.end() + 1] == "\x00"
    )  # "since March, what ..."
    given = stated is not None and not dated and _SO.search(scan.text) is not None
    if not (why or whether or given) or (not why and re.search(concept("open_question"), scan.text)):
        return None
    scan.take_first(_GIVEN)
    by = scan.take_first(_BY)
    first = scan.take_first(concept("above_all")) is not None
    times = _times(scan)
    far = float(number(by.group("n"))) if by else None
    way = None if held else _way(scan.text)
    if times is not None and way is None:
        way = "up" if times > 1 else "down"
    return Statement(way, why, far, bool(by and by.group("percent")), first, times)


_FACTORS: tuple[tuple[str, float], ...] = (
    (r"(?<![a-z])(?:tripl(?:e|es|ed|ing)|threefold)(?![a-z])", 3),
    (r"(?<![a-z])(?:quadrupl(?:e|es|ed|ing)|fourfold)(?![a-z])", 4),
    (
        r"(?<![a-z])(?:doubl(?:e|es|ed|ing)|twofold|twice(?= as| the| that| what))(?![a-z])|翻了?一?[倍番]|翻番",
        2,
    ),
    (
        r"(?<![a-z])(?:halv(?:e|es|ed|ing)|half as (?:many|much|high|bad))(?![a-z])|(?:砍|腰斩|减)(?:了)?(?:一)?半|腰斩|减半",
        0.5,
    ),
)
_AS_MANY = re.compile(
    rf"(?P<n>{NUMBER})(?:[- ]?(?:times|fold)|x)(?![a-z])(?: (?:as|more|higher|bigger|worse|larger|the)(?: (?:many|much|high|bad|large|often|number))?(?: as| of| than)?|(?= (?:the|that|those|last|what|it|[a-z]+'s)(?![a-z])))"
    rf"|(?P<more>[涨增多高]了?|[增]?加了?)(?P<z>{NUMBER})倍|(?:翻了?|是[^，。？?]{{0,8}}的?|到)(?P<m>{NUMBER})[倍番]"
)


def _times(scan: Scan) -> float | None:
    """Takes how many times as much something is said to be: "tripled", "three times as bad as", 涨了两倍."""
    for pattern, factor in _FACTORS:
        if scan.take_first(pattern):
            scan.take_first(r"(?<![a-z])as (?:many|much|high|bad|large|often)(?: as)?(?![a-z])")
            return factor
    found = _AS_MANY.search(scan.text)
    if found is None:
        return None
    scan.take(*found.span())
    said = found["n"] or found["z"] or found["m"]
    return number(said) + (1 if found["more"] else 0)


def _asks_whether(scan: Scan) -> bool:
    """Takes the words that ask for a yes or a no; a question may begin with a bare verb instead."""
    asked = scan.take_first(concept("whether"))
    return bool(asked or re.match(concept("yes_no_opening"), scan.text))


def _way(text: str) -> Way | None:
    """The first word that says which way, unless it is denied."""
    found = [
        (match.start(), way) for way, name in _WAYS for match in [re.search(concept(name), text)] if match
    ]
    return min(found)[1] if found else None


def rises(way: Way | None, measure: Measure, filters: Sequence[Filter]) -> bool | None:
    """Whether the statement says that the measure's figure is higher. None when that cannot be told.

    Worse is more of what is bad and less of what is good; a bare count of feedback is neither.
    """
    if way is None:
        return None
    if way in ("up", "down"):
        return way == "up"
    good = more_is_good(measure, filters)
    return None if good is None else good == (way == "better")


_WISHED = re.compile(
    r"timely|on time|resolv|solved|satisf|repl(?:y|ied)|respon|recommend|解决|及时|满意|回复|处理|推荐"
)
_UNWISHED = re.compile(
    r"disput|complain|overdue|late|escalat|refund|return|churn|cancel|争议|投诉|逾期|超时|退|流失|取消"
)


def _wished(name: str) -> bool | None:
    """Whether a flag of that name is good news when it is set; None when the name does not tell."""
    if _UNWISHED.search(name.lower()):
        return False
    return True if _WISHED.search(name.lower()) else None


def more_is_good(measure: Measure, filters: Sequence[Filter]) -> bool | None:
    """Whether a higher figure is better news; None for what is neither good nor bad."""
    if measure.op in ("nps", "csat", "share_positive"):
        return True
    if measure.op == "share_negative":
        return False
    if measure.field in ("rating", "nps", "csat", "sentiment_score"):
        return True
    for each in (*measure.where, *filters):
        if each.field == "sentiment" and each.op == "=":
            return {"positive": True, "negative": False}.get(str(each.value))
        if each.field in ("rating", "nps", "csat") and each.op in ("<", "<=", ">", ">="):
            return each.op in (">", ">=")
        if each.field == "rating" and each.op in ("=", "in", "between"):
            scores = [float(value) for value in (each.values or (each.value,)) if value is not None]
            return False if max(scores) <= 2 else True if min(scores) >= 4 else None
        if each.field == "nps" and each.op == "between":
            return {0.0: False, 9.0: True}.get(float(each.values[0]))
        if each.field == "intent" and each.value in ("complaint", "praise"):
            return each.value == "praise"
    return _flag_is_good(measure.where)


def _flag_is_good(part: Sequence[Filter]) -> bool | None:
    """ "Timely response: yes" is good news, "disputed: yes" bad; None for what no name of a flag tells."""
    for each in part:
        wished, value = _wished(each.field), str(each.value).lower()
        if value in ("true", "false") and wished is not None:
            return wished == (value == "true")
    return None
