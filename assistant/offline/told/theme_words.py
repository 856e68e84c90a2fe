"""Themes, changes, fixes and opportunities in words: the sentences of the results, and a table of the rest."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from assistant.offline.told.phrases import Phrases
from assistant.offline.told.theme_focus import FOCUSED, over, say, table
from assistant.offline.told.verbatim import quoted
from tools.segments.query import SegmentQuery

__all__ = ["THEME_WORDS"]

_TOLD = 3
"""Themes that are told in full; the others are rows of the table."""

_WITH_WHOLE = ("", "list", "rising", "falling")
"""What is asked above all where it is told, too, whether there is more of it altogether."""

_CUT = ("", "list", "across")
"""Where it is told that there are more themes than the table has."""

_QUOTES = 2
_CUSTOMERS = 5
_ALL_CUSTOMERS = 20


def _themes(phrases: Phrases, result: Mapping[str, Any], focus: str) -> str:
    facts, rows, order = result["facts"], _rows(result), str(result["query"].get("order", ""))
    one = bool(result["query"].get("themes")) and bool(rows)
    counted = [] if one else [f"{_counted(phrases, result, rows)} [{result['handle']}]"]
    if not one and facts["whole"] and focus in _WITH_WHOLE:
        counted.append(str(facts["whole"]))
    if focus in FOCUSED and rows:
        told = [FOCUSED[focus](phrases, result, rows)]
    else:
        told = [table(phrases, rows, order)] if len(rows) > 1 else []
        told += [_theme(phrases, each) for each in facts["details"][:_TOLD]]
    if one:
        first, line, rest = told[0].partition("\n")
        told[0] = f"{first} [{result['handle']}]{line}{rest}"
        counted = list(facts["warnings"])
    elif focus in _CUT and len(rows) < int(facts["themes"]):
        told.append(say(phrases, "shown", shown=len(rows), themes=facts["themes"]))
    told += [say(phrases, "themes_small")] if rows and facts["small"] and focus != "sure" else []
    return "\n\n".join([*counted, *told, *([] if one else facts["warnings"])])


def _counted(phrases: Phrases, result: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> str:
    """How many records there are, in a theme and in none; those without words apart, as the report has them."""
    facts = result["facts"]
    counts = {name: int(facts[name]) for name in ("records", "assigned", "unassigned", "wordless")}
    figures = {name: phrases.number(count) for name, count in counts.items()}
    left = [say(phrases, name, n=figures[name]) for name in ("unassigned", "wordless") if counts[name] > 0]
    if not rows:
        unread = counts["records"] > 0 and not facts["texts"]
        return say(
            phrases, "themes_unread" if unread else "themes_none", **_segment(phrases, result), **figures
        )
    key = "themes_one" if facts["themes"] == 1 else "themes_found"
    what = say(phrases, f"what_{facts['about']}", records=figures["records"])
    found = {**_segment(phrases, result), "what": what, "themes": facts["themes"], "left": "".join(left)}
    return say(phrases, key, assigned=figures["assigned"], **found)


def _theme(phrases: Phrases, found: Mapping[str, Any]) -> str:
    """One theme: its figures, where it is more frequent, its customers' words, and what to do next."""
    told = str(found["told"])
    most = found.get("over") or ()
    beside = [over(phrases, most[0])] if most else []
    if found.get("tickets"):
        beside.append(say(phrases, "tickets", tickets=phrases.say("list").join(found["tickets"])))
    if found.get("next_step"):
        beside.append(say(phrases, "next", step=found["next_step"]))
    lines = [*(f"- {each}" for each in beside), *_quoted(found["quotes"])]
    return "\n".join([told, "", *lines]) if lines else told


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
            say(phrases, "customer", customer=row["customer"], id=row["id"], last=row["last"])
            for row in shown
        ]
        told.append("\n".join(lines))
    return "\n\n".join(told)


def _opportunities(phrases: Phrases, result: Mapping[str, Any], _focus: str) -> str:
    facts, rows = result["facts"], _rows(result)
    key = "opportunities" if rows else "opportunities_none"
    counts = {name: phrases.number(facts[name]) for name in ("records", "candidates", "found", "min_support")}
    told = [f"{say(phrases, key, **_segment(phrases, result), **counts)} [{result['handle']}]"]
    for row, each in zip(rows, facts["details"], strict=False):
        line = f"**{row['title']}** ({row['opportunity']}): {each['need']} {each['rule']}"
        told.append("\n".join([f"{line} {each['next_step']}", "", *_quoted(each["quotes"])]))
    told += [say(phrases, "themes_small")] if facts["small"] else []
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
    return [quoted(str(each["text"]), str(each["id"])) for each in quotes[:_QUOTES]]
