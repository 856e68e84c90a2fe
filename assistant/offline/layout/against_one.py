"""Groups asked for by how they stand to one of them: "states with more complaints than Ohio", 比广州店贵的门店有几个.

What that one has would have to be known first; it is not computed, so these words are left as not understood.
"""

import re
from collections.abc import Sequence

from assistant.offline.conditions.stated import Condition
from assistant.offline.names.linking import FieldMention
from assistant.offline.text.scan import Scan

__all__ = ["beyond_one"]

_ASKED = re.compile(
    r"(?<![a-z])(?:how many|number of|count of|which|what|list|name|show(?: me)?|find|are there|is there|any)(?: (?:of|the|other|all|any))*\s$"
)
_THAN = re.compile(
    r"(?<![a-z])(?:more|higher|fewer|less|lower|greater|bigger|larger|smaller|cheaper|dearer|pricier|better|worse|above|below)(?![a-z])[^?,]{0,40}?(?<![a-z])than(?: (?:the|in|for|from|that of|those of|those in))*\s$"
    r"|(?<![a-z])(?:above|below|ahead of|behind|beat(?:s|ing)?|exceed(?:s|ing)?|outrank(?:s|ing)?|surpass(?:es|ing)?)(?: the)?\s$"
)
_WHICH_ZH = re.compile(r"(?:几|哪些|哪几|多少|哪)[个家款种类]?$")
_MORE_ZH = re.compile(r"(?:的)?[^，,。？?]{0,8}?(?:更|还|要)?[多高少低大小贵差好](?:的|$)|便宜")
_EACH_TIME = re.compile(
    r"(?:月|季度?|周|天|年)(?:里|份)?(?:全|每次)?都(?=(?:有|在|是)?(?:超|高|低|大|小|达|多|少|不|过))"
    r"|每个?(?:月|季度?|周|天|年)都"
    r"|(?<![a-z])in each of(?![a-z])|(?<![a-z])in (?:every one|all) of (?:[a-z]+ ){0,3}(?:months|quarters|weeks|years)(?![a-z])"
)


def beyond_one(
    scan: Scan, conditions: Sequence[Condition], fields: Sequence[FieldMention], *, limited: bool = False
) -> tuple[str, ...]:
    """The words that set the groups asked for against one value of their own field, or want the limit they are held
    to met time after time (10月、11月都超过15件), where a limit is of the whole period; empty without such.
    """
    each_time = _EACH_TIME.search(scan.text) if limited else None
    if each_time:
        return (each_time.group(),)
    for each in conditions:
        before, after = scan.text[: each.start], scan.text[each.end :]
        same = [one for one in fields if one.field.name == each.filter.field]
        than = _THAN.search(before)
        if than and any(one.end <= than.start() and _ASKED.search(scan.text[: one.start]) for one in same):
            return (scan.text[than.start() : each.end],)
        more = _MORE_ZH.match(after) if before.endswith("比") else None
        asked = any(one.start >= each.end + more.end() for one in same) if more else False
        asked = asked or any(
            _WHICH_ZH.search(scan.text[: one.start]) for one in same if one.end <= each.start
        )
        if more and asked:
            return (scan.text[each.start - 1 : each.end + more.end()],)
    return ()
