"""Tickets opened from a theme: which one it is, whether it is still there, and its figures in words."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

import sqlalchemy as sa

from prompts import Language, text
from retrieval.catalog import Catalog
from retrieval.errors import BadQuery
from retrieval.themes.theme import theme_id, theme_name
from retrieval.words import fold
from tools.segments.query import Filter

__all__ = ["is_there", "named", "share_told", "theme_filter", "theme_of"]

RECENT = 30 * 86_400
"""Seconds of the last days that are compared with as many before."""

_FIELDS = ("theme", "theme_group")


def theme_filter(catalog: Catalog, said: str) -> Filter:
    """The condition of having the theme of that id or name, or the only one whose name has it in it.

    Raises BadQuery with the closest there are.
    """
    number = theme_id(said)
    wanted = fold(said.strip()) if number is None else fold(theme_name(number))
    known = [
        (Filter(field=field.name, value=each.value), {fold(n) for n in (each.value, each.en, each.zh) if n})
        for field in map(catalog.field, _FIELDS)
        if field
        for each in field.values
    ]
    whole = [found for found, names in known if wanted in names]
    part = [found for found, names in known if any(wanted in each for each in names)]
    if wanted and (whole or len(part) == 1):
        return (whole or part)[0]
    values = {name: str(found.value) for found, names in known for name in names}
    near = [each for each in values if wanted in each] or get_close_matches(wanted, values, cutoff=0.4)
    closest = ", ".join(dict.fromkeys(f"{values[each]} {each}" for each in near[:5])) or "-"
    raise BadQuery("ticket_value_unknown", field="theme", value=said, closest=closest)


def named(catalog: Catalog, theme: str, language: Language) -> str:
    """What people call the theme ("TH-12"); its id where it is not known."""
    for field in map(catalog.field, _FIELDS):
        for each in field.values if field else ():
            if each.value == theme:
                return each.name(language)
    return theme


def share_told(
    connection: sa.Connection,
    table: sa.Table,
    meets: sa.ColumnElement[bool],
    within: sa.ColumnElement[bool],
    language: Language,
    theme: tuple[str, str],
) -> str:
    """How large the theme is of late, in a sentence: its share of the last 30 days, and of those before.

    meets: records of the theme that the ticket is about; within: those they are a share of. theme: its id
    and name. Empty where nothing has a time.
    """
    time, count = table.c.time, sa.func.count()
    last = connection.scalar(sa.select(sa.func.max(time)).where(within))
    if last is None:
        return ""
    spans = (time > last - RECENT, sa.and_(time <= last - RECENT, time > last - 2 * RECENT))
    columns = [count.filter(span, each) for span in spans for each in (within, sa.and_(within, meets))]
    row = connection.execute(sa.select(*columns).select_from(table)).one()
    n, part, n_before, before = map(int, row)
    said = {"ref": theme[0], "theme": theme[1], "part": part, "records": n, "share": _percent(part, n)}
    key = "theme_since" if n_before else "theme_lately"
    return text(
        "ticket_drafts",
        key,
        language,
        **said,
        before_part=before,
        before_records=n_before,
        before_share=_percent(before, n_before),
    )


def _percent(part: int, records: int) -> str:
    return f"{100 * part / records:.1f}%" if records else "-"


def theme_of(segment: Iterable[Mapping[str, Any]] | None) -> str | None:
    """The theme ("TH-12") a ticket's segment is narrowed to; None when it is to none, or to several."""
    for each in segment or ():
        if each.get("field") in _FIELDS and each.get("op", "=") in ("=", "in"):
            values = each.get("values") or (each.get("value"),)
            number = theme_id(str(values[0])) if len(values) == 1 else None
            return None if number is None else theme_name(number)
    return None


def is_there(catalog: Catalog, theme: str) -> bool:
    """Whether feedback has this theme now: one that was merged or has ended has none."""
    fields = [field for field in map(catalog.field, _FIELDS) if field]
    return any(each.value == theme for field in fields for each in field.values)
