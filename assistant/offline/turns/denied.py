"""What is not what was counted: "how many aren't?" after how many customers are VIPs, 不是的有多少."""

import re

from assistant.offline.text.scan import plain
from assistant.offline.turns.before import Before
from tools.segments.query import Filter, SegmentQuery

__all__ = ["turned_round"]

_WHO = r"(?:(?:of )?(?:them|those|these|the)? ?(?:ones?|records?|reviews?|customers?|people|guests?|users?|members?|passengers?|tweets?)?)"
_OF_IT = r"(?: (?:in|of|from|belong(?:ing)?(?: (?:in|to|under))?|fall(?:ing)? (?:in|into|under))? ?(?:it|that|this|there|one|so|them|those))?"
_NOT = re.compile(
    rf"(?:and |so |but |then |now |ok(?:ay)? )*(?:how many|what (?:about|number of)) ?{_WHO} ?(?:that |which |who )?"
    rf"(?:(?:are|is|were|was|do|does|did)(?:n['’]?t| not)|not){_OF_IT}(?: then| there| in total)*"
    r"|(?:那么?|所以|另外)?(?:有?(?:多少|几)(?:[个条位人]|客户|记录|反馈)*(?:不是|不属于(?:它|这[个类种一]*|那[个类种一]*)?|不在(?:里面|其中|此列)?)的?"
    r"|(?:不是|不属于(?:它|这[个类种一]*|那[个类种一]*)?|不在(?:里面|其中|此列)?)的(?:那些|客户|记录|反馈)*(?:一共|总共|又)?(?:有)?(?:多少|几)?[个条位人]*)"
)


def turned_round(question: str, before: Before) -> SegmentQuery | None:
    """The records that are not what the turn before counted; None where that is not asked, or it counted what
    several conditions say, none of them new.
    """
    query = before.query
    counted = query.measures[0].op in ("count", "customers") and len(query.measures) == 1
    if before.quoted or query.compare or query.group_by or not counted:
        return None
    if _NOT.fullmatch(plain(question).strip(" ,.?!，。？！呢啊呀")) is None:
        return None
    said = [each for each in query.filters if each.op == "=" and each.field and not each.bucket]
    if len(said) > 1 and before.earlier is not None:
        said = [each for each in said if each not in before.earlier.filters]
    if len(said) != 1:
        return None
    turned = tuple(_opposite(each) if each == said[0] else each for each in query.filters)
    return query.model_copy(update={"filters": turned})


def _opposite(condition: Filter) -> Filter:
    if isinstance(condition.value, bool):
        return condition.model_copy(update={"value": not condition.value})
    return condition.model_copy(update={"op": "!="})
