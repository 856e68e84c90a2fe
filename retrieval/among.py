"""Conditions on many records at once: one parameter with all their numbers, whatever their number.

With `IN` each of some thousand numbers is a parameter of its own, and writing the statement out again for
every page takes longer than running it.
"""

import json
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

__all__ = ["among"]


def among(column: sa.ColumnElement[Any], numbers: Collection[int]) -> sa.ColumnElement[bool]:
    """Whether a column of whole numbers has one of these; never, when there are none."""
    return _Among(column, sa.literal(numbers, _Numbers()))


class _Numbers(sa.types.TypeDecorator[Collection[int]]):
    """Whole numbers as one value: a list as JSON on SQLite, an array on PostgreSQL."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        return dialect.type_descriptor(sa.Text() if dialect.name == "sqlite" else ARRAY(sa.BigInteger))

    def process_bind_param(self, value: Collection[int] | None, dialect: sa.Dialect) -> Any:
        numbers = list(value or ())
        return json.dumps(numbers) if dialect.name == "sqlite" else numbers


class _Among(FunctionElement[bool]):
    """column, numbers."""

    type = sa.Boolean()
    inherit_cache = True


@compiles(_Among)
def _among(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, numbers = (compiler.process(each, **options) for each in element.clauses)
    if compiler.dialect.name == "sqlite":
        return f"({column} IN (SELECT value FROM json_each({numbers})))"  # noqa: S608 - both are compiled
    return f"({column} = ANY ({numbers}))"
