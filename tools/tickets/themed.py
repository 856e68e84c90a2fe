"""Tickets opened from a theme: which one it was, and whether it is still there."""

from collections.abc import Iterable, Mapping
from typing import Any

from retrieval.catalog import Catalog
from retrieval.themes.theme import theme_id, theme_name

__all__ = ["is_there", "theme_of"]

_FIELDS = ("theme", "theme_group")


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
