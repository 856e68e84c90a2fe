"""Themes as answers are handed them: a table, and the details of its first rows as facts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from prompts import Language
from tools.results import Cell, Result
from tools.themes.changes import Changes, Fix
from tools.themes.directions import direction
from tools.themes.impact import cost
from tools.themes.report import Entry, Heat, Report
from tools.themes.showing.words import Words
from tools.themes.telling import told
from tools.themes.telling_whole import told_whole

__all__ = ["DETAILED", "changes_result", "fix_result", "report_result"]

DETAILED = 5
"""Themes of which a result has quotes, segments and the like; the table has all that were asked for."""

WEEKS = 8
"""Weeks of a heat map that a result has, the newest."""

MOST_VALUES = 12
"""Values of a field that it has."""

MOST_TOLD = 20
"""Customers to tell who are named in a result."""

_COLUMNS = (
    *("theme", "name", "records", "share", "low", "high", "people", "share_negative"),
    *("trend", "changed", "nps_difference", "rating_difference", "priority"),
    *("share_before", "verdict", "silent_since", "moves", "direction", "nps_cost", "rating_cost"),
)


def report_result(report: Report, handle: str) -> Result:
    """covered: records in a theme; missing: those that fit nowhere, or have no text or no vector yet."""
    language: Language = "zh" if report.language == "zh" else "en"
    facts = {
        "about": report.request.about,
        "level": report.request.level,
        "records": report.records,
        "texts": report.texts,
        "assigned": report.assigned,
        "unassigned": report.texts - report.assigned,
        "wordless": max(report.records - report.texts, 0),
        "themes": report.themes,
        "small": report.small,
        "coverage": report.quality.coverage,
        "stability": report.quality.stability,
        **_asked_days(report),
        "whole": told_whole(report.whole, report.request.about, language) if report.whole else "",
        "warnings": list(report.warnings),
        "ways": dict(Counter(direction(each) or "steady" for each in report.entries)),
        "heat": _heat(report.heat) if report.request.across else None,
        "details": [_details(each, language) for each in report.entries[:DETAILED]],
    }
    rows = tuple(_row(each, language) for each in report.entries)
    quoted = [each.id for entry in report.entries[:DETAILED] for each in entry.excerpts]
    asked = report.request.model_dump(mode="json", exclude_defaults=True)
    missing = max(report.records - report.assigned, 0)
    return Result(
        handle,
        "summarize_themes",
        asked,
        None,
        _COLUMNS,
        rows,
        report.assigned,
        missing,
        facts,
        tuple(quoted),
    )


def changes_result(changes: Changes, handle: str) -> Result:
    """Rows of both sides; covered: the records of both."""
    language: Language = "zh" if changes.language == "zh" else "en"
    columns = (
        *("theme", "name", "before", "share_before", "after", "share_after"),
        *("difference", "low", "high", "p", "verdict"),
    )
    rows = tuple(
        (
            *(each.theme.ref, each.theme.name(language)),
            *(each.before.part, each.before.share, each.after.part, each.after.share),
            *(each.difference, each.low, each.high, each.p, each.verdict),
        )
        for each in changes.entries
    )
    facts = {
        "about": changes.request.about,
        "before_records": changes.before_records,
        "after_records": changes.after_records,
        "themes": changes.themes,
        **_days("period", changes.after_first, changes.after_last),
        **_days("period_b", changes.before_first, changes.before_last),
        "told": told(changes, language),
        "details": [_change(each.theme.ref, each.before, each.after) for each in changes.entries],
    }
    covered = changes.before_records + changes.after_records
    asked = changes.request.model_dump(mode="json", exclude_defaults=True)
    return Result(handle, "compare_periods", asked, None, columns, rows, covered, 0, facts)


def fix_result(fix: Fix, handle: str) -> Result:
    """One row a customer to tell; the figures are facts."""
    language: Language = "zh" if fix.language == "zh" else "en"
    rows = tuple(
        (each.customer or "", each.records[0], each.last) for each in fix.tell[:MOST_TOLD] if each.records
    )
    facts = {
        "subject": fix.subject,
        "title": fix.title,
        "fixed": fix.fixed,
        "days": fix.days,
        "verdict": fix.verdict,
        "difference": fix.difference,
        "low": fix.low,
        "high": fix.high,
        "small": fix.small,
        "customers": fix.customers,
        "told": told(fix, language),
        "details": [_change(fix.subject, fix.before, fix.after)],
    }
    covered = sum(each.records for each in (fix.before, fix.after) if each)
    asked = fix.request.model_dump(mode="json", exclude_defaults=True)
    cited = tuple(str(row[1]) for row in rows)
    return Result(
        handle, "check_fix", asked, None, ("customer", "id", "last"), rows, covered, 0, facts, cited
    )


def _asked_days(report: Report) -> dict[str, Any]:
    """The period asked for, and the days the figures are of."""
    found = _days("period", report.first, report.last)
    if report.request.period:
        found["period"] = report.request.period.model_dump(mode="json", exclude_none=True)
    return {**found, "first": report.first, "last": report.last}


def _row(entry: Entry, language: Language) -> tuple[Cell, ...]:
    share, impacts = entry.share, {each.measure: each.difference for each in entry.impacts}
    costs = {each.measure: cost(each) for each in entry.impacts}
    negative = entry.negative.share if entry.negative and entry.negative.records else None
    return (
        *(entry.theme.ref, entry.theme.name(language)),
        *(share.part, share.share, share.low, share.high, entry.people, negative),
        *(entry.trend.kind, entry.trend.changed, impacts.get("nps"), impacts.get("rating")),
        entry.priority.score,
        *((entry.against.part.share, entry.against.verdict) if entry.against else (None, None)),
        entry.trend.last,
        Words(language).moves(entry),
        direction(entry),
        *(costs.get("nps"), costs.get("rating")),
    )


def _heat(heat: Heat | None) -> dict[str, Any] | None:
    """Records of each theme in each column, and their share of it: of the newest weeks, or of all values."""
    if heat is None:
        return None
    kept = slice(-WEEKS, None) if heat.across == "week" else slice(None, MOST_VALUES)
    columns, totals = list(heat.columns[kept]), list(heat.totals[kept])
    rows = [
        {
            "theme": theme,
            "records": list(cells[kept]),
            "shares": [
                part / total if total else None for part, total in zip(cells[kept], totals, strict=True)
            ],
        }
        for theme, cells in zip(heat.themes, heat.cells, strict=True)
    ]
    return {"across": heat.across, "columns": columns, "totals": totals, "rows": rows}


def _details(entry: Entry, language: Language) -> dict[str, Any]:
    trend = asdict(entry.trend)
    del trend["weeks"]
    return {
        "theme": entry.theme.ref,
        "name": entry.theme.name(language),
        "about": entry.theme.description(language),
        "told": told(entry, language),
        "share": asdict(entry.share),
        "negative": asdict(entry.negative) if entry.negative else None,
        "impacts": [asdict(each) for each in entry.impacts],
        "trend": trend,
        "against": asdict(entry.against) if entry.against else None,
        "over": [asdict(each) for each in entry.over[:3]],
        "quotes": [{"id": each.id, "text": each.text} for each in entry.excerpts],
        "asked": [
            {"text": each.text, "records": each.records, "ids": each.ids[:3]} for each in entry.asked[:3]
        ],
        "tickets": list(entry.tickets),
        "next_step": entry.next_step,
    }


def _change(theme: str, *sides: Any) -> dict[str, Any]:
    return {"theme": theme, **_named(("before", "after"), sides)}


def _named(names: Iterable[str], sides: Iterable[Any]) -> dict[str, Any]:
    return {name: asdict(side) for name, side in zip(names, sides, strict=True) if side}


def _days(name: str, first: str | None, last: str | None) -> dict[str, Any]:
    """A period as results have it: half-open."""
    if not first or not last:
        return {}
    end = date.fromisoformat(last[:10]) + timedelta(days=1)
    return {name: {"start": first[:10], "end": end.isoformat()}}
