"""Names of fields that only go with a condition: "airline United", "VIP customers", "a rating of 4"."""

import re
from collections.abc import Sequence

from assistant.offline.conditions.stated import Condition
from assistant.offline.layout.listed import lists_values, lists_values_of
from assistant.offline.layout.structure import find_groups
from assistant.offline.names.linking import GOODS, FieldMention
from assistant.offline.names.own_words import names_each_record
from assistant.offline.text.scan import Scan

__all__ = ["used_up"]


_RANKED = re.compile(r"(?<![a-z])(?:most|least|more|less)(?: often)? $|[最更]$")
_SOUGHT = re.compile(
    r"(?<![a-z])(?:which|what) (?:single |one )?$|哪一?[个支部台款只]$|(?:第一|最[多少高低大小好差贵])的$"
)
_ASKED_OF = re.compile(
    r"s?,? (?:which|who|what|(?:and|with|along with|together with) (?:their|its))(?![a-z])|(?:[里裡中]|之中|当中|里面)的?(?:哪|谁|誰|最|[^,，。]{1,10}最)"
)
_THE_ONE = re.compile(r"(?<![a-z])the $")
_WITH = re.compile(r"s? (?:with|that|which|whose|having|getting) ")


_FIRST = re.compile(
    r"(?<![a-z])(?:by|per|each|every|top|biggest|main|leading|number one|no\.? ?1|#1|chief|primary|(?:most|least) (?:common|frequent|often))(?: [0-9]+)? $|(?:最常见|最主要|头号|首要|前[一二三四五六七八九十0-9]+个?)的?$"
)


def _is_first(scan: Scan, condition: Condition) -> bool:
    """Whether the first or each of a kind is asked for: the topic of "the top complaint topic", "by negative reason"."""
    return _FIRST.search(scan.text[: condition.start]) is not None


def _is_sought(scan: Scan, mention: FieldMention) -> bool:
    """Whether goods are asked for: "the phone with the most", 哪支手机."""
    before, after = scan.text[: mention.start], scan.text[mention.end :]
    return bool(_SOUGHT.search(before) or (_THE_ONE.search(before) and _WITH.match(after)))


def _ranked(scan: Scan, condition: Condition) -> bool:
    """Whether a condition says by what a field is ranked: "the least negative airline"."""
    return _RANKED.search(scan.text[: condition.start]) is not None


def used_up(scan: Scan, mention: FieldMention, conditions: Sequence[Condition]) -> bool:
    """Whether a field's name only names a condition's field ("airline United") or its noun ("VIP customers")."""
    if names_each_record(mention.field) and not find_groups(scan, [mention])[0]:
        return True
    own = [
        each
        for each in conditions
        if each.filter.field == mention.field.name
        and (each.filter.op != "present" or each.start <= mention.start < each.end)
    ]  # "tier by sentiment, with a sentiment" names the field twice
    if any(each.start <= mention.start and mention.end <= each.end for each in own):
        return True
    beside = any(min(abs(mention.start - each.end), abs(each.start - mention.end)) <= 3 for each in own)
    beside = beside or any(
        re.fullmatch(r"\s(?:of|is|was|being|at|with|an? |the |\s)+", scan.text[mention.end : each.start])
        for each in own
    )
    asked = re.match("哪[一几]?[家间]", scan.text[mention.start :]) is not None  # 大床房哪家店最贵
    if asked or find_groups(scan, [mention])[0] or lists_values(scan, mention):
        return False
    if any(lists_values_of(scan, mention, each) for each in conditions):
        return False
    if mention.field.kind != "number":
        beside = beside or any(
            0 <= mention.start - each.end <= 1 and not (_ranked(scan, each) or _is_first(scan, each))
            for each in conditions
        )
        goods = scan.text[mention.start : mention.end].rstrip("s") in GOODS
        beside = beside or (goods and not _is_sought(scan, mention))
    if re.search(
        r"(?<!for )(?<!across )(?<!rank )(?<!sort )(?<!order )(?<!list )(?<!compare )\b(?:any|all|whichever|(?:at|in|for|of|from|on) (?:that|this|the same|said))(?: of the)? ?$"
        r"|(?:所有|任何|全部|不限|不管哪个?|那个|这个|该)的?$",
        scan.text[: mention.start],
    ) and not _ASKED_OF.match(scan.text[mention.end :]):
        return True  # "all regions"; 所有地区里谁最高 asks for one of them
    return beside or (bool(own) and mention.field.kind != "number")
