"""What changed between two periods: each theme's share before and after, and whether chance would do that.

Fisher's exact test for each theme that has enough records on both sides together; the p-values are corrected
for how many were tested (Benjamini and Hochberg 1995), so that at most one in twenty of the changes told is
none. The interval of the difference is Newcombe's. A share also falls where other feedback grows; so a change
is told only where it is also written more or less often a day (exact binomial test).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from retrieval.catalog import Catalog, data_span
from retrieval.database import data_version, feedback_table
from retrieval.errors import BadQuery
from retrieval.themes.theme import Theme, ThemeMap
from tools.segments.calendar import instant
from tools.segments.conditions import segment_condition
from tools.segments.intervals import newcombe, wilson
from tools.segments.query import Period
from tools.segments.spans import Span, following, unit_of
from tools.themes.changes import Change, Changes, Verdict
from tools.themes.members import about_condition, current_map, theme_counts
from tools.themes.report import Part
from tools.themes.request import ChangesRequest
from tools.themes.subject import themes_asked
from tools.tickets.effect import written_so
from tools.toolbox import ToolContext

__all__ = ["FEW", "LEVEL", "Sides", "compare_periods", "compared", "in_span", "part_of", "spans_of"]

FEW = 5
"""Records of a theme on both sides together, below which nothing is said but that they are few."""

LEVEL = 0.05
"""The corrected p-value from which a change is called one."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sides:
    """A theme's records before and after, each out of how many, in so many days."""

    theme: Theme
    before: int
    before_of: int
    after: int
    after_of: int
    before_days: int = 1
    after_days: int = 1


def compare_periods(context: ToolContext, request: ChangesRequest, at: int) -> Changes:
    """The themes of a segment in two periods, the clearest change first. at: seconds UTC.

    Raises BadQuery for fields, values and themes there are not, and in data without times.
    """
    catalog, store = context.catalog(), context.store
    found = current_map(context, at)
    before, after = spans_of(request, catalog, store.timezone)
    table = feedback_table(catalog.attributes)
    within = sa.and_(
        segment_condition(catalog, table, request.filters, None, store.timezone),
        about_condition(catalog, table, request.about),
    )
    with store.read() as connection:
        version = data_version(connection)
        counted, totals = [], []
        for span in (before, after):
            meets = sa.and_(within, in_span(table, span, store.timezone))
            counted.append(theme_counts(connection, table, meets, found.id))
            total = sa.select(sa.func.count()).select_from(table).where(meets)
            totals.append(int(connection.scalar(total) or 0))
    lengths = [(span[1] - span[0]).days for span in (before, after)]
    themes, notes = _wanted(context, found, request)
    sides = [
        Sides(each, counted[0].get(each.ref, 0), totals[0], counted[1].get(each.ref, 0), totals[1], *lengths)
        for each in themes
    ]
    entries = compared(each for each in sides if each.before or each.after or request.themes)
    return Changes(
        request=request,
        language=request.language or "en",
        before_first=str(before[0]),
        before_last=str(before[1] - _DAY),
        after_first=str(after[0]),
        after_last=str(after[1] - _DAY),
        before_records=totals[0],
        after_records=totals[1],
        entries=entries[: request.limit],
        themes=len(entries),
        made_at=at,
        data_version=version,
        notes=notes,
    )


def compared(sides: Iterable[Sides]) -> tuple[Change, ...]:
    """Each theme's change, the clearest first: by p-value, then by how much it moved."""
    known = list(sides)
    tested = [each for each in known if _enough(each)]
    raw = [_fisher(each) for each in tested]
    p_of = {
        each.theme.id: pair for each, pair in zip(tested, zip(raw, _corrected(raw), strict=True), strict=True)
    }
    ranked = []
    for each in known:
        plain, p = p_of.get(each.theme.id, (1.0, 1.0))
        ranked.append((plain, _change(each, p, each.theme.id in p_of)))
    unclear = ("no_clear_change", "too_few")
    ranked.sort(
        key=lambda pair: (
            pair[1].verdict in unclear,
            pair[1].verdict == "too_few",
            pair[0],
            -abs(pair[1].difference),
        )
    )
    return tuple(change for _, change in ranked)


def part_of(part: int, records: int) -> Part:
    """A share with its interval; of no records 0, from 0 to 1."""
    if not records:
        return Part(0, 0, 0.0, 0.0, 1.0)
    return Part(part, records, part / records, *wilson(part / records, records))


def spans_of(request: ChangesRequest, catalog: Catalog, zone: ZoneInfo) -> tuple[Span, Span]:
    """The days before and after. Without `before`: the calendar unit before one, else as many days before.

    A period that is open on a side reaches to the end of the data; none reaches beyond it. Raises BadQuery in
    data without times, for a period that is none, and for one that does not come after `before`.
    """
    data = data_span(catalog)
    if data is None:
        raise BadQuery("no_times")
    after = _days(request.period, data, zone)
    if request.before is not None:
        before = _days(request.before, data, zone)
        if before[1] > after[0]:
            raise BadQuery("periods_swapped", before=_written(before), after=_written(after))
    else:
        unit = unit_of(after)
        length = after[1] - after[0]
        before = following(after, unit, -1) if unit and unit != "day" else (after[0] - length, after[0])
    return _within(before, data), _within(after, data)


def _within(span: Span, data: tuple[date, date]) -> Span:
    """The days of a span that the data reaches: those still to come are no days without complaints."""
    first, end = max(span[0], data[0]), min(span[1], data[1] + _DAY)
    return (first, end) if first < end else span


def _written(span: Span) -> str:
    return f"{span[0]}..{span[1] - _DAY}"


def _wanted(
    context: ToolContext, found: ThemeMap, request: ChangesRequest
) -> tuple[tuple[Theme, ...], tuple[str, ...]]:
    """The themes meant by what was said, and how that was read; without a word, all of the level that nobody
    muted. Raises BadQuery for what is no theme.
    """
    if not request.themes:
        return tuple(each for each in found.themes if each.level == request.level and not each.muted), ()
    return themes_asked(context, found, request.themes, request.language or "en")


def _days(period: Period, data: tuple[date, date], zone: ZoneInfo) -> Span:
    """Whole days: a time of day in a period counts its day."""
    first = _date(period.start, zone) or data[0]
    end = _date(period.end, zone) or data[1] + _DAY
    if isinstance(period.end, datetime) and period.end.time() != datetime.min.time():
        end += _DAY
    if first >= end:
        raise BadQuery("period_empty", start=first, end=end)
    return first, end


def _date(moment: date | datetime | None, zone: ZoneInfo) -> date | None:
    if not isinstance(moment, datetime):
        return moment
    return (moment.astimezone(zone) if moment.tzinfo else moment).date()


def in_span(table: sa.FromClause, span: Span, zone: ZoneInfo) -> sa.ColumnElement[bool]:
    """Whether a record is of the days of a span, on that clock."""
    return sa.and_(table.c.time >= instant(span[0], zone), table.c.time < instant(span[1], zone))


def _fisher(each: Sides) -> float:
    from scipy.stats import fisher_exact

    table = [[each.before, each.before_of - each.before], [each.after, each.after_of - each.after]]
    return float(fisher_exact(table).pvalue)


def _corrected(raw: Sequence[float]) -> list[float]:
    from scipy.stats import false_discovery_control

    return [float(p) for p in false_discovery_control(raw)] if raw else []


def _enough(each: Sides) -> bool:
    return each.before + each.after >= FEW and min(each.before_of, each.after_of) > 0


def _change(each: Sides, p: float, tested: bool) -> Change:
    before, after = part_of(each.before, each.before_of), part_of(each.after, each.after_of)
    if not before.records or not after.records:
        low, high = -1.0, 1.0
    else:
        low, high = newcombe(after.share, after.records, before.share, before.records)
    verdict = _verdict(before, after, p, low, high) if tested else "too_few"
    share_only = verdict not in ("no_clear_change", "too_few") and not _written_so(each, rose=low > 0)
    return Change(
        each.theme,
        before,
        after,
        after.share - before.share,
        low,
        high,
        p,
        "no_clear_change" if share_only else verdict,
        (each.before / each.before_days, each.after / each.after_days),
        share_only,
    )


def _written_so(each: Sides, *, rose: bool) -> bool:
    part = each.after_days / (each.before_days + each.after_days)
    return written_so(each.before, each.after, part, rose=rose)


def _verdict(before: Part, after: Part, p: float, low: float, high: float) -> Verdict:
    """What the test and the interval agree on."""
    if p > LEVEL or low <= 0 <= high:
        return "no_clear_change"
    if after.share > before.share:
        return "rose" if before.part else "new"
    return "fell" if after.part else "gone"
