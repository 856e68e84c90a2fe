"""A further figure of what comes first by another: 反馈最多的产品的NPS, 差评率最高的门店以及它的差评数.

Which comes first is told by its own figure, over its own records; read as one piece, the further figure would be
what is ranked by, or be computed from the records of the first alone.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from assistant.offline.query.limited import figures_of
from assistant.offline.query.reading import Reading
from assistant.offline.text.scan import plain
from tools.segments.query import Filter, Measure

__all__ = ["further"]

_Ask = Callable[[str], Reading]

_FIRST = re.compile(
    r"^\W*(?P<lead>[^，,。；;：:？?]{2,}?最(?:[高低多少大小贵好差]|便宜))的(?:那一?[个款家种类名位])?(?=[\u3400-\u9fff])(?P<rest>[^。；;：:？?]{4,28})[?？。]?$"
)
_WHICH = re.compile(
    r"^(?P<asked>\W*(?:请问|那)?哪一?[个款家种类][^，,。；;：:？?的]{1,14}最(?:[高低多少大小贵好差]|便宜))[,，]\s?(?P<rest>[^。；;：:？?]{2,20})[?？。]?$"
)
_SHARED = re.compile(
    r"^(?P<ranked>[^，,。；;：:？?]*最[多少][^，,。；;：:？?]{0,8}?)(?:[,，]\s?(?:它|其|各)?|分别|各自?)(?:占了?(?:总量|总数|总体|全部)?的?|占比|比例)(?:是|大概|大约|约)?(?:多少|几成|百分之几|百分之多少|多大比例|多大)?[?？。]?$"
)
"""哪类问题最多，占多少: of all that were counted."""
_ASKED = re.compile(
    r"(?:又|各|分别|大概|具体)?(?:是|有)?(?:多少(?:钱|分|条|个)?|几(?:分|条|个)|如何|怎么样|什么水平)?(?:呢|啊|呀)?$"
)
_JOINED = re.compile(r"[,，、\s]*(?:里面?|中|的|以及|还有|及|和|与|跟|同时|它们?|其|他|那|也|[,，])*")
_NAMED = re.compile(r"[^的，,、]{2,6}?(?=的|[，,、]|以及|还有|里面?|中)")
_THING = (2, 3, 4, 5)
"""Characters of the name of what comes first."""
_OWN = ("sentiment", "rating", "nps", "csat", "intent", "text", "title")
"""What says which records a number is of, not which groups are spoken of."""


def further(question: str, ask: _Ask) -> Reading | None:
    """The groups ranked by one figure, told with another; None where the question is no such one."""
    text = plain(question)
    shared = _SHARED.match(text)
    told = ask(shared["ranked"]) if shared else None
    if told is not None and told.query.group_by and told.query.order and told.query.measures == (Measure(),):
        both = (Measure(), Measure(op="share_of_total"))
        return replace(told, query=told.query.model_copy(update={"measures": both}))
    which = _WHICH.match(text)
    if which is not None:
        rest = _ASKED.sub("", which["rest"])
        return _told(which["asked"], _JOINED.sub("", rest, count=1), ask)
    found = _FIRST.match(text)
    if found is None or re.search(r"哪|谁|前[一二三四五六七八九十\d]", found["rest"]):
        return None
    tried = (_told(f"{found['lead']}的是哪个{thing}", more, ask) for thing, more in _splits(found["rest"]))
    return next((each for each in tried if each is not None), None)


def _told(asked: str, more: str, ask: _Ask) -> Reading | None:
    """The things that are ranked, told with more."""
    told = ask(asked)
    ranked = len(told.query.group_by) == 1 and told.query.order is not None and not told.problem
    if not ranked or told.query.compare or told.query.group_by[0].bucket or len(more) < 2:
        return None
    reading = ask(more)
    figures = figures_of(reading) if "measure" in reading.explicit or reading.query.filters else ()
    shares = any(each.op == "share_of_total" for each in figures)
    return _with(told, figures) if figures and not shares else None


def _splits(rest: str) -> Iterator[tuple[str, str]]:
    """What comes first, and what is told of it."""
    rest = _ASKED.sub("", rest)
    named = _NAMED.match(rest)
    for length in (named.end(),) if named else _THING:
        joined = _JOINED.match(rest, length)
        more = rest[joined.end() if joined else length :]
        if len(more) > 1:
            yield rest[:length], more


def _with(told: Reading, figures: tuple[Measure, ...]) -> Reading:
    query = told.query
    own = tuple(each for each in query.filters if _is_own(each))
    counted = query.measures == (Measure(),) and own
    first = (Measure(where=own),) if counted else query.measures
    kept = tuple(each for each in query.filters if each not in own) if counted else query.filters
    measures = tuple(dict.fromkeys((*first, *figures)))
    query = query.model_copy(update={"measures": measures, "filters": kept})
    return replace(told, query=query, explicit=told.explicit | {"measure"}, claim=None)


def _is_own(condition: Filter) -> bool:
    return condition.field in _OWN or str(condition.value).lower() in ("true", "false")
