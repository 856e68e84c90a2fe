"""Themes, changes, fixes and opportunities in words: the sentences of the results, and a table of the rest."""

from collections.abc import Callable, Mapping, Sequence
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


def _themes(phrases: Phrases, result: Mapping[str, Any]) -> str:
    facts, rows = result["facts"], _rows(result)
    about = str(facts["about"])
    details = {"records": phrases.number(facts["records"]), "assigned": phrases.number(facts["assigned"])}
    unassigned = phrases.number(max(int(facts["records"]) - int(facts["assigned"]), 0))
    key = f"themes_{about}" if rows else "themes_none"
    head = _say(
        phrases, key, **_segment(phrases, result), **details, themes=facts["themes"], unassigned=unassigned
    )
    told = [f"{head} [{result['handle']}]"]
    if len(rows) > 1:
        told.append(_table(phrases, rows))
    told += [_theme(phrases, each) for each in facts["details"][:_TOLD]]
    told += [_say(phrases, "themes_small")] if facts["small"] else []
    told += facts["warnings"]
    return "\n\n".join(told)


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


def _table(phrases: Phrases, rows: Sequence[Mapping[str, Any]]) -> str:
    heads = [_say(phrases, f"c_{name}") for name in ("theme", "records", "share", "people", "trend")]
    cells = [
        [
            f"{row['name']} ({row['theme']})",
            phrases.number(row["records"]),
            _percent(row["share"]),
            phrases.number(row["people"]),
            _say(phrases, f"trend_{row['trend']}"),
        ]
        for row in rows
    ]
    return markdown(heads, cells)


def _changes(_phrases: Phrases, result: Mapping[str, Any]) -> str:
    first, *lines = str(result["facts"]["told"]).split("\n")
    told = [f"{first} [{result['handle']}]", "\n".join(lines)]
    return "\n\n".join(each for each in told if each)


def _fix(phrases: Phrases, result: Mapping[str, Any]) -> str:
    told = [f"{result['facts']['told']} [{result['handle']}]"]
    shown = [row for row in _rows(result) if row["customer"]][:_CUSTOMERS]
    if shown:
        lines = [
            _say(phrases, "customer", customer=row["customer"], id=row["id"], last=row["last"])
            for row in shown
        ]
        told.append("\n".join(lines))
    return "\n\n".join(told)


def _opportunities(phrases: Phrases, result: Mapping[str, Any]) -> str:
    facts, rows = result["facts"], _rows(result)
    key = "opportunities" if rows else "opportunities_none"
    counts = {name: phrases.number(facts[name]) for name in ("records", "candidates", "found", "min_support")}
    told = [f"{_say(phrases, key, **_segment(phrases, result), **counts)} [{result['handle']}]"]
    for row, each in zip(rows, facts["details"], strict=False):
        line = f"**{row['title']}** ({row['opportunity']}): {each['need']} {each['rule']}"
        told.append("\n".join([f"{line} {each['next_step']}", "", *_quoted(each["quotes"])]))
    told += [_say(phrases, "themes_small")] if facts["small"] else []
    return "\n\n".join(told)


THEME_WORDS: Mapping[str, Callable[[Phrases, Mapping[str, Any]], str]] = {
    "themes": _themes,
    "changes": _changes,
    "fix": _fix,
    "opportunities": _opportunities,
}
"""What words the result of each intent."""


def _rows(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [dict(zip(result["columns"], row, strict=True)) for row in result["rows"]]


def _segment(phrases: Phrases, result: Mapping[str, Any]) -> Mapping[str, str]:
    asked = {name: each for name, each in result["query"].items() if name in ("filters", "period")}
    return phrases.segment(SegmentQuery.model_validate(asked))


def _quoted(quotes: Sequence[Mapping[str, Any]]) -> list[str]:
    lines = [" ".join(str(each["text"]).split("\n")) for each in quotes[:_QUOTES]]
    return [f"- “{line}” `[{each['id']}]`" for line, each in zip(lines, quotes, strict=False)]


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"


def _say(phrases: Phrases, key: str, **variables: object) -> str:
    return text("theming", key, phrases.language, **variables)
