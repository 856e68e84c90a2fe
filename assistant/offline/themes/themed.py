"""What is asked of themes, as the call of a tool: which segment and period, which of them, ranked by what."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from assistant.language import question_language
from assistant.offline.names.surfaces import spaced
from assistant.offline.query.reading import Intent, Reading
from assistant.offline.themes.theme_again import the_time_before
from assistant.offline.themes.theming import Theming, names_themes, place_of_theme, ranked_again
from assistant.offline.turns.choosing import settled
from assistant.offline.turns.leaning import leans
from assistant.offline.turns.openings import opening
from prompts import Language
from retrieval.catalog import Catalog, CatalogField, ValueCount, data_span
from tools.segments.query import Filter, GroupBy, Order, Period, SegmentQuery

__all__ = [
    "THEME_CALLS",
    "continued",
    "focused_again",
    "is_about_themes",
    "no_such_theme",
    "pointed",
    "theming_readings",
]

THEME_CALLS: dict[Intent, str] = {
    "themes": "summarize_themes",
    "changes": "compare_periods",
    "fix": "check_fix",
    "opportunities": "find_opportunities",
}
"""The tool of each intent."""

_RECENT = 30
"""Days that "what changed?" compares with as many before, when no period is said."""

_BETWEEN = (
    re.compile(r"(?:\b(?:between|from) )?(?P<a>.+?) (?:and|to) (?P<b>.+)", re.IGNORECASE),
    re.compile(r"从?(?P<a>.+?)(?:到|和|与|跟)(?P<b>.+?)(?:之间|期间|相比|比|$)"),
)
"""Two periods that are compared, unless they turn out to be none."""

_LISTING = ("summarize_themes", "compare_periods", "find_opportunities")
_SEGMENT = ("filters", "period", "about", "level", "order", "themes", "language")
_FIX = ("filters", "fixed", "days", "language")
_TICKET = re.compile(r"[Tt]-\d+")
_NUMBERED = re.compile(r"TH-\d+")

_CUSTOMERS = 10
"""Customers that are named to whom asks who is affected."""

Alone = Callable[[str], Reading]


def is_about_themes(
    theming: Theming, catalog: Catalog, alone: Alone, *, findable: Callable[[], bool] = lambda: False
) -> bool:
    """Whether what was read is asked of themes, and not of a column that is called so, or of a figure.

    findable: whether themes can be found where the data has none yet. Where they cannot, only a question that
    names them, or a fix, is about them.
    """
    if theming.doing == "themes" and theming.outright and any(map(_is_called_theme, catalog.fields)):
        return False
    if theming.doing in ("opportunities", "fix") or theming.outright:
        return True
    if catalog.field("theme") is None and not findable():
        return False
    reading = alone(theming.rest) if theming.rest else None
    return reading is None or not {"measure", "groups", "order"} & reading.explicit


def _is_called_theme(field: CatalogField) -> bool:
    """Whether a file has a column that is called themes."""
    return not field.derived and any(names_themes(spaced(name)) for name in (field.name, *field.headers))


def _reading(theming: Theming, language: Language, catalog: Catalog, today: date, alone: Alone) -> Reading:
    """The call it makes, or what of the segment could not be read."""
    segment, chosen = _segment(theming, alone)
    if segment.problem not in (None, "nothing_asked", "no_number", "nothing_to_rank"):
        return replace(segment, language=language)
    theming, query = _beside(*_named(theming, segment.query), catalog, split="groups" in segment.explicit)
    asked = _about(theming, query) | {"language": language}
    if theming.doing == "changes":
        asked |= _periods(query, catalog, today)
    elif query.period and theming.doing != "fix":
        asked["period"] = query.period.model_dump(mode="json", exclude_defaults=True)
    if theming.doing == "fix":
        if not theming.subject:
            return Reading(language, "fix", problem="tell_whom")
        asked["subject"] = theming.subject
        if query.period and query.period.start:
            asked["fixed"] = query.period.start.isoformat()[:10]
    return Reading(
        language,
        theming.doing,
        query=SegmentQuery(filters=_filters(query), period=query.period),
        readings=(*segment.readings, *chosen),
        explicit=segment.explicit,
        asked=asked,
        topic=theming.focus,
    )


def _beside(
    theming: Theming, query: SegmentQuery, catalog: Catalog, *, split: bool
) -> tuple[Theming, SegmentQuery]:
    """Which are rising, where no two periods are named, is told by their trends; values of a field that are set
    against each other, or themes by a field, are told side by side. split: whether the question names that field."""
    periods = query.period or (query.compare and query.compare.period)
    if theming.doing == "changes" and not periods:
        if theming.focus in ("rising", "falling"):
            return replace(theming, doing="themes", order=theming.focus, limit=_ALL), query
        several = [each for each in query.filters if each.op == "in" and each.field != "theme"]
        if len(several) == 1:
            return replace(theming, doing="themes", focus="across", across=several[0].field), query
    by = query.group_by[0].field if query.group_by else ""
    if split and theming.doing == "themes" and theming.outright and by and by not in ("theme", "theme_group"):
        field = catalog.field(by)
        usable = field is not None and field.kind in ("category", "flag")
        across = by if usable else "week"
        return replace(theming, focus="across", across=across), query
    return theming, query


_ALL = 100
"""Themes among which those are looked for that move."""


def _named(theming: Theming, query: SegmentQuery) -> tuple[Theming, SegmentQuery]:
    """A theme that the segment names is what is asked about: within itself, it would be all there is."""
    named = [each for each in query.filters if each.field == "theme" and each.op == "="]
    if theming.doing != "themes" or theming.themes or len(named) != 1:
        return theming, query
    rest = tuple(each for each in query.filters if each not in named)
    asked = replace(theming, themes=(str(named[0].value),), limit=1)
    return asked, query.model_copy(update={"filters": rest})


def focused_again(text: str, theming: Theming, asked: tuple[str, Mapping[str, Any]]) -> Reading | None:
    """What a bare question asks of the turn before: "top 3", "who is affected?", 该通知谁. None where it cannot."""
    tool, args = asked
    language = question_language(text)
    reading = Reading(language, "themes", topic=theming.focus)
    said: dict[str, Any] = {**args, "language": language}
    if not theming.focus:
        return _again(asked, reading, said | {"limit": theming.limit}) if tool in _LISTING else None
    if theming.focus == "tell":
        return _told_again(reading, said)
    kept = {name: said[name] for name in _SEGMENT if name in said}
    subject = args.get("subject")
    if subject and not _TICKET.fullmatch(subject):
        kept["themes"] = [subject]
    if theming.focus == "next" and "themes" not in kept:
        kept["order"] = "priority"
        if kept.get("about") == "all":  # what is to be done is about complaints
            del kept["about"]
    return _again((THEME_CALLS["themes"], args), reading, kept | {"limit": theming.limit})


def _told_again(reading: Reading, said: Mapping[str, Any]) -> Reading:
    """Whom to tell of the fix, or of the one theme, that was spoken of."""
    subject = said.get("subject") or next(iter(said.get("themes") or ()), "")
    if not subject:
        return replace(reading, intent="fix", problem="tell_whom")
    kept = {name: said[name] for name in _FIX if name in said}
    return _again((THEME_CALLS["fix"], said), reading, kept | {"subject": subject})


def no_such_theme(readings: Sequence[Reading], catalog: Catalog) -> Reading | None:
    """The call that tells what became of a theme that is asked for by a number no living one has, if one is."""
    known = {each.value for name in ("theme", "theme_group") for each in _values(catalog, name)}
    for reading in readings:
        for each in reading.query.filters:
            if each.field == "theme" and _NUMBERED.fullmatch(str(each.value)) and each.value not in known:
                asked = {"themes": [each.value], "limit": 1, "language": reading.language}
                return Reading(reading.language, "themes", asked=asked)
    return None


def _values(catalog: Catalog, name: str) -> Sequence[ValueCount]:
    field = catalog.field(name)
    return field.values if field is not None else ()


def pointed(text: str, shown: tuple[str, ...]) -> str:
    """The text with "the second theme" as the theme that was shown there."""
    found = place_of_theme(text) if shown else None
    if found is None or found[0] > len(shown):
        return text
    place, start, end = found
    return f"{text[:start]} {shown[max(place - 1, 0)]} {text[end:]}".strip()


_ONE_MORE = re.compile(r"(?:也|再)?(?:给我|帮我)?(?:来|做|出|要|整|写|列)(?:一)?[份个下]\W*$")
""" "华北也来一份": the same report of another segment, and no number."""


def continued(text: str, asked: tuple[str, Mapping[str, Any]], alone: Alone) -> Reading | None:
    """The same again with another segment or period: "and for VIP customers?", 那上个月呢. None for other questions."""
    ranked = ranked_again(text)
    if ranked is not None and asked[0] == "summarize_themes":
        said_more = {"order": "priority"} | ({"limit": ranked} if ranked else {})
        return _again(asked, Reading(question_language(text), "themes"), {**asked[1], **said_more})
    earlier = the_time_before(text, asked[1])
    if earlier is not None:
        others = {name: each for name, each in asked[1].items() if name != "before"}
        then: dict[str, Any] = {
            "period": earlier.model_dump(mode="json"),
            "language": question_language(text),
        }
        return _again(asked, Reading(question_language(text), "themes"), others | then)
    text = _ONE_MORE.sub("", text)
    opened = opening(text)
    reading = alone(opened.rest if opened.leaning else text)
    if (
        reading.problem
        or not {"filters", "period"} & reading.explicit
        or {"measure", "groups"} & reading.explicit
    ):
        return None
    if not leans(text, reading, opened=opened.leaning):
        return None
    args = asked[1]
    said = reading.query.model_dump(mode="json", exclude_defaults=True)
    fields = {each.field for each in reading.query.filters}
    named = [each.value for each in reading.query.filters if each.field == "theme"]
    if named and asked[0] == THEME_CALLS["fix"]:  # the answer to "which of them?"
        subject = {"subject": str(named[0]), "language": question_language(text)}
        return _again(asked, reading, {**args, **subject})
    kept = [each for each in args.get("filters", ()) if each.get("field") not in fields]
    new: dict[str, Any] = {"filters": [*kept, *said.get("filters", ())], "language": question_language(text)}
    if asked[0] == THEME_CALLS["fix"]:
        start = said.get("period", {}).get("start")
        new |= {"fixed": str(start)[:10]} if start else {}
    elif "period" in said:
        new["period"] = said["period"]
    return _again(asked, reading, {name: each for name, each in args.items() if name != "before"} | new)


def _again(asked: tuple[str, Mapping[str, Any]], reading: Reading, args: Mapping[str, Any]) -> Reading:
    """The same tool with other arguments."""
    intent = next(name for name, each in THEME_CALLS.items() if each == asked[0])
    query = SegmentQuery.model_validate({name: args[name] for name in ("filters", "period") if name in args})
    return replace(reading, intent=intent, query=query, asked=args)


def theming_readings(
    theming: Theming, language: Language, catalog: Catalog, today: date, alone: Alone
) -> list[Reading]:
    """The calls it makes: where it is asked whether it gets worse, also what changed since the time before."""
    first = _reading(theming, language, catalog, today, alone)
    if not first.problem and theming.focus == "affected" and len(theming.themes) == 1:
        return [first, *_customers(first, theming.themes[0], catalog)]
    if first.problem or not theming.worse or "period" not in first.asked:
        return [first]
    kept = {name: each for name, each in first.asked.items() if name not in ("order", "limit")}
    return [first, replace(first, intent="changes", asked=kept, readings=(), notes=(), reason=True)]


def _customers(reading: Reading, theme: str, catalog: Catalog) -> list[Reading]:
    """Who wrote of one theme most, where the data names customers."""
    if catalog.field("customer") is None:
        return []
    about = Filter(field="sentiment", value="negative") if catalog.field("sentiment") else None
    filters = (*reading.query.filters, Filter(field="theme", value=theme), *([about] if about else []))
    query = SegmentQuery(
        filters=filters,
        period=reading.query.period,
        group_by=(GroupBy(field="customer"),),
        order=Order(),
        limit=_CUSTOMERS,
    )
    return [Reading(reading.language, "count", query=query, reason=True)]


def _segment(theming: Theming, alone: Alone) -> tuple[Reading, tuple[tuple[str, str], ...]]:
    """What the rest of the question says. Of several meanings the likeliest is taken, and told."""
    rest = theming.rest
    if not rest:
        return Reading("en", "count"), ()
    reading = alone(rest)
    if theming.doing == "changes" and not _compares_periods(reading):
        sides = alone(_sides(rest))
        reading = sides if _compares_periods(sides) else reading
    chosen: list[tuple[str, str]] = []
    while reading.problem == "which" and len(chosen) < 3:
        said, options = reading.details["said"], reading.details["options"].split("\n")
        again = settled(reading.details.get("asked") or rest, said, options, options[0])
        if again is None:
            break
        chosen.append((said, options[0]))
        reading = alone(again)
    return reading, tuple(chosen)


def _compares_periods(reading: Reading) -> bool:
    return reading.query.compare is not None and reading.query.compare.period is not None


def _sides(rest: str) -> str:
    """ "between April and May" as the two sides that are compared."""
    for pattern in _BETWEEN:
        found = pattern.search(rest)
        if found:
            joint = "和" if re.search("[\u3400-\u9fff]", rest) else " vs "
            return f"{rest[: found.start()]}{found['a']}{joint}{found['b']}{rest[found.end() :]}"
    return rest


def _about(theming: Theming, query: SegmentQuery) -> dict[str, Any]:
    filters = [each.model_dump(mode="json", exclude_defaults=True) for each in _filters(query)]
    asked: dict[str, Any] = {"filters": filters} if filters else {}
    if theming.doing == "opportunities":
        return asked | ({"limit": theming.limit} if theming.limit else {})
    if theming.about != "complaints":
        asked["about"] = theming.about
    if theming.doing == "themes" and theming.order:
        asked["order"] = theming.order
    if theming.doing == "themes" and theming.themes:
        asked["themes"] = list(theming.themes)
    if theming.across:
        asked["across"] = theming.across
    if theming.limit and theming.doing != "fix":
        asked["limit"] = theming.limit
    return asked | ({"level": "coarse"} if theming.coarse else {})


def _filters(query: SegmentQuery) -> tuple[Filter, ...]:
    """Without the feeling: `about` says that."""
    return tuple(each for each in query.filters if each.field not in ("sentiment", "sentiment_score"))


def _periods(query: SegmentQuery, catalog: Catalog, today: date) -> dict[str, Any]:
    """The two periods: the later one is the one that changed. The newest days, when none is said."""
    periods = [each for each in (query.period, query.compare.period if query.compare else None) if each]
    if not periods:
        span = data_span(catalog)
        end = min(today, span[1]) + timedelta(days=1) if span else today
        periods = [Period(start=end - timedelta(days=_RECENT), end=end)]
    periods.sort(key=lambda each: str(each.start), reverse=True)
    told = [each.model_dump(mode="json", exclude_defaults=True) for each in periods]
    return dict(zip(("period", "before"), told, strict=False))
