"""Names of fields that only go with a condition: "airline United", "VIP customers", "a rating of 4"."""

import re
from collections.abc import Sequence

from assistant.offline.conditions import Condition
from assistant.offline.linking import GOODS, FieldMention
from assistant.offline.own_words import names_each_record
from assistant.offline.scan import Scan
from assistant.offline.structure import find_groups

__all__ = ["used_up"]


def used_up(scan: Scan, mention: FieldMention, conditions: Sequence[Condition]) -> bool:
    """Whether a field's name only names a condition's field ("airline United") or its noun ("VIP customers")."""
    if names_each_record(mention.field) and not find_groups(scan, [mention])[0]:
        return True
    own = [each for each in conditions if each.filter.field == mention.field.name]
    if any(each.start <= mention.start and mention.end <= each.end for each in own):
        return True
    beside = any(min(abs(mention.start - each.end), abs(each.start - mention.end)) <= 3 for each in own)
    beside = beside or any(
        re.fullmatch(r"\s(?:of|is|was|being|at|with|an? |the |\s)+", scan.text[mention.end : each.start])
        for each in own
    )
    if find_groups(scan, [mention])[0]:
        return False
    if mention.field.kind != "number":
        beside = beside or any(0 <= mention.start - each.end <= 1 for each in conditions)
        beside = beside or scan.text[mention.start : mention.end].rstrip("s") in GOODS
    if re.search(
        r"(?<!for )(?<!across )\b(?:any|all|whichever|(?:at|in|for|of|from|on) (?:that|this|the same|said))(?: of the)? ?$"
        r"|(?:所有|任何|全部|不限|不管哪个?|那个|这个|该)的?$",
        scan.text[: mention.start],
    ):
        return True
    return beside or (bool(own) and mention.field.kind != "number")
