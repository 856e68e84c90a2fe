"""Fields that are to restrict nothing any more: "drop the region", 不限渠道."""

import re

from assistant.offline.layout.listed import lists_values
from assistant.offline.names.linking import FieldMention, Links
from assistant.offline.text.lexicon import concept
from assistant.offline.text.scan import Scan

__all__ = ["lifted_fields"]

_HELD = re.compile(
    r"(?<![a-z])(?:got|gets?|has|have|had|having|with|receiv(?:e|ed|es)|rank|sort|order|list|compare|show|see|give|name|find|tell|get|need|want)"
    r"(?: (?:me|us|out|up|a list of|the list of|list of))*\s(?:any|all)\s?(?:of )?(?:the |our |your )?$"
    r"|(?:看看?|列出?|给我?|查|展示|显示|罗列|统计)(?:一?下|出)?(?:所有|全部)的?$"
)
""" "Got any reply", "show me all the regions": the field is not said to restrict nothing."""
_KEPT_GOING = re.compile(
    r",?\s?(?:by|with|under|below|over|above|having|that|which|who|what|smaller|fewer|less)\b"
    r"|(?:[里裡中]|之中|当中|里面|當中)的?(?:哪|谁|誰|最|[^,，。]{1,10}最)"
)
_FILTER_WORD = re.compile(r"(?:的|这个)?\s?(?:filters?|conditions?|restrictions?|限制|条件|筛选)")


def lifted_fields(scan: Scan, links: Links) -> tuple[list[FieldMention], frozenset[str]]:
    """The fields that still count, and the names of those that are to restrict nothing; takes the latter's words."""
    lift = re.compile(rf"(?:{concept('lift').pattern})\s?(?:the |of the |by |that )?的?$")
    kept: list[FieldMention] = []
    gone: set[str] = set()
    for each in links.fields:
        before = scan.text[max(0, each.start - 20) : each.start]
        valued = any(one.field == each.field and 0 <= one.start - each.end <= 2 for one in links.values)
        said = None if valued else lift.search(before)
        if (
            said is None
            or lists_values(scan, each)
            or _HELD.search(before)
            or _KEPT_GOING.match(scan.text[each.end :])
        ):
            kept.append(each)
            continue
        after = _FILTER_WORD.match(scan.text[each.end :])
        scan.take(each.start - len(before) + said.start(), each.end + (after.end() if after else 0))
        gone.add(each.field.name)
    return kept, frozenset(gone)
