"""The number of all the records that a share before was of: 反馈量呢 after 差评率, "out of how many reviews?"."""

import re
from dataclasses import replace

from assistant.offline.query.reading import Reading
from assistant.offline.text.scan import plain
from tools.segments.query import Measure, SegmentQuery

__all__ = ["asks_whole", "of_whole"]

_RECORDS_ZH = "(?:[反回]馈|评[论价]|记录|留言|样本|帖子|推文|来信|工单)"
_WHOLE = re.compile(
    rf"(?:那么?|它们?|各自|分别)?的?(?:总的?{_RECORDS_ZH}?(?:数量?|量|条数)|{_RECORDS_ZH}总?(?:数量?|量|条数|规模)|样本(?:数|量|大小)?|基数|分母)"
    r"(?:呢|咧|是|有|各|又|分别|多少|几|大|多|[条个则件份笔])*"
    r"|(?:and |so |then |ok,? )*(?:(?:what(?:'s| is| was| are| were)|how about|what about|give me|show) )?(?:out )?(?:of )?(?:the |their |its )?"
    r"(?:how many (?:records|reviews|feedbacks?|messages|comments|tweets|responses)(?: (?:in total|altogether|overall|all together|are there))?"
    r"|total (?:number|count|volume)(?: of (?:records|reviews|feedback|messages|comments))?|(?:record|review|feedback|message|comment) (?:counts?|volumes?|numbers?)"
    r"|(?:feedback )?volumes?|sample sizes?|base(?: size)?|denominators?)"
)


def asks_whole(question: str, reading: Reading) -> bool:
    """Whether a question asks for nothing but how much feedback there is."""
    bare = reading.explicit == {"measure"} and reading.query.measures[0].op == "count"
    return bare and _WHOLE.fullmatch(plain(question).strip(" ?？.。!！~，,")) is not None


def of_whole(reading: Reading, previous: SegmentQuery) -> Reading | None:
    """All the records that the share before was of, its groups and sides kept; None when it was no share."""
    if not previous.measures[0].op.startswith("share"):
        return None
    kept = tuple(each for each in previous.filters if each.op != "present")
    query = previous.model_copy(update={"measures": (Measure(),), "filters": kept})
    return replace(reading, query=query, intent="count", problem=None)
