"""How a follow-up begins: words that only say that it leans on the turn before, and what they make of it."""

import re
from dataclasses import dataclass

from assistant.offline.text.lexicon import concept
from retrieval.words import fold

__all__ = ["Opening", "begun_anew", "opening", "same_period", "shortened"]


@dataclass(frozen=True, slots=True)
class Opening:
    """`rest`: the question without its opening. leaning: it goes on from the turn before. corrects: it takes
    something of that turn back ("no, I meant ...").
    """

    rest: str
    leaning: bool = False
    corrects: bool = False


def begun_anew(question: str) -> str | None:
    """ "New topic: …", 换个问题，…: what is asked without those words; None when a question does not say so."""
    folded = fold(question)
    found = re.match(
        rf"\W*(?:(?:ok(?:ay)?|right|alright|well|hmm+|no|so|now|fine|thanks|好的?|嗯|行|哦)[\s,，.。!！]+)*(?:{concept('anew').pattern})[\s,，:：。.!！、—–-]*(?:(?:but|and|so|that|then|就|想问|是)\b[\s,，]*)?",
        folded,
    )
    return question[found.end() :].strip() if found and len(folded) == len(question) else None


def shortened(question: str) -> str:
    """A follow-up without what adds nothing to it: "…又是多少" asks for no count, 当月 is the month spoken of.

    A question that names feedback ("五月的投诉是多少") keeps its words: there they ask for a number.
    """
    rest = re.sub(_SAME_PERIOD, "", question)
    named = re.search(
        rf"(?:{concept('complaint').pattern})|[反回]馈|记录|评[论价]|留言|推文|條|条", fold(rest)
    )
    if not named:
        rest = re.sub(
            r"(?<=[^\s，,])(?:的?(?:具体)?(?:数字|数值|数额))?的?(?:(?:又|就|大概|大约|具体|分别|各自?)?[是为為]|分别|各自?)(?:有)?(?:多少|[几幾])[分天元]?(?:呢|啊|呀|了)?\W*$",
            "",
            rest,
        )
        rest = re.sub(_HOW_MUCH, "", rest, flags=re.IGNORECASE)
    return rest if rest.strip(" ,.?!，。？！的") else question


_HOW_MUCH = (
    r"(?<=\w)[\s,]+(?:(?:is|was|it|that|then)\s+)*how much(?:\s+(?:is|was|it|that|then))*\W*$"
    r"|\bhow much (?:(?:is|was) (?:it|that) )?(?:for|in|about|with) (?=\w+(?: \w+)?\W*$)"
)


_SAME_PERIOD = re.compile(
    r"(?<![年月周季])(?<![年月周季]的)(?<!季度)的?同期(?:的)?(?!比|相比|对比|增|减|涨|跌|上升|下降)|(?:在|的)?(?<!年)(?:当|该)(?:个)?[月年季周日天](?!期)(?:份|度)?(?:的)?(?!比|环)"
    r"|(?<![a-z])(?:(?:in|for|during|of|over) )?(?:that|the same|said) (?:month|year|quarter|week|day|period)(?:'s)?(?![a-z])(?! (?:last|the|a|an|one|two|of|in|before|previous|prior|earlier|ago))",
    re.IGNORECASE,
)


def same_period(question: str) -> re.Match[str] | None:
    """ "In that month", 当月, 同期: the words that stand for the period spoken of."""
    return re.search(_SAME_PERIOD, question)


def opening(question: str) -> Opening:
    """Strips one opening after another; a question that is nothing else keeps its last."""
    rest = _without_replaced(question)
    leaning = corrects = rest != question
    while True:
        folded = fold(rest)
        correct = re.match(rf"\W*(?:{concept('correct').pattern})[\s,，:：。.!！—-]*", folded)
        lean = re.match(rf"\W*(?:{concept('go_on').pattern})[\s,，:：]*", folded)
        found = correct or lean
        if found is None or len(folded) != len(rest) or not rest[found.end() :].strip(" ?？.。!！呢吗"):
            break
        rest, leaning, corrects = rest[found.end() :], True, corrects or correct is not None
    tail = re.search(rf"(?:{concept('go_on_tail').pattern})\W*$", fold(rest))
    return Opening(rest, leaning or tail is not None, corrects)


_REPLACED: tuple[str, ...] = (
    r"[,，]?\s*(?<![a-z])(?:instead of|rather than|in place of|(?<=[,，] )not)\s+(?:the |just |only )?[^,，.?？!！]{1,30}(?=[?？.!！\s]*$)",
    r"^\W*not\s+[^,，.?？!！]{1,30}(?:[,，]\s*(?:but\s+)?|\s+but\s+)(?=\S)",
    r"^\W*(?:不看|不要|别看|不算|不是|别管|不问)[^,，.?？!！看]{1,12}[,，]?\s*(?:而?是|改?看|改?成|换成?|我?要|只?要|问)",
    r"[,，]\s*(?:而不是|不是|不要|别用?)[^,，.?？!！]{1,12}(?=[?？.!！\s]*$)",
)
"""What is no longer wanted: "FIXED instead of DUPLICATE", "not web, phone", 不看建议，看投诉."""


def _without_replaced(question: str) -> str:
    """The question with only what is wanted now, when it says both what is and what is not any more."""
    for pattern in _REPLACED:
        rest = re.sub(pattern, "", question, flags=re.IGNORECASE).strip()
        if rest != question.strip() and len(rest.strip(" ?？.。!！")) > 1:
            return rest
    return question
