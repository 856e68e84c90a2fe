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
    r"(?<![a-z])(?:how many|which|what|list|name|show(?: me)?|find|are there|is there|any)(?: (?:of|the|other|all|any))*\s$"
)
_THAN = re.compile(
    r"(?<![a-z])(?:more|higher|fewer|less|lower|greater|bigger|larger|smaller|cheaper|dearer|pricier|better|worse|above|below)(?![a-z])[^?,]{0,40}?(?<![a-z])than(?: (?:the|in|for|from|that of|those of|those in))*\s$"
)
_MORE_ZH = re.compile(r"(?:的)?[^，,。？?]{0,8}?(?:更|还|要)?[多高少低大小贵差好](?:的|$)|便宜")


def beyond_one(
    scan: Scan, conditions: Sequence[Condition], fields: Sequence[FieldMention]
) -> tuple[str, ...]:
    """The words that set the groups asked for against one value of their own field; empty without such."""
    for each in conditions:
        before, after = scan.text[: each.start], scan.text[each.end :]
        same = [one for one in fields if one.field.name == each.filter.field]
        than = _THAN.search(before)
        if than and any(one.end <= than.start() and _ASKED.search(scan.text[: one.start]) for one in same):
            return (scan.text[than.start() : each.end],)
        more = _MORE_ZH.match(after) if before.endswith("比") else None
        if more and any(one.start >= each.end + more.end() for one in same):
            return (scan.text[each.start - 1 : each.end + more.end()],)
    return ()
