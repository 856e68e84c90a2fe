"""What happened to a theme, by runs and by people; and what it comes to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from retrieval.database import Store
from retrieval.people.roles import Actor
from retrieval.themes.keeping import own_theme
from retrieval.themes.tables import theme_event

__all__ = ["Standing", "ThemeEvent", "all_events", "fold", "history"]


@dataclass(frozen=True, slots=True)
class ThemeEvent:
    """One thing that happened. at: seconds UTC. other: the theme it was merged into, or that was split off.

    run: None for what people did. content: figures: records, before, after, came, went (records by the theme
    they came from or went to, "" for none); before and after a change of name. undone_by: the event that took
    it back.
    """

    id: int
    theme: int
    other: int | None
    run: int | None
    at: int
    kind: str
    actor: Actor
    content: Mapping[str, Any]
    undone_by: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a theme's history comes to."""

    name_en: str
    name_zh: str
    ended: bool = False
    merged_into: int | None = None
    pinned: bool = False
    muted: bool = False


def history(store: Store, theme: int) -> tuple[ThemeEvent, ...]:
    """Of a theme of this store's maps, the first event first; those of others that made it larger or smaller
    too. Raises BadQuery where there is no such theme."""
    table = theme_event
    with store.whole().read() as connection:
        own_theme(connection, store, theme)
        query = sa.select(table).where(sa.or_(table.c.theme == theme, table.c.other == theme))
        return tuple(map(_event, connection.execute(query.order_by(table.c.id))))


def all_events(connection: sa.Connection, map_id: int) -> tuple[ThemeEvent, ...]:
    """Of all themes of a map, the first one first."""
    query = sa.select(theme_event).where(theme_event.c.map == map_id).order_by(theme_event.c.id)
    return tuple(map(_event, connection.execute(query)))


def fold(events: Iterable[ThemeEvent]) -> dict[int, Standing]:
    """Every theme of a map as its whole history leaves it."""
    found: dict[int, Standing] = {}
    every = tuple(events)
    told = {each.id: each for each in every}
    for each in every:
        if each.kind == "undone":
            _undone(found, told[each.content["act"]])
        else:
            _happened(found, each)
    return found


def _happened(found: dict[int, Standing], event: ThemeEvent) -> None:
    by_person, content = event.actor.kind == "person", event.content
    if event.kind == "born":
        found[event.theme] = Standing(content["name_en"], content["name_zh"])
        return
    before = found[event.theme]
    if event.kind == "renamed":
        names = content["after"]
        found[event.theme] = replace(before, name_en=names["name_en"], name_zh=names["name_zh"])
    elif event.kind in ("merged", "ended"):
        found[event.theme] = replace(before, ended=True, merged_into=event.other)
    elif event.kind == "split" and by_person:
        new, after = content["new"], content["after"] or {}
        found[new["theme"]] = Standing(new["name_en"], new["name_zh"], muted=before.muted)
        names = {key: after[key] for key in ("name_en", "name_zh") if key in after}
        found[event.theme] = replace(before, **names)
    elif event.kind in ("pinned", "unpinned"):
        found[event.theme] = replace(before, pinned=event.kind == "pinned")
    elif event.kind in ("muted", "unmuted"):
        found[event.theme] = replace(before, muted=event.kind == "muted")


def _undone(found: dict[int, Standing], act: ThemeEvent) -> None:
    now, content = found[act.theme], act.content
    if act.kind == "renamed":
        names = content["before"]
        found[act.theme] = replace(now, name_en=names["name_en"], name_zh=names["name_zh"])
    elif act.kind == "merged":
        found[act.theme] = replace(now, ended=False, merged_into=None)
    elif act.kind == "split" and act.other is not None:
        found[act.other] = replace(found[act.other], ended=True, merged_into=act.theme)
        after = content["after"]
        if after and now.name_en == after["name_en"]:
            names = content["before"]
            found[act.theme] = replace(now, name_en=names["name_en"], name_zh=names["name_zh"])
    elif act.kind in ("pinned", "unpinned"):
        found[act.theme] = replace(now, pinned=act.kind == "unpinned")
    elif act.kind in ("muted", "unmuted"):
        found[act.theme] = replace(now, muted=act.kind == "unmuted")


def _event(row: sa.Row[Any]) -> ThemeEvent:
    return ThemeEvent(
        row.id,
        row.theme,
        row.other,
        row.run,
        row.at,
        row.kind,
        Actor(row.actor_kind, row.actor),
        row.content,
        row.undone_by,
    )
