"""Follow-ups that lead to themes, or from one period of them to the one before."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from assistant.language import question_language
from assistant.offline.query.reading import Reading
from assistant.offline.text.scan import plain
from assistant.offline.turns.before import Before
from tools.segments.query import Period, SegmentQuery
from tools.segments.spans import following, unit_of

__all__ = ["about_counted", "the_time_before"]

_EARLIER = re.compile(
    r"(?:and |what about |how about |what of |(?:the |do the )?same(?: thing| again)? )*(?:in |for |during )?(?:the )?"
    r"(?:(?:day|week|month|quarter|half(?:[- ]year)?|year|period|time|one) before(?: that| then| it)?"
    r"|previous (?:day|week|month|quarter|half(?:[- ]year)?|year|period|one))"
    r"|(?:那|那么|再)?(?:往前|再往前|更早|它?之?前)的?(?:那|这)?一?个?(?:天|日|周|星期|礼拜|月|季度|半年|年|时段|时期)的?(?:呢|怎么样|如何|情况)*"
)

_ABOUT = re.compile(
    r"(?:and |so |but )*what (?:are|were|was|is) (?:they|these|those|that|it)(?: complaints?| ones)?"
    r"(?: all| mostly| mainly| largely| chiefly)*(?: complaining)? about(?: mostly| mainly| then)?"
    r"|(?:and |so )*what (?:do|did) (?:they|these|those)(?: mostly| mainly)? (?:complain about|say|talk about)"
    r"|(?:那|那么)?(?:它们|这些|他们|这些差评|这些投诉)?(?:主要|大多|都|大致|基本上?)*(?:是)?(?:在)?"
    r"(?:关于|抱怨|反映|吐槽|说|讲)的?(?:都|主要)?(?:是|了|些)*(?:什么|啥|哪些(?:问题|方面))(?:的|问题|内容|方面)*"
    r"|(?:那|那么)?(?:它们|这些|他们)?(?:主要|大多|都|大致|基本上?)+(?:是|有|集中在)(?:哪些|什么|啥|哪方面的?)(?:问题|事情?|内容|方面)"
)
_COMPLAINED = re.compile(r"complain|抱怨|吐槽")

_FEELINGS = {"negative": "complaints", "positive": "praise"}


def the_time_before(text: str, asked: Mapping[str, Any]) -> Period | None:
    """The calendar unit, or as many days, before the period that themes were asked of: "and the month before?"."""
    period = asked.get("period") or {}
    if not _EARLIER.fullmatch(_bare(text)) or not period.get("start") or not period.get("end"):
        return None
    start, end = (date.fromisoformat(str(period[edge])[:10]) for edge in ("start", "end"))
    unit, length = unit_of((start, end)), end - start
    first, last = following((start, end), unit, -1) if unit and unit != "day" else (start - length, start)
    return Period(start=first, end=last)


def about_counted(text: str, before: Before | None) -> Reading | None:
    """ "What were they about?" after a count: the themes of what was counted. None for other questions."""
    if before is None or before.quoted or not _ABOUT.fullmatch(_bare(text)):
        return None
    query = before.query
    if not query.filters and query.period is None:
        return None
    language = question_language(text, before.language)
    feelings = [str(each.value) for each in query.filters if each.field == "sentiment" and each.op == "="]
    kept = tuple(each for each in query.filters if each.field not in ("sentiment", "sentiment_score"))
    if any(each.field in ("theme", "theme_group") for each in kept):
        return None
    asked: dict[str, Any] = {"language": language}
    if kept:
        asked["filters"] = [each.model_dump(mode="json", exclude_defaults=True) for each in kept]
    if query.period:
        asked["period"] = query.period.model_dump(mode="json", exclude_defaults=True)
    complained = "complaints" if _COMPLAINED.search(text) else "all"
    about = _FEELINGS.get(feelings[0] if feelings else "", complained)
    if about != "complaints":
        asked["about"] = about
    return Reading(language, "themes", query=SegmentQuery(filters=kept, period=query.period), asked=asked)


def _bare(text: str) -> str:
    return plain(text).strip(" ?？.。!！,，~")
