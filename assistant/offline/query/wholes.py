"""How many there are of all, asked beside how many of them are something: "how many resolved, and how many in total"."""

import re

from assistant.offline.conditions.joining import joined_filters
from assistant.offline.query.pieces import Pieces
from tools.segments.query import SegmentQuery

__all__ = ["with_whole"]

_TOTAL = re.compile(
    r"(?<![a-z])(?:how many (?:were |are )?(?:there )?(?:[a-z]+ )?(?:in (?:total|all)|altogether|overall)|out of how many(?: in total)?|(?:the )?(?:overall |grand )?total(?: (?:number|count|volume))?(?! (?:negative|positive|likes|order))|the total)(?![a-z])"
    r"|(?:总共|一共|总计|合计|全部|全年|全月|总)的?(?:收到|有|是|报)?了?(?:几|多少|总?数量?|总?量)[条个件篇起单]?(?![据字])"
)
_JOINED = re.compile(r"[,，、;；/+&]|(?<![a-z])(?:and|plus|as well as)(?![a-z])|[和与及跟]|以及|还有")
_COUNTED = re.compile(
    r"(?<![a-z])(?:how many|number|count|#)(?![a-z])|(?:几|多少)[条个件篇起单]?|数(?![据字量])|数量|占"
)


def with_whole(query: SegmentQuery, pieces: Pieces) -> list[SegmentQuery]:
    """The query and that of its whole: without the condition that was counted first. Nothing where one is not asked."""
    text = pieces.scan.text
    conditions = sorted(pieces.conditions, key=lambda each: each.start)
    plain_count = [each.op for each in query.measures] == ["count"] and not (query.group_by or query.compare)
    if not conditions or not plain_count:
        return []
    part = conditions[-1]
    for total in _TOTAL.finditer(text):
        before = text[part.end : total.start()]
        after = (
            total.start() >= part.end and _JOINED.search(before) and _COUNTED.search(text[: total.start()])
        )
        if after:
            kept = joined_filters([each for each in conditions if each is not part])
            return [query, query.model_copy(update={"filters": kept})]
    return []
