"""Which groups a result shows: those with enough records, whose figures lie within the bounds asked for."""

import operator
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from tools.segments.query import Bound, SegmentQuery

__all__ = ["large_enough", "within_bounds"]

_COMPARED: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def large_enough(query: SegmentQuery, grouped: sa.CTE) -> sa.ColumnElement[bool]:
    """Groups with at least `min_group` records."""
    return grouped.c.records >= query.min_group


def within_bounds(query: SegmentQuery, grouped: sa.CTE) -> sa.ColumnElement[bool]:
    """Groups whose figures meet every bound of `having`, or `either`; a group without a figure meets none."""
    if query.either and query.having:
        return sa.or_(*(_meets(query, grouped, each) for each in query.having))
    return sa.and_(sa.true(), *(_meets(query, grouped, each) for each in query.having))


def _meets(query: SegmentQuery, grouped: sa.CTE, bound: Bound) -> sa.ColumnElement[bool]:
    value: sa.ColumnElement[Any] = grouped.c[f"value_a_{bound.measure}"]
    if query.measures[bound.measure].op == "share_of_total":
        whole = sa.select(sa.func.sum(grouped.c.records_a)).scalar_subquery()
        value = sa.cast(value, sa.Double) / sa.func.nullif(whole, 0)
    compared: sa.ColumnElement[bool] = _COMPARED[bound.op](value, bound.value)
    return compared
