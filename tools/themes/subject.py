"""Which themes somebody means who names a subject: by id, by name, by words of it, or by what it is about.

Where no theme is called so, the feedback that is most like the subject tells: most of it is in the theme that
is meant. Read on the sample world, real subjects have 40 to 95 % of it in one theme, words that no theme is
about at most 22 %.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

import sqlalchemy as sa

from prompts import Language, text
from retrieval.database import feedback_table
from retrieval.errors import BadQuery
from retrieval.themes.keeping import find_theme
from retrieval.themes.lookup import by_id, by_name, has_id, twins
from retrieval.themes.tables import feedback_theme
from retrieval.themes.theme import Theme, ThemeMap
from retrieval.words import cut
from tools.search.query import SearchQuery
from tools.toolbox import ToolContext

__all__ = ["Meant", "themes_asked", "themes_meant"]

NEAREST = 50
"""Records most like the subject, whose themes are counted: so many at most, ..."""

PART = 20
"""... and one in so many of the records that have a theme, but at least FEWEST."""

FEWEST = 10

SOME = 0.3
"""The part of them in one theme, or a score as high, from which on the subject may be that theme."""

CLEAR = 0.4
"""The score from which on it is, when no other theme has half as much."""

NAMED = 0.5
"""What a theme's score has for having all words of the subject in its name; less for some of them."""

DESCRIBED = 0.6
"""How much a word counts that stands in the description or among the distinctive words only."""

MOST_NAMED = 4
"""Themes that a question back names."""


@dataclass(frozen=True, slots=True)
class Meant:
    """how: "named" by id or name; "read" from other words; "together" where several are one subject."""

    themes: tuple[Theme, ...]
    how: Literal["named", "read", "together"]


def themes_meant(context: ToolContext, found: ThemeMap, said: str, language: Language) -> Meant:
    """The themes a subject means: one, or all that are called the same.

    Raises BadQuery: `theme_unknown` for no theme, `theme_several` and `theme_near` where it can be any of
    several, `theme_became` and `theme_over` for the id of one that has ended.
    """
    if has_id(said):
        return Meant((by_id(context.store, found, said),), "named")
    named = by_name(context.store, found, said)
    if named:
        return (
            _together(found, named[0], "named") if len(named) == 1 else _one_of(found, named, said, language)
        )
    scores = _scores(context, found, said)
    ranked = sorted(scores, key=lambda each: (-scores[each], each))
    living = {each.id: each for each in found.themes}
    near = [living[each] for each in ranked if scores[each] >= max(SOME, scores[ranked[0]] / 2)]
    if not near:
        partly = find_theme(found, said)
        if len(partly) == 1:
            return _together(found, partly[0], "read")
        if not partly:
            raise BadQuery("theme_unknown", theme=said)
        near = list(partly)
    elif len(near) == 1 and scores[near[0].id] >= CLEAR:
        return _together(found, near[0], "read")
    return _one_of(found, near, said, language)


def themes_asked(
    context: ToolContext, found: ThemeMap, said: Sequence[str], language: Language
) -> tuple[tuple[Theme, ...], tuple[str, ...]]:
    """The themes that are asked for, each once, and a sentence for every one that other words were read as.

    Part of a name means all that have it. Raises BadQuery as `themes_meant` does.
    """
    meant: dict[int, Theme] = {}
    notes = []
    for each in said:
        partly = () if has_id(each) else by_name(context.store, found, each) or find_theme(found, each)
        if partly:
            meant |= {theme.id: theme for theme in partly}
            continue
        read = themes_meant(context, found, each, language)
        meant |= {theme.id: theme for theme in read.themes}
        if read.how != "named":
            names = ", ".join(f"{theme.name(language)} ({theme.ref})" for theme in read.themes)
            notes.append(text("themes_telling", "fix_read", language, said=each, theme=names))
    return tuple(meant.values()), tuple(notes)


def _together(found: ThemeMap, theme: Theme, how: Literal["named", "read"]) -> Meant:
    """With those that are called the same: one subject that was found in two."""
    others = twins(found, theme)
    return Meant((theme, *others), "together") if others else Meant((theme,), how)


def _one_of(found: ThemeMap, near: Sequence[Theme], said: str, language: Language) -> Meant:
    """All of them where they are called the same; else the question which."""
    rest = {each.id for each in near[1:]}
    if rest and rest <= {each.id for each in twins(found, near[0])}:
        return _together(found, near[0], "read")
    names = ", ".join(f"{each.ref} {each.name(language)}" for each in near[:MOST_NAMED])
    raise BadQuery("theme_several" if len(near) > 1 else "theme_near", theme=said, themes=names)


def _scores(context: ToolContext, found: ThemeMap, said: str) -> dict[int, float]:
    """How far each fine theme is the subject: by its words, and by the feedback that is most like it."""
    fine = [each for each in found.themes if each.level == "fine"]
    shares = _shares(context, found, said)
    words = _words(said)
    return {each.id: shares.get(each.ref, 0.0) + NAMED * _said_of(each, words) for each in fine}


def _said_of(theme: Theme, words: frozenset[str]) -> float:
    """The part of the words that the theme has, 0 to 1."""
    if not words:
        return 0.0
    name = _words(f"{theme.name_en} {theme.name_zh}")
    more = _words(" ".join((theme.description_en, theme.description_zh, *theme.words)))
    return (len(words & name) + DESCRIBED * len((words & more) - name)) / len(words)


def _words(text: str) -> frozenset[str]:
    """The telling words, without endings."""
    from retrieval.themes.naming.english import folded_word

    told = (each for each in cut(text) if each not in _small())
    return frozenset(folded_word(each) if each.isascii() else each for each in told)


@cache
def _small() -> frozenset[str]:
    file = resources.files(__package__) / "subject.toml"
    return frozenset(tomllib.loads(file.read_text(encoding="utf-8"))["small"])


def _shares(context: ToolContext, found: ThemeMap, said: str) -> Mapping[str, float]:
    """The part of the records most like the subject that each theme has, 0 to 1."""
    from tools.search.run import find  # numpy and what it needs

    catalog = context.catalog()
    limit = min(max(found.quality.assigned // PART, FEWEST), NEAREST)
    query = SearchQuery(text=said, limit=limit)
    hits = find(context.store, catalog, context.embedder(), context.vectors(), query).hits
    if not hits:
        return {}
    table = feedback_table(catalog.attributes)
    rows = feedback_theme.c
    counted = (
        sa.select(rows.theme, sa.func.count())
        .join(table, table.c.seq == rows.seq)
        .where(rows.map == found.id, rows.main == 1, table.c.id.in_([each.id for each in hits]))
        .group_by(rows.theme)
    )
    with context.store.read() as connection:
        return {theme: number / len(hits) for theme, number in connection.execute(counted)}
