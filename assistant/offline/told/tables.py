"""A result's rows as a Markdown table, with headings people read."""

from collections.abc import Sequence

from assistant.offline.told.phrases import Phrases
from tools.results import Cell
from tools.segments.query import Measure, SegmentQuery

__all__ = ["MAX_ROWS", "markdown", "segment_table"]

MAX_ROWS = 20
"""Rows an answer shows; the result itself has them all."""


def segment_table(phrases: Phrases, query: SegmentQuery, rows: Sequence[Sequence[Cell]]) -> str:
    """Groups, then each measure, or both its sides with difference and ratio."""
    heads = [phrases.group(each) for each in query.group_by]
    for measure in query.measures:
        name = phrases.say("c_count") if measure == Measure() else phrases.measure(measure)
        if query.compare is None:
            heads.append(name)
            continue
        heads += [f"{name} ({label})" for label in query.compare.labels]
        heads += [phrases.say("c_difference"), phrases.say("c_ratio")]
    return markdown(heads, [_shown(phrases, query, row) for row in rows[:MAX_ROWS]])


def markdown(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A GitHub-flavoured table; bars and line breaks inside cells cannot break it."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(_plain(cell) for cell in line) + " |" for line in lines)


def _shown(phrases: Phrases, query: SegmentQuery, row: Sequence[Cell]) -> list[str]:
    width = len(query.group_by)
    shown = [phrases.cell(value, group) for value, group in zip(row[:width], query.group_by, strict=True)]
    each = 4 if query.compare else 1
    for place, measure in enumerate(query.measures):
        cells = row[width + place * each : width + (place + 1) * each]
        shown += [phrases.figure(measure, value) for value in cells[:2]]
        if query.compare:
            difference, ratio = cells[2], cells[3]
            shown.append(phrases.signed(query.measures[place], difference))
            shown.append("—" if ratio is None else f"{float(str(ratio)):.2f}")
    return shown


def _plain(cell: str) -> str:
    return cell.replace("\n", " ").replace("\r", " ").replace("|", "\\|")
