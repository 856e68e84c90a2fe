"""The report on themes, from the request to the last figure: docs/themes-figures.md."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from prompts import Language, text
from retrieval.catalog import Catalog, data_span
from retrieval.database import data_version
from retrieval.themes.refreshing import refresh
from retrieval.themes.segment import EVERYTHING, MapSegment, map_segment
from retrieval.themes.theme import Level, Theme, ThemeMap
from tools.segments.checking import check_filters
from tools.segments.conditions import segment_condition
from tools.segments.intervals import SMALL
from tools.themes.against import against
from tools.themes.caching import current_state, keep, kept
from tools.themes.directions import direction
from tools.themes.figures import Sums, Texts, part_of, segment_sums, texts_of, theme_sums
from tools.themes.figures_time import Timeline, timeline
from tools.themes.figures_values import compared_fields, value_counts
from tools.themes.heat import heat_by_field, heat_by_week, heat_field
from tools.themes.impact import impacts, on_whole
from tools.themes.members import about_condition, has_theme
from tools.themes.over import over_represented
from tools.themes.priority import priority
from tools.themes.report import Against, Entry, Heat, Over, Report, Trend
from tools.themes.request import ThemeRequest
from tools.themes.scene import Scene, days_of, scene_of
from tools.themes.subject import themes_asked
from tools.themes.trend import NO_TREND, trends
from tools.themes.whole import whole_of
from tools.toolbox import ToolContext

__all__ = ["theme_report"]

Progress = Callable[[str, float], None]


def theme_report(
    context: ToolContext, request: ThemeRequest, at: int, progress: Progress | None = None
) -> Report:
    """The themes of a segment in a period, ranked, with their figures. at: seconds UTC.

    The themes are brought up to date first; a report that was made from the same data, themes and tickets is
    given again. `progress(stage, share)` tells how far it is: the stages of finding themes, then counting,
    testing, quoting. Raises BadQuery for fields, values and themes this data does not have.
    """
    told = progress or (lambda _stage, _share: None)
    catalog = context.catalog()
    heat_field(catalog, request.across)
    model, segment = context.embedder().name, _segment(context, request)
    found = refresh(context.store, model, at, segment, namer=context.namer(), progress=told)
    state = current_state(context.store, found.id)
    earlier = kept(context.store, found.id, request, state)
    if earlier is not None:
        return earlier
    report = _made(context, request, found, at, told)
    keep(context.store, found.id, request, state, report)
    return report


def _segment(context: ToolContext, request: ThemeRequest) -> MapSegment:
    """The segment whose themes are found: everything, unless the request looks inside its own."""
    if not request.within or not request.filters:
        return EVERYTHING
    catalog, zone = context.catalog(), context.store.timezone
    filters, _ = check_filters(catalog, request.filters, zone)
    written = [each.model_dump(mode="json", exclude_defaults=True) for each in filters]
    return map_segment(written, lambda table: segment_condition(catalog, table, filters, None, zone))


@dataclass(frozen=True, slots=True)
class _Counted:
    """All that was counted in one snapshot of the store."""

    segment: Sums
    sums: Mapping[str, Sums]
    texts: Texts
    days: Timeline | None
    over: Mapping[str, tuple[Over, ...]]
    version: int


def _made(context: ToolContext, request: ThemeRequest, found: ThemeMap, at: int, told: Progress) -> Report:
    wanted, notes = _wanted(context, found, request)
    level: Level = wanted[0].level if wanted else request.level
    catalog = context.catalog()
    scene = scene_of(catalog, context.store.dialect, context.store.timezone, found.id, request, level)
    with context.store.read() as connection:
        counted = _count(connection, scene, found, told)
        told("testing", 0.0)
        moved = trends(counted.days) if counted.days and counted.days.themes else {}
        before = against(connection, scene, found, request, counted.segment.records)
        whole = whole_of(connection, scene, request)
        entries = _ranked(_entries(wanted, counted, moved, request, before), request)
        told("testing", 1.0)
        shown = tuple(entries[: request.limit])
        heat = _heat(connection, scene, request, counted.days, shown)
    shown = _completed(context, request, scene, found, shown, at, told)
    first, last = _days(catalog, request, context)
    return Report(
        request=request,
        language=request.language or "en",
        first=first,
        last=last,
        records=counted.segment.records,
        texts=counted.texts.texts,
        assigned=counted.texts.assigned,
        themes=len(entries),
        quality=found.quality,
        small=counted.segment.records < SMALL or found.quality.small,
        entries=shown,
        heat=heat,
        made_at=at,
        data_version=counted.version,
        warnings=(*notes, *_warnings(catalog, request, counted)),
        whole=whole,
    )


def _wanted(
    context: ToolContext, found: ThemeMap, request: ThemeRequest
) -> tuple[tuple[Theme, ...], tuple[str, ...]]:
    """The themes asked for, of one level, and how they were read; without any, all that nobody muted.

    Raises BadQuery for what is no theme.
    """
    if not request.themes:
        fit = (each for each in found.themes if each.level == request.level)
        return tuple(each for each in fit if request.muted or not each.muted), ()
    meant, notes = themes_asked(context, found, request.themes, request.language or "en")
    own = tuple(each for each in meant if each.level == request.level)
    return own or meant, notes


def _count(connection: sa.Connection, scene: Scene, found: ThemeMap, told: Progress) -> _Counted:
    told("counting", 0.0)
    segment, sums = segment_sums(connection, scene), theme_sums(connection, scene)
    told("counting", 0.3)
    themes = tuple(each.ref for each in found.themes if each.level == scene.level)
    days = timeline(connection, scene, themes)
    told("counting", 0.5)
    values = value_counts(connection, scene, compared_fields(scene.catalog))
    over = over_represented(values)
    texts = texts_of(connection, scene, found.model)
    told("counting", 1.0)
    return _Counted(segment, sums, texts, days, over, data_version(connection))


def _entries(
    wanted: Sequence[Theme],
    counted: _Counted,
    moved: Mapping[str, Trend],
    request: ThemeRequest,
    before: Mapping[str, Against],
) -> list[Entry]:
    """Those with a record that counts, and those asked for by name."""
    found = []
    for theme in wanted:
        sums = counted.sums.get(theme.ref, Sums())
        if not sums.records and not request.themes:
            continue
        effects = impacts(sums, counted.segment)
        trend = moved.get(theme.ref, NO_TREND)
        found.append(
            Entry(
                rank=0,
                theme=theme,
                share=part_of(sums.records, counted.segment.records),
                people=sums.people,
                negative=part_of(sums.negative, sums.felt) if sums.felt else None,
                intensity=sums.intensity / sums.intense if sums.intense else None,
                impacts=effects,
                trend=trend,
                over=counted.over.get(theme.ref, ()),
                priority=priority(sums, counted.segment, effects, trend, request.about),
                against=before.get(theme.ref),
            )
        )
    return found


def _ranked(entries: list[Entry], request: ThemeRequest) -> list[Entry]:
    harm = -1 if request.about == "praise" else 1

    def place(entry: Entry) -> tuple[float, ...]:
        usual = (-float(entry.share.part), float(entry.theme.id))
        match request.order:
            case "priority":
                return (-entry.priority.score, *usual)
            case "rising" | "falling" as way:
                sign = 1.0 if way == "rising" else -1.0
                return (float(direction(entry) != way), -sign * (entry.trend.per_week or 0.0), *usual)
            case "impact":
                return (-harm * on_whole(entry.impacts), *usual)
            case _:
                return usual

    ordered = sorted(entries, key=place)
    return [replace(entry, rank=rank) for rank, entry in enumerate(ordered, start=1)]


def _heat(
    connection: sa.Connection,
    scene: Scene,
    request: ThemeRequest,
    days: Timeline | None,
    shown: Sequence[Entry],
) -> Heat | None:
    themes = [entry.theme.ref for entry in shown]
    field = heat_field(scene.catalog, request.across)
    if field is not None:
        return heat_by_field(connection, scene, field, themes)
    return heat_by_week(days, themes) if days and themes else None


def _completed(
    context: ToolContext,
    request: ThemeRequest,
    scene: Scene,
    found: ThemeMap,
    shown: tuple[Entry, ...],
    at: int,
    told: Progress,
) -> tuple[Entry, ...]:
    """The entries with the parts that are read from texts and tickets."""
    from tools.themes.completing import completed

    def has(table: sa.Table, theme: Theme) -> sa.ColumnElement[bool]:
        return has_theme(table, found.id, [theme])

    def meets(table: sa.Table, theme: Theme) -> sa.ColumnElement[bool]:
        counted = about_condition(scene.catalog, table, scene.about)
        return sa.and_(scene.within(table), counted, has(table, theme))

    language = request.language or "en"
    return completed(context, found.model, shown, meets, has, language, at, told, request.about)


def _days(catalog: Catalog, request: ThemeRequest, context: ToolContext) -> tuple[str | None, str | None]:
    span = data_span(catalog)
    return days_of(request.period, span, context.store.timezone) if span else (None, None)


def _warnings(catalog: Catalog, request: ThemeRequest, counted: _Counted) -> list[str]:
    language: Language = request.language or "en"
    found = []
    if request.about != "all" and catalog.field("sentiment") is None:
        found.append(text("themes_figures", "no_sentiment", language))
    if counted.days is None and counted.segment.records:
        found.append(text("themes_figures", "no_times", language))
    return found
