"""Themes kept up while a service runs: new feedback joins them, and others are told of those that rise."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from retrieval.database import meta
from retrieval.outbox.events import Event, emit
from retrieval.themes.keeping import read_map, scope_of
from retrieval.themes.refreshing import refresh
from retrieval.themes.theme import Theme, ThemeMap
from retrieval.vector_cache import all_embedded
from tools.themes.report import Trend
from tools.themes.request import ThemeRequest
from tools.toolbox import ToolContext

__all__ = ["can_find_themes", "keep_themes", "rising_themes", "tell_rising"]

WEEKS = 13
"""How far back a rise has to be seen to be news: a quarter."""

LEAST_TEXTS = 500
"""Texts from which on themes are found before somebody asks. Fewer are also few to rely on."""

_KEY = "themes_told"


def keep_themes(
    context: ToolContext, at: int, stopped: Callable[[], bool] = lambda: False
) -> tuple[str, ...]:
    """Brings the themes over everything up to date, and tells of those that rise. at: seconds UTC.

    Returns the refs of those told of. The first themes are found when everything has a vector, so that nobody
    who asks has to wait for them; of few texts the first report finds them in a moment. Where nothing has
    changed, this costs one look. `stopped`: asked now and then, to give up in the middle of finding themes.
    """
    if read_map(context.store) is None and not can_find_themes(context, LEAST_TEXTS):
        return ()

    def progress(_step: str, _share: float) -> None:
        if stopped():
            raise InterruptedError

    try:
        model, namer = context.embedder().name, context.namer()
        found = refresh(context.store, model, at, namer=namer, progress=progress)
    except InterruptedError:
        return ()
    return tell_rising(context, found, at)


def can_find_themes(context: ToolContext, least: int = 1) -> bool:
    """Whether there are so many texts, and each has its vector."""
    with context.store.read() as connection:
        return all_embedded(connection, context.embedder().name, least)


def tell_rising(context: ToolContext, found: ThemeMap, at: int) -> tuple[str, ...]:
    """Emits `theme.rising` for each theme whose complaints rise, at most once a theme a week; and notes, in
    the same transaction, that this run has been looked at."""
    key = f"{_KEY}:{scope_of(context.store)}"
    with context.store.whole().read() as connection:
        if connection.scalar(sa.select(meta.c.value).where(meta.c.key == key)) == str(found.run):
            return ()
    week = datetime.fromtimestamp(at, context.store.timezone).strftime("%G-W%V")
    rising = rising_themes(context, found, at)
    with context.store.whole().write() as connection:
        connection.execute(sa.delete(meta).where(meta.c.key == key))
        connection.execute(sa.insert(meta).values(key=key, value=str(found.run)))
        for theme, trend in rising:
            subject = f"theme:{theme.id}"
            once = f"{subject} rising {week}"
            emit(connection, Event("theme.rising", subject, at, _content(theme, trend), once=once))
    return tuple(theme.ref for theme, _ in rising)


def rising_themes(context: ToolContext, found: ThemeMap, at: int) -> list[tuple[Theme, Trend]]:
    """Themes that nobody muted whose share of all complaints rises in the quarter before `at`."""
    from tools.segments.query import Period
    from tools.themes.figures_time import timeline
    from tools.themes.scene import scene_of
    from tools.themes.trend import trends

    store, catalog = context.store, context.catalog()
    today = datetime.fromtimestamp(at, UTC).astimezone(store.timezone).date()
    period = Period(start=today - timedelta(weeks=WEEKS), end=today + timedelta(days=1))
    request = ThemeRequest(period=period, about="complaints")
    scene = scene_of(catalog, store.dialect, store.timezone, found.id, request, "fine")
    fine = [each for each in found.themes if each.level == "fine"]
    with store.read() as connection:
        days = timeline(connection, scene, tuple(each.ref for each in fine))
    moved = trends(days) if days is not None else {}
    return [
        (each, moved[each.ref])
        for each in fine
        if not each.muted and each.ref in moved and moved[each.ref].kind == "rising"
    ]


def _content(theme: Theme, trend: Trend) -> dict[str, object]:
    return {
        "theme": theme.ref,
        "name_en": theme.name_en,
        "name_zh": theme.name_zh,
        "records": theme.records,
        "test": trend.test,
        "p": trend.p,
        "per_week": trend.per_week,
        "changed": trend.changed,
    }
