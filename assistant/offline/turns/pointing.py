"""What a question points at in the answers before: "the second one", 第一名那个, "the rest", 另一款."""

import re
from collections.abc import Callable

from assistant.offline.query.reading import Reading
from assistant.offline.text.compiled import compiled
from assistant.offline.text.lexicon import concept
from assistant.offline.text.scan import plain
from assistant.offline.turns.before import Before
from assistant.offline.turns.openings import same_period
from tools.segments.query import Filter, GroupBy, SegmentQuery

__all__ = [
    "at_place",
    "first_named",
    "names_only",
    "names_the_other",
    "of_first_rows",
    "of_kept_rows",
    "of_listed_row",
    "others",
    "pointed",
    "ranked_list",
    "ranks_times",
    "rows_meant",
    "singled_out",
    "without_figure",
]

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
_SHORT_ORDINALS = ("1st", "2nd", "3rd", "4th", "5th", "6th")
_WORDS = ("one", "two", "three", "four", "five", "six")
_HAN = "一二三四五六"
_EN = "|".join((*_ORDINALS, *_SHORT_ORDINALS, "last", "bottom", "runner[- ]?up", "next"))
_THING = (
    r"(?:one|product|region|channel|category|store|hotel|brand|place|issue|topic|theme|model|airline|state|tier|group"
    r"|stage|touchpoint|item|row|entry|label|type|value)"
)
_PLACES: tuple[str, ...] = (
    rf"(?<![a-z0-9])(?:the |that )?(?P<o>{_EN})(?:[- ](?:ranked|placed|listed))? {_THING}(?:'s)?(?![a-z])",
    rf"(?<![a-z0-9])(?:the |that )(?P<o>{_EN})(?:'s)?(?=\W*$|\W*[,.?]|'s| (?:by|in|from|of (?:those|these|them)|only|alone|too|then|now|please|pls)(?![a-z]))",
    rf"(?<![a-z0-9])(?<!est )(?<!most )(?<!least )(?<!common )(?<!frequent )(?<!popular )(?<!often )(?<!expensive )(?<!recent )(?<!positive )(?<!negative )(?<!top )(?<!worst )(?<!ones )(?<!up )(?<!down )(?:the )?(?P<o>{_EN})(?=(?: place| one)?\W*$)",
    r"(?<![a-z0-9])(?:the )?(?P<o>next)(?: one| place)?(?: after (?:that|this|it)(?: one)?| in line| on the list| in the (?:list|ranking))\W*$",
    rf"(?<![a-z0-9])(?:number|no\.?|nr\.?|#) ?(?P<n>[1-6]|{'|'.join(_WORDS)})(?:'s)?(?![a-z0-9])",
    r"(?<![a-z0-9])(?:the )?(?P<first>leader|winner|top[- ](?:ranked|placed))(?:'s)?(?![a-z])",
    r"(?:排(?:名|在|行)?|位[列居])?(?:第|头)(?P<h>[一二三四五六1-6])(?:名|位|个|款|家|类|种|项|的|那|大|[多高低差少好]的)(?!数|[季月周天次])(?:的)?(?:那一?[个款家类种项位])?(?:的)?",
    r"(?:排(?:名|在|行)?|位[列居])?第(?P<h>[一二三四五六1-6])(?=呢|\W*$)",
    r"排(?:名|在|行)?第?(?P<h>[一二三四五六1-6])(?![下个遍排列次起些])(?:名|位)?(?:的)?(?:那一?[个款家类种项位])?",
    r"(?P<last>最便宜的那一?[个款家种类项位]|垫底|排?最后(?:一[名个位款家类种]|的)?|倒数第一|末位)(?:的)?(?:那一?[个款家类种项位])?(?!一?[天周月季年次])",
    r"(?P<first>榜首|头名|打头|领头|排头|老大|冠军|最[多高贵]的?那一?[个款家类种项位])(?:的)?(?:那一?[个款家类种项位])?",
    r"(?P<second>老二|亚军)",
)
"""Ways to name a row of a list by its place."""


_ASKS_WHICH = re.compile(r"(?<![a-z])(?:which|who|what(?:'s| is| was| are| were) the)(?![a-z])|哪|谁")
"""A place that is asked for, not pointed at: "which is the second?"."""


_ASKS_ONLY = re.compile(
    rf"\W*(?:and |so |then )?(?:who|which|what)(?:'s| is| was| one is| comes?(?: in)?)? (?:the )?(?:{_EN})(?: (?:one|place))?\W*"
    r"|\W*(?:and |so |then )?(?:who|which|what)(?:'s| is| one is| comes?| goes)? (?:the )?next(?: one| place)?(?: after (?:that|this|it)(?: one)?| in line| on the list| in the (?:list|ranking))\W*"
    r"|\W*(?:那么?)?(?:排(?:名|在|行)?)?第[一二三四五六](?:名|位|个|[多高大差低少好]的?)?(?:的)?(?:又|则)?(?:是|呢)?(?:谁|哪一?[个款家种类版][\u3400-\u9fff]{0,4})?呢?\W*|\W*(?:谁|哪[个款家])(?:是|排)?第[一二三四五六](?:名|位)?呢?\W*"
)
"""A place of the last list is all that is asked for."""


def pointed(question: str, before: Before) -> tuple[str, str] | None:
    """The question without the words that name a row of the last list, and the label of that row; None without such."""
    text = plain(question)
    if len(text) != len(question) or not before.shown:
        return None
    if _ASKS_WHICH.search(text) and not _ASKS_ONLY.fullmatch(text):
        return None
    for pattern in _PLACES:
        found = compiled(pattern).search(text)
        if found is None:
            continue
        place = _place(found, len(before.shown))
        if place is None or place >= len(before.shown):
            return None
        return f"{question[: found.start()]}\x01{question[found.end() :]}", before.shown[place]
    return None


_BY_FIGURE = re.compile(r"(?P<figure>[\u3400-\u9fffa-z]{2,6})(?=最[高多]的?那一?[个款家种类项位])")


def without_figure(question: str, before: Before, ask: Callable[[str, Before | None], Reading]) -> str:
    """ "差评率最高的那个" after a ranking by just that share: the question without the figure it was ranked by."""
    query, text = before.query, plain(question)
    found = _BY_FIGURE.search(text) if query.order is not None and query.order.descending else None
    if found is None or len(text) != len(question):
        return question
    figure = ask(found["figure"], None)
    same = not figure.problem and figure.query.measures == query.measures
    if not same or any(each not in query.filters for each in figure.query.filters):
        return question
    return f"{question[: found.start()]}{question[found.end() :]}"


def _place(found: re.Match[str], rows: int) -> int | None:
    said = {name: value for name, value in found.groupdict().items() if value}
    if "first" in said:
        return 0
    if "second" in said:
        return 1
    if "last" in said:
        return rows - 1
    if "n" in said:
        return int(said["n"]) - 1 if said["n"].isdigit() else _WORDS.index(said["n"])
    if "h" in said:
        return int(said["h"]) - 1 if said["h"].isdigit() else _HAN.index(said["h"])
    word = said["o"]
    if word in ("last", "bottom"):
        return rows - 1
    if word.startswith(("runner", "next")):
        return 1
    return _ORDINALS.index(word) if word in _ORDINALS else _SHORT_ORDINALS.index(word)


_FILLER = (
    r"(?:(?:combined|together|in total|altogether|summed up|please|pls|then|of (?:them|those|it|these|all)|how many|count|now"
    r"|加起来|加一起|合起来|合计|一共|总共|总计|分别|各自|共|有|是|又|各|都|多少[条个件笔]?|几[条个件笔]?|哪些|哪几[个款家种类]?|谁|的|了|呢|咧|吗|啊|情况|数据|怎么样|如何|反馈|记录|评论|评价|投诉|看看|看一?下)\W*)*"
)
_OTHERS = re.compile(
    rf"\W*(?:(?:and|so|now|ok|what about|how about|what of|for|show|give me|同样|那么?|再看|换|换成|看|看看|还有|至于)\W*)*(?:all )?(?:of )?"
    rf"(?:(?:the |all )*(?:rest|remaining(?: ones)?|remainder|others|other ones|other (?P<en>[a-z ]+?)s?)"
    rf"|(?:everything|everyone|everybody|anything|all) else|all but (?:that|this|it|those)"
    rf"|(?:其余|其他|其它|剩下|余下|剩余|别的|另外|(?:剩下|其余)?的?[没未](?:有)?(?:超过?|到|过|达到?|达标)了?(?=的|那些))(?:的|那些|那?几[个家款种类])*(?P<zh>[\u3400-\u9fff]{{0,4}}?))\W*{_FILLER}",
)
_FEELINGS = ("sentiment", "rating", "nps", "csat", "intent", "text", "title")
_OPPOSITE = {"=": "!=", "in": "not in", "!=": "=", "not in": "in"}


def others(question: str, before: Before) -> SegmentQuery | None:
    """ "And the rest?", 其余的呢: the query before with its most telling value turned round, or, after a list that
    was cut short, of all that it did not list. None when the question asks something else.
    """
    found = _OTHERS.fullmatch(plain(question).strip(" ?？.。!！,，"))
    if found is None:
        return None
    query = before.query
    cut = query.limit is not None or query.min_group > 1 or bool(query.having)
    listed = cut and len(query.group_by) == 1 and not query.group_by[0].bucket
    if listed and before.shown and before.shown_by == query.group_by[0].field:
        rest = Filter(field=before.shown_by, op="not in", values=before.shown)
        everyone = {"limit": None, "having": (), "min_group": 1}
        return query.model_copy(update={"filters": (*query.filters, rest), **everyone})
    named = [each for each in query.filters if each.op in _OPPOSITE and not each.bucket]
    telling = [each for each in named if each.field not in _FEELINGS] or named
    if not telling:
        return None
    turned = telling[-1].model_copy(update={"op": _OPPOSITE[telling[-1].op]})
    if str(turned.value) in ("true", "false"):
        other = "false" if str(turned.value) == "true" else "true"
        turned = telling[-1].model_copy(update={"value": other})
    kept = tuple(turned if each is telling[-1] else each for each in query.filters)
    return query.model_copy(update={"filters": kept})


_THE_OTHER = re.compile(
    r"\W*(?:(?:and|so|now|what about|how about|ok|show|for|那么?|换|换成|再看|看|还有)\W*)*(?:(?:the|that) )?"
    rf"(?:other(?: (?:one|{_THING[3:-1]}))?|另(?:外)?(?:那)?一?[个款家种类间项位])(?:的)?\W*(?:(?:呢|咧|please|pls|then|now|是?多少|怎么样|如何)\W*)*"
)


def names_the_other(question: str) -> bool:
    """ "And the other one?", 另一款呢: of two that were to choose from, the one that was not chosen."""
    return _THE_OTHER.fullmatch(plain(question).strip(" ?？.。!！")) is not None


def of_first_rows(before: Before) -> Filter | None:
    """What a ranking put first, as "those" means it after "which has the most?" or "the top three"."""
    query = before.query
    if query.order is None or len(query.group_by) != 1 or not before.shown or query.group_by[0].bucket:
        return None
    if query.group_by[0].field != before.shown_by:
        return None
    passed = query.offset if before.listed is not None and not before.listed.offset else 0
    some = len(before.shown) if query.limit is None and (query.having or query.min_group > 1) else 1
    first = before.shown[passed : passed + (query.limit or some)]
    if not first:
        return None
    if len(first) == 1:
        return Filter(field=before.shown_by, value=first[0])
    return Filter(field=before.shown_by, op="in", values=first)


_THEY = re.compile(
    r"它们|他们|她们|[这那](?:些|[两俩二三四五六七八九十几\d]{1,2}(?:[个款家类种条项名大]|(?=的)))|(?<![a-z])(?:these|those|them|their|they)(?![a-z])"
)


def rows_meant(question: str, reading: Reading, before: Before) -> Filter | None:
    """ "What is their average rating?" after the three products with the most complaints: of just those three, not of
    the three that come first by it. None where something else is pointed at.
    """
    said, query = reading.explicit, before.query
    ranked = query.order is not None and (query.limit or 1) > 1 and not (before.quoted or query.compare)
    figures = reading.intent == "count" and not reading.problem and {"measure", "filters"} & said
    if not (ranked and figures) or {"order", "compare"} & said or _THEY.search(plain(question)) is None:
        return None
    rows = of_first_rows(before)
    if rows is None or not rows.values or any(each.field == rows.field for each in reading.query.filters):
        return None
    return rows if all(each.field == rows.field for each in reading.query.group_by) else None


_IT = re.compile(
    r"(?<![a-z])(?<!which )its(?= [a-z])|(?:(?<= is )|(?<= was ))it(?= (?:rated|scored|priced|reviewed)(?![a-z]))|(?:(?<=bought )|(?<=owns )|(?<=own )|(?<=have )|(?<=about )|(?<=for )|(?<=on )|(?<=of )|(?<=with )|(?<=from ))it(?=\W*$|,? (?:please|pls|too|as well|then|now|in|from|by)(?![a-z]))|(?:(?<=does )|(?<=did )|(?<=has ))it(?= (?:have|had|gotten|got|get|receive|received|attract|score|earn|bring)(?![a-z]))"
    r"|(?<=[a-z] )(?<!is )(?<!are )(?<!was )(?<!were )(?<!many )(?<!out )(?<!get )(?<!go )there(?=\W*$)"
    r"|它(?!们)(?=的|总|一共|共|有|是|占|呢|到底|平均|$)"
    r"|(?<=guests )there(?! (?:is|are|was|were|any))|(?<=customers )there(?! (?:is|are|was|were|any))|(?<=people )there(?! (?:is|are|was|were|any))",
    re.IGNORECASE,
)


def of_kept_rows(reading: Reading, before: Before, *, pointed: bool = False) -> Filter | None:
    """ "How many complaints for each of those regions?" after the regions below an average: of just those."""
    query = before.query
    kept = query.having or (query.min_group > 1 and query.limit is None)
    if not kept or not (pointed or "measure" in reading.explicit) or reading.query.having:
        return None
    named = {each.field for each in reading.query.filters}
    if len(query.group_by) != 1 or not before.shown or before.shown_by in {"", *named}:
        return None
    return Filter(field=before.shown_by, op="in", values=before.shown)


_NOTHING_MORE = re.compile(
    r"(?:\W|and|so|which|what|is|comes?|in|place|one|now|then|please|pls|return|show|give|list|display|print|only|just|me|us|what about|how about|who(?:'s| is)?|那么?|呢|咧|的|是|谁|哪一?[个款家种类版](?:[\u3400-\u9fff]{1,4}$)?)*"
)


def names_only(text: str) -> bool:
    """Whether a question, its words for a row of the list put as \\x01, asks for nothing but that row."""
    return _NOTHING_MORE.fullmatch(plain(text.replace("\x01", " "))) is not None


def ranked_list(before: Before) -> SegmentQuery | None:
    """The query of the last list, if that was a ranking."""
    query = before.listed or before.query
    ranked = query.order is not None and query.group_by == (GroupBy(field=before.shown_by),)
    return query if ranked and not before.quoted else None


def at_place(listed: SegmentQuery, place: int, before: Before) -> SegmentQuery:
    """One row of a ranking; the last of all comes first from the other end."""
    order = listed.order
    if order and not listed.limit and not listed.offset and 2 < place == len(before.shown) - 1:
        turned = order.model_copy(update={"descending": not order.descending})
        return listed.model_copy(update={"order": turned, "limit": 1})
    return listed.model_copy(update={"offset": listed.offset + place, "limit": 1})


_OF_A_ROW = re.compile(
    r"^\W*(?:and )?(?:how many|what (?:share|percentage|part)|which part)?\s?(?:of|among|in|for) (?:the|those) |(?<![a-z])ones(?![a-z])|^\W*(?:and|those)(?![a-z])|^[^:：,，?]{3,40}[:：–—]\s|^(?:那|其中)|那[个款家种条项类](?:是|又)?(?:怎么(?:了|回事)|为什么|为啥|咋回事|什么(?:情况|原因))"
)


def of_listed_row(question: str, reading: Reading, before: Before) -> bool:
    """ "How many of the X ones were disputed?" after a list that has a row X: of what the list was about."""
    if reading.problem or before.quoted or not before.query.filters or not _OF_A_ROW.search(plain(question)):
        return False
    named = [each for each in reading.query.filters if each.field == before.shown_by and each.op == "="]
    listed = before.query.group_by and before.query.group_by[0].field == before.shown_by
    return bool(listed and named and str(named[0].value) in before.shown) and not reading.query.group_by


def singled_out(question: str) -> re.Match[str] | None:
    """ "It", "the guests there", 它: after a ranking, what it put first."""
    return _IT.search(plain(question))


def ranks_times(query: SegmentQuery) -> bool:
    """ "That month" after the worst month of a year is that one, not the year spoken of."""
    return query.order is not None and any(each.bucket for each in query.group_by)


_WHAT_PROBLEM = re.compile(
    r"(?:那么?|它|都|主要|大多|一般|大部分|集中|是|有|的|出在|在|些)*(?:什么|哪些|哪几?[类个]?)(?:的?(?:问题|毛病|方面|原因))(?:最多|居多|为主|多)?\W*"
)
"""主要是什么问题: of what came first."""
_NOUN_BEFORE = re.compile(
    r"[\u3400-\u9fffa-z](?<![是在对按把和与跟给为从就看那这的了呢啊吧问查算按除到用下么再又中里有说要条句则段篇封份个些点我你您])$"
)
"""What the words for a thing belong to, when it stands right before them."""


_EXTREME = re.compile(r"(?:the )?(?:top|worst|best|highest|leading|biggest|largest)(?:[- ]ranked)? [a-z]+")


def _ranked_now(text: str, found: re.Match[str], before: Before) -> bool:
    """ "Highest month?" after a list month by month, "and by region, worst one?": what comes first is asked for, and
    the list before does not say it.
    """
    order = before.query.order
    if order is not None:  # after the lowest month, the highest is another
        return (
            not order.descending
            and re.match(r"(?:the )?(?:highest|biggest|largest)", found.group()) is not None
        )
    if _EXTREME.fullmatch(found.group()) is None:
        return False
    by_time = any(each.bucket for each in before.query.group_by)
    apart = r"\w[^,;:–—-]*[,;:–—-]\s*$|(?<![a-z])(?:by|per|for each) [a-z]+\s*$"
    return by_time or re.search(apart, text[: found.start()]) is not None


def first_named(question: str, before: Before) -> tuple[str, bool]:
    """ "The top one", "that month", 那个地区, 它: the question with what the answer before put first in place of the
    words that stand for it, and whether there were such.
    """
    text = plain(question)
    if (
        before.query.order
        and before.first
        and _WHAT_PROBLEM.fullmatch(text)
        and not ranks_times(before.query)
    ):
        return f"{before.first} 哪类问题最多", True
    found = re.search(concept("first_of_before"), text)
    by_day = (
        before.query.order is not None
        and before.query.group_by[:1]
        and before.query.group_by[0].bucket == "day"
    )
    found = found or (re.search("[那这当]一?天(?![前后])", text) if by_day else None)
    if found and re.match("[那这]", found.group()) and _NOUN_BEFORE.search(text[: found.start()]):
        found = None  # 西湖那家店
    found = None if found and _ranked_now(text, found, before) else found
    found = found or (singled_out(question) if before.query.order else None)
    found = found or (same_period(question) if ranks_times(before.query) else None)
    if found is None or not before.first or len(text) != len(question):
        return question, False
    return f"{question[: found.start()].rstrip()} {before.first} {question[found.end() :].lstrip()}", True
