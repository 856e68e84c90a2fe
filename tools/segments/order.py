"""The order of a result's groups, and the first ones of each value where a query asks for those."""

from typing import Any

import sqlalchemy as sa

from retrieval.records import FieldKind
from tools.segments.query import Order, SegmentQuery

__all__ = ["difference_of", "first_of_each", "in_order", "ratio_of"]

Column = sa.ColumnElement[Any]


def in_order(query: SegmentQuery, grouped: sa.CTE, first: FieldKind, dialect: str) -> list[Column]:
    """Groups without a name last, then as asked; equal ones by name. first: the kind of the first group."""
    names = _names(query, grouped, dialect)
    if not names:
        return []
    order = query.order or _usual(query, first)
    named = sa.and_(*(each.is_not(None) for each in _keys(query, grouped)))
    last = sa.case((named, 0), else_=1)
    outer = [names[0].asc()] if query.each else []
    own = 1 if query.each else 0
    if order.by == "group":
        directed: Column = names[own].desc() if order.descending else names[own].asc()
        return [last, *outer, directed.nulls_last(), *(each.asc().nulls_last() for each in names[own + 1 :])]
    directed = _directed(query, grouped, order)
    return [last, *outer, directed.nulls_last(), *(each.asc().nulls_last() for each in names)]


def first_of_each(
    query: SegmentQuery, grouped: sa.CTE, shown: Column, first: FieldKind, dialect: str
) -> tuple[sa.CTE, Column]:
    """The shown groups with their place among those of the same first value, and which places are asked for.

    Equal figures share a place (as in SQL's rank), so that none is left out by chance of its name.
    """
    order = query.order or _usual(query, first)
    named = [each.is_not(None) for each in _keys(query, grouped)]
    if order.by == "group":
        second = _names(query, grouped, dialect)[1]
        by: Column = second.desc() if order.descending else second.asc()
    else:
        by = _directed(query, grouped, order)
        named.append(_figure(query, grouped, order).is_not(None))
    place = sa.func.rank().over(partition_by=grouped.c.group_0, order_by=by).label("place")
    placed = sa.select(*grouped.c, place).where(shown, *named).cte("placed")
    asked = placed.c.place.between(query.offset + 1, query.offset + (query.limit or 1))
    return placed, asked


def difference_of(values: list[Column], moment: bool) -> Column:
    """A - B; between two moments, in days."""
    difference = values[0] - values[1]
    return sa.cast(difference, sa.Double) / 86400.0 if moment else difference


def ratio_of(values: list[Column], meaningless: bool) -> Column:
    """A / B, nothing when B is 0 or when the measure's zero is arbitrary (a moment, an NPS)."""
    if meaningless:
        return sa.null()
    return sa.cast(values[0], sa.Double) / sa.func.nullif(values[1], 0)


def _keys(query: SegmentQuery, grouped: sa.CTE) -> list[Column]:
    return [grouped.c[f"group_{place}"] for place, _ in enumerate(query.group_by)]


def _names(query: SegmentQuery, grouped: sa.CTE, dialect: str) -> list[Column]:
    """The groups' keys as they are ordered: text by its code points, on both databases."""
    keys = _keys(query, grouped)
    return [
        sa.collate(key, "C") if dialect != "sqlite" and isinstance(key.type, sa.Text) else key for key in keys
    ]


def _directed(query: SegmentQuery, grouped: sa.CTE, order: Order) -> Column:
    figure = _figure(query, grouped, order)
    return figure.desc() if order.descending else figure.asc()


def _figure(query: SegmentQuery, grouped: sa.CTE, order: Order) -> Column:
    """What groups are ordered by."""
    sides = ("a", "b") if query.compare else ("a",)
    values: list[Column] = [grouped.c[f"value_{side}_{order.measure}"] for side in sides]
    if order.by == "measure" or not query.compare:
        return values[0]
    return (difference_of if order.by == "difference" else ratio_of)(values, False)


def _usual(query: SegmentQuery, first: FieldKind) -> Order:
    if first in ("date", "number") and query.limit is None:
        return Order(by="group", descending=False)
    return Order()
