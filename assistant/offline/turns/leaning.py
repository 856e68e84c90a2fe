"""Whether a question leans on the turn before: what it leaves out says so, or how it points back."""

import re

from assistant.offline.query.reading import Reading
from assistant.offline.text.lexicon import concept
from assistant.offline.text.scan import plain

__all__ = ["leans", "leans_on_nothing", "points_back", "record_named", "speaks_of_all"]

_MENDABLE = (None, "nothing_asked", "no_number", "nothing_to_rank")
"""Problems that the turn before may solve."""

_FEW_WORDS = 3
_LONGEST_COUNT = 7
"""Words. A longer question says what it counts, if only by a verb ("how many did the camera get")."""
_WHOLE_COUNT = re.compile(r"(?<![a-z])(?:in total|total|altogether|in all|all in all)(?![a-z])")


def leans(question: str, reading: Reading, *, first: bool = True, opened: bool = False) -> bool:
    """Whether a question leaves things out that the one before said.

    opened: it began like a follow-up. A second question in one message (`first` False) leans unless it says on
    its own what to count of what.
    """
    if reading.intent == "describe" or reading.problem not in _MENDABLE or "unread" in reading.explicit:
        return False
    if opened or reading.lifted or reading.problem == "no_number":
        return True
    text = plain(question)
    if reading.intent == "quotes":
        named = reading.query.filters or reading.topic
        glance = "shown" in reading.explicit and not reading.topic and not record_named(text)
        some = _ANY_OF.search(text) is not None
        return points_back(text) or not named or glance or some  # 看看台灯, 新客户的也看下
    if not first:
        return not {"measure", "filters"} <= reading.explicit
    return points_back(text) or _elliptical(text, reading)


_BARE_COUNT = re.compile(
    r"\W*(?:(?:and|so|ok|okay|then|now) )*how many(?: (?:is that|are there|were there|is it))?\W*|那?(?:一共|总共)?(?:有)?(?:多少|几)[条个](?:呢|啊)?\W*"
)


def leans_on_nothing(question: str) -> bool:
    """Whether a question is of what was spoken of and names nothing itself: "how many of them are new?"."""
    text = plain(question)
    named = record_named(text) or re.search(concept("complaint"), text) is not None
    return _BARE_COUNT.fullmatch(text) is not None or (_OF_THEM.search(text) is not None and not named)


_OF_THEM = re.compile(
    r"(?<![a-z])(?:(?:of|from|in|about) (?:those|these|them|that|it)|the ones|those|these|(?:split|break|group|sort|show) (?:it|that|this|them))(?![a-z])|其中|这些|那些|它们"
)


_ANY_OF = re.compile(r"^[^,，?？]{1,12}(?:的(?:也)?(?:有吗|有没有|有么|有不)|呢(?=\s?[,，]))(?=\W|$)")
""" "VIP的有吗，贴出来": a noun is left out, and so are quotes asked for of what was spoken of."""


_RELATIVE = re.compile(
    r"(?<=[a-z]s) that(?= (?:say|mention|contain|use|include|have|had|got|get|were|are|came|come|gave|give|left|wait|waited|took)(?![a-z]))"
    r"|(?<=[\u3400-\u9fffa-z])(?<![是在对按把和与跟给为从就看那的了呢啊吧问查算按除到用])(?<!再来)[这那](?:一|两|三|几)?[个家款种类条位项](?=[\u3400-\u9fff]{2})"
    r"|(?:^|[,，。!！?？]\s?)(?:呃|额|嗯|诶|哎|那个|就是|啊)*那个(?=就是|我|额|呃|啊|请问|想|,|，)"
    r"|(?<![a-z])(?:with|have|having|say|saying) [a-z\u3400-\u9fff]+ in (?:them|it)(?![a-z])"
)
""" "Bugs that say X", "titles with X in them": words that belong to the noun before, not to the turn before."""


_BARE_WHICH = re.compile(
    r"\W*(?:(?:and|so|ok|okay|great|nice|cool|thanks|now|then|but)[ ,.!]+)*which(?: ones?)? (?:has|have|had|got|gets?|received?|is|was|saw)(?![a-z])"
)
""" "Which has the fewest positive ones?": of the things spoken of."""


def points_back(text: str) -> bool:
    """ "Those", "it", 其中: a word that stands for what was spoken of."""
    if _BARE_WHICH.match(text):
        return True
    return re.search(concept("pronoun"), _RELATIVE.sub(" ", text)) is not None


def speaks_of_all(question: str) -> bool:
    """ "Overall", "across everything", 整体: everything there is is meant, not what was spoken of."""
    return re.search(concept("everything"), plain(question)) is not None


_LISTS_ALL = re.compile(
    r"(?<![a-z])(?:list|names?) of (?:all|every)(?: of)?(?: the| our)? |(?<![a-z])all (?:of )?(?:the |our )?(?:different|distinct|available|existing|possible) "
)
""" "A list of all the different categories": no part of what was spoken of."""
_ALL_VALUES = re.compile(
    r"(?<![a-z])(?:list|name|enumerate) (?:me )?all (?:of )?(?:the |our )?[a-z]+|(?:which|what) [a-z ]+ (?:exist|do we have)\W*$"
)
""" "List all categories", "which regions exist?": where nothing else is said, all that the data has."""


def _elliptical(text: str, reading: Reading) -> bool:
    """A question without a subject of its own: no measure and nothing counted, or only a measure."""
    measure = reading.query.measures[0]
    if _LISTS_ALL.search(text) or (reading.explicit == {"groups"} and _ALL_VALUES.search(text)):
        return False
    if measure.op == "distinct" and reading.explicit == {"measure"} and _WHOLE_COUNT.search(text):
        return False  # "how many products in total?" after a list of some
    noun = record_named(text)
    if "measure" not in reading.explicit:
        named = noun or re.search(concept("people"), text) is not None
        return not (named and {"groups", "order"} & reading.explicit)
    if noun or _people_counted(text):
        return False
    said = reading.explicit & {"filters", "period", "groups", "compare"}
    if measure.op == "share_of_total":
        return not said & {"groups", "compare"}
    if re.search(concept("everything"), text):
        return False
    if measure.op.startswith("share") and not (
        {"period", "groups", "compare"} & said or any(each.op != "present" for each in reading.query.filters)
    ):
        return True  # "5-star share", which is of those with a rating, is of what was spoken of
    words = len(re.findall(r"[a-z0-9]+|[\u3400-\u9fff]{1,2}", text))
    if measure.op == "count" and words <= _LONGEST_COUNT and not _WHOLE_COUNT.search(text):
        return True  # "how many by phone?", 每月各多少: of what, the conversation says
    return not said and (words <= 2 * _FEW_WORDS or measure.field is not None)


def record_named(text: str) -> bool:
    """Whether a noun for feedback stands in the text; a measure word (条, 笔) by itself is none."""
    found = re.finditer(concept("record"), _asked_of(text))
    return any(each.group().isascii() or len(each.group()) > 1 for each in found)


def _people_counted(text: str) -> bool:
    """ "How many customers", 多少位用户, 客户数: people are what is counted, not whose feedback."""
    people = concept("people").pattern
    return (
        re.search(
            rf"(?:how many|number of|count of|# ?of|nr of)(?! (?:do|did|does|have|has|had|were|was|are|is|of)(?![a-z]))(?: [a-z]+){{0,2}} (?:{people})"
            rf"|(?:多少|几)(?:个|位|名)?(?:不同的?)?(?:{people})|(?:{people})(?:总|人)?数",
            text,
        )
        is not None
    )


def _asked_of(text: str) -> str:
    """The text without the words for a rating or a share of itself, which name no record."""
    return re.sub(
        r"内容|数据|意见|(?:几|多少)[条则篇个封份件笔单起]|(?:条|件|篇|笔|单)数|回[复覆]|答[复覆]|repl(?:y|ies)|answer(?:s|ed)?|respon(?:ses?|ded)",
        " ",
        text,
    )
