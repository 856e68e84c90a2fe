"""Which of the things just told comes first, and one more of them: 这两个哪个高, "which of the two is lower?", 把华北也加上."""

import re
from collections.abc import Callable
from dataclasses import replace

from assistant.offline.premises.statements import more_is_good
from assistant.offline.query.reading import Reading
from assistant.offline.text.lexicon import concept
from assistant.offline.text.scan import plain
from assistant.offline.turns.before import Before
from assistant.offline.turns.followup import merged
from assistant.offline.turns.together import asks_for_both, together
from tools.segments.query import Filter, GroupBy, Measure, Order, SegmentQuery

__all__ = ["kind_ranked", "ranked_by", "told_anew", "with_one_more"]

_KIND = r"(?:[个款家种条类项者边]|产品|地区|渠道|门店|版本|触点|月|部分)"
_OF_THEM_ZH = (
    rf"(?:(?:这|那)?(?:两|俩|二|三|四|五|六|几){_KIND}{{0,2}}|俩|仨|(?:这|那)些{_KIND}?|[它他](?:们俩?|俩)|其中|里面|里头|里边|当中)"
    rf"(?:产品|地区|渠道|门店|版本)?(?:之?[中间]|当中|里面?|里头|里边)?"
)
_WAY_ZH = r"(?:更|最|比较|相对|要)*(?P<zw>多|少|高|低|大|小|好|差|贵|便宜)(?:一?[点些])?"
_WHICH_ZH = rf"(?:是|又)?(?:谁|哪一?{_KIND}{{1,2}})"
_OF_THEM = r"(?:of|among|between|out of) (?:them|those|these|the (?:two|three|four|few)|(?:those|these) (?:two|three|four|ones)|both)"
_WAY = (
    r"(?:(?:is|are|was|were|has|have|had|got|comes out|scores?|does) )?(?:the )?(?P<w>most|highest|biggest|largest|greatest|more|higher|bigger|larger|greater"
    r"|least|fewest|lowest|smallest|less|fewer|lower|smaller|best|better|worst|worse)"
)
_ASKED = re.compile(
    rf"(?:那么?|所以|在)*{_OF_THEM_ZH}(?:里|中)?(?:相?比(?:较|一比)?|对比)?[,，]?{_WHICH_ZH}(?:的)?(?:{_WAY_ZH})(?:的)?"
    rf"|(?:那么?|所以|在)*{_OF_THEM_ZH}(?:的)?{_WAY_ZH.replace('zw', 'zw2')}(?:的)?{_WHICH_ZH}"
    rf"|(?:那么?|所以)*{_WHICH_ZH}(?:的)?(?:(?=更|比较|相对){_WAY_ZH.replace('zw', 'zw3')}|{_WAY_ZH.replace('zw', 'zw4')}(?<=[点些]))(?:的)?"
    rf"|{_WHICH_ZH}(?:的)?{_WAY_ZH.replace('zw', 'zw5')}(?:的)?[啊呀呢]?[,，]?{_OF_THEM_ZH}"
    rf"|(?:and |so |then |now )*(?:which|who|what)(?: one)? {_OF_THEM} {_WAY}(?: of (?:them|those|these|the two))?"
    rf"|(?:and |so |then |now )*{_OF_THEM} ?,? ?(?:which|who|what)(?: one)? {_WAY.replace('<w>', '<w2>')}"
    rf"|(?:and |so |then |now )*(?:which|who)(?: one)? {_WAY.replace('<w>', '<w3>')} (?:of|out of|among) (?:them|those|these|the (?:two|three))"
)
_MORE = (
    "most",
    "highest",
    "biggest",
    "largest",
    "greatest",
    "more",
    "higher",
    "bigger",
    "larger",
    "greater",
    "多",
    "高",
    "大",
    "贵",
)
_BETTER = ("best", "better", "好")
_WORSE = ("worst", "worse", "差")
_ENDS = " ,.?!，。？！呢啊呀吗~～"


def told_anew(question: str, before: Before) -> SegmentQuery | None:
    """What the last answer told, ranked, told again or put together; None when nothing of that is asked."""
    readers = (_ranked, _in_all, _those_again, _together)
    return next((query for each in readers if (query := each(question, before))), None)


def _ranked(question: str, before: Before) -> SegmentQuery | None:
    """The figures of the last answer for each of the things it was about, ranked; None when that is not asked, or
    the last answer was about one thing.
    """
    found = _ASKED.fullmatch(plain(question).strip(_ENDS))
    rows = _rows(before) if found else None
    if found is None or rows is None:
        return None
    word = next(value for name, value in found.groupdict().items() if value)
    measure = before.query.measures[0]
    good = more_is_good(measure, (*before.query.filters, rows)) if word in (*_BETTER, *_WORSE) else None
    if word in (*_BETTER, *_WORSE) and good is None:
        return None
    descending = good == (word in _BETTER) if good is not None else word in _MORE
    return _split(before.query, rows, Order(descending=descending))


_BY_FIGURE = re.compile(
    rf"(?:那么?|所以|在)*{_OF_THEM_ZH}[,，]?{_WHICH_ZH}的(?P<figure>[\u3400-\u9fffa-z]{{2,6}}?){_WAY_ZH}(?:的)?"
)


def ranked_by(question: str, before: Before, ask: Callable[[str, Before | None], Reading]) -> Reading | None:
    """这俩谁的解决率高: the things of the last answers ranked by a figure that is named."""
    found = _BY_FIGURE.fullmatch(plain(question).strip(_ENDS))
    rows = _rows(before) if found else None
    if found is None or rows is None:
        return None
    reading = ask(found["figure"], before)
    told = reading.explicit & {"measure", "filters"}
    if reading.problem or not told or reading.explicit - told or found["zw"] in ("好", "差"):
        return None
    plainly = Before(_split(before.query, rows, None))
    query = merged(reading, plainly).query
    return Reading(reading.language, "count", _split(query, rows, Order(descending=found["zw"] in _MORE)))


_WHICH_KIND = re.compile(
    r"\W*(?:那么?|所以|其中)?(?:谁|哪一?[种类个些](?:的?(?:客户|客人|用户|顾客|人群?|会员|住客))?)(?![个款家]?(?:月|周|季|天|年))"
    r"|\W*(?:(?:and|so|then|now)\W+)*(?:who|which (?:of them|ones?|kind|type|group)s?)(?![a-z])"
)


def kind_ranked(question: str, reading: Reading, before: Before) -> Reading | None:
    """谁付得最多 after what couples and then what families pay: the field that both are of, all its values ranked."""
    ranks = "order" in reading.explicit or reading.problem == "nothing_to_rank"
    asked = _WHICH_KIND.match(plain(question))
    people = (
        asked
        and re.search("[种类]", asked.group())
        and [each.field for each in reading.query.group_by] in (["customer"], ["tier"])
    )
    split = (
        (reading.query.group_by and not people)
        or before.query.group_by
        or reading.query.compare
        or before.query.compare
    )
    if not ranks or split or before.quoted or reading.problem not in (None, "nothing_to_rank"):
        return None
    two = _of_two(before.query, before.earlier) if asked else None
    if two is None or reading.query.filters or reading.query.order is None:
        return None
    query = reading.query.model_copy(update={"group_by": (GroupBy(field=two.field),)})
    said = (reading.explicit & {"measure", "order", "period"}) | {"order", "groups"}
    return replace(
        reading, query=query, explicit=said, lifted=frozenset({two.field or ""}), problem=None, details={}
    )


_AGAIN = re.compile(
    rf"(?:那么?|所以|它们|他们|这些|那些|这样的{_KIND}{{0,2}}|分别|具体|一共|总共|都|共|列(?:一下|出来?)?)*(?:是|有|叫)?(?:(?:多少|几|哪些|哪几){_KIND}{{0,2}}(?:是?这样的?)?|谁)"
    r"|(?:and |so |then )*(?:which|what) ones?(?: are (?:they|those|these))?|(?:and |so |then )*(?:what|who|which) are (?:they|those|these)"
)


def _those_again(question: str, before: Before) -> SegmentQuery | None:
    """有几个, 是哪几个, "which ones?" after groups were held against a figure: the same groups, which are then both
    counted and listed.
    """
    query = before.query
    selected = bool(query.group_by) and not before.quoted and (query.having or query.min_group > 1)
    return query if selected and _AGAIN.fullmatch(plain(question).strip(_ENDS)) else None


_ADDED = re.compile(
    r"(?:那么?|再|也|请|麻烦|帮我|顺便|另外|还有)*(?:把|将)?(?P<z>[^，。？,?]{1,24}?)(?:的)?(?:也)?(?:给我)?(?:一起)?(?:算|加|放|列|带|补|添)(?:进来|进去|上来|上去|上|进)(?:吧|去|来|看看|一起看)?"
    r"|(?:那么?|再|也|请|麻烦|帮我|顺便|另外|还有)*(?:把|将)?(?P<z3>[^，。？,?]{1,24}?)的?(?:也?(?:一起|一块儿?|一并)(?:给我)?(?:看|列|查|报|说|算)(?:出来|进来|进去|一?[看下])*|也(?:给我)?列(?:出来|进来|进去|上))(?:吧|呗)?"
    r"|(?:那么?|再|也|请|麻烦|帮我|另外)*(?:加上?|算上|加进|带上|补上|添上)(?P<z2>[^，。？,?]{1,24}?)(?:的|吧|一起看|看看)?"
    r"|(?:and |now |please |can you |could you |also )*(?:add|include|throw in|put in) (?P<e>[a-z0-9 \u3400-\u9fff-]{1,24}?)(?: (?:too|as well|also|to (?:it|that|the list|the comparison)|please))*"
)


def with_one_more(
    question: str, before: Before, ask: Callable[[str, Before | None], Reading]
) -> Reading | None:
    """The last answer with another value beside those it told: 华北的也加上 after 华东 and 华南."""
    found = _ADDED.fullmatch(plain(question).strip(_ENDS))
    if found is None or before.quoted:
        return None
    said = found["z"] or found["z2"] or found["z3"] or found["e"]
    reading = ask(said, before)
    new = [each for each in reading.query.filters if each.op == "=" and not each.bucket]
    plainly = len(reading.query.filters) == 1 and len(new) == 1 and "measure" not in reading.explicit
    rows = _rows(before, new[0].field) if plainly and not reading.problem else None
    if rows is None or new[0].field != rows.field or new[0].value in rows.values:
        return None
    values = (*rows.values, new[0].value or "")
    query = _split(before.query, rows.model_copy(update={"values": values}), None)
    return Reading(reading.language, "count", query, readings=reading.readings)


def _together(question: str, before: Before) -> SegmentQuery | None:
    """The two sides of the last comparison as one figure: 加一块是多少 after 插座和台灯各有多少."""
    compared = before.query.compare is not None and asks_for_both(question)
    rows = _rows(before) if compared else None
    if rows is None or before.query.measures[0].op not in ("count", "customers"):
        return None
    return _split(before.query, rows, None).model_copy(update={"group_by": ()})


_IN_ALL = re.compile(
    rf"(?:那么?|所以)*(?:它们|他们|[这那]些|[这那]?(?:两|俩|几|三|四|五){_KIND}){_KIND}{{0,2}}的?(?:{concept('record').pattern})?"
    r"(?:一共|总共|共|合计|总计|加(?:在)?一?起来?|加总|合(?:在)?一?起来?)+(?:收到|来|有|是|得到)*了?"
    rf"(?:多少|几)(?:[条件则份]|(?=(?:{concept('record').pattern})))的?(?:{concept('record').pattern})?(?:你?知道吗?)?"
)


def _in_all(question: str, before: Before) -> SegmentQuery | None:
    """这些触点一共来了多少条 after touchpoints held against a figure: how many records they have together."""
    query = before.query
    kept = len(query.group_by) == 1 and not query.group_by[0].bucket and not before.quoted
    if not kept or _IN_ALL.fullmatch(plain(question).strip(_ENDS)) is None:
        return None
    rows = _rows(before)
    if rows is None or rows.field != query.group_by[0].field:
        return None
    return _split(query, rows, None).model_copy(update={"group_by": (), "measures": (Measure(),)})


def _split(query: SegmentQuery, rows: Filter, order: Order | None) -> SegmentQuery:
    """A query told for each of the rows."""
    kept = tuple(each for each in query.filters if each.field != rows.field)
    bare = {"compare": None, "limit": None, "offset": 0, "having": (), "min_group": 1}
    groups = (GroupBy(field=rows.field),)
    return query.model_copy(update={"filters": (*kept, rows), "group_by": groups, "order": order, **bare})


def _rows(before: Before, field: str = "") -> Filter | None:
    """The values the last answer was about, as a condition; with `field`, one value of it is enough."""
    query = before.query
    if before.quoted:
        return None
    if query.compare is not None:
        sides = (*query.filters, *query.compare.filters)
        return None if query.compare.period else _several(sides, query.compare.without, least=2)
    if len(query.group_by) == 1 and not query.group_by[0].bucket:
        shown = before.shown if before.shown_by == query.group_by[0].field else ()
        return Filter(field=before.shown_by, op="in", values=shown) if len(shown) > 1 else None
    if query.group_by:
        return None
    listed = [each for each in query.filters if each.op == "in" and not each.bucket]
    if len(listed) == 1 and all(isinstance(each, str) for each in listed[0].values):
        return listed[0]
    two = _of_two(query, before.earlier)
    if field and (two is None or two.field != field):
        return _several(query.filters, (field,), least=1)
    return two


def _of_two(query: SegmentQuery, earlier: SegmentQuery | None) -> Filter | None:
    """The two values that the last two answers were about, where nothing else was different."""
    if earlier is None or query.measures != earlier.measures:
        return None
    plainly = {"measures": (Measure(),)}
    one = together(query.model_copy(update=plainly), earlier.model_copy(update=plainly))
    both = [each for each in one.filters if each.op == "in" and each not in query.filters] if one else []
    return both[0] if both else None


def _several(filters: tuple[Filter, ...], fields: tuple[str, ...], *, least: int) -> Filter | None:
    for name in fields:
        same = [each for each in filters if each.field == name and each.op == "=" and not each.bucket]
        values = tuple(dict.fromkeys(each.value for each in same if each.value is not None))
        if len(values) >= least:
            return Filter(field=name, op="in", values=values)
    return None
