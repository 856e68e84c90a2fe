"""Filters and periods as one SQL condition over the `feedback` table; counting and searching share it.

A condition is never NULL: a record without a value meets `!=`, `not in` and `not contains` (it is not VIP
if nothing says it is), and none of the others.
"""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from retrieval.catalog import TEXT_FIELDS, Catalog, CatalogField
from retrieval.database import feedback_text
from tools.segments.calendar import bucket_key, instant, local_seconds, span_named
from tools.segments.checking import check_filters, check_period, find_field, flag_value
from tools.segments.query import Filter, Period, Scalar

__all__ = ["field_column", "segment_condition"]


def segment_condition(
    catalog: Catalog,
    table: sa.FromClause,
    filters: Sequence[Filter],
    period: Period | None,
    timezone: ZoneInfo,
) -> sa.ColumnElement[bool]:
    """The condition a record of `table` (`feedback_table(catalog.attributes)`) meets to be in the segment.

    Raises BadQuery for a field or value the data cannot have.
    """
    check_period(catalog, period, timezone)
    checked, _ = check_filters(catalog, tuple(filters), timezone)
    conditions = [_condition(catalog, table, each, timezone) for each in checked]
    if period and period.start is not None:
        conditions.append(table.c.time >= instant(period.start, timezone))
    if period and period.end is not None:
        conditions.append(table.c.time < instant(period.end, timezone))
    return sa.and_(*conditions) if conditions else sa.true()


def field_column(table: sa.FromClause, field: CatalogField) -> sa.ColumnElement[Any]:
    """SQL for a field of a record. Texts stand in a table of their own, read only when asked for."""
    if field.known and field.name in TEXT_FIELDS:
        text = sa.select(feedback_text.c[field.name]).where(feedback_text.c.seq == table.c.seq)
        return text.correlate(table).scalar_subquery()
    return table.c[field.column]


def _condition(
    catalog: Catalog, table: sa.FromClause, condition: Filter, zone: ZoneInfo
) -> sa.ColumnElement[bool]:
    if condition.any_of:
        return sa.or_(*(_condition(catalog, table, each, zone) for each in condition.any_of))
    field = find_field(catalog, condition.field)
    if field.many:
        return _many_condition(table, field, condition)
    column = field_column(table, field)
    if condition.op == "missing":
        return column.is_(None)
    if condition.op == "present":
        return column.is_not(None)
    values = condition.values or ((condition.value,) if condition.value is not None else ())
    if condition.op in ("contains", "not contains"):
        mentions = _mentions(table, field, [str(each) for each in values])
        return mentions if condition.op == "contains" else sa.not_(mentions)
    if condition.bucket:
        first, last = int(field.lowest or 0), int(field.highest or 0)
        local = local_seconds(column, zone, first, last)
        place = bucket_key(local, condition.bucket, first, last)
        return _value_condition(place, condition.op, [int(each) for each in values])
    if field.kind == "date":
        return _date_condition(column, condition.op, [span_named(str(each), zone) for each in values])
    plain = [flag_value(each) if field.kind == "flag" else each for each in values]
    return _value_condition(column, condition.op, plain)


def _many_condition(table: sa.FromClause, field: CatalogField, condition: Filter) -> sa.ColumnElement[bool]:
    """True when one of the record's values meets it; a denial, when none of them does."""
    rows = field.value_rows
    column = rows.c[field.column]
    values = [str(each) for each in condition.values or (condition.value,)]
    if condition.op in ("missing", "present"):
        meets: sa.ColumnElement[bool] = sa.true()
    elif condition.op in ("contains", "not contains"):
        meets = sa.or_(*(_contains(column, each) for each in values))
    else:
        meets = column.in_(values)
    found = table.c.seq.in_(sa.select(rows.c.seq).where(meets))
    return sa.not_(found) if condition.op in ("missing", "!=", "not in", "not contains") else found


def _mentions(table: sa.FromClause, field: CatalogField, parts: Sequence[str]) -> sa.ColumnElement[bool]:
    """Whether a field contains one of the parts."""
    if not (field.known and field.name in TEXT_FIELDS):
        column = table.c[field.column]
        return sa.and_(column.is_not(None), sa.or_(*(_contains(column, each) for each in parts)))
    found = sa.or_(*(_contains(feedback_text.c[field.name], each) for each in parts))
    return sa.exists().where(feedback_text.c.seq == table.c.seq, found).correlate(table)


def _value_condition(
    column: sa.ColumnElement[Any], op: str, values: Sequence[Scalar | None]
) -> sa.ColumnElement[bool]:
    if op == "in":
        return column.in_(values)
    if op == "not in":
        return sa.or_(column.is_(None), column.not_in(values))
    if op == "between":
        return column.between(values[0], values[1])
    one = values[0]
    if op == "!=":
        return sa.or_(column.is_(None), column != one)
    compared: dict[str, sa.ColumnElement[bool]] = {
        "=": column == one,
        "<": column < one,
        "<=": column <= one,
        ">": column > one,
        ">=": column >= one,
    }
    return compared[op]


def _date_condition(
    column: sa.ColumnElement[Any], op: str, spans: Sequence[tuple[int, int]]
) -> sa.ColumnElement[bool]:
    """Each value names a span (a day, a month): "<= 2024-03" reaches to the end of March."""
    within = sa.or_(*(sa.and_(column >= start, column < end) for start, end in spans))
    if op in ("=", "in"):
        return within
    if op in ("!=", "not in"):
        return sa.or_(column.is_(None), sa.not_(within))
    start, end = spans[0]
    if op == "between":
        return sa.and_(column >= start, column < spans[1][1])
    compared: dict[str, sa.ColumnElement[bool]] = {
        "<": column < start,
        "<=": column < end,
        ">": column >= end,
        ">=": column >= start,
    }
    return compared[op]


def _contains(column: sa.ColumnElement[Any], part: str) -> sa.ColumnElement[bool]:
    """Whether a text contains another, whatever the case of their letters, alike on both databases.

    SQLite folds ASCII only, and PostgreSQL as its locale says; so letters beyond ASCII are spelled out as
    sets of characters, which both can match.
    """
    if all(character.isascii() or len(_cases(character)) == 1 for character in part):
        escaped = "".join(f"/{each}" if each in "%_/" else each for each in part)
        return _Like(column, sa.literal(f"%{escaped}%"))
    glob = "".join(_one_of(each) if each in "*?[" else _cased(each, each) for each in part)
    regex = "".join(
        _cased(each, rf"\{each}" if each.isascii() and not each.isalnum() else each) for each in part
    )
    return _Match(column, sa.literal(f"*{glob}*"), sa.literal(regex))


def _cases(character: str) -> str:
    forms = (character, character.lower(), character.upper(), character.title())
    return "".join(dict.fromkeys(form for form in forms if len(form) == 1))


def _cased(character: str, alone: str) -> str:
    forms = _cases(character)
    return _one_of(forms) if len(forms) > 1 else alone


def _one_of(characters: str) -> str:
    return f"[{characters}]"


class _Like(FunctionElement[bool]):
    """column, pattern with "/" as its escape."""

    type = sa.Boolean()
    inherit_cache = True


class _Match(FunctionElement[bool]):
    """column, pattern of SQLite's GLOB, regular expression of PostgreSQL."""

    type = sa.Boolean()
    inherit_cache = True


@compiles(_Like)
def _like(element: _Like, compiler: SQLCompiler, **options: Any) -> str:
    column, pattern = (compiler.process(each, **options) for each in element.clauses)
    operator = "LIKE" if compiler.dialect.name == "sqlite" else "ILIKE"
    return f"({column} {operator} {pattern} ESCAPE '/')"


@compiles(_Match)
def _match(element: _Match, compiler: SQLCompiler, **options: Any) -> str:
    column, glob, regex = element.clauses
    operator, pattern = ("GLOB", glob) if compiler.dialect.name == "sqlite" else ("~", regex)
    return f"({compiler.process(column, **options)} {operator} {compiler.process(pattern, **options)})"
