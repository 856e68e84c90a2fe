"""What people do to themes: rename, merge, split, pin, mute; and undo.

Each takes the token of a signed-in person who may set rules (a lead), and the time in seconds UTC. What they
decide holds when themes are found anew: names stay, merged themes stay one, split ones stay apart, a pinned
one never ends. `edition`: of the theme when they looked; a Conflict says so when somebody was quicker.
"""

from retrieval.database import Store
from retrieval.errors import BadQuery, Conflict
from retrieval.themes.acting import Doing, doing
from retrieval.themes.keeping import read_theme, theme_of
from retrieval.themes.splitting import split
from retrieval.themes.tables import theme as themes
from retrieval.themes.theme import Theme
from retrieval.themes.undoing import undo
from retrieval.words import fold

__all__ = ["merge", "mute", "pin", "rename", "split", "undo", "unmute", "unpin"]

LONGEST = 80
"""Characters of a name."""


def rename(
    store: Store,
    token: str,
    theme: int,
    name_en: str | None,
    name_zh: str | None,
    at: int,
    *,
    edition: int | None = None,
) -> Theme:
    """Gives a theme another name; None leaves that language's as it is. Raises BadQuery for an empty or long
    one, and Conflict for one that another theme has."""
    with doing(store, token, theme, at, edition) as act:
        before = {"name_en": act.theme.name_en, "name_zh": act.theme.name_zh}
        given = {"name_en": name_en, "name_zh": name_zh}
        after = before | {key: _name(act, name) for key, name in given.items() if name is not None}
        if after != before or act.theme.named_by != "person":
            act.happens("renamed", before=before | {"named_by": act.theme.named_by}, after=after)
            act.set(theme, named_by="person", **after)
    return read_theme(store, theme)


def merge(store: Store, token: str, theme: int, into: int, at: int, *, edition: int | None = None) -> Theme:
    """Makes two themes one: all of `theme` belongs to `into` from now on. Returns the latter."""
    with doing(store, token, theme, at, edition) as act:
        other = act.another(into)
        _require_mergeable(act, other)
        rows = act.members((theme, into)) if other.level == "fine" else None
        act.happens("merged", into, records=act.theme.records)
        act.set(theme, ended_at=at, merged_into=into)
        act.set(into)
        if rows is None:
            act.regroup()
        else:
            act.replace_members((theme, into), rows)
    return read_theme(store, into)


def pin(store: Store, token: str, theme: int, at: int, *, edition: int | None = None) -> Theme:
    """Keeps a theme from ending, even when it has no feedback any more."""
    return _flag(store, token, theme, at, edition, "pinned")


def unpin(store: Store, token: str, theme: int, at: int, *, edition: int | None = None) -> Theme:
    return _flag(store, token, theme, at, edition, "unpinned")


def mute(store: Store, token: str, theme: int, at: int, *, edition: int | None = None) -> Theme:
    """Leaves a theme out of rankings and alerts; its feedback still counts."""
    return _flag(store, token, theme, at, edition, "muted")


def unmute(store: Store, token: str, theme: int, at: int, *, edition: int | None = None) -> Theme:
    return _flag(store, token, theme, at, edition, "unmuted")


def _flag(store: Store, token: str, theme: int, at: int, edition: int | None, kind: str) -> Theme:
    name, value = kind.removeprefix("un"), not kind.startswith("un")
    with doing(store, token, theme, at, edition) as act:
        if getattr(act.theme, name) != value:
            act.happens(kind)
            act.set(theme, **{name: int(value)})
    return read_theme(store, theme)


def _name(act: Doing, said: str) -> str:
    """The name as it is kept. Raises BadQuery or Conflict."""
    name = " ".join(said.split())
    if not name or len(name) > LONGEST or not name.isprintable():
        raise BadQuery("theme_name", longest=LONGEST)
    query = themes.select().where(themes.c.map == act.map, themes.c.ended_at.is_(None))
    for row in act.connection.execute(query):
        if row.id != act.theme.id and fold(name) in (fold(row.name_en), fold(row.name_zh)):
            raise Conflict("theme_name_taken", name=name, theme=theme_of(row).ref)
    return name


def _require_mergeable(act: Doing, other: Theme) -> None:
    if other.id == act.theme.id:
        raise Conflict("theme_itself", theme=other.ref)
    if other.ended_at is not None:
        raise Conflict("theme_ended", theme=other.ref, into=other.merged_into or "-")
    if other.level != act.theme.level:
        raise Conflict("theme_levels", theme=act.theme.ref, other=other.ref)
