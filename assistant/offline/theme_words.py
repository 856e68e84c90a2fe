"""Themes, changes, fixes and opportunities in words: the sentences of the results, and a table of the rest."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from assistant.offline.phrases import Phrases
from assistant.offline.tables import markdown
from prompts import text
from tools.segments.query import SegmentQuery

__all__ = ["THEME_WORDS"]

_TOLD = 3
"""Themes that are told in full; the others are rows of the table."""

_QUOTES = 2
_CUSTOMERS = 5
_ALL_CUSTOMERS = 20

_ABOUT = ("category", "topic", "topic_area", "intent", "sentiment", "urgency", "department", "follow_up")
"""Fields that say what feedback is about, and not who wrote it."""

_RANKED = {"impact": ("nps_difference", "rating_difference"), "priority": ("priority",)}
"""Columns that a table of themes has where they are ranked by them."""

_WRITTEN = {"nps_difference": "+.1f", "rating_difference": "+.2f", "priority": ".1f"}


def _themes(phrases: Phrases, result: Mapping[str, Any], focus: str) -> str:
    facts, rows = result["facts"], _rows(result)
    named = bool(result["query"].get("themes")) and bool(rows)
    told = list(facts["warnings"]) if named else [f"{_counted(phrases, result, rows)} [{result['handle']}]"]
    if focus in _FOCUSED and rows:
        told.append(_FOCUSED[focus](phrases, result, rows, named))
    else:
        told += [_table(phrases, rows, str(result["query"].get("order", "")))] if len(rows) > 1 else []
        themes = [_theme(phrases, each) for each in facts["details"][:_TOLD]]
        if named:
            themes[0] = themes[0].replace("\n", f" [{result['handle']}]\n", 1)
        told += themes
    told += [_say(phrases, "themes_small")] if facts["small"] else []
    told += [] if named else facts["warnings"]
    return "\n\n".join(told)


def _counted(phrases: Phrases, result: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> str:
    """How many records there are, in a theme and in none; those without words apart, as the report has them."""
    facts = result["facts"]
    wordless = int(facts["wordless"])
    figures = {
        "records": phrases.number(facts["records"]),
        "assigned": phrases.number(facts["assigned"]),
        "unassigned": phrases.number(facts["unassigned"]),
        "wordless": _say(phrases, "wordless", n=phrases.number(wordless)) if wordless > 0 else "",
    }
    key = f"themes_{facts['about']}" if rows else "themes_none"
    return _say(phrases, key, **_segment(phrases, result), **figures, themes=facts["themes"])


def _next(
    phrases: Phrases, result: Mapping[str, Any], _rows: Sequence[Mapping[str, Any]], named: bool
) -> str:
    """What follows from the figures, the most urgent first."""
    told = [each for each in result["facts"]["details"] if each["next_step"]]
    lines = [
        _say(phrases, "step", place=place, theme=_named(each), step=each["next_step"])
        for place, each in enumerate(told, 1)
    ]
    if named:
        return f"{lines[0].partition(' ')[2]} [{result['handle']}]"
    return "\n".join([_say(phrases, "steps"), "", *lines])


def _affected(
    phrases: Phrases, result: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], named: bool
) -> str:
    """How many people, and where it comes up more than elsewhere."""
    lines = []
    for row, each in zip(rows, result["facts"]["details"], strict=False):
        found = {"people": phrases.number(row["people"]), "records": phrases.number(row["records"])}
        key = "affected" if int(row["people"]) != 1 else "affected_one"
        lines.append("- " + _say(phrases, key, theme=_named(each), **found))
        over = [one for one in each.get("over") or () if one["field"] not in _ABOUT]
        lines += [f"  - {_over(phrases, one)}" for one in over]
    if named:
        lines[0] += f" [{result['handle']}]"
    return "\n".join(lines)


def _named(found: Mapping[str, Any]) -> str:
    return f"{str(found['name']).strip('“”')} ({found['theme']})"


_FOCUSED: Mapping[str, Callable[[Phrases, Mapping[str, Any], Sequence[Mapping[str, Any]], bool], str]] = {
    "next": _next,
    "affected": _affected,
}
"""What is told where one thing is asked of themes."""


def _theme(phrases: Phrases, found: Mapping[str, Any]) -> str:
    """One theme: its figures, where it is more frequent, its customers' words, and what to do next."""
    told = str(found["told"])
    over = found.get("over") or ()
    beside = [_over(phrases, over[0])] if over else []
    if found.get("tickets"):
        beside.append(_say(phrases, "tickets", tickets=phrases.say("list").join(found["tickets"])))
    if found.get("next_step"):
        beside.append(_say(phrases, "next", step=found["next_step"]))
    lines = [*(f"- {each}" for each in beside), *_quoted(found["quotes"])]
    return "\n".join([told, "", *lines]) if lines else told


def _over(phrases: Phrases, each: Mapping[str, Any]) -> str:
    return _say(
        phrases,
        "over",
        field=phrases.field(each["field"]),
        value=phrases.cell(each["value"]),
        lift=f"{each['lift']:.1f}",
        share=_percent(each["part"]["share"]),
        rest=_percent(each["rest"]["share"]),
    )


def _table(phrases: Phrases, rows: Sequence[Mapping[str, Any]], order: str) -> str:
    """With what they are ranked by, where that is none of the other columns."""
    ranked = [name for name in _RANKED.get(order, ()) if any(row[name] is not None for row in rows)]
    heads = [_say(phrases, f"c_{name}") for name in ("theme", "records", "share", "people", "trend", *ranked)]
    cells = [
        [
            _named(row),
            phrases.number(row["records"]),
            _percent(row["share"]),
            phrases.number(row["people"]),
            str(row["moves"]),
            *("–" if row[name] is None else f"{row[name]:{_WRITTEN[name]}}" for name in ranked),
        ]
        for row in rows
    ]
    return markdown(heads, cells)


def _changes(_phrases: Phrases, result: Mapping[str, Any], _focus: str) -> str:
    first, *lines = str(result["facts"]["told"]).split("\n")
    told = [f"{first} [{result['handle']}]", "\n".join(lines)]
    return "\n\n".join(each for each in told if each)


def _fix(phrases: Phrases, result: Mapping[str, Any], focus: str) -> str:
    told = [f"{result['facts']['told']} [{result['handle']}]"]
    most = _ALL_CUSTOMERS if focus == "tell" else _CUSTOMERS
    shown = [row for row in _rows(result) if row["customer"]][:most]
    if shown:
        lines = [
            _say(phrases, "customer", customer=row["customer"], id=row["id"], last=row["last"])
            for row in shown
        ]
        told.append("\n".join(lines))
    return "\n\n".join(told)


def _opportunities(phrases: Phrases, result: Mapping[str, Any], _focus: str) -> str:
    facts, rows = result["facts"], _rows(result)
    key = "opportunities" if rows else "opportunities_none"
    counts = {name: phrases.number(facts[name]) for name in ("records", "candidates", "found", "min_support")}
    told = [f"{_say(phrases, key, **_segment(phrases, result), **counts)} [{result['handle']}]"]
    for row, each in zip(rows, facts["details"], strict=False):
        line = f"**{row['title']}** ({row['opportunity']}): {each['need']} {each['rule']}"
        told.append("\n".join([f"{line} {each['next_step']}", "", *_quoted(each["quotes"])]))
    told += [_say(phrases, "themes_small")] if facts["small"] else []
    return "\n\n".join(told)


THEME_WORDS: Mapping[str, Callable[[Phrases, Mapping[str, Any], str], str]] = {
    "themes": _themes,
    "changes": _changes,
    "fix": _fix,
    "opportunities": _opportunities,
}
"""What words the result of each intent; the text is what is asked of it above all: next, affected, tell or ""."""


def _rows(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [dict(zip(result["columns"], row, strict=True)) for row in result["rows"]]


def _segment(phrases: Phrases, result: Mapping[str, Any]) -> Mapping[str, str]:
    asked = {name: each for name, each in result["query"].items() if name in ("filters", "period")}
    first, last = (result["facts"].get(name) for name in ("first", "last"))
    if "period" in asked and first and last:  # as far as there is feedback: no day to come is told of
        end = date.fromisoformat(last) + timedelta(days=1)
        asked["period"] = {"start": first, "end": end.isoformat()}
    return phrases.segment(SegmentQuery.model_validate(asked))


def _quoted(quotes: Sequence[Mapping[str, Any]]) -> list[str]:
    lines = [" ".join(str(each["text"]).split("\n")) for each in quotes[:_QUOTES]]
    return [f"- “{line}” `[{each['id']}]`" for line, each in zip(lines, quotes, strict=False)]


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"


def _say(phrases: Phrases, key: str, **variables: object) -> str:
    return text("theming", key, phrases.language, **variables)
