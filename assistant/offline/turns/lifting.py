"""What a follow-up no longer restricts: "drop the VIP filter", 去掉VIP这个条件, "for everyone", 整体呢."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.offline.query.reading import Reading
from assistant.offline.text.compiled import compiled
from assistant.offline.text.lexicon import means_nothing
from assistant.offline.text.scan import plain
from assistant.offline.turns.before import Before
from assistant.offline.turns.leaning import points_back, speaks_of_all
from tools.segments.query import Filter

__all__ = ["Lift", "also_lifted", "counts_those", "lift"]

_X = r"(?P<x>[^,，.。;；?？!！]{1,30}?)"
_WORD_EN = r"(?:filters?|conditions?|restrictions?|limits?|limitation|bit|part|thing|constraint|criteri(?:on|a)|requirement|cut)"
_WORD_ZH = r"(?:这|那)?(?:个|条|项)?的?(?:条件|限制|筛选|限定|过滤|要求|这块)"
_LEAVE = (
    r"(?:drop|remove|lift|ditch|lose|clear|undo|delete|forget(?: about)?|take (?:off|out|away)|get rid of|stop filtering (?:by|on|for)"
    r"|un-?filter|leave out|leave off|ignore|skip)"
)
_LEAVE_ZH = r"(?:去掉|取消|拿掉|撤掉|去除|放开|解除|删掉|不要|不用|不限(?:制|定|于)?|不管|不看|不分|忽略|别限(?:制|定)?|清掉|移除)"
_WITH_WORD: tuple[str, ...] = (
    rf"(?:{_LEAVE}|without|no more|no|minus)\s(?:the |that |this |our |my )?{_X}(?:'s)?[- ]{_WORD_EN}(?![a-z])",
    rf"{_LEAVE_ZH}了?(?:对|掉)?{_X}{_WORD_ZH}(?:了|吧)?",
    rf"(?:把|将)?{_X}{_WORD_ZH}(?:都|给|就|先)?{_LEAVE_ZH}(?:了|吧|掉)*",
    rf"(?:not|isn't|don't make it) (?:just|only|limited to|restricted to)(?: the| for| in| about)? {_X}(?=$|[,.;?!])",
    rf"(?:regardless|irrespective) of (?:the )?{_X}(?=$|[,.;?!])",
    rf"不(?:只|光|仅|止|单)(?:仅|是|看|算|限|局限于|限于)*{_X}(?=$|[,，。;；?？了])",
    rf"不(?:再)?(?:限定?|限制|局限)(?:于|在|是)?{_X}(?=$|[,，。;；?？了])了?",
)
"""Said of a condition: what stands there need only be named."""
_BARE: tuple[str, ...] = (
    rf"{_LEAVE}\s(?:the |that |this )?{_X}(?= (?:again|now|please|pls|though))?(?=$|[,.;?!])",
    rf"{_LEAVE_ZH}了?{_X}(?:了|吧)?(?=$|[\s,，。;；?？!！])",
    rf"(?:把|将)?{_X}(?:都|给|就|先)?(?:去掉|拿掉|撤掉|放开|删掉|不限|不要|取消|移除)(?:了|吧|掉)*(?=$|[\s,，。;；?？!！])",
)
"""Said of a value: dropped as a condition only when it is the condition of the turn before, else left out."""

_EVERYONE = re.compile(
    r"(?<![a-z])(?:every(?:one|body)(?! else)|all (?:the |our |of our |of the )?(?:customers?|users?|people|clients?|guests?|members?|tiers?|groups?|passengers?|consumers?)"
    r"|the (?:whole|entire|full) (?:base|customer base)|all of them)(?![a-z])"
    r"|(?:全部|所有|全体|任何|不分)的?(?:客户|用户|顾客|人|会员|客人|住客|消费者|等级|群体)|大家|不分(?:人群|等级)"
)
_OF_PEOPLE = ("tier", "customer", "member", "segment", "会员", "客户", "用户", "出行目的")
_FEELINGS = ("sentiment", "rating", "nps", "csat", "intent", "text", "title")


_TIME = r"(?:time|date|dates|month|months|year|quarter|week|day|period|time ?frame|date range|time range)"
_TIMELESS = re.compile(
    rf"(?<![a-z])(?:(?:{_LEAVE}|without|never mind|regardless of|whatever|no matter) (?:the |that |which |any )?{_TIME}(?: (?:filter|limit|restriction|range|window|constraint|condition))?"
    rf"|(?:any|whichever|whatever) {_TIME}|(?:over |for |of |across )?(?:all|any)[- ]?time|all[- ]time|ever|since (?:the )?(?:beginning|start)|(?:the )?(?:entire|whole|full) (?:period|time ?span|history)|all (?:dates|months|years|periods))(?![a-z])"
    r"|(?:不限|不管|不看|不分|不论|无论|去掉|取消|忽略|放开|别管)(?:(?:什么|哪个|哪一?个?)(?:月|年|季度|周|天)|(?:什么|哪个|哪一?)?(?:时间|日期|月份|年份|时段|期间))(?:段|范围)?(?:的?(?:限制|条件))?|(?:时间|日期|月份|年份|时段)(?:段|范围)?(?:的?(?:限制|条件))?(?:都|就)?(?:不限|去掉|取消|放开|不管|不看)了?"
    r"|(?:所有|全部|整个|任何)的?(?:时间|日期|月份|年份|时段|期间)|有史以来|历史(?:上|累计|总)(?:的)?|从头到(?:尾|现在)|(?:自)?(?:一?开始)?(?:以来)?全部时间"
)
"""The period of the turn before is taken back."""


@dataclass(frozen=True, slots=True)
class Lift:
    """The fields that restrict nothing any more, and what else the question says."""

    fields: frozenset[str]
    rest: str


def lift(question: str, before: Before, ask: Callable[[str], Reading]) -> Lift | None:
    """Which conditions of the turn before a question takes back by naming their values; None when it takes none."""
    text = plain(question)
    if len(text) != len(question):
        return None
    timeless = _TIMELESS.search(text) if before.query.period is not None else None
    if timeless:
        return _everyone(
            question[: timeless.start()] + " " + question[timeless.end() :], before, frozenset({"time"})
        )
    for patterns, said_so in ((_WITH_WORD, True), (_BARE, False)):
        for pattern in patterns:
            found = compiled(rf"(?<![a-z]){pattern}").search(text)
            fields = _fields(ask(found.group("x")), before, named=said_so) if found else frozenset()
            if found and fields:
                return _everyone(question[: found.start()] + " " + question[found.end() :], before, fields)
    everyone = _EVERYONE.search(text)
    fields = _people_fields(before) if everyone else frozenset()
    if everyone and not fields and means_nothing(f"{text[: everyone.start()]} {text[everyone.end() :]}"):
        fields = frozenset(each.field for each in before.query.filters if each.field not in _FEELINGS)
    return _everyone(question, before, fields) if fields else None


def _everyone(rest: str, before: Before, fields: frozenset[str]) -> Lift:
    if _EVERYONE.search(plain(rest)):
        rest = _EVERYONE.sub(" ", plain(rest))
        fields |= _people_fields(before)
    rest = re.sub(r"^[\s,，;；]+|[\s,，;；]+$", "", rest)
    return Lift(fields, "" if means_nothing(plain(rest)) else rest)


def _fields(reading: Reading, before: Before, *, named: bool) -> frozenset[str]:
    """The fields of what was named that restricted the turn before, by the very same value unless `named`."""
    filters = (*reading.query.filters, *(one for each in reading.query.measures for one in each.where))
    said = {each.field for each in filters} | {each.field for each in reading.query.group_by}
    if reading.query.period is not None and before.query.period is not None:
        return frozenset()
    kept = before.query.filters
    if not named:
        plainly = {each.field for each in reading.query.group_by} - {each.field for each in filters}
        return frozenset(
            each.field for each in kept if each.field in plainly or any(_same(each, one) for one in filters)
        )
    return frozenset(each.field for each in kept if each.field in said)


def _same(one: Filter, other: Filter) -> bool:
    return one.field == other.field and one.op == other.op and one.value == other.value


def _people_fields(before: Before) -> frozenset[str]:
    """The conditions of the turn before on who wrote."""
    return frozenset(
        each.field for each in before.query.filters if any(word in each.field for word in _OF_PEOPLE)
    )


def also_lifted(question: str, reading: Reading, before: Before) -> frozenset[str]:
    """Fields a follow-up lifts without naming them: all that are no feeling when it speaks of everything, the one
    it now splits by, and the groups when it asks how many of those there are.
    """
    kept, query, said = before.query.filters, reading.query, reading.explicit
    lifted: set[str] = set()
    shares = "measure" in said and query.measures[0].op.startswith("share")
    if speaks_of_all(question) and not query.filters and not shares:  # "as a share of all feedback"
        plainly = [each for each in kept if each.field not in _FEELINGS and not _is_flag(each)]
        lifted |= {each.field for each in plainly or kept}
    if "groups" in said:
        lifted |= {
            each.field
            for each in kept
            for group in query.group_by
            if each.field == group.field and each.op == "="
        }
    if counts_those(question, reading):
        held = {each.field for each in kept}
        lifted |= {each.field for each in before.query.group_by if not each.bucket and each.field not in held}
    return frozenset(lifted)


def counts_those(question: str, reading: Reading) -> bool:
    """ "How many of those are open?": one number is wanted, of what was listed before."""
    query, said = reading.query, reading.explicit
    counted = "measure" in said and query.measures[0].op == "count" and not query.measures[0].where
    told_apart = {"groups", "order"} & said  # "sort it by number of complaints" keeps what is sorted
    each = _OF_EACH.search(question.strip(" ?？。呢的啊"))
    return counted and bool(query.filters) and not (told_apart or each) and points_back(plain(question))


_OF_EACH = re.compile(
    r"(?:它们|他们|她们|[这那]几?[个些家款])(?:各自|分别)?的[^，,。]{0,8}(?<!总)[数量]$|分别|各(?:自|有|是|占|多少|几)|(?<![a-z])their (?:number of|counts? of|complaint counts?)",
    re.IGNORECASE,
)
""" 它们的差评数: a number for each of them."""


def _is_flag(condition: Filter) -> bool:
    return str(condition.value).lower() in ("true", "false")
