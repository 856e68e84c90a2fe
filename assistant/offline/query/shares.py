"""What a share is of: which conditions of a question say the whole, and which the part that is asked for."""

import re
from collections.abc import Sequence

from assistant.offline.conditions.stated import Condition
from assistant.offline.measures.asked import Asked
from assistant.offline.measures.share_words import of_each_whole
from assistant.offline.text.scan import Scan

__all__ = ["split_share"]

_HOW_COMMON = re.compile(
    r"(?<![a-z])how (?:common|frequent|prevalent|widespread|usual)(?:ly)?(?![a-z])|有?多(?:常见|普遍)|常不常见"
)
"""Everything said is the part: "how common are complaints about delivery" asks of all records."""


_NEITHER = re.compile(
    r"既[^,，]{1,12}[,，]?[也又且]|(?:没有?|无)(?:任何)?[^,，]{1,8}[,，]?[也又且](?:没有?|无|不)|(?<![a-z])neither\s.*\snor(?![a-z])"
)
"""What is denied side by side is the part together: "neither liked nor disliked"."""


_LED = re.compile(r"\W*(?:among|amongst|out of|of|within|in|for|from|on)(?![a-z])|.*[,，:：]")
"""What is said first of all restricts the whole: "for VIP customers, what percentage of each region's ..."."""


_RATE_WORD = re.compile(
    r"\s?(?:rates?|share|percentages?|percent|%|proportion|ratio)(?![a-z])|率|的?(?:占比|比例|比率|百分比)"
)
"""What stands right before it is the part: "timely rate", 差评率."""


_DONE_OF = re.compile(r"了?(?:有)?(?:几成|百分之(?:几|多少)|(?:多大|多少)比例)")
"""How much of what was spoken of has come so far: 差评解决了几成."""


def split_share(
    scan: Scan, asked: Asked, conditions: Sequence[Condition]
) -> tuple[list[Condition], list[Condition]]:
    """Which conditions say the whole (base) and which the part of it that is asked for."""
    same = len({(each.filter.op, each.filter.value) for each in conditions}) == 1
    both = same and re.search(r"都|均|(?<![a-z])both(?![a-z])", scan.text) is not None
    if len(conditions) < 2 or both or _NEITHER.search(scan.text) or _HOW_COMMON.search(scan.text):
        return [], list(conditions)
    if of_each_whole(scan.text, all_of_it=True) and not _LED.match(scan.text):
        return [], list(conditions)
    beside = [each for each in conditions if 0 <= asked.at - each.end <= 1]
    held = re.search(r"占(?!比)", scan.text[: asked.at])  # VIP占差评的比例
    if beside and not held and _RATE_WORD.match(scan.text[asked.at :]):
        return [each for each in conditions if each not in beside], beside
    done = [each for each in beside if str(each.filter.value) in ("true", "false")]
    if done and not held and _DONE_OF.match(scan.text[asked.at :]):
        return [each for each in conditions if each not in done], done
    whole = [each for each in conditions if _said_again(scan.text, each, conditions)]
    if whole and len(whole) < len(conditions):
        return whole, [each for each in conditions if each not in whole]
    boundary = _among(scan.text) or _owned(scan.text, asked.at, conditions)
    boundary = boundary or _out_of(scan.text, asked.at) or _boundary(scan, asked)
    if boundary is not None:
        place, part_is_after = boundary
        after = [each for each in conditions if each.start >= place]
        before = [each for each in conditions if each.start < place]
        part, base = (after, before) if part_is_after else (before, after)
        if part and (base or len(part) == 1):
            return base, part
    worded = [each for each in conditions if each.filter.op in ("contains", "not contains")]
    feelings = [each for each in conditions if each.filter.field in ("sentiment", "nps", "rating")]
    part = feelings[:1] or (worded if len(worded) == 1 else [conditions[-1]])
    return [each for each in conditions if each not in part], part


_OWNS = re.compile(
    r"(?:account(?:s|ed|ing)? for|mak(?:es?|ing) up|made up|tak(?:es?|ing)(?: up)?|took|occup(?:y|ies|ied|ying)|represent(?:s|ed)?"
    r"|constitut(?:es?|ed)|compris(?:es?|ed)|hold(?:s|ing)?|held|contribut(?:es?|ed)|(?:is|are|was|were)(?: from)?)(?: about| roughly)? (?:the )?$"
)
"""Whose subject is the part: "among one-star reviews, VIPs account for what share"."""
_HEADED = re.compile(r"[,:;–—|-]\s*(?:and )?(?:the |what(?:'s| is| was) (?:the )?|give me the |show the )?$")
_PART_NEXT = re.compile(r"[a-z%]+(?: percentage)?(?: of| from| that| which| by| with)(?![a-z])")
_OF_LED = re.compile(
    r"\W*(?:and |so |ok )?(?:out of|of|among|amongst|within) (?:all |the |our |those |these |this |that |my )"
)
_CLAUSE = re.compile(r"[,:;–—|，：；]")
_OWN_SHARE = re.compile(r"[了的占有数都所又各]*(?:部分|一共|大概|总共)?[占的]*")
"""Between what is told the share of in a clause of its own and the word for it: 华南的差评，解决了的占的比例."""


def _owned(text: str, at: int, conditions: Sequence[Condition]) -> tuple[int, bool] | None:
    """Where a clause before the share names the whole: "Among A, B accounts for ...", "A: the ratio of B"."""
    before = sorted((each for each in conditions if each.end <= at), key=lambda each: each.start)
    after = [each for each in conditions if each.start >= at]
    if after and before and _HEADED.search(text[:at]) and _PART_NEXT.match(text[at:]):
        return at, True
    if after and before and _OF_LED.match(text) and before[0].start < at:
        return at, True
    if before and after and _OWNS.search(text[:at]) and not re.match(r"\W*(?:among|of|in|for) ", text):
        return at, False
    if after or len(before) < 2:
        return None
    clauses = [each.end() for each in _CLAUSE.finditer(text[:at])]
    parted = [end for end in clauses if before[0].end <= end <= before[-1].start]
    led = _OWNS.search(text[:at]) or re.match(r"\W*(?:among|amongst|out of|of|within|in|for|from) ", text)
    led = led or _OWN_SHARE.fullmatch(text[before[-1].end : at])
    return (parted[-1], True) if parted and led else None


def _said_again(text: str, condition: Condition, others: Sequence[Condition]) -> bool:
    """ "Web complaints of Texas: what share of Texas?", 加州…占加州几成: what is said twice is the whole."""
    said = text[condition.start : condition.end].strip()
    places = [each.start() for each in re.finditer(re.escape(said), text)] if len(said) > 1 else []
    of_it = r"(?:占了?|(?:%|percent(?:age)?|share|portion|proportion|part) of)\s?(?:all|the|total|全部|整个|所有|全)*(?:\s|的)?$"
    if len(places) < 2:
        return False
    before = text[: places[-1]]
    for each in others:  # 占华东总投诉几成
        before = before.replace(text[each.start : each.end].strip() or "\x00", "")
    return re.search(of_it, text[: places[-1]]) is not None or re.search(_OF_THEM, before) is not None


_OF_THEM = r"占了?(?:全部|整个|所有|全|总|的)*$"


_AMONG = re.compile(
    r"^(?P<whole>[^，,占]{2,}?(?:当中|之中|里面|里边|里头|中(?!文)|里|之内)[,，]?)[^，,占]{2,}占了?(?:百分之|多|几|的?(?:比|百分))[^，,的]*$"
)
"""The whole, the part and how much, in this order: 华南的差评里已经解决的占百分之多少."""


def _among(text: str) -> tuple[int, bool] | None:
    found = _AMONG.search(text)
    return (found.end("whole"), True) if found else None


_WHO_COMPLAINED = re.compile(r"[a-z%]+ of [^,?]*? who (?=(?:[a-z]+ )?complain)(?!.* (?:are|is|were|was) )")
""" "Share of VIP customers who complained about returns": the part stands after who."""


_OUT_OF = re.compile(
    r"(?:how (?:many|much)|[a-z%]+) (?:among|amongst|out of|within) [^,;]+? (?:are|is|were|was|have|has|had|came|comes?|mention\w*)(?![a-z])"
)
"""The whole right after the share, and what it has: "how many out of all one-star ratings were about delivery"."""


def _out_of(text: str, at: int) -> tuple[int, bool] | None:
    found = _OUT_OF.match(text, at)
    return (found.end(), True) if found else None


def _boundary(scan: Scan, asked: Asked) -> tuple[int, bool] | None:
    """A place that parts whole from part, and whether the part stands after it."""
    text = scan.text
    tail = text[asked.at :]
    ahead = re.search(r"(?<=\w )\b(?:among|amongst|out of|within)\b", tail)
    if ahead and not re.search(r"\b(?:among|amongst|out of|within)\b", text[: asked.at]):
        return asked.at + ahead.start(), False
    as_part = re.search(r"(?<![a-z])as (?:an? |the )?$", text[: asked.at]) or re.match(r"as an? ", tail)
    if as_part and re.match(r"(?:as an? )?[a-z%]+ (?:out )?of(?![a-z])", tail):
        return asked.at, False
    if re.match(r"[a-z%]+ (?:belonging to|coming from|made up by|held by|due to)(?![a-z])", tail):
        return asked.at, True
    if asked.measure.op == "count" and re.match(r"how many|how much|有?多少|有?几", tail):
        return asked.at, True
    if (
        re.search(r"\b(?:among|of|for|in|within|out of|when|if)\b", text[: asked.at])
        and "," in text[: asked.at]
    ):
        return asked.at, True
    is_part = re.search(
        r"(?:百分之几|几成|多大比例|多少比例|百分之多少)(?:都?是|来自|属于|跟|和|提到|关于)", text
    )
    if is_part:
        return is_part.end(), True
    chinese = re.search(r"占(?!比|了?多|几|到|据)", text)
    if chinese and text[: chinese.start()].strip():
        return chinese.start(), False
    inside = re.search(r"(?:当中|之中|里面|里边|里头|中(?!文)|里|之内)[,，]?", text)
    if inside and inside.end() < len(text):
        return inside.end(), True
    verb = _WHO_COMPLAINED.match(tail) or re.search(
        r"\bof\b.*?\b(?:are|is|were|was|have|has|had|mention\w*|gave|give|rated|came|comes?|got|gets?|gotten|remain(?:s|ed)?|stay(?:s|ed)?|ended?|falls?|belongs?|concerns?|brings?|said|say)\b",
        tail,
    )
    if verb:
        return asked.at + verb.end(), True
    inner = re.search(r"\bof\b.*?\b(?:in|among|for|within|from)\b", tail)
    return (asked.at + inner.end(), False) if inner else None
