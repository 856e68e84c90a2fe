"""Reports as tables for spreadsheets: one row a theme.

A cell that a spreadsheet would take for a formula gets an apostrophe in front, which makes it text there.
Whoever writes the file puts the byte-order mark first (`utf-8-sig`), by which spreadsheets know the Chinese.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from prompts import Language
from retrieval.catalog import Catalog
from tools.themes.changes import Changes, Fix
from tools.themes.report import Entry, Part, Report
from tools.themes.showing.words import Words

__all__ = ["render", "render_changes", "render_fix", "safe"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_ROUND = 6

_HEAD = (
    "rank", "theme", "name", "description", "level", "records", "of", "share", "share_low",
    "share_high", "people", "negative_share", "intensity", "trend", "trend_test", "trend_p", "per_week",
    "changed_week", "nps_difference", "nps_low", "nps_high", "rating_difference", "rating_low", "rating_high",
    "over", "priority", "tickets", "next_step", "asked", "quote_ids",
)  # fmt: skip

Cell = str | int | float | None


def render(report: Report, language: Language, catalog: Catalog | None = None) -> str:
    """One row a theme; heads are fixed, so that programs can rely on them."""
    words = Words(language, catalog)
    return _table(_HEAD, (_row(each, words) for each in report.entries))


def render_changes(changes: Changes, language: Language) -> str:
    """One row a theme."""
    head = ("theme", "name", *_sides("before"), *_sides("after"), "difference", "low", "high", "p", "verdict")
    return _table(
        head,
        (
            (
                each.theme.ref, each.theme.name(language), *_part(each.before), *_part(each.after),
                _round(each.difference), _round(each.low), _round(each.high), each.p, each.verdict,
            )
            for each in changes.entries
        ),
    )  # fmt: skip


def render_fix(fix: Fix) -> str:
    """One row a customer to tell."""
    rows = ((each.customer, each.last, " ".join(each.records)) for each in fix.tell)
    return _table(("customer", "last", "records"), rows)


def safe(cell: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would compute it."""
    return f"'{cell}" if cell.lstrip(" \u00a0\u3000\ufeff").startswith(_FORMULA) else cell


def _table(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow(head)
    for row in rows:
        writer.writerow([safe(each) if isinstance(each, str) else each for each in row])
    return made.getvalue()


def _row(entry: Entry, words: Words) -> tuple[Cell, ...]:
    theme, trend = entry.theme, entry.trend
    return (
        entry.rank, theme.ref, words.name(theme), theme.description(words.language), theme.level,
        *_part(entry.share), entry.people,
        _round(entry.negative.share if entry.negative else None), _round(entry.intensity),
        trend.kind, trend.test, trend.p, _round(trend.per_week), trend.changed,
        *_impact(entry, "nps"), *_impact(entry, "rating"),
        "; ".join(words.over(each) for each in entry.over), round(entry.priority.score, 1),
        " ".join(entry.tickets), entry.next_step, "; ".join(each.text for each in entry.asked),
        " ".join(each.id for each in entry.excerpts),
    )  # fmt: skip


def _sides(name: str) -> tuple[str, ...]:
    return tuple(f"{name}_{each}" for each in ("records", "of", "share", "low", "high"))


def _part(part: Part) -> tuple[Cell, ...]:
    return part.part, part.records, _round(part.share), _round(part.low), _round(part.high)


def _impact(entry: Entry, measure: str) -> tuple[Cell, ...]:
    for each in entry.impacts:
        if each.measure == measure:
            return _round(each.difference), _round(each.low), _round(each.high)
    return None, None, None


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, _ROUND)
