"""What this data has: its fields, their kinds, the values they take, and the time they span.

The one description of the data: queries are checked against it, questions are linked to it, and chat
models are shown it. It is computed in SQL once per data version and kept in the store.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from retrieval.database import (
    Attribute,
    Store,
    attributes,
    data_version,
    feedback_table,
    feedback_text,
    import_run,
    meta,
)
from retrieval.records import FIELDS, Field, FieldKind, known_field
from retrieval.several import THEME_FIELDS, default_map, theme_names, value_rows
from retrieval.understanding.privacy.pseudonyms import Pseudonyms, is_pseudonym

__all__ = [
    "Catalog",
    "CatalogField",
    "ValueCount",
    "data_span",
    "keep_value_names",
    "load_catalog",
    "value_names",
]

MAX_VALUES = 2000
"""Most frequent values kept for each category; others can still be filtered by exact spelling."""

TEXT_FIELDS = ("text", "title")

FILLED = ("language", "sentiment")
"""Fields that files may have: a note fills them only in records of files that do not."""

_KEPT = "catalog.3"
"""Another name than that of catalogs without headers."""

ValueNames = Mapping[str, Mapping[str, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class ValueCount:
    """A value and how many records have it. en, zh: what people call it, unless it is the value itself."""

    value: str
    count: int
    en: str = ""
    zh: str = ""

    def name(self, language: str) -> str:
        return (self.zh if language == "zh" else self.en) or self.value


@dataclass(frozen=True, slots=True)
class CatalogField:
    """A field that has at least one value in this data.

    present: records with a value. distinct: different values. values: the most frequent first (categories and
    flags). lowest and highest: of numbers, and of dates as whole seconds since 1970 UTC. derived: noted by
    `retrieval.understanding` or found by `retrieval.themes`. many: a record may have several values,
    in `value_rows`; map_id: of the themes. headers: what the imported files call it, which are aliases, too.
    """

    name: str
    kind: FieldKind
    column: str
    known: bool
    en: str
    zh: str
    aliases: tuple[str, ...]
    present: int
    distinct: int
    values: tuple[ValueCount, ...] = ()
    lowest: float | None = None
    highest: float | None = None
    derived: bool = False
    many: bool = False
    headers: tuple[str, ...] = ()
    map_id: int | None = None

    @property
    def value_rows(self) -> sa.FromClause:
        """Of a field with several values: rows of (seq, value)."""
        return value_rows(self.name, self.map_id)

    @property
    def has_names(self) -> bool:
        """Whether its values are names people say in part and loosely: no ids, pseudonyms or themes."""
        return self.kind == "category" and self.name != "id" and not self.pseudonymous and self.map_id is None

    @property
    def pseudonymous(self) -> bool:
        """Whether its values are pseudonyms."""
        return bool(self.values) and is_pseudonym(self.values[0].value)


@dataclass(frozen=True, slots=True)
class Catalog:
    """`version` is the data version it describes; `records` counts all records.

    pseudonyms: finds a customer by the id they have elsewhere.
    """

    version: int
    records: int
    timezone: str
    fields: tuple[CatalogField, ...]
    attributes: tuple[Attribute, ...]
    pseudonyms: Pseudonyms | None = None

    def field(self, name: str) -> CatalogField | None:
        """The field of that name, or None when this data has no such field."""
        return next((each for each in self.fields if each.name == name), None)


@dataclass(frozen=True, slots=True)
class _Themes:
    map_id: int
    names: Mapping[str, Sequence[str]]


def data_span(catalog: Catalog) -> tuple[date, date] | None:
    """First and last day of the data in the store's time zone; None when no record has a time."""
    time = catalog.field("time")
    if time is None or time.lowest is None or time.highest is None:
        return None
    zone = ZoneInfo(catalog.timezone)
    first, last = (
        datetime.fromtimestamp(at, UTC).astimezone(zone).date() for at in (time.lowest, time.highest)
    )
    return first, last


def load_catalog(store: Store) -> Catalog:
    """The catalog of the data as it is now; of a limited store, of the records that may be seen."""
    pseudonyms = Pseudonyms(store.secret)
    with store.read() as connection:
        version = data_version(connection)
        kept = connection.scalar(sa.select(meta.c.value).where(meta.c.key == _key(store)))
        if kept is not None:
            parsed = json.loads(kept)
            if parsed["version"] == version:
                return replace(_from_json(parsed), pseudonyms=pseudonyms)
        catalog = _compute(connection, version, store.timezone.key, _themes(store))
    _keep(store, catalog)
    return replace(catalog, pseudonyms=pseudonyms)


def _themes(store: Store) -> _Themes | None:
    """The map that gives these records their themes, and what those are called; None where none was made."""
    with store.whole().read() as connection:
        found = default_map(connection, store.limit.key if store.limit else "")
        return None if found is None else _Themes(found, theme_names(connection, found))


def _keep(store: Store, catalog: Catalog) -> None:
    value = json.dumps(asdict(catalog), ensure_ascii=False)
    with store.write() as connection:
        connection.execute(sa.delete(meta).where(meta.c.key == _key(store)))
        connection.execute(sa.insert(meta).values(key=_key(store), value=value))


def _key(store: Store) -> str:
    """Where the catalog is kept: one for each limit."""
    return f"{_KEPT}:{store.limit.key}" if store.limit else _KEPT


def _from_json(parsed: dict[str, Any]) -> Catalog:
    """What was kept, with the names known fields have now: a newer release may call them otherwise."""
    own = tuple(Attribute(**each) for each in parsed["attributes"])
    return Catalog(
        parsed["version"],
        parsed["records"],
        parsed["timezone"],
        tuple(map(_field_from_json, parsed["fields"])),
        own,
    )


def _field_from_json(each: dict[str, Any]) -> CatalogField:
    kept = {
        **each,
        "aliases": tuple(each["aliases"]),
        "values": tuple(ValueCount(**v) for v in each["values"]),
        "headers": tuple(each["headers"]),
    }
    known = known_field(each["name"]) if each["known"] else None
    aliases = (*known.aliases, *kept["headers"]) if known else ()
    names = {"en": known.en, "zh": known.zh, "aliases": aliases} if known else {}
    return CatalogField(**(kept | names))


def _compute(connection: sa.Connection, version: int, timezone: str, themes: _Themes | None) -> Catalog:
    own = attributes(connection)
    table = feedback_table(own)
    records = connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
    names, headers = dict(value_names(connection)), _headers(connection)
    if themes:
        names |= dict.fromkeys(THEME_FIELDS, themes.names)
    described = [
        _named(_describe(connection, table, _of_known(known, headers, themes)), names)
        for known in FIELDS
        if known.name not in TEXT_FIELDS and (themes or known.name not in THEME_FIELDS)
    ]
    described += [
        _describe(connection, table, CatalogField(a.name, a.kind, a.column, False, a.name, a.name, (), 0, 0))
        for a in own
    ]
    texts = [_describe_text(connection, name, headers.get(name, ())) for name in TEXT_FIELDS]
    fields = tuple(each for each in (*texts, *described) if each.present)
    return Catalog(version, records, timezone, fields, own)


def value_names(connection: sa.Connection) -> ValueNames:
    """What people call the values of derived fields, by field and value: English, Chinese."""
    kept = connection.scalar(sa.select(meta.c.value).where(meta.c.key == "value_names"))
    return json.loads(kept) if kept else {}


def keep_value_names(connection: sa.Connection, names: ValueNames) -> None:
    """Call inside `Store.write`, with names of the fields that changed."""
    value = json.dumps({**value_names(connection), **names}, ensure_ascii=False)
    connection.execute(sa.delete(meta).where(meta.c.key == "value_names"))
    connection.execute(sa.insert(meta).values(key="value_names", value=value))


def _named(field: CatalogField, names: ValueNames) -> CatalogField:
    known = names.get(field.name)
    if not known:
        return field
    values = (ValueCount(each.value, each.count, *known.get(each.value, ())) for each in field.values)
    return replace(field, values=tuple(values))


def _headers(connection: sa.Connection) -> dict[str, tuple[str, ...]]:
    """The fields that some file had, and what the files call them."""
    called: dict[str, dict[str, None]] = {}
    for mapping in connection.scalars(sa.select(import_run.c.mapping).order_by(import_run.c.id)):
        for header, target in mapping.items():
            called.setdefault(target, {})[header] = None
    return {target: tuple(headers) for target, headers in called.items()}


def _of_known(known: Field, headers: Mapping[str, tuple[str, ...]], themes: _Themes | None) -> CatalogField:
    """A field that understanding fills is derived when no file has it."""
    return CatalogField(
        known.name,
        known.kind,
        known.name,
        True,
        known.en,
        known.zh,
        (*known.aliases, *headers.get(known.name, ())),
        0,
        0,
        derived=known.derived or (known.name in FILLED and known.name not in headers),
        many=known.many,
        headers=headers.get(known.name, ()),
        map_id=themes.map_id if themes and known.name in THEME_FIELDS else None,
    )


def _describe(connection: sa.Connection, records: sa.Table, field: CatalogField) -> CatalogField:
    """`records`: the table of them. A record counts once, however often it has a value."""
    table = field.value_rows if field.many else records
    column = table.c[field.column]
    there = sa.func.count(sa.distinct(table.c.seq)) if field.many else sa.func.count(column)
    present, distinct = connection.execute(sa.select(there, sa.func.count(sa.distinct(column)))).one()
    values: tuple[ValueCount, ...] = ()
    lowest = highest = None
    if field.kind in ("category", "flag") and present:
        counted = (sa.func.count(sa.distinct(table.c.seq)) if field.many else sa.func.count()).label("n")
        query = sa.select(column, counted).where(column.is_not(None)).group_by(column)
        rows = connection.execute(query.order_by(counted.desc(), column).limit(MAX_VALUES))
        values = tuple(ValueCount(str(value), count) for value, count in rows)
    if field.kind in ("number", "date") and present:
        lowest, highest = connection.execute(sa.select(sa.func.min(column), sa.func.max(column))).one()
    return replace(field, present=present, distinct=distinct, values=values, lowest=lowest, highest=highest)


def _describe_text(connection: sa.Connection, name: str, headers: tuple[str, ...]) -> CatalogField:
    known = next(each for each in FIELDS if each.name == name)
    present = connection.scalar(sa.select(sa.func.count(feedback_text.c[name]))) or 0
    aliases = (*known.aliases, *headers)
    return CatalogField(
        name, "text", name, True, known.en, known.zh, aliases, present, present, headers=headers
    )
