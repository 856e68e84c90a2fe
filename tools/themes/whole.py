"""All that a report counts beside the time before it: whether there are more complaints altogether."""

from typing import Literal

import sqlalchemy as sa

from tools.segments.conditions import segment_condition
from tools.segments.intervals import newcombe
from tools.segments.spans import Span
from tools.themes.against import time_before
from tools.themes.changes_run import FEW, LEVEL, in_span, part_of
from tools.themes.members import about_condition
from tools.themes.report import Part, Side, Whole
from tools.themes.request import ThemeRequest
from tools.themes.scene import Scene

__all__ = ["whole_of"]

Moved = Literal["rose", "fell", "no_clear_change"]


def whole_of(connection: sa.Connection, scene: Scene, request: ThemeRequest) -> Whole | None:
    """The period and the time before it; None without a period, or where there is no feedback of then.

    How many come a day is tested on the two numbers of records given the days (exact binomial test), their
    share of the feedback with a feeling by Newcombe's interval.
    """
    spans = time_before(scene, request)
    if spans is None:
        return None
    before, now = (_side(connection, scene, request, each) for each in spans)
    if not now.records + before.records:
        return None
    pace, share = _pace(now, before), _share(now.felt, before.felt)
    few = now.records + before.records < FEW
    return Whole(now, before, pace, share, "too_few" if few else _verdict(pace, share))


def _side(connection: sa.Connection, scene: Scene, request: ThemeRequest, span: Span) -> Side:
    table = scene.table
    meets = sa.and_(
        segment_condition(scene.catalog, table, request.filters, None, scene.zone),
        in_span(table, span, scene.zone),
    )
    counted = sa.case((about_condition(scene.catalog, table, request.about), 1), else_=0)
    feeling = scene.catalog.field("sentiment") is not None and request.about != "all"
    stated = sa.func.count(table.c.sentiment) if feeling else sa.literal(0)
    row = connection.execute(sa.select(sa.func.sum(counted), stated).select_from(table).where(meets)).one()
    records, felt = int(row[0] or 0), int(row[1] or 0)
    days = (span[1] - span[0]).days
    last = span[1].fromordinal(span[1].toordinal() - 1)
    return Side(str(span[0]), str(last), days, records, part_of(records, felt) if felt else None)


def _pace(now: Side, before: Side) -> Moved:
    from scipy.stats import binomtest

    total = now.records + before.records
    expected = now.days / (now.days + before.days)
    if binomtest(now.records, total, expected).pvalue > LEVEL:
        return "no_clear_change"
    return "rose" if now.records / total > expected else "fell"


def _share(now: Part | None, before: Part | None) -> Moved:
    if now is None or before is None:
        return "no_clear_change"
    low, high = newcombe(now.share, now.records, before.share, before.records)
    return "rose" if low > 0 else "fell" if high < 0 else "no_clear_change"


def _verdict(pace: Moved, share: Moved) -> Literal["rose", "fell", "no_clear_change", "mixed"]:
    moved = {pace, share} - {"no_clear_change"}
    if len(moved) > 1:
        return "mixed"
    return next(iter(moved), "no_clear_change")
