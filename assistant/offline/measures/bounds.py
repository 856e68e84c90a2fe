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

__all__ = [
    "Limit",
    "averaged",
    "bounds_of",
    "either",
    "fewest",
    "find_limits",
    "held_against",
    "with_limited",
]

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
    rf"(?:(?<![a-z])by|{concept('rise').pattern}|{concept('fall').pattern}|[涨跌升降增减]幅|[了出])[^,，.。?？\d]{{0,9}}$"
)
"""How far something moved is told in shares too: "fell by over 20 %"."""
_LEAD = r"(?:(?<![a-z])(?:is|are|was|were|at|of|with|has|have|having|that|which|who|whose|a|an|the|it|being|makes? up|占了?|是|在|为|有)(?![a-z])\s?)*"
_LEVELS = re.compile(
    r"(?P<low>(?<![a-z])(?:a minority|the minority|minority)(?![a-z])|不过半|不到一半|没过半|未过半|少数(?=的?(?:是|为|在)))"
    r"|(?<![a-z])(?:the |a )?(?:vast |clear |overwhelming )?majority(?! of the (?:complaints|feedback))(?![a-z])|过半数?|超半数?|大半|多半(?=是|为|都)"
    r"|^[^\w\x00]*(?:so |and |but |ok )?(?:are|is|were|was|do|does|did|have|has|aren't|isn't) (?:the )?most(?= of| (?!common|frequent|popular|expensive|often)[a-z]+ (?:[a-z]+ )?(?:are|is|were|was|have|has|get|got)?)(?: of)?(?![a-z])"
    r"|(?:绝?大部分|绝?大多数|多数)(?=[^,，。？?]*(?:吗|是不是|对吧|么|没有?)?[?？]?$)(?=[^,，。？?]*(?:吗|么|对吧)|.*是不是)|(?<=是不是)(?:绝?大部分|绝?大多数|多数)"
)
_SCORED = rf"(?P<m>(?:{concept('average').pattern})[^,，.。?？()（）\x00]{{0,24}}?|(?:{concept('nps').pattern})(?! ?(?:score|rating|分))[^,，.。?？()（）\d]{{0,10}}?)"
_NO_COUNT = r"(?!\d|[.,]\d|\s?(?:[条个件篇份则封起笔次家]|(?:[a-z]+ )?(?:records?|reviews?|complaints?|comments?|messages?|tweets?|responses?|entries|answers?|ratings?)(?![a-z])))"


Of = Literal["share", "average", "nps", "count_per", "count"]
"""What kind of figure is held against a limit."""


@dataclass(frozen=True, slots=True)
class Limit:
    """`value`: between 0 and 1 where `of` is a share; else in the measure's own units."""

    op: Op
    value: float
    start: int
    end: int
    of: Of = "share"


def find_limits(scan: Scan) -> list[Limit]:
    """Takes the shares and averages that figures are held against: one share ("between 20 % and 40 %" has two
    ends), and the averages said with it or alone (差评率高于60%而且平均分低于3).
    """
    shares = _between(scan)
    if not shares:
        one = _share_limit(scan) or _decimal_limit(scan) or _level(scan)
        shares = [one] if one else []
    scores: list[Limit] = []
    while len(scores) < _MOST_SCORES and (score := _score_limit(scan)):
        scores.append(score)
    return [*shares, *scores]


_MOST_SCORES = 2

_RECORDS = rf"(?:{concept('record').pattern}|样本)"
_FELT = rf"(?=(?:[a-z]+ )?(?:{concept('complaint').pattern}))"
_FEWER: tuple[tuple[Op, str], ...] = (
    ("<", r"(?:fewer than|less than|under|below|<)|(?:少于|小于|低于|不足|不到|不满|没到|没有到|没过|没超过|未到|未满|没满|未达到?|达不到|<)"),
    ("<=", r"(?:at most|no more than|not more than|up to|<=|≤)|(?:不超过|不多于|不高于|至多|最多|顶多|<=|≤)"),
)  # fmt: skip


_LESS_BY = re.compile(r"[多少高低涨跌升降增减加]了\s?$|(?<![a-z])by\s?$")
"""Told by how many records two figures differ, not how many a group has."""


def fewest(scan: Scan, fields: Sequence[FieldMention]) -> list[Limit]:
    """Takes the most records a group may have: "regions with fewer than 50 reviews", 反馈数不到50的地区, 50条以内.

    A number right after a numeric field is that field's.
    """
    before = "|".join(f"(?P<o{at}>{words})" for at, (_, words) in enumerate(_FEWER))
    patterns = (
        rf"{_LEAD}(?<!how many )(?:{before})\s?(?!-)(?P<n>{NUMBER})\s?(?:[条則则篇封份]的?(?:{_RECORDS})?|{_RECORDS}(?![a-z])|{_FELT})",
        rf"(?<=\w)(?:数量?|量|条数)\s?(?:在|是|为)?(?:{before})\s?(?P<n>{NUMBER})(?:[条则個个])?的?",
        rf"(?:数量?|量|条数)?(?:在|是|为)?(?P<n>{NUMBER})\s?[条则篇封份](?P<upto>(?:及|或)?以[下内]|之内)的?",
    )
    ends = {each.end for each in fields if each.field.kind == "number"}
    for pattern in patterns:
        for match in scan.find(pattern):
            if len(scan.text[: match.start()].rstrip()) in ends or _LESS_BY.search(
                scan.text[: match.start()]
            ):
                continue
            scan.take(*match.span())
            op: Op = "<=" if match.groupdict().get("upto") or match.groupdict().get("o1") else "<"
            return [Limit(op, number(match["n"]), *match.span(), of="count")]
    return []


def either(scan: Scan, limits: Sequence[Limit]) -> list[str]:
    """The "or" between two limits of groups, of which one would be enough: that is not computed, so it is unread."""
    for each in limits:
        before = re.search(
            rf"[\d十百千万%成半条个件分星](?:以[上下])?的?\s?[,，]?\s?(?P<o>{_OR})[^,，。?？]{{0,24}}$",
            scan.text[: each.start],
        )
        after = re.match(
            rf"\s?的?[,，]?\s?(?P<o>{_OR})(?=[^。?？]{{2,24}}(?:\d|[一二三四五六七八九十百]))",
            scan.text[each.end :],
        )
        found = before or after
        if found is not None:
            return [found["o"]]
    return []


_OR = r"或者?是?|要么|(?<![a-z])or(?![a-z])"


def with_limited(measures: tuple[Measure, ...], limits: Sequence[Limit]) -> tuple[Measure, ...]:
    """The measures, with those that only a limit speaks of: 差评率高于60%且反馈少于200条."""
    added: list[Measure] = []
    for each in limits:
        if not any(_is_of(one, each) for one in (*measures, *added)):
            if each.of == "count":
                added.append(Measure())
            elif each.of == "nps":
                added.append(Measure(op="nps"))
            elif each.of == "average":
                added.append(Measure(op="average", field="rating"))
    return (*measures, *added)


def bounds_of(limits: Sequence[Limit], measures: Sequence[Measure]) -> tuple[Bound, ...]:
    """The limits as bounds of the measures that are held against them: the share among several, or the average."""
    return tuple(
        Bound(
            measure=next((at for at, one in enumerate(measures) if _is_of(one, each)), 0),
            op=each.op,
            value=each.value,
        )
        for each in limits
    )


def _is_of(measure: Measure, limit: Limit) -> bool:
    """Whether a measure is the kind of figure that a limit speaks of."""
    if limit.of == "share":
        return measure.op in FRACTIONS
    if limit.of == "average":
        return measure.op not in (*FRACTIONS, "nps", "count", "count_per")
    return measure.op == limit.of or (limit.of == "count" and measure.op == "customers")


def held_against(asked: Asked, limits: Sequence[Limit]) -> Asked:
    """A share that is spoken of only by what it is held against: "over half of it is negative"."""
    if not limits or limits[0].of != "share" or asked.needs or asked.measure.op in FRACTIONS:
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


_DECIMAL = r"(?:率|占比|比例|比重|(?<![a-z])(?:share|rate|ratio|proportion))\s?(?:is |are |of |是|为|在)?"


def _decimal_limit(scan: Scan) -> Limit | None:
    """ "A negative share above 0.6", 差评率大于0.6: a share between 0 and 1 is told by its word."""
    for op, before in _BEFORE:
        for match in scan.find(rf"{_DECIMAL}(?P<by>(?:{before})\s?(?P<n>0?\.\d+)(?!\s?%))"):
            scan.take(*match.span("by"))
            return Limit(op, float(match["n"]), *match.span("by"))
    return None


def _taken(scan: Scan, match: re.Match[str], op: Op) -> Limit | None:
    before = scan.text[: match.start("n")].rstrip()
    led = re.search(r"(?:[超度通]过|达到|[高低大小]于|突?破|过)了$", before)  # 超过了12%: no move
    if _MOVED.search(scan.text[: match.start()]) or (not led and _MOVED.search(before[-1:])):
        return None
    scan.take(*match.span())
    return Limit(op, share(match["n"]), *match.span())


def _level(scan: Scan) -> Limit | None:
    """ "The majority", 过半: more than half of it."""
    found = scan.take_first(_LEVELS)
    if found is None:
        return None
    return Limit("<" if found["low"] else ">", 0.5, *found.span())


_GROUPS = re.compile(r"哪|各|每|几[个款家种类]|什么|有没有")
_HIGHEST_NPS = 10
"""What one customer can give; a number of it above says nothing of a group's NPS either."""


def _of_records(scan: Scan, match: re.Match[str]) -> bool:
    """Whether the number counts records ("NPS with at least 20 reviews"), or is the score of one ("NPS score of 9")."""
    counted = (
        rf"\s?的?(?:{concept('record').pattern}|[条个件则篇份]|(?:一共|总共|共)?有?(?:多少|几)[条则篇封份])"
    )
    own = re.search(
        rf"(?<![a-z])scores? of\s?$|(?:{concept('record').pattern})(?:数量?|量|条数)?\s?$",
        scan.text[: match.start("by")],
    )
    if (
        own is None
        and match["m"][:3] == "nps"
        and re.match(r"\s?分?的(?:[,，]|[那这][些部]|客户|用户|顾客|会员|人)", scan.text[match.end("by") :])
    ):
        told = re.search(r"\d+", match["n"])  # 评分高于3或NPS高于8的，最低订单金额
        own = (
            told
            if told and not _GROUPS.search(scan.text) and 0 <= number(match["n"]) <= _HIGHEST_NPS
            else None
        )
    return own is not None or re.match(counted, scan.text[match.end("by") :]) is not None


def _score_limit(scan: Scan) -> Limit | None:
    """ "With an average rating below 3", 平均分低于3分, "NPS under -50": no record is asked for by its own score."""
    for op, before in _BEFORE:
        for match in scan.find(
            rf"{_SCORED}{_LEAD}(?P<by>(?:{before})\s?(?P<n>{NUMBER}){_NO_COUNT}(?:\s?(?:stars?|points?|分|星|颗星|元|块钱?|yuan)(?![a-z]))?)"
        ):
            if _of_records(scan, match) or _WHOSE.search(scan.text[match.start() : match.start("by")]):
                continue
            scan.take(*match.span("by"))
            return Limit(op, number(match["n"]), *match.span("by"), of=_kind(match["m"]))
    for op, after in _AFTER:
        for match in scan.find(
            rf"{_SCORED}{_LEAD}(?P<by>(?P<n>{NUMBER}){_NO_COUNT}(?:\s?(?:stars?|points?|分|星|颗星|元|块钱?|yuan))?(?:{after}))(?!\s?(?:留言|评论|评价|反馈|记录|投诉|records?|reviews?|complaints?))"
        ):
            if _of_records(scan, match):
                continue
            scan.take(*match.span("by"))
            return Limit(op, number(match["n"]), *match.span("by"), of=_kind(match["m"]))
    return None


_WHOSE = re.compile(r"(?<![a-z])(?:having|with|that|which|who|whose|where|of those|for those)(?![a-z])")
"""What follows is said of the records the average is of: "mean price of reviews having over 5 replies"."""


def _kind(words: str) -> Of:
    return "nps" if re.match(concept("nps"), words) else "average"


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
    if not re.search(NUMBER, scan.text[meant.start : meant.end]):
        return None  # 差评最多的是哪个门店
    if re.match(
        rf"\s?的?(?:{concept('record').pattern})(?:[^,，]{{0,4}}?(?:来自|出自|属于|是|都|在)|$|[?？])",
        scan.text[meant.end :],
    ):
        return None  # 总分小于3的评价来自哪些门店, 哪些门店有总分小于3的评价: of records
    op = meant.filter.field if meant.filter.field in ("nps", "csat") else "average"
    measure = Measure.model_validate({"op": op, "field": meant.filter.field})
    op_said = _COMPARED_OPS[meant.filter.op]
    kind: Of = "nps" if op == "nps" else "average"
    limit = Limit(op_said, float(str(meant.filter.value)), meant.start, meant.end, of=kind)
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
