"""Which theme somebody means by an id or a name: also by a name it had once, and where an ended one went."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from retrieval.database import Store
from retrieval.errors import BadQuery
from retrieval.themes.keeping import read_theme, scope_of
from retrieval.themes.tables import theme, theme_event, theme_map
from retrieval.themes.theme import Theme, ThemeMap, theme_id, theme_name
from retrieval.words import fold

__all__ = ["by_id", "by_name", "has_id", "twins"]

MOST_MERGES = 50
"""Merges that are followed, one into the next."""


def has_id(said: str) -> bool:
    """Whether a theme is meant by its id: "TH-12", or a bare number."""
    return fold(said.strip()).startswith("th-") or said.strip().isdigit()


def by_id(store: Store, found: ThemeMap, said: str) -> Theme:
    """The living theme of an id.

    Raises BadQuery: for one that was merged with where its records are now, for one that ended, and for one
    there never was.
    """
    number = theme_id(said)
    for each in found.themes:
        if each.id == number:
            return each
    if number is None:
        raise BadQuery("theme_unknown", theme=said)
    try:
        ended = read_theme(store, number)
    except BadQuery as error:
        raise BadQuery("theme_unknown", theme=theme_name(number)) from error
    now = _successor(store, found, ended)
    if now is None:
        raise BadQuery("theme_over", theme=ended.ref)
    raise BadQuery("theme_became", theme=ended.ref, into=now.ref, name_en=now.name_en, name_zh=now.name_zh)


def by_name(store: Store, found: ThemeMap, said: str) -> tuple[Theme, ...]:
    """The living themes called so, in either language; else those that were, or that took in one that was."""
    wanted = fold(said.strip())
    now = tuple(each for each in found.themes if wanted in (fold(each.name_en), fold(each.name_zh)))
    if now or not wanted:
        return now
    living = {each.id: each for each in found.themes}
    meant: dict[int, Theme] = {}
    for number in _once_called(store, found.id, wanted):
        theme = living.get(number) or _successor(store, found, read_theme(store, number))
        if theme is not None:
            meant[theme.id] = theme
    return tuple(meant.values())


def twins(found: ThemeMap, theme: Theme) -> tuple[Theme, ...]:
    """Other themes of its level that are called the same in one of the languages, but for endings."""
    keys = [_key(theme.name_en), _key(theme.name_zh)]
    others = (each for each in found.themes if each.level == theme.level and each.id != theme.id)
    return tuple(
        each
        for each in others
        if any(key and key == own for key, own in zip(keys, map(_key, _names(each)), strict=True))
    )


def _names(theme: Theme) -> tuple[str, str]:
    return theme.name_en, theme.name_zh


def _key(name: str) -> frozenset[str]:
    """The words of a name without their endings, whatever their order."""
    from retrieval.themes.naming.english import folded_word

    words = "".join(each if each.isalnum() else " " for each in fold(name)).split()
    return frozenset(folded_word(each) if each.isascii() else each for each in words)


def _once_called(store: Store, map_id: int, wanted: str) -> Iterator[int]:
    """Themes of the map that had the name once, or have ended with it; the latest first."""
    renamed = sa.select(theme_event.c.theme, theme_event.c.content).where(
        theme_event.c.map == map_id, theme_event.c.kind == "renamed"
    )
    ended = sa.select(theme.c.id, theme.c.name_en, theme.c.name_zh).where(
        theme.c.map == map_id, theme.c.ended_at.is_not(None)
    )
    with store.whole().read() as connection:
        events = connection.execute(renamed.order_by(theme_event.c.id.desc())).all()
        gone = connection.execute(ended.order_by(theme.c.id.desc())).all()
    for each in events:
        if wanted in map(fold, _before(each.content)):
            yield each.theme
    for row in gone:
        if wanted in (fold(row.name_en), fold(row.name_zh)):
            yield row.id


def _before(content: dict[str, dict[str, str]]) -> Sequence[str]:
    names = content.get("before") or {}
    return [names[key] for key in ("name_en", "name_zh") if key in names]


def _successor(store: Store, found: ThemeMap, ended: Theme) -> Theme | None:
    """The living theme that an ended one was merged into, over however many merges. Of its scope."""
    living = {each.id: each for each in found.themes}
    scope = scope_of(store)
    query = sa.select(theme.c.merged_into).join(theme_map, theme_map.c.id == theme.c.map)
    number = ended.merged_into
    with store.whole().read() as connection:
        for _ in range(MOST_MERGES):
            if number is None or number in living:
                break
            number = connection.scalar(query.where(theme.c.id == number, theme_map.c.scope == scope))
    return living.get(number) if number is not None else None
