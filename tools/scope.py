"""The caller's segment: which records a person or process may see at all, whatever it asks.

Written as `region=East|West,tier=VIP`: every field has one of its values. A value with one of the signs in it
is put in double quotes: `store="Main St, 4"`.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from retrieval.catalog import Catalog, CatalogField, load_catalog
from retrieval.database import Attribute, Store, attributes
from retrieval.errors import BadQuery, BadSetting
from retrieval.records import known_field
from tools.segments.checking import check_filters, find_field
from tools.segments.conditions import segment_condition
from tools.segments.query import Filter

__all__ = ["Scope", "parse_scope", "scoped", "written"]

_VALUE = r'"(?:[^"]|"")*"|[^",，|｜]+'
_PART = re.compile(
    rf"\s*(?P<field>[^=＝,，]+)[=＝](?P<values>(?:{_VALUE})(?:[|｜](?:{_VALUE}))*)\s*(?:[,，]|$)"
)

Parts = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """A limit of a store: (field, values) each, all of them to be met.

    It holds whatever the data becomes: a field that is not there, or no longer of a kind that can have the
    value, shows nothing.
    """

    parts: Parts
    timezone: ZoneInfo

    @property
    def key(self) -> str:
        return hashlib.sha256(repr(self.parts).encode()).hexdigest()[:16]

    def __str__(self) -> str:
        return written(self.parts)

    def condition(self, connection: sa.Connection, record: sa.FromClause) -> sa.ColumnElement[bool]:
        own = attributes(connection)
        fields = [_stored(name, own) for name, _ in self.parts]
        there = tuple(field for field in fields if field is not None)
        if len(there) < len(fields):
            return sa.false()
        catalog = Catalog(0, 1, self.timezone.key, there, own)
        filters = [Filter(field=name, op="in", values=values) for name, values in self.parts]
        try:
            return segment_condition(catalog, record, filters, None, self.timezone)
        except BadQuery:
            return sa.false()


def scoped(store: Store, setting: str) -> Store:
    """The store limited to a segment; the store itself where nothing is set.

    Raises BadSetting for what cannot be read, and for a field or value this data does not have: a segment
    that is empty by mistake looks like data without answers. Data that is still empty is not held against it.
    """
    parts = parse_scope(setting)
    if not parts:
        return store
    catalog = load_catalog(store.whole())
    if catalog.records:
        parts = tuple(_resolved(catalog, store, *each) for each in parts)
    return store.limited(Scope(parts, store.timezone))


def parse_scope(setting: str) -> Parts:
    """The fields and values of a setting as written. Raises BadSetting."""
    return tuple(_parse(setting))


def written(parts: Parts) -> str:
    """The setting that reads as these parts."""
    return ",".join(f"{name}={'|'.join(map(_quoted, values))}" for name, values in parts)


def _parse(setting: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    place = 0
    while setting[place:].strip():
        match = _PART.match(setting, place)
        values = [_plain(each) for each in re.findall(_VALUE, match["values"])] if match else []
        if match is None or not match["field"].strip() or not all(values):
            raise BadSetting("scope_form", part=setting[place:].strip())
        yield match["field"].strip(), tuple(dict.fromkeys(values))
        place = match.end()


def _plain(value: str) -> str:
    value = value.strip()
    return value[1:-1].replace('""', '"') if value[:1] == '"' else value


def _quoted(value: str) -> str:
    plain = value == value.strip() and not set('",，|｜') & set(value)
    return value if plain else '"' + value.replace('"', '""') + '"'


def _resolved(
    catalog: Catalog, store: Store, name: str, values: tuple[str, ...]
) -> tuple[str, tuple[str, ...]]:
    """The field by its own name and the values as this data spells them."""
    try:
        field = find_field(catalog, name)
    except BadQuery as error:
        raise BadSetting("scope_field", field=name, known=error.details["known"]) from error
    if field.many or field.kind == "text":
        known = ", ".join(each.name for each in catalog.fields if not each.many and each.kind != "text")
        raise BadSetting("scope_field", field=name, known=known)
    try:
        checked, unknown = check_filters(
            catalog, (Filter(field=field.name, op="in", values=values),), store.timezone
        )
    except BadQuery as error:
        raise BadSetting("scope_value", field=field.name, value="|".join(values), closest="-") from error
    for each in unknown:
        raise BadSetting(
            "scope_value", field=field.name, value=each.value, closest=", ".join(each.closest) or "-"
        )
    found = checked[0].values or (checked[0].value,)
    return field.name, tuple(str(each) for each in found)


def _stored(name: str, own: tuple[Attribute, ...]) -> CatalogField | None:
    """The field of a record's own columns, without what this data has in it."""
    known = known_field(name)
    if known and not known.many and known.kind != "text":
        return CatalogField(name, known.kind, name, True, known.en, known.zh, (), 1, 0)
    return next(
        (
            CatalogField(a.name, a.kind, a.column, False, a.name, a.name, (), 1, 0)
            for a in own
            if a.name == name
        ),
        None,
    )
