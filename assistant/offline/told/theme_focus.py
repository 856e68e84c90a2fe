"""What is told of themes where one thing is asked: what to do, who is affected, which move, how sure they are."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from assistant.offline.told.phrases import Phrases
from assistant.offline.told.tables import markdown
from assistant.offline.told.verbatim import quoted
from prompts import text

__all__ = ["FOCUSED", "named", "over", "percent", "say", "table"]

Row = Mapping[str, Any]
Focused = Callable[[Phrases, Mapping[str, Any], Sequence[Row]], str]

_ABOUT = ("category", "topic", "topic_area", "intent", "sentiment", "urgency", "department", "follow_up")
"""Fields that say what feedback is about, and not who wrote it."""

_RANKED = {"impact": ("nps_cost", "nps_difference", "rating_cost"), "priority": ("priority",)}
"""Columns that a table of themes has where they are ranked by them."""

_WRITTEN = {"nps_cost": "+.1f", "nps_difference": "+.1f", "rating_cost": "+.2f", "priority": ".1f"}

_LOW_COVERAGE, _LOW_STABILITY = 0.7, 0.6
"""Below these the answer to "can I rely on it?" begins with a no."""

_TOLD = 3
"""Themes that move whose figures are told; the others are rows."""

_ASKED = 5
"""Wishes that are told."""


def _next(phrases: Phrases, result: Mapping[str, Any], _rows: Sequence[Row]) -> str:
    """What follows from the figures, the most urgent first."""
    told = [each for each in result["facts"]["details"] if each["next_step"]]
    lines = [
        say(phrases, "step", place=place, theme=named(each), step=each["next_step"])
        for place, each in enumerate(told, 1)
    ]
    if result["query"].get("themes"):
        return lines[0].partition(" ")[2]
    return "\n".join([say(phrases, "steps"), "", *lines])


def _affected(phrases: Phrases, result: Mapping[str, Any], rows: Sequence[Row]) -> str:
    """How many people, and where it comes up more than elsewhere."""
    lines = []
    for row, each in zip(rows, result["facts"]["details"], strict=False):
        found = {"people": phrases.number(row["people"]), "records": phrases.number(row["records"])}
        key = "affected" if int(row["people"]) != 1 else "affected_one"
        lines.append("- " + say(phrases, key, theme=named(each), **found))
        beside = [one for one in each.get("over") or () if one["field"] not in _ABOUT]
        lines += [f"  - {over(phrases, one)}" for one in beside]
    return "\n".join(lines)


def _moving(way: str) -> Focused:
    def told(phrases: Phrases, result: Mapping[str, Any], rows: Sequence[Row]) -> str:
        """Only those that go that way; the sentences of those that lead."""
        moved = [row for row in rows if row["direction"] == way]
        themes = result["facts"]["themes"]
        if not moved:
            return say(phrases, f"none_{way}", themes=themes)
        refs = {row["theme"] for row in moved}
        details = [each for each in result["facts"]["details"] if each["theme"] in refs]
        lead = say(phrases, f"some_{way}", n=result["facts"]["ways"][way], themes=themes)
        return "\n\n".join(
            [lead, table(phrases, moved, ""), *(f"- {each['told']}" for each in details[:_TOLD])]
        )

    return told


def _listed(phrases: Phrases, result: Mapping[str, Any], rows: Sequence[Row]) -> str:
    return table(phrases, rows, str(result["query"].get("order", "")))


def _sure(phrases: Phrases, result: Mapping[str, Any], _rows: Sequence[Row]) -> str:
    """How far the themes can be relied on: what fits, what comes back in other data, what that means."""
    facts = result["facts"]
    texts, stability = int(facts["texts"]), facts["stability"]
    share = int(facts["assigned"]) / texts if texts else 0.0
    fit = {name: phrases.number(facts[name]) for name in ("assigned", "texts")}
    lines = [say(phrases, "sure_coverage_low" if share < _LOW_COVERAGE else "sure_coverage", **fit)]
    if stability is not None:
        key = "sure_stability_low" if stability < _LOW_STABILITY else "sure_stability"
        lines.append(say(phrases, key, value=f"{stability:.2f}"))
    if facts["small"]:
        lines.append(say(phrases, "themes_small"))
    return "\n".join([*(f"- {each}" for each in lines), "", say(phrases, "sure")])


def _asked(phrases: Phrases, result: Mapping[str, Any], _rows: Sequence[Row]) -> str:
    """What customers ask for, in their own words, of the largest themes."""
    wishes = [
        (int(wish["records"]), named(each), wish)
        for each in result["facts"]["details"]
        for wish in each.get("asked") or ()
    ]
    if not wishes:
        return say(phrases, "wishes_none")
    wishes.sort(key=lambda each: -each[0])
    lines = [
        f"{quoted(str(wish['text']), str(wish['ids'][0]))} {say(phrases, 'wish', theme=theme)}"
        for _records, theme, wish in wishes[:_ASKED]
    ]
    return "\n".join([say(phrases, "wishes"), "", *lines])


def _across(phrases: Phrases, result: Mapping[str, Any], rows: Sequence[Row]) -> str:
    """Each theme's share of every week, or of every value of a field."""
    heat = result["facts"].get("heat")
    if not heat or not heat["columns"]:
        return _listed(phrases, result, rows)
    names = {row["theme"]: named(row) for row in rows}
    across = heat["across"]
    columns = [str(each) if across == "week" else phrases.cell(each) for each in heat["columns"]]
    heads = [say(phrases, "c_theme"), *columns]
    cells = [
        [
            names[row["theme"]],
            *(
                "–" if share is None else f"{percent(share)} ({part})"
                for part, share in zip(row["records"], row["shares"], strict=True)
            ),
        ]
        for row in heat["rows"]
    ]
    totals = [say(phrases, "c_all"), *(phrases.number(each) for each in heat["totals"])]
    key = "across_week" if across == "week" else "across"
    lead = say(phrases, key, field=phrases.field(across) if across != "week" else "", n=len(columns))
    return f"{lead}\n\n{markdown(heads, [*cells, totals])}"


FOCUSED: Mapping[str, Focused] = {
    "next": _next,
    "affected": _affected,
    "rising": _moving("rising"),
    "falling": _moving("falling"),
    "seasonal": _moving("seasonal"),
    "list": _listed,
    "sure": _sure,
    "asked": _asked,
    "across": _across,
}
"""What is told where one thing is asked of themes, by what it is."""


def table(phrases: Phrases, rows: Sequence[Row], order: str) -> str:
    """With what they are ranked by, where that is none of the other columns."""
    ranked = [name for name in _RANKED.get(order, ()) if any(row[name] is not None for row in rows)]
    if "nps_cost" in ranked:
        ranked = [name for name in ranked if name != "rating_cost"]
    heads = [say(phrases, f"c_{name}") for name in ("theme", "records", "share", "people", "trend", *ranked)]
    cells = [
        [
            named(row),
            phrases.number(row["records"]),
            percent(row["share"]),
            phrases.number(row["people"]),
            str(row["moves"]),
            *("–" if row[name] is None else f"{row[name]:{_WRITTEN[name]}}" for name in ranked),
        ]
        for row in rows
    ]
    return markdown(heads, cells)


def named(found: Row) -> str:
    return f"{str(found['name']).strip('“”')} ({found['theme']})"


def over(phrases: Phrases, each: Mapping[str, Any]) -> str:
    """A value where it comes up more than elsewhere; no number of times, where elsewhere there is none."""
    part, rest = each["part"], each["rest"]
    return say(
        phrases,
        "over" if rest["part"] else "over_only",
        field=phrases.field(each["field"]),
        value=phrases.cell(each["value"]),
        lift=f"{each['lift']:.1f}",
        share=percent(part["share"]),
        rest=percent(rest["share"]),
        of=f"{part['part']:,}",
        records=f"{part['records']:,}",
        rest_records=f"{rest['records']:,}",
    )


def percent(share: float) -> str:
    return f"{100 * share:.1f}%"


def say(phrases: Phrases, key: str, **variables: object) -> str:
    return text("theming", key, phrases.language, **variables)
