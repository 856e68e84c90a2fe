"""The themes of a period beside those of the time before it: what people mean by "is it getting worse?"."""

from datetime import timedelta

import sqlalchemy as sa

from retrieval.catalog import data_span
from retrieval.themes.theme import ThemeMap
from tools.segments.conditions import segment_condition
from tools.segments.spans import Span
from tools.themes.changes_run import Sides, compared, in_span, spans_of
from tools.themes.members import about_condition, theme_counts
from tools.themes.report import Against
from tools.themes.request import ChangesRequest, ThemeRequest
from tools.themes.scene import Scene

__all__ = ["against", "time_before"]


def against(
    connection: sa.Connection,
    scene: Scene,
    found: ThemeMap,
    request: ThemeRequest,
    records: int,
) -> dict[str, Against]:
    """By ref, each theme of the report's level in the calendar unit before the period, else in as many days.

    records: those counted in the period. Nothing where there is no period, or no feedback of the time before.
    """
    spans = time_before(scene, request)
    if spans is None or not records:
        return {}
    before, after = spans
    table = scene.table
    meets = sa.and_(
        segment_condition(scene.catalog, table, request.filters, None, scene.zone),
        about_condition(scene.catalog, table, request.about),
    )
    sides = [sa.and_(meets, in_span(table, each, scene.zone)) for each in (before, after)]
    counts = [theme_counts(connection, table, each, found.id) for each in sides]
    totals = [
        int(connection.scalar(sa.select(sa.func.count()).select_from(table).where(each)) or 0)
        for each in sides
    ]
    if not all(totals):
        return {}
    lengths = [(each[1] - each[0]).days for each in (before, after)]
    themes = [each for each in found.themes if each.level == scene.level]
    told = compared(
        Sides(each, counts[0].get(each.ref, 0), totals[0], counts[1].get(each.ref, 0), totals[1], *lengths)
        for each in themes
    )
    first, last = before[0].isoformat(), (before[1] - timedelta(days=1)).isoformat()
    return {
        each.theme.ref: Against(
            first, last, each.before, each.difference, each.low, each.high, each.p, each.verdict
        )
        for each in told
    }


def time_before(scene: Scene, request: ThemeRequest) -> tuple[Span, Span] | None:
    """The days of the time before the period, and its own; None where one of them has none in the data."""
    span = data_span(scene.catalog)
    if request.period is None or request.period.start is None or span is None:
        return None
    before, after = spans_of(ChangesRequest(period=request.period), scene.catalog, scene.zone)
    if before[1] > after[0] or before[0] > span[1] or before[1] <= span[0]:
        return None
    return before, after
