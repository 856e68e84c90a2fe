"""Questions for the values there are: "what are the different languages", "names of all the products", 列出所有渠道."""

import re
from collections.abc import Sequence

from assistant.offline.conditions.stated import Condition
from assistant.offline.names.linking import FieldMention
from assistant.offline.text.lexicon import concept
from assistant.offline.text.scan import Scan

__all__ = ["lists_values", "lists_values_of", "take_listed"]

_DIFFERENT = (
    r"(?:different|distinct|unique|various|separate|individual|available|existing|possible|known|single)"
)
_THE = rf"(?:(?:all|every|each|any|of|the|our|your|my|their|its|those|these|{_DIFFERENT})(?: |$))*"
_NAMES = rf"(?:(?:a |an |the )?(?:full |complete |{_DIFFERENT} )?(?:list|listing|names?|values?|kinds?|types?) of )?"
_ASKED = re.compile(
    rf"(?:^|[^a-z])(?:(?:what|which|who)(?:'s| are| were| is)|list(?: out)?|show|give|name|display|tell|find|get|see|return|provide|enumerate|print|have)"
    rf"(?: me| us)?(?: out)? {_THE}{_NAMES}{_THE}(?:all|{_DIFFERENT}|names? of|list of)? ?$"
)
_FOR_ALL = re.compile(
    r"(?:^|[^a-z])(?:for|of|in|from|on|across|over|among) all (?:(?:of )?(?:the|our|these|those|my|your) |of )?$"
)
_SHOWN = re.compile(
    r"(?:^|[^a-z])(?:list|show|give|display|tell|find|get|see|return|provide|print|table|what are|what were|compare)(?![a-z])"
)
""" "Show the average for all regions": of each, where "the average for all regions" by itself is one figure."""
_COUNT_OF_EACH = re.compile(
    r"(?<![a-z])(?:average|mean|typical|avg\.?) (?:number|count|volume|amount) of(?![a-z])"
)
_AS_ONE = re.compile(
    r"(?<![a-z])(?:together|combined|in total|altogether|taken together|overall|as one|at once|as a whole|put together|in all)(?![a-z])"
)
_ZH_ALL = re.compile(
    r"(?:列|列出|列一下|看看?|查看|展示|显示|给出|说说|报一下)(?:出|一下)?(?:来)?(?:所有|全部|各个?|每个?)的?$"
)
_ZH_WHICH = re.compile(r"(?:都|分别|一共|总共)*(?:有|是|包括)(?:哪些|哪几[个种类家款]|什么|啥)[呢啊]?\W*$")
_LAST = re.compile(
    r"(?:'?s)?(?: (?:there are|are there|exist|that exist|we have|do we have|we sell|in (?:the|this|our) (?:data|dataset|list|table|file|feedback)"
    r"|(?:for|in|of|from|among) (?:those|these|them|that|it|this)(?: [a-z]+)?|please|pls|then|again|here|now|too|as well))*\W*$"
)


def lists_values(scan: Scan, mention: FieldMention) -> bool:
    """Whether the values of a field are asked for: its plural, or "all" of it, is what a question wants to see."""
    text = scan.text
    if mention.field.kind not in ("category", "flag") or _AS_ONE.search(text):
        return False
    before, after = text[: mention.start], text[mention.end :]
    said = text[mention.start : mention.end] + after[:1]
    if _ZH_WHICH.match(after):
        return True
    if _ZH_ALL.search(before):
        return re.match(r"\W*$", after) is not None
    if not re.search(r"s\W?$", said):
        return False
    if _FOR_ALL.search(before):
        return _SHOWN.search(before) is not None or _COUNT_OF_EACH.search(before) is not None
    return _ASKED.search(before) is not None and _LAST.match(after) is not None


_OF_ONE = re.compile(
    r"s(?:,? (?:please )?(?:list|name|show|enumerate)(?: me)? (?:them|those|these|all|all of them)| (?:are|were) there|,? (?:that )?(?:exist|we have|do we have))(?: all| please| pls)*\W*$"
)
_FEW_VALUES = 50


def lists_values_of(scan: Scan, mention: FieldMention, value: Condition) -> bool:
    """ "List the mortgage issues", "mortgage issues, list them": the values of a field that another's value has."""
    field, meant = mention.field, value.filter
    named = meant.op == "=" and isinstance(meant.value, str) and meant.field not in (field.name, "sentiment")
    if not named or field.kind != "category" or field.derived or field.distinct > _FEW_VALUES:
        return False
    text, end = scan.text, mention.end - scan.text[: mention.end].endswith("s")
    listed = _ASKED.search(text[: value.start]) and _LAST.match(text[mention.end :]) and text[end] == "s"
    listed = listed or (_OF_ONE.match(text[end:]) and concept("count").search(text[: value.start]) is None)
    return bool(0 <= mention.start - value.end <= 1 and listed)


def take_listed(scan: Scan, fields: Sequence[FieldMention]) -> None:
    """Takes the "different" of "what are the different languages": the values are wanted, not their number."""
    for each in fields:
        if lists_values(scan, each):
            for word in scan.find(concept("distinct")):
                if word.end() <= each.start:
                    scan.take(*word.span())
