"""`describe_data`: which fields and values this data has, and the time it spans."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from retrieval.catalog import Catalog, CatalogField
from tools.results import Cell, Result
from tools.segments.checking import find_field

__all__ = ["DescribeQuery", "describe"]

EXAMPLES = 8
MOST_VALUES = 50
"""Values listed when one field is asked for."""


class DescribeQuery(BaseModel):
    """Everything, or one field with its values."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    field: str | None = Field(
        None, description="list this field's most frequent values; all fields when left out"
    )


def describe(catalog: Catalog, query: DescribeQuery, handle: str = "r1") -> Result:
    """The fields of the data, or the values of one. Raises BadQuery for a field it does not have."""
    asked = find_field(catalog, query.field) if query.field else None
    columns, rows = _values(asked) if asked and asked.values else _fields(catalog, asked)
    time = catalog.field("time")
    facts: dict[str, Any] = {"records": catalog.records, "timezone": catalog.timezone}
    if time:
        facts["first"], facts["last"] = (
            _day(moment, ZoneInfo(catalog.timezone)) for moment in (time.lowest, time.highest)
        )
    if asked:
        facts["distinct"] = asked.distinct
    return Result(
        handle=handle,
        tool="describe_data",
        query=query.model_dump(mode="json", exclude_defaults=True),
        sql=None,
        columns=columns,
        rows=rows,
        covered=asked.present if asked else catalog.records,
        missing=catalog.records - asked.present if asked else 0,
        facts=facts,
    )


def _values(field: CatalogField) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    return (field.name, "count"), tuple((each.value, each.count) for each in field.values[:MOST_VALUES])


def _fields(
    catalog: Catalog, asked: CatalogField | None
) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    zone = ZoneInfo(catalog.timezone)
    columns = (
        "field",
        "kind",
        "meaning",
        "meaning (zh)",
        "records with a value",
        "different values",
        "examples",
    )
    rows = tuple(
        (each.name, each.kind, each.en, each.zh, each.present, each.distinct, _examples(each, zone))
        for each in ((asked,) if asked else catalog.fields)
    )
    return columns, rows


def _examples(field: CatalogField, zone: ZoneInfo) -> str | None:
    """The most frequent values, or from the lowest to the highest."""
    if field.values:
        return ", ".join(each.value for each in field.values[:EXAMPLES])
    if field.kind == "date":
        return f"{_day(field.lowest, zone)} - {_day(field.highest, zone)}"
    return None if field.lowest is None else f"{field.lowest:g} - {field.highest:g}"


def _day(moment: float | None, zone: ZoneInfo) -> str | None:
    return None if moment is None else datetime.fromtimestamp(moment, UTC).astimezone(zone).date().isoformat()
