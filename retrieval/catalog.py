"""What this data has: its fields, their kinds, the values they take, and the time they span.

The one description of the data: queries are checked against it, questions are linked to it, and chat
models are shown it. It is computed in SQL once per data version and kept in the store.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from retrieval.database import Attribute, Store, attributes, data_version, feedback_table, feedback_text, meta
from retrieval.records import FIELDS, FieldKind, known_field

__all__ = ["Catalog", "CatalogField", "ValueCount", "load_catalog"]

MAX_VALUES = 2000
"""Most frequent values kept for each category; others can still be filtered by exact spelling."""

TEXT_FIELDS = ("text", "title")


@dataclass(frozen=True, slots=True)
class ValueCount:
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class CatalogField:
    """A field that has at least one value in this data.

    present: records with a value. distinct: different values. values: the most frequent first (categories and
    flags). lowest and highest: of numbers, and of dates as whole seconds since 1970 UTC.
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


@dataclass(frozen=True, slots=True)
class Catalog:
    """`version` is the data version it describes; `records` counts all records."""

    version: int
    records: int
    timezone: str
    fields: tuple[CatalogField, ...]
    attributes: tuple[Attribute, ...]

    def field(self, name: str) -> CatalogField | None:
        """The field of that name, or None when this data has no such field."""
        return next((each for each in self.fields if each.name == name), None)


def load_catalog(store: Store) -> Catalog:
    """The catalog of the data as it is now."""
    with store.read() as connection:
        version = data_version(connection)
        kept = connection.scalar(sa.select(meta.c.value).where(meta.c.key == "catalog"))
        if kept is not None:
            parsed = json.loads(kept)
            if parsed["version"] == version:
                return _from_json(parsed)
        catalog = _compute(connection, version, store.timezone.key)
    _keep(store, catalog)
    return catalog


def _keep(store: Store, catalog: Catalog) -> None:
    value = json.dumps(asdict(catalog), ensure_ascii=False)
    with store.write() as connection:
        connection.execute(sa.delete(meta).where(meta.c.key == "catalog"))
        connection.execute(sa.insert(meta).values(key="catalog", value=value))


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
    }
    known = known_field(each["name"]) if each["known"] else None
    names = {"en": known.en, "zh": known.zh, "aliases": known.aliases} if known else {}
    return CatalogField(**(kept | names))


def _compute(connection: sa.Connection, version: int, timezone: str) -> Catalog:
    own = attributes(connection)
    table = feedback_table(own)
    records = connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
    described = [
        _describe(connection, table, CatalogField(f.name, f.kind, f.name, True, f.en, f.zh, f.aliases, 0, 0))
        for f in FIELDS
        if f.name not in TEXT_FIELDS
    ]
    described += [
        _describe(connection, table, CatalogField(a.name, a.kind, a.column, False, a.name, a.name, (), 0, 0))
        for a in own
    ]
    texts = [_describe_text(connection, name) for name in TEXT_FIELDS]
    fields = tuple(each for each in (*texts, *described) if each.present)
    return Catalog(version, records, timezone, fields, own)


def _describe(connection: sa.Connection, table: sa.Table, field: CatalogField) -> CatalogField:
    column = table.c[field.column]
    present, distinct = connection.execute(
        sa.select(sa.func.count(column), sa.func.count(sa.distinct(column)))
    ).one()
    values: tuple[ValueCount, ...] = ()
    lowest = highest = None
    if field.kind in ("category", "flag") and present:
        counted = sa.func.count().label("n")
        query = sa.select(column, counted).where(column.is_not(None)).group_by(column)
        rows = connection.execute(query.order_by(counted.desc(), column).limit(MAX_VALUES))
        values = tuple(ValueCount(str(value), count) for value, count in rows)
    if field.kind in ("number", "date") and present:
        lowest, highest = connection.execute(sa.select(sa.func.min(column), sa.func.max(column))).one()
    return CatalogField(
        field.name,
        field.kind,
        field.column,
        field.known,
        field.en,
        field.zh,
        field.aliases,
        present,
        distinct,
        values,
        lowest,
        highest,
    )


def _describe_text(connection: sa.Connection, name: str) -> CatalogField:
    known = next(each for each in FIELDS if each.name == name)
    present = connection.scalar(sa.select(sa.func.count(feedback_text.c[name]))) or 0
    return CatalogField(name, "text", name, True, known.en, known.zh, known.aliases, present, present)
