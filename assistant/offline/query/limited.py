"""Groups asked for by what their figures are: 差评超过150条而且未解决的也超过70条的月份, 哪些地区差评过了200条，平均分各是多少.

Each limit is of a figure of its own, over all records of the group: what is counted for one says nothing of the
records another is computed from. So each is cut out and read by itself, and the rest says of which groups.
"""

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from assistant.offline.query.reading import Reading
from assistant.offline.text.compiled import compiled
from assistant.offline.text.lexicon import concept, means_nothing
from assistant.offline.text.numerals import NUMBER, SHARE, number, share
from assistant.offline.text.scan import plain
from tools.segments.query import Bound, Measure, Period

__all__ = ["figures_of", "limited"]

_Ask = Callable[[str], Reading]
Op = Literal["<", "<=", ">", ">="]

_BEFORE: tuple[tuple[Op, str], ...] = (
    (">=", r"不低于|不少于|不下于|至少有?|起码有?|最少有?|达到?了?|>=|≥"),
    ("<=", r"不超过|不高于|不多于|不大于|至多|顶多|最多|小于等于|<=|≤"),
    ("<", r"低于|小于|少于|不到|不足|不满|没到|没过|没超过|未到|未达到?|未超过|<"),
    (">", r"超过了?|高于|大于|多于|超出|突破了?|破了?|过了?|超了?|逾|>"),
)
_AFTER: tuple[tuple[Op, str], ...] = (
    (">=", r"(?:及|或|和)?以上|(?:及|或)更[多高]"),
    ("<=", r"(?:及|或|和)?以[下内]"),
)
_THAN: tuple[tuple[Op, str], ...] = ((">", "[高多大]"), ("<", "[低少小]"))
_VALUE = rf"(?P<n>{SHARE}|-?0?\.\d+|{NUMBER})\s?(?:[条则篇份封件分]|个(?![点百]))?"
_SAID = r"(?:也|又|还|都|却|则|在|是|为|有|已经?|数?量?得)*"
_OF_A_LIMIT: tuple[tuple[Op, str], ...] = (
    *((op, rf"{_SAID}{_VALUE}(?:{words})") for op, words in _AFTER),
    *(
        (op, rf"{_SAID}(?:{words})\s?{_VALUE}(?!\s?(?:{_AFTER[0][1]}|{_AFTER[1][1]}))")
        for op, words in _BEFORE
    ),
    *((op, rf"{_SAID}比{_VALUE}(?:还|更|要)*{word}") for op, word in _THAN),
)

_COUNTED = rf"{concept('complaint').pattern}|{concept('praise').pattern}|差评|好评|负面|正面|投诉|(?:[未没]有?(?:被)?|已(?:经)?|不)解决了?"
_DAYS = r"日均|每[天日]平均|平均每[天日]|每[天日]"
_TALLY = (
    rf"(?:(?:{_COUNTED})的?)?(?:{concept('record').pattern})(?:总?数量?|总?量|条数)?"
    rf"|(?:{_COUNTED})的?(?:总?数量?|总?量|条数)?"
)
_FIGURE = re.compile(
    rf"(?P<daily>{_DAYS})?(?P<figure>(?:[未没不]|没有|已)?[\u3400-\u9fff]{{2}}(?:率|占比|比例|比重)"
    rf"|平均(?:评分|打分|得分|分数|分)|均分|评分均值|nps(?:得分|分数|值)?|{_TALLY}|(?P<bare>[\u3400-\u9fff]{{1,2}}分))的?$"
)
_COUNT = re.compile(rf"的?(?P<figure>{_TALLY})")
""" "超过1条反馈": the figure after its limit."""
_DAILY = re.compile(rf"(?:{_DAYS})(?:收到|来|有)?$")
_JOINED = re.compile(
    r"的?\s?[,，、]?\s?(?:并且|而且|并|且|同时|但是?|却|又|也|还|以及|和|与|及|或者是?|或是?|要么|另外|其|它们?的?)*(?:[\u3400-\u9fff]*(?<![\u3400-\u9fff])的)?"
)
_RECORDS = re.compile(rf"(?:{concept('record').pattern})(?:总?数量?|总?量|条数)?")
_EITHER = re.compile(r"或|要么")
_MOST = 4

_MANY_GROUPS = re.compile(
    r"(?:一共|总共|共|都)?(?:是|有)?(?:多少|哪?几)[个款家种类](?=[\u3400-\u9fffA-Za-z]{2})(?!月[前内])"
)
_HOW_MANY = re.compile(
    r"[,，]?\s?(?:一共|总共|合计|共)?(?:是|有)?(?:多少|几)[个款家种类]?(?=\W*$)|的?数量(?=\W*$)"
)
_UNIT = "月|季度|周|星期|天"
_TIMES = re.compile(
    rf"(?:都|分别)?(?:有没有|是|有)?(?:哪些|哪几|哪一?|几|多少)个?(?P<one>{_UNIT})份?(?![前内之])"
    rf"|(?P<other>{_UNIT})份?(?:都|分别)?(?:是|有)?(?:哪些|哪几个?|几个|多少个?)"
)
"""Which months, days and so on: they are split by like anything else."""
_ASKS_GROUPS = re.compile(r"[哪各]|什么|多少|几|列出|谁|所有")
_POINTED = re.compile(
    r"^(?:\W|那么?|还有|以及|并且?|同时|和|与|跟|请|再|顺便|把|将|也|给我|它们?|他们|其|(?:[这那](?:些|几|个)|各个?)(?:[个款家种类])?(?:地区|区域|产品|触点|渠道|月份?|门店|类别|等级)?|各自|各有?|分别|具体|又|的)*"
)


@dataclass(frozen=True, slots=True)
class _Limit:
    """`start`, `end`: the whole clause with the figure's own words. bare: 评分, which only beside the limit of a
    group's figure is an average.
    """

    op: Op
    value: float
    start: int
    end: int
    figure: str
    daily: bool
    bare: bool = False


def limited(question: str, ask: _Ask) -> Reading | None:
    """The groups whose figures meet what is asked for, with each of those figures and any asked for beside them.

    None where there is one limit and nothing beside it, where groups are not what is asked for, or where a part is
    not understood.
    """
    text = plain(question)
    limits = _limits(text)
    if not limits:
        return None
    gaps = [text[one.end : other.start] for one, other in itertools.pairwise(limits)]
    if not all(_JOINED.fullmatch(gap) for gap in gaps):
        return None
    if all(each.bare for each in limits):
        return None
    measures = [_figure(f"{'平均' if each.bare else ''}{each.figure}", ask) for each in limits]
    groups, beside = _rest(text, limits, ask)
    if groups is None or beside is None or not all(measures):
        return None
    alone = len(limits) < 2 and not (beside or limits[0].daily or groups.query.group_by[0].bucket)
    if alone and not ask(question).problem:
        return None
    days = _days(groups.query.period)
    if any(each.daily for each in limits) and days is None:
        return None
    told = tuple(dict.fromkeys([*(each for each in measures if each), *beside]))
    bounds = tuple(
        Bound(measure=told.index(one), op=each.op, value=each.value * (days or 1 if each.daily else 1))
        for one, each in zip(measures, limits, strict=True)
        if one
    )
    query = groups.query.model_copy(
        update={
            "measures": told,
            "having": bounds,
            "either": any(_EITHER.search(gap) for gap in gaps),
            "order": None,
            "limit": None,
            "min_group": 1,
            "unnamed": False,
        }
    )
    return replace(groups, query=query, explicit=groups.explicit | {"measure", "groups"}, claim=None)


def _limits(text: str) -> list[_Limit]:
    """The limits of figures, in their order; nothing where a figure cannot be told from what stands around it."""
    found: list[_Limit] = []
    for op, start, end, said in sorted(_stated(text), key=lambda each: (each[1], -each[2])):
        if found and start < found[-1].end:
            continue
        at = found[-1].end if found else 0
        figure = _FIGURE.search(text[at:start])
        if figure is None or not figure["figure"]:
            counted = _COUNT.match(text[end:])
            daily = _DAILY.search(text[at:start])
            if counted is None or not (daily or re.search(r"[有得]$", text[at:start])):
                return []
            begun = at + daily.start() if daily else start
            found.append(_Limit(op, number(said), begun, end + counted.end(), counted["figure"], bool(daily)))
            continue
        of_share = re.fullmatch(SHARE, said) is not None
        fraction = re.search(r"率|占比|比例|比重", figure["figure"]) is not None
        value = share(said) if of_share else float(said) if "." in said else number(said)
        if of_share != fraction and not (fraction and 0 < value < 1):
            return []
        told = bool(figure["bare"]) and "均" not in figure["bare"]
        each_day = bool(figure["daily"])
        found.append(_Limit(op, value, at + figure.start(), end, figure["figure"], each_day, told))
    return found if len(found) <= _MOST else []


def _stated(text: str) -> Iterator[tuple[Op, int, int, str]]:
    for op, pattern in _OF_A_LIMIT:
        for match in compiled(pattern).finditer(text):
            yield op, match.start(), match.end(), match["n"].strip()


def _figure(said: str, ask: _Ask) -> Measure | None:
    figures = (Measure(),) if _RECORDS.fullmatch(said) else figures_of(ask(said))
    return figures[0] if len(figures) == 1 else None


def figures_of(reading: Reading) -> tuple[Measure, ...]:
    """The figures of a reading that stand by themselves: what a count is of goes with it."""
    query = reading.query
    alone = not (query.group_by or query.compare or query.period or reading.problem or reading.beside)
    if reading.intent != "count" or not alone:
        return ()
    filters = tuple(each for each in query.filters if each.op != "present")
    if [each.op for each in query.measures] == ["count"]:
        return (Measure(where=filters),)
    return () if filters else query.measures


def _rest(text: str, limits: Sequence[_Limit], ask: _Ask) -> tuple[Reading | None, list[Measure] | None]:
    """Which groups of which records are asked for, and the further figures that are."""
    ahead, after = text[: limits[0].start], text[limits[-1].end :]
    thing, *told = re.split(r"[,，;；?？。!！]", after)
    beside: list[Measure] = []
    more = ""
    for each in told:
        if re.match(r"(?:都|又|分别)*(?:是|有)?哪", each):
            thing += each
            continue
        said = _POINTED.sub("", each)
        if not said or _HOW_MANY.fullmatch(said):
            continue
        reading = ask(said)
        if "measure" in reading.explicit or (reading.query.filters and not reading.query.period):
            figures = figures_of(reading)
            if not figures:
                return None, None
            beside += figures
        elif reading.query.period or not means_nothing(said + " "):
            more += each
    thing = _HOW_MANY.sub("", re.sub(r"^的?(?:都|有|是)*", "", thing))
    ahead = re.sub(r"[把将的]$", "", ahead)
    for asked in _forms(f"{more}{ahead}", thing):
        reading = ask(asked)
        grouped = len(reading.query.group_by) == 1 and not reading.problem and reading.query.compare is None
        if grouped and not reading.query.having and reading.query.min_group == 1:
            return reading, beside
    return None, None


def _forms(ahead: str, thing: str) -> Iterator[str]:
    """The question without its limits, in words that ask for groups."""
    whole = _TIMES.sub(lambda found: f"各{found['one'] or found['other']}", f"{ahead}{thing}")
    whole = _MANY_GROUPS.sub("哪些", whole)
    if _ASKS_GROUPS.search(whole):
        yield whole
    yield f"{whole}有哪些"


def _days(period: Period | None) -> int | None:
    if period is None or not isinstance(period.start, date) or not isinstance(period.end, date):
        return None
    return (period.end - period.start).days
