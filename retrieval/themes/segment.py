"""The feedback a map of themes is over: everything, or a segment."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

__all__ = ["EVERYTHING", "MapSegment", "map_segment"]

Condition = Callable[[sa.FromClause], sa.ColumnElement[bool]]


def _all_of_it(_record: sa.FromClause) -> sa.ColumnElement[bool]:
    return sa.true()


@dataclass(frozen=True, slots=True)
class MapSegment:
    """filters: as JSON, kept with the map. condition: on the columns of `feedback`."""

    filters: tuple[dict[str, Any], ...] = ()
    condition: Condition = _all_of_it

    @property
    def key(self) -> str:
        """What tells maps of one scope apart; "" for everything."""
        if not self.filters:
            return ""
        written = json.dumps(self.filters, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(written.encode()).hexdigest()[:16]


EVERYTHING = MapSegment()


def map_segment(filters: Sequence[dict[str, Any]], condition: Condition) -> MapSegment:
    """The segment of these filters, which `condition` says in SQL."""
    return MapSegment(tuple(filters), condition) if filters else EVERYTHING
