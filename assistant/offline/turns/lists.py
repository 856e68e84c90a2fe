"""The last list or figure asked for otherwise: "which of those have at least 20?", "limit it to three", 再加一列均价."""

import re
from collections.abc import Callable
from dataclasses import replace

from assistant.offline.names.respelling import inclusive
from assistant.offline.query.reading import Reading
from assistant.offline.text.lexicon import concept
from assistant.offline.text.numerals import NUMBER, SHARE, number, share
from assistant.offline.text.scan import plain
from assistant.offline.turns.before import Before
from assistant.offline.turns.openings import opening
from tools.segments.measures import FRACTIONS
from tools.segments.query import Bound, Measure, Order, SegmentQuery

__all__ = ["column_added", "of_all", "relisted"]


def relisted(question: str, before: Before) -> SegmentQuery | None:
    """The query of the last answer with only its order, its limits or the way its number is put together changed."""
    readers = (
        _held_to,
        _cut_to,
        _reversed,
        _both_figures,
        _both_ends,
        _other_extreme,
        _over_all,
        _all_counted,
        _how_many,
    )
    return next((query for each in readers if (query := each(question, before))), None)


_LED = (
    r"\W*(?:(?:and|so|ok|okay|now|then|also|great|nice|cool|thanks|thank you|perfect|excellent|please|can you|could you|那么?|好的?|再|那就)\W+|那么?|再)*"
    r"(?:(?:what about|how about|which|what|who|list|name|show(?: me)?|only|just|keep|give me|any|are there any|is there any)\W+)*"
)
_THOSE = r"(?:(?:of|the|all)\W+)*(?:(?:those|these|them|ones|they|groups|rows)\W+)*(?:(?:that|which|who|with|have|has|had|having|got|get|are|is|were|was|at)\W+)*"
_THOSE_ZH = r"(?:(?:这|那)些|其中|它们|里面?|当中|(?:只|筛选?出?来?|过滤出?|保留|挑出?)?(?:要|看|留|列|显示)?|把?|的|有|是|在|哪些|哪几?个|谁|数量|总数|均值|平均值?)*"
_ENDS = r"(?: ?(?:of (?:them|those|these)|each|in total|please|pls|records?|reviews?|complaints?|comments?|messages?|tickets?|responses?|feedback|though))*|(?:的|都|呢|吗|有|是|哪些|哪几?个|多少个?|几个|谁|啊|呀|列出来?|看看|看一?下|给我|算|才|就?[要看算留])*"
_BOUNDS: tuple[tuple[str, str], ...] = (
    (">=", r"(?:at least|no less than|no fewer than|not less than|a minimum of|minimum|min\.?|>=|≥|不少于|不低于|不下于?|至少有?|起码有?|达到了?|满)\s?(?P<n>NUMBER)"),
    ("<=", r"(?:at most|no more than|not more than|up to|a maximum of|maximum|max\.?|<=|≤|不超过|不高于|不多于|至多|最多)\s?(?P<n>NUMBER)"),
    (">=", r"(?P<n>NUMBER)(?:\+|\s(?:or|and) (?:more|above|over|up|higher)|(?:个|条|件|次|分|元|块)?(?:及|或|和)?以上)"),
    ("<=", r"(?P<n>NUMBER)(?:\s(?:or|and) (?:less|fewer|below|under|lower)|(?:个|条|件|次|分|元|块)?(?:及|或|和)?以[下内])"),
    (">", r"(?:more than|over|above|greater than|higher than|bigger than|exceed(?:ing|s)?|>|超过了?|大于|高于|多于|超出|不止)\s?(?P<n>NUMBER)"),
    ("<", r"(?:less than|fewer than|under|below|lower than|smaller than|<|低于|小于|少于|不到|不足|不满|没到|没过|没超过|没满|未到|未满)\s?(?P<n>NUMBER)"),
)  # fmt: skip
_POINTS = re.compile(
    r"(?<![a-z])(?:those|these|them|they|ones|which|what|who)(?![a-z])|哪|谁|其中|它们|[这那]些"
)
"""Groups are asked for, not other records: "over 500?" after average prices may mean either."""


_COUNTED_IN = re.compile(
    r"(?<=\d )(?:records?|reviews?|comments?|messages?|tickets?|responses?|feedback)\W*$|\d\s?条"
)
_EVERYONE: dict[str, object] = {"limit": None, "offset": 0}


def _held_to(question: str, before: Before) -> SegmentQuery | None:
    """The groups of the last answer whose figure is beyond a bare number: "at least 50?", 超过100的有哪些."""
    query, text = before.query, plain(opening(inclusive(question)).rest)
    measure = query.measures[0]
    if before.quoted or query.compare or not query.group_by:
        return None
    fraction = measure.op in FRACTIONS
    if measure.op != "count" and not _POINTS.search(plain(question)):
        return None
    for op, words in _BOUNDS:
        pattern = rf"(?:{_LED}{_THOSE}|{_THOSE_ZH}){words.replace('NUMBER', SHARE if fraction else NUMBER)}(?:个|条|件|分|元|块|次)?(?:评价|投诉|反馈|评论|记录)?(?:{_ENDS})\W*"
        found = re.fullmatch(pattern, text)
        if found is None:
            continue
        if measure.op != "count" and _COUNTED_IN.search(text):  # an average, of those with 300 records
            least = int(number(found["n"])) + (op == ">") if op in (">", ">=") else None
            return query.model_copy(update={**_EVERYONE, "min_group": least}) if least else None
        value = share(found["n"]) if fraction else number(found["n"])
        if measure.op == "count" and op in (">", ">="):
            return query.model_copy(update={**_EVERYONE, "having": (), "min_group": int(value) + (op == ">")})
        bound = Bound.model_validate({"op": op, "value": value})
        return query.model_copy(update={**_EVERYONE, "having": (bound,), "min_group": 1})
    return None


_CUT = re.compile(
    rf"{_LED}(?:(?:limit|cut|restrict|trim|shorten|narrow|reduce)(?: (?:it|that|this|them|these|those|the (?:list|table|result|results|ranking|output)))*(?: down)? to)\W+(?:just |only )?(?:the )?(?:top |first )?(?P<n>{NUMBER}|one)"
    r"(?: (?:rows?|results?|entries|entry|ones?|lines?|items?|places?|groups?))?\W*"
    rf"|(?:那?就?|只)(?:要|看|留|显示|列|取|保留)(?:前|头)?(?P<z>{NUMBER}|一)(?:个|条|名|行|项|位)(?:就(?:行|好|可以))?\W*"
)


def _cut_to(question: str, before: Before) -> SegmentQuery | None:
    """ "Limit it to three", 只留三个: the first ones of the last list."""
    found = _CUT.fullmatch(plain(question))
    query = before.query
    if found is None or before.quoted or not query.group_by or query.group_by[0].bucket:
        return None
    said = found["n"] or found["z"]
    wanted = 1 if said in ("one", "一") else int(number(said))
    return query.model_copy(update={"limit": wanted, "order": query.order or Order()})


_REVERSED = re.compile(
    r"\W*(?:(?:and|now|please|can you|could you|then|just)\W+)*(?:reverse|flip|invert|turn)(?: (?:it|that|this|them|the (?:order|list|ranking|table|sort(?:ing)?)|around|round|over))*(?: please| pls)?\W*"
    r"|(?:(?:now |and )?in )?(?:the )?(?:reverse|opposite|other)(?: order| way(?: a?round)?)\W*"
    r"|(?:那么?|再|请|把(?:它|这个|顺序|列表)?)*(?:反过来|倒过来|反着|倒着|颠倒|反向|倒序|逆序)(?:排|排序|排列|看|列|来)?(?:一下|一遍)?(?:呢|吧)?\W*"
)


def _reversed(question: str, before: Before) -> SegmentQuery | None:
    """ "Reverse it", 反过来排: the last list from its other end."""
    query = before.query
    listed = not before.quoted and query.group_by and not query.group_by[0].bucket and not query.offset
    if not listed or _REVERSED.fullmatch(plain(question)) is None:
        return None
    order = query.order or Order()
    return query.model_copy(update={"order": order.model_copy(update={"descending": not order.descending})})


_COLUMN = re.compile(
    r"\W*(?:(?:and|ok|okay|great|nice|excellent|perfect|thanks|now|please|can you|could you|would you)\W+)*"
    r"(?:(?:update|extend|expand|change|modify|adjust) (?:this|that|the|my) (?:list|table|result|results|ranking|output|breakdown) (?:to|so (?:that )?it|and) (?:also )?(?:include[sd]?|ha(?:ve|s)|shows?|adds?|contains?|gives?)"
    r"|add|include|append|put in) (?:also )?(?:(?:a|an|another|one more|the) (?:(?:extra|new|second|third|further|additional) )?columns? (?:with|for|of|showing|that shows|on|containing) )(?:the |their )?"
    r"|(?:再|另外|顺便|同时|也|请|那么?)*(?:把|将)?(?P<what>[^，。？,?]{2,12}?)(?:也|一起|一并|给我|都)*(?:加|列|带|放|补|算)(?:进来|进去|上来|上去|上|进)(?:吧|呗|来|去|看看)?\W*$"
    r"|(?:再|另外|顺便|同时|也|请)*(?:加上?|添加?|补充?|增加|附上?|带上?)(?:一?列|一?栏)(?:的?是)?"
)
_EACH = re.compile(
    r"\s(?:for|of|in|per|by) (?:each|every|all)(?: (?:of (?:these|those|them)|one|row))?(?=\W*$)"
)


def column_added(
    question: str, before: Before, ask: Callable[[str, Before | None], Reading]
) -> Reading | None:
    """ "Add a column with the average price", 再加一列均价: a further figure of the same groups."""
    found = _COLUMN.match(plain(question))
    if found is None or before.quoted or not before.query.group_by or before.query.compare:
        return None
    rest = found["what"] or _EACH.sub("", plain(question)[found.end() :])
    reading = ask(rest, before)
    added = [each for each in reading.query.measures if each not in before.query.measures]
    stated = "measure" in reading.explicit or any(each.field for each in added)
    if reading.problem or reading.query.filters or not stated or not added:
        return None
    query = before.query.model_copy(update={"measures": (*before.query.measures, *added)})
    return Reading(reading.language, "count", query, readings=reading.readings)


_NUMERIC = ("average", "median", "sum", "max", "min")
_HIGHEST, _LOWEST = (re.compile(rf"\W*(?:(?:and|what|which|the|is|was|that|then|value|one|of|them|those|about|how|for it)\W+|那么?)*(?:{words})(?:(?:的|值|价|价格|分|是|有|呢|多少|几|钱|一个|者|啊)*|(?: (?:value|one|of them|of those|among (?:them|those)|there|then|please|is that|price|score))*)\W*") for words in (
    r"(?:the )?(?:highest|maximum|max|most|biggest|largest|greatest|dearest|most expensive|top)|最(?:大|高|贵|多|长)(?:的?那?一?[单笔条次个])?",
    r"(?:the )?(?:lowest|minimum|min|least|smallest|cheapest|least expensive|bottom)|最(?:小|低|便宜|少|短)(?:的?那?一?[单笔条次个])?",
))  # fmt: skip


def _other_extreme(question: str, before: Before) -> SegmentQuery | None:
    """ "And the lowest?", 那最小值呢, after one figure of a number: the other end of it."""
    query = before.query
    if before.quoted or query.group_by or query.compare or len(query.measures) != 1:
        return None
    measure, text = query.measures[0], plain(question)
    if measure.field in (None, "time") or measure.op not in _NUMERIC:
        return None
    op = "max" if _HIGHEST.fullmatch(text) else "min" if _LOWEST.fullmatch(text) else None
    return (
        query.model_copy(update={"measures": (Measure.model_validate({"op": op, "field": measure.field}),)})
        if op
        else None
    )


_BOTH = re.compile(
    r"\W*(?:(?:and|now|ok|okay|please|can you|could you|then|just)\W+)*(?:(?:give|show|tell|list)(?: me| us)? )?(?:both|the two|the pair)(?: of (?:them|those|these)| numbers| figures| values)?(?: (?:together|at once|side by side))?(?: please| pls)?\W*"
    r"|(?:那么?)?(?:两个|俩|二者|两者)(?:数|数字|值)?都(?:要|给我|列出来?|说一?下|报一?下)(?:看看)?\W*"
)


def _both_figures(question: str, before: Before) -> SegmentQuery | None:
    """ "Give me both": two figures of the same records that were asked for one after the other."""
    query, earlier = before.query, before.earlier
    if earlier is None or before.quoted or _BOTH.fullmatch(plain(question)) is None:
        return None
    alike = (earlier.filters, earlier.period, earlier.group_by, earlier.compare) == (
        query.filters, query.period, query.group_by, query.compare
    )  # fmt: skip
    if not alike or earlier.measures == query.measures:
        return None
    both = (*earlier.measures, *query.measures)
    return query.model_copy(update={"measures": both, "order": None, "limit": None})


_MIN = r"(?:min(?:imum)?|lowest|smallest|cheapest|最[小低](?:值|价)?)"
_MAX = r"(?:max(?:imum)?|highest|largest|biggest|most expensive|最[大高](?:值|价)?)"
_ENDS_OF_IT = re.compile(
    rf"\W*(?:(?:and|what|how|about|is|are|the|also|show|give|me|then|那么?)\W+|那么?)*(?:{_MIN}(?: (?:and|&|/) (?:the )?|[和与跟及、]){_MAX}|{_MAX}(?: (?:and|&|/) (?:the )?|[和与跟及、]){_MIN})(?: (?:value|price|one|score)s?)?(?:呢|是|各|分别|多少)*\W*"
)


def _both_ends(question: str, before: Before) -> SegmentQuery | None:
    """ "How about the minimum and maximum?" of the number that was averaged."""
    query, measure = before.query, before.query.measures[0]
    if before.quoted or query.compare or measure.field in (None, "time") or measure.op not in _NUMERIC:
        return None
    if _ENDS_OF_IT.fullmatch(plain(question)) is None:
        return None
    ends = tuple(Measure.model_validate({"op": op, "field": measure.field}) for op in ("min", "max"))
    return query.model_copy(update={"measures": ends, "order": None, "having": ()})


_OF_ALL = "(?:in total|altogether|all together|together|combined|in all|overall)"
_COUNTED = re.compile(
    r"\W*(?:(?:and|so|now|what(?:'s| is| was)|how about|give me)\W+)*(?:"
    r"(?:the |their )?(?:total|overall|combined) (?:number|count|amount|RECORDS)(?: of [a-z]+)?(?: (?:they|these|those|all)(?: (?:all|together))?(?: (?:have|got|received|make|of them))?| (?:for|of|across) (?:all|them|those|these)(?: of them)?| altogether| in all)"
    r"|how many RECORDS (?:(?:do|did|have) (?:they|these|those)(?: all)?(?: have| get| got| received?)?|are (?:there|they|those|these)|is that) OF_ALL"
    r"|OF_ALL\W+how many RECORDS(?: (?:is that|are (?:there|they|those|these)|(?:do|did) they have))?"
    r"|(?:它们|他们|这些|那些|所有的?|全部)?(?:一共|总共|合计|加起来|合起来|加在一起)(?:有|是)?(?:多少|几)(?:[条份篇则](?:RECORDS)?|个?RECORDS)"
    r")\W*".replace("OF_ALL", _OF_ALL).replace("RECORDS", f"(?:{concept('record').pattern})")
)


def _all_counted(question: str, before: Before) -> SegmentQuery | None:
    """ "What is the total number of reviews they have?" after the number of each."""
    query = before.query
    counted = query.measures == (Measure(),) and query.group_by and not query.compare and not before.quoted
    if not counted or query.limit or query.having or _COUNTED.fullmatch(plain(question)) is None:
        return None
    return query.model_copy(update={"group_by": (), "order": None, "min_group": 1})


_THINGS_COUNTED = re.compile(
    r"\W*(?:(?:and|so|now|ok|then)\W+)*(?:how many (?:is|are|was|were) (?:there|they|those|these|that)(?: (?:of (?:them|those|these)|then|exactly))*|count (?:them|those|these))\W*"
)


def _how_many(question: str, before: Before) -> SegmentQuery | None:
    """ "How many are there?" after a list: of the things it lists, and the records they have."""
    query = before.query
    listed = len(query.group_by) == 1 and query.group_by[0].bucket is None and not query.compare
    whole = query.measures == (Measure(),) and not (query.limit or query.having or query.min_group > 1)
    if before.quoted or not (listed and whole) or _THINGS_COUNTED.fullmatch(plain(question)) is None:
        return None
    named = Measure(op="distinct", field=query.group_by[0].field)
    return query.model_copy(update={"measures": (named, Measure()), "group_by": (), "order": None})


_UNSPLIT = {"group_by": (), "order": None, "limit": None, "offset": 0, "having": (), "min_group": 1}
_WHOLE = re.compile(
    r"\W*(?:(?:and|now|so|ok|please|can you|could you|then|just)\W+)*(?:(?:give me|show me|tell me|what(?:'s| is| was)|how about|what about)\W+)?(?:the |their |an? )?(?:overall |grand |total |general )?"
    rf"(?P<m>(?:{concept('average').pattern})|(?:{concept('median').pattern})|(?:{concept('sum').pattern}))(?: (?:overall|of (?:them|those|these)?(?: all)?|across (?:them|all|everything)|altogether|in total|of all(?: of them)?|for all))*\W*"
    r"|\W*(?:那么?|给我|总的?来?看?|总体|整体|全部|所有)*(?:的)?(?P<z>平均值?|均值|中位数|总和|合计)(?:是|呢|多少|给我|一下)*\W*"
)


def _over_all(question: str, before: Before) -> SegmentQuery | None:
    """ "Give me the average" after the averages of each group: that of all of them, which was not told yet."""
    query, found = before.query, _WHOLE.fullmatch(plain(question))
    if found is None or before.quoted or query.compare or not query.group_by or len(query.measures) != 1:
        return None
    said = found["m"] or found["z"]
    op = next(name for name in ("average", "median", "sum") if re.search(concept(name), said))
    if query.measures[0].field is None or query.measures[0].op != op:
        return None
    return query.model_copy(update=_UNSPLIT)


_SAID_OF_ALL = re.compile(
    rf"(?<![a-z])(?:{_OF_ALL}|across (?:them|all|everything)|for all(?: of them)?)(?=\W*$)"
)


def of_all(question: str, before: Before, ask: Callable[[str, Before | None], Reading]) -> Reading | None:
    """ "What is the average price altogether?" after that of each group: of all of them."""
    query = before.query
    split = query.group_by and not query.compare and not before.quoted
    if not split or not _SAID_OF_ALL.search(plain(question)):
        return None
    reading = ask(question, None)
    again = [
        each for each in reading.query.filters if each in query.filters
    ]  # "mortgage complaints in total?"
    alone = len(again) == len(reading.query.filters) and not reading.problem
    if query.measures[0].op == "count":
        counted = again and reading.query.measures == query.measures and "groups" not in reading.explicit
        return replace(reading, query=reading.query) if alone and counted else None
    same = query.measures == reading.query.measures and reading.explicit == {"measure"}
    return replace(reading, query=query.model_copy(update=_UNSPLIT)) if same and alone else None
