"""What a figure is held against: "regions over 30 % negative", 差评率过半的品类, "is more than half of it negative?"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.offline.conditions.stated import Condition
from assistant.offline.measures.asked import Asked
from assistant.offline.names.linking import FieldMention
from assistant.offline.text.lexicon import concept
from assistant.offline.text.numerals import NUMBER, SHARE, number, share
from assistant.offline.text.scan import Scan
from tools.segments.measures import FRACTIONS
from tools.segments.query import Bound, Measure

__all__ = ["Limit", "averaged", "bounds_of", "find_limits", "held_against"]

Op = Literal["<", "<=", ">", ">="]

_BEFORE: tuple[tuple[Op, str], ...] = (
    (">=", r"(?:at least|no less than|not less than|not below|a minimum of|minimum|min\.?|>=|≥)|(?:不低于|不少于|不下于|至少(?:有|占)?|起码(?:有|占)?|达到?了?|>=|≥)"),
    ("<=", r"(?:at most|no more than|not more than|not above|up to|a maximum of|<=|≤)|(?:不超过|不高于|不多于|至多|顶多|最多(?:占)?|<=|≤)"),
    (">", r"(?:more than|over|above|greater than|higher than|bigger than|beyond|exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?|past|north of|>)|(?:超过了?|高于|大于|多于|超出|高过|突破了?|破了?|过了?|超|逾|>)"),
    ("<", r"(?:less than|under|below|lower than|fewer than|smaller than|short of|south of|<)|(?:低于|小于|少于|不到|不足|不满|没到|没过|未到|未达到?|低过|<)"),
)  # fmt: skip
_AFTER: tuple[tuple[Op, str], ...] = (
    (">=", r"\s?(?:or (?:more|above|higher|over|greater)|and (?:above|over|up|more)|plus\b|\+)|\s?(?:及|或|和)?(?:以上|往上|朝上|起)"),
    ("<=", r"\s?(?:or (?:less|below|lower|under|fewer)|and (?:below|under|less))|\s?(?:及|或|和)?(?:以下|以内|往下|之内)"),
)  # fmt: skip
_MOVED = re.compile(
    rf"(?:(?<![a-z])by|{concept('rise').pattern}|{concept('fall').pattern}|[涨跌升降增减]幅|[了出])[^,，.。?？]{{0,9}}$"
)
"""How far something moved is told in shares too: "fell by over 20 %"."""
_LEAD = r"(?:(?<![a-z])(?:is|are|was|were|at|of|with|has|have|having|that|which|who|whose|a|an|the|it|being|makes? up|占了?|是|在|为|有)(?![a-z])\s?)*"
_LEVELS = re.compile(
    r"(?P<low>(?<![a-z])(?:a minority|the minority|minority)(?![a-z])|不过半|不到一半|没过半|未过半|少数(?=的?(?:是|为|在)))"
    r"|(?<![a-z])(?:the |a )?(?:vast |clear |overwhelming )?majority(?! of the (?:complaints|feedback))(?![a-z])|过半数?|超半数?|大半|多半(?=是|为|都)"
    r"|^\W*(?:so |and |but |ok )?(?:are|is|were|was|do|does|did|have|has|aren't|isn't) (?:the )?most(?= of| (?!common|frequent|popular|expensive|often)[a-z]+ (?:[a-z]+ )?(?:are|is|were|was|have|has|get|got)?)(?: of)?(?![a-z])"
    r"|(?:绝?大部分|绝?大多数|多数)(?=[^,，。？?]*(?:吗|是不是|对吧|么|没有?)?[?？]?$)(?=[^,，。？?]*(?:吗|么|对吧)|.*是不是)|(?<=是不是)(?:绝?大部分|绝?大多数|多数)"
)
_SCORED = rf"(?P<m>(?:{concept('average').pattern})[^,，.。?？()（）\x00]{{0,24}}?|(?:{concept('nps').pattern})(?! ?(?:score|rating|分))[^,，.。?？()（）\d]{{0,10}}?)"
_NO_COUNT = r"(?![\d.,]|\s?(?:[条个件篇份则封起笔次家]|(?:[a-z]+ )?(?:records?|reviews?|complaints?|comments?|messages?|tweets?|responses?|entries|answers?|ratings?)(?![a-z])))"


@dataclass(frozen=True, slots=True)
class Limit:
    """`value`: between 0 and 1 where `part` (a share is spoken of); else in the measure's own units."""

    op: Op
    value: float
    start: int
    end: int
    part: bool = True


def find_limits(scan: Scan) -> list[Limit]:
    """Takes the shares and averages that figures are held against, at most two ("between 20 % and 40 %")."""
    between = _between(scan)
    if between:
        return between
    found = _share_limit(scan) or _level(scan) or _score_limit(scan)
    return [found] if found else []


def bounds_of(limits: Sequence[Limit], measures: Sequence[Measure]) -> tuple[Bound, ...]:
    """The limits as bounds of the measure that is held against them: the share among several, or the average."""
    places = [at for at, each in enumerate(measures) if (each.op in FRACTIONS) == limits[0].part]
    return tuple(Bound(measure=places[0] if places else 0, op=each.op, value=each.value) for each in limits)


def held_against(asked: Asked, limits: Sequence[Limit]) -> Asked:
    """A share that is spoken of only by what it is held against: "over half of it is negative"."""
    if not limits or not limits[0].part or asked.needs or asked.measure.op in FRACTIONS:
        return asked
    return Asked(Measure(op="share"), limits[0].start, end=limits[0].end)


def _between(scan: Scan) -> list[Limit]:
    pattern = rf"(?:(?<![a-z])between|from|介于|在)?\s?(?P<a>{SHARE}|\d{{1,2}})\s?(?:and|to|-|–|~|到|至|和)\s?(?P<b>{SHARE})(?:之间)?"
    for match in scan.find(pattern):
        if _MOVED.search(scan.text[: match.start()]):
            continue
        scan.take(*match.span())
        low = share(match["a"]) if re.fullmatch(SHARE, match["a"]) else number(match["a"]) / 100
        return [Limit(">=", low, *match.span()), Limit("<=", share(match["b"]), *match.span())]
    return []


def _share_limit(scan: Scan) -> Limit | None:
    for op, after in _AFTER:
        for match in scan.find(rf"{_LEAD}(?P<n>{SHARE})(?:{after})"):
            if (found := _taken(scan, match, op)) is not None:
                return found
    for op, before in _BEFORE:
        for match in scan.find(
            rf"{_LEAD}(?:{before})\s?(?:了|the |a )?(?P<n>{SHARE})(?: (?:of )?the time(?![a-z]))?"
        ):
            if (found := _taken(scan, match, op)) is not None:
                return found
    return None


def _taken(scan: Scan, match: re.Match[str], op: Op) -> Limit | None:
    if _MOVED.search(scan.text[: match.start()]) or _MOVED.search(
        scan.text[: match.start("n")].rstrip()[-1:]
    ):
        return None
    scan.take(*match.span())
    return Limit(op, share(match["n"]), *match.span())


def _level(scan: Scan) -> Limit | None:
    """ "The majority", 过半: more than half of it."""
    found = scan.take_first(_LEVELS)
    if found is None:
        return None
    return Limit("<" if found["low"] else ">", 0.5, *found.span())


def _of_records(scan: Scan, match: re.Match[str]) -> bool:
    """Whether the number counts records ("NPS with at least 20 reviews"), or is the score of one ("NPS score of 9")."""
    counted = rf"\s?(?:{concept('record').pattern}|[条个件则篇份])"
    own = re.search(
        rf"(?<![a-z])scores? of\s?$|(?:{concept('record').pattern})(?:数量?|量|条数)?\s?$",
        scan.text[: match.start("by")],
    )
    return own is not None or re.match(counted, scan.text[match.end("by") :]) is not None


def _score_limit(scan: Scan) -> Limit | None:
    """ "With an average rating below 3", 平均分低于3分, "NPS under -50": no record is asked for by its own score."""
    for op, before in _BEFORE:
        for match in scan.find(
            rf"{_SCORED}{_LEAD}(?P<by>(?:{before})\s?(?P<n>{NUMBER}){_NO_COUNT}(?:\s?(?:stars?|points?|分|星|颗星)(?![a-z]))?)"
        ):
            if _of_records(scan, match):
                continue
            scan.take(*match.span("by"))
            return Limit(op, number(match["n"]), *match.span("by"), part=False)
    for op, after in _AFTER:
        for match in scan.find(
            rf"{_SCORED}{_LEAD}(?P<by>(?P<n>{NUMBER}){_NO_COUNT}(?:\s?(?:stars?|points?|分|星|颗星))?(?:{after}))(?!\s?(?:留言|评论|评价|反馈|记录|投诉|records?|reviews?|complaints?))"
        ):
            if _of_records(scan, match):
                continue
            scan.take(*match.span("by"))
            return Limit(op, number(match["n"]), *match.span("by"), part=False)
    return None


_ASKED_GROUP = r"(?:(?<![a-z])(?:which|what|list|name|any|show(?: me)?|all)(?: of)?(?: the| our| my)? $)|(?:哪些|哪几个?|哪个?|什么|列出|所有)的?$"
_GROUP_ASKED = r"的?(?:有|是|都有|都是|分别是)?(?:哪些|哪几个?|谁|什么)|$|[?？]?$"


def averaged(
    scan: Scan, asked: Asked, fields: Sequence[FieldMention], conditions: Sequence[Condition]
) -> tuple[Asked, Condition, Limit, FieldMention] | None:
    """ "Which shops score above 4", 总分高于4的门店有哪些: shops are asked for by their average, not records by theirs.

    The measure that means, the condition it was read as, the limit and what is asked for; None where records are asked for.
    """
    scored = [each for each in conditions if each.filter.op in _COMPARED_OPS and _scored(each)]
    if asked.explicit or len(scored) != 1 or not isinstance(scored[0].filter.value, int | float):
        return None
    named = [each for each in fields if each.field.kind == "category" and _is_asked_for(scan.text, each)]
    if not named:
        return None
    meant = scored[0]
    op = meant.filter.field if meant.filter.field in ("nps", "csat") else "average"
    measure = Measure.model_validate({"op": op, "field": meant.filter.field})
    op_said = _COMPARED_OPS[meant.filter.op]
    limit = Limit(op_said, float(str(meant.filter.value)), meant.start, meant.end, part=False)
    return Asked(measure, meant.start, end=meant.end), meant, limit, named[0]


_COMPARED_OPS: dict[str, Op] = {"<": "<", "<=": "<=", ">": ">", ">=": ">="}


def _scored(condition: Condition) -> bool:
    """Whether a condition compares a score: a rating, or a number that is called one."""
    name = condition.filter.field
    return name in ("rating", "nps", "csat") or re.search(r"分$|score|rating|stars", name.lower()) is not None


def _is_asked_for(text: str, field: FieldMention) -> bool:
    before, after = text[: field.start], text[field.end :]
    return bool(
        re.search(_ASKED_GROUP, before) or (re.search("的$", before) and re.match(_GROUP_ASKED, after))
    )
