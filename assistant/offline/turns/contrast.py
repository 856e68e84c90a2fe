"""Two answers of a conversation held against each other: "compare that with May", "how much is the gap?", 两个差多少."""

import re
from collections.abc import Sequence

from assistant.offline.layout.sides import period_label
from assistant.offline.text.compiled import compiled
from assistant.offline.text.scan import plain
from tools.segments.query import Comparison, Filter, SegmentQuery

__all__ = ["asks_how_far", "asks_of_both", "compared_with", "contrast"]

_POINTED = r"(?:that|this|it|them|those|these|the same)"
_COMPARED_WITH: tuple[str, ...] = (
    rf"(?:and |so |ok,? |now )*(?:how (?:does|do|did|would) {_POINTED} (?:compare|stack up|measure up)(?: with| to| against)?"
    rf"|(?:please )?(?:compare|contrast|put|set|hold) {_POINTED} (?:with|to|against|next to|beside|and)"
    r"|(?:compared|in comparison|relative|as opposed) (?:to|with)|compare (?:to|with)|vs\.?|versus|against)\s+(?P<rest>.+)",
    r"那?(?:(?:这个?|那个?|它|这|把它|拿它|拿这个?|把这个?)[和跟与同]?|[和跟与同]|比起|相比于?|相较于?|对比(?:一?下)?|拿来?[和跟与同])(?P<rest>[^?？]+?)的?"
    r"(?<!占)(?:相?比(?:较|起来|一下|一比)?|对比(?:一下)?|相比)(?:呢|如何|怎么?样|咋样|差多少|差几天|高多少|低多少)?",
    r"那?(?:这个?|那个?|它)?(?:[和跟与同比较]|相比于?|相较于?|对比)(?P<rest>[^?？]+?)的?(?:相?比(?:较|起来|一下)?)?(?:又|还|究竟|到底)?(?:的)?(?:差|相差|多|少|高|低|涨|升|降|跌|增|减|增减|变化|差距|差别|差异)(?:了|出)?(?:是|有)?(?:多少|几|多大)(?:个?百分点|[条件个则笔篇分倍单%])?",
    r"(?:and |so )*(?:how (?:much|many)|what(?:'s| is| was)? the (?:difference|gap|change|delta|diff)) ?(?:is|was|are|were)? ?(?:that|it|this)? ?(?:(?:more|less|fewer|higher|lower|better|worse|up|down|different) )?(?:than|from|vs\.?|versus|to|with|against|compared (?:to|with)|over|on)\s+(?P<rest>.+)",
    r"(?:那|[和跟])?(?P<rest>[^?？，,]{1,16}?)(?:的|呢)*[,，]\s?(?:对比|比较|比)(?:一?[下比])?(?:看看?)?",
    r"那?(?:这个?|那个?|它)?比(?P<rest>(?![较一])[^?？多少高低大小好差]{2,12}?)[呢咧]",
    r"(?:那|再)?(?:对比|比起|相比于?|相较于?|较之?)(?:一?下)?(?P<rest>[^?？]+?)(?:呢|如何|怎么?样)?",
)
_SO = r"(?:(?:and|so|ok|okay|then|now|well|in that case)[, ]+)*"
_TWO = (
    r"(?:them both|them|both(?: of them)?|each other"
    r"|(?:the|these|those|both) (?:two|2|regions?|products?|channels?|groups?|tiers?|months?|categor(?:y|ies)|numbers?|figures?|values?|results?|answers?|scores?)"
    r"(?: (?:regions?|products?|channels?|groups?|tiers?|months?|quarters?|weeks?|years?|categor(?:y|ies)|numbers?|figures?|values?|results?|answers?|scores?|ones))?"
    r"|those|these)"
)
_MORE = r"(?:higher|lower|bigger|larger|greater|smaller|more|less|fewer|better|worse|ahead)"
_BOTH = re.compile(
    rf"{_SO}(?:(?:tell|give|show) me )?(?:what(?:'s|s| is| was)? |how (?:big|large|wide)(?: is| was)? )?(?:the )?(?:difference|gap|delta|spread|diff)"
    rf"(?: (?:between|of|in) {_TWO}| of the)?(?: is| are| there| then| now| please| pls)*"
    rf"|{_SO}(?:by how (?:much|many)|how (?:far|much) (?:are they|is that|is it) apart|how (?:far|much) apart(?: are (?:they|the two))?)"
    rf"|{_SO}(?:please |can you |pls )*(?:compare|contrast|put side by side) {_TWO}(?: for me| please| pls| directly| side by side)*"
    rf"|{_SO}(?:(?:so )?(?:which|who|what)(?:'s|s)? ?(?:one |of {_TWO} |region |product |channel |month |group |tier )?(?:is|was|has|had|are|were)? ?(?:the |a )?{_MORE}(?: (?:one|number|score|value|figure|average|share|rate|then|now|of {_TWO}))*)"
    rf"(?:[, ]*(?:and )?(?:by how (?:much|many)|how (?:much|many|far) (?:is it |is that |are they )?(?:{_MORE}|apart)?))?"
    rf"|{_SO}is (?:that|this|it) {_MORE}(?:,? or {_MORE})?(?: (?:now|then|than (?:before|that|the (?:one|week|month|quarter|year|day) before)))?"
    rf"|{_SO}how (?:much|many|far) {_MORE}(?: is (?:it|that|the first|the second)| was (?:it|that))?"
    r"|(?:那么?|所以)?(?:这|那|他们|它们)?(?:两者?|两个?(?:季度?|月|年|星期|周|地区|区|产品|款|渠道|平台|品牌|店|家|州|组|类|版本?|天|边)?|俩|二者|前后)?(?:之间|一共|相?比(?:较|起来|一下)?)?(?:的)?(?:相差|差距|差别|差值?|差了|差额|差异)(?:了)?(?:是|有)?(?:多少|多大|几)?(?:个?天|个?百分点|个点|[条则件笔封篇分个倍起单位人次元块])?"
    r"|(?:那)?(?:这|那)?(?:两者?|两个|俩|二者)?(?:比一?下|对比一?下|比较一?下|比一比)"
    r"|(?:这|那)?(?:两者?|两个|俩|二者)?(?:里|中)?(?:哪个|谁|哪边|哪款|哪家|哪季|哪个月)更?(?:高|低|多|少|大|小|快|慢|好|差)(?:一?些|点)?"
)


def compared_with(question: str) -> str | None:
    """What the answer before is to be held against, as it was written; None when that is not asked."""
    text = question.strip(" ?？.。!！")
    for pattern in _COMPARED_WITH:
        found = compiled(pattern, re.IGNORECASE).fullmatch(text)
        if found:
            return found.group("rest").strip()
    return None


def asks_of_both(question: str) -> bool:
    """Whether a question asks only how far the last two answers are apart."""
    return _BOTH.fullmatch(plain(question).strip(" ?？.。!！呢啊呀，,")) is not None


_HOW_FAR = re.compile(
    r"(?:那么?|究竟|到底|具体)*(?:相差|差|[高低多少]|贵|便宜)(?:了|出)?(?:多少|几)(?:[条分天元块倍]|个?(?:百分)?点|个)?"
)


def asks_how_far(question: str) -> bool:
    """高多少, 差多少: how far apart what was told last is, and nothing of its own."""
    return _HOW_FAR.fullmatch(plain(question).strip(" ?？.。!！呢啊呀，,")) is not None


def contrast(first: SegmentQuery, second: SegmentQuery) -> SegmentQuery | None:
    """One comparison of what two queries count: the first is side A. None when they differ in more than what
    a comparison can tell: in their measures, or in both their filters and their period.
    """
    if first.compare or second.compare or first.group_by != second.group_by:
        return None
    if first.measures != second.measures:
        return None
    own = [each for each in first.filters if each not in second.filters]
    others = [each for each in second.filters if each not in first.filters]
    if first.period != second.period:
        if own or others or first.period is None or second.period is None:
            return None
        labels = (period_label(first.period), period_label(second.period))
        return first.model_copy(update={"compare": Comparison(period=second.period, labels=labels)})
    if not (own or others):
        return None
    without = tuple(dict.fromkeys(each.field for each in own if each.field))
    labels = (_label(own), _label(others))
    if labels[0] == labels[1]:
        return None
    comparison = Comparison(filters=tuple(others), without=without, labels=labels)
    return first.model_copy(update={"compare": comparison})


def _label(filters: Sequence[Filter]) -> str:
    """What tells a side from the other."""
    told = (
        str(each.value) if each.value is not None else ", ".join(map(str, each.values)) for each in filters
    )
    return " + ".join(each for each in told if each) or "all"
