"""Groups asked for by how they stand to one of them: "states with more complaints than Ohio", 比广州店贵的门店有几个.

What that one has would have to be known first; it is not computed, so these words are left as not understood.
"""

import itertools
import re
from collections.abc import Sequence

from assistant.offline.conditions.stated import Condition
from assistant.offline.names.linking import FieldMention
from assistant.offline.text.numerals import NUMBER
from assistant.offline.text.scan import Scan

__all__ = ["beyond_one"]

_ASKED = re.compile(
    r"(?<![a-z])(?:how many|number of|count of|which|what|list|name|show(?: me)?|find|are there|is there|any)(?: (?:of|the|other|all|any))*\s$"
)
_THAN = re.compile(
    r"(?<![a-z])(?:more|higher|fewer|less|lower|greater|bigger|larger|smaller|cheaper|dearer|pricier|better|worse|above|below)(?![a-z])[^?,]{0,40}?(?<![a-z])than(?: (?:the|in|for|from|that of|those of|those in))*\s$"
    r"|(?<![a-z])(?:above|below|ahead of|behind|beat(?:s|ing)?|exceed(?:s|ing)?|outrank(?:s|ing)?|surpass(?:es|ing)?)(?: the)?\s$"
)
_RANKED = re.compile(r"级?(?:及|或)?以[上下](?!来)")
_WHICH_ZH = re.compile(r"(?:几|哪些|哪几|多少|哪)[个家款种类]?$")
_MORE_ZH = re.compile(r"(?:的)?[^，,。？?]{0,8}?(?:更|还|要)?[多高少低大小贵差好](?:的|$)|便宜")
_EACH_TIME = re.compile(
    r"(?:月|季度?|周|天|年)(?:里|份)?(?:全|每次)?都(?=(?:有|在|是)?(?:超|高|低|大|小|达|多|少|不|过))"
    r"|每个?(?:月|季度?|周|天|年)都"
    r"|(?<![a-z])in each of(?![a-z])|(?<![a-z])in (?:every one|all) of (?:[a-z]+ ){0,3}(?:months|quarters|weeks|years)(?![a-z])"
)
_SHARE_OF_PEOPLE = re.compile(
    r"(?<![a-z])(?:share|percent(?:age)?|%|proportion|fraction) of (?:all |our |the |these )*(?:[a-z]+ )?(?:customers|people|users|guests|clients|buyers)(?![a-z])"
    r"|(?:客[户人]|用户|顾客)(?:里|中|当中)?的?[^，,。？?]{0,12}(?:占|比例|百分|几成)"
)
_ALSO = re.compile(
    r"(?<![a-z])who (?:have |had )?(?:also|both|then|later|previously|once)(?![a-z])|既[^，,。？?]{1,12}[又也]"
)


_NESTED = re.compile(
    rf"(?P<first>(?:排名?|排在)?前(?:{NUMBER})(?:[名个位家款])?)的?[^，,。？?]{{1,6}}(?:里面?|里头|中|当中|之中)[,，]?的?(?:谁|哪)[^，,。？?]*(?:最|垫底)"
)
"""评价数前五的门店里谁的卫生分垫底: which five come first would have to be known."""
_BESIDE_ANOTHER = re.compile(
    r"(?:都|还|要)*(?:比|高于|低于|超过|大于|小于|不如)|(?: (?:is|was|are|were))? (?:higher|lower|greater|less|better|worse|more|above|below|over|under|exceeds?)(?: than)?(?: the| their| its)? "
)
_OF_GROUPS = re.compile(r"(?:更|还|要)*[高低多少大小好差]?的")
_ASKS_FOR = re.compile(r"(?<![a-z])(?:which|what|how many|list|where|whose|with)(?![a-z])|哪|几[个家款]")


def _two_numbers(scan: Scan, fields: Sequence[FieldMention]) -> tuple[str, ...]:
    """服务分比卫生分高的门店: two numbers of each are held against each other, which no condition tells."""
    numbers = [each for each in fields if each.field.kind == "number"]
    for one, other in itertools.pairwise(numbers):
        gap = scan.text[one.end : other.start]
        asked = _OF_GROUPS.match(scan.text, other.end) or _ASKS_FOR.search(scan.text[: one.start])
        if one.field.name != other.field.name and asked and _BESIDE_ANOTHER.fullmatch(gap):
            return (scan.text[one.start : other.end],)
    return ()


def _over_many(scan: Scan, op: str, limited_at: int | None) -> tuple[str, ...]:
    """A limit of a count that is to be met more than once, or that an average or a share is held to."""
    if limited_at is None:
        return ()
    if each_time := _EACH_TIME.search(scan.text):
        return (each_time.group(),)
    if op == "share" and (people := _SHARE_OF_PEOPLE.search(scan.text)):
        return (people.group(),)
    return (scan.text[limited_at : limited_at + 2],) if op == "count_per" else ()


def _of_people(scan: Scan, conditions: Sequence[Condition]) -> tuple[str, ...]:
    """Two things one person wrote: "complaints from customers who also praised us"."""
    also = _ALSO.search(scan.text)
    told = [each.filter.field for each in conditions if each.filter.op == "="]
    felt = re.match(r"\s?(?:prais|complain|lik|lov|hat)", scan.text[also.end() :]) if also else None
    return (also.group(),) if also and (felt or len(set(told)) < len(told)) else ()


def beyond_one(
    scan: Scan,
    conditions: Sequence[Condition],
    fields: Sequence[FieldMention],
    op: str = "count",
    *,
    limited_at: int | None = None,
) -> tuple[str, ...]:
    """The words for what is not computed: groups set against one value of their own field, a limit that is to be met
    time after time (10月、11月都超过15件) where it is of the whole period, people who wrote two things that no one
    record says ("who also praised us"); empty without such.

    op: the measure. limited_at: where it is said, when how many records a group needs is said, too: an average number
    of records counts only the days that have any (日均大于1条), and of people who wrote so often no share is told.
    """
    found = _over_many(scan, op, limited_at) or _of_people(scan, conditions) or _two_numbers(scan, fields)
    if nested := _NESTED.search(scan.text):
        return (nested["first"],)
    if found:
        return found
    for each in conditions:
        before, after = scan.text[: each.start], scan.text[each.end :]
        rank = _RANKED.match(after) if isinstance(each.filter.value, str) and each.filter.op == "=" else None
        if rank:  # 银卡以上会员
            return (f"{scan.text[each.start : each.end]}{rank.group()}",)
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
