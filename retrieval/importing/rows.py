"""Rows of text cells turned into records, a block at a time and a column at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from retrieval.importing.columns import Column
from retrieval.importing.identity import ContentIds
from retrieval.importing.options import ATTRIBUTE, IGNORE
from retrieval.importing.protection import Protection
from retrieval.importing.table import OnProblem, Row, RowProblem
from retrieval.importing.times import time_reader
from retrieval.importing.values import (
    Reader,
    category_reader,
    flag_reader,
    is_missing,
    language_reader,
    number_reader,
    score_reader,
    sentiment_reader,
)
from retrieval.records import Feedback, FieldKind, Value

__all__ = ["NewRecord", "RowReading"]

_REASONS: dict[FieldKind, str] = {
    "number": "reject_number",
    "date": "reject_time",
    "flag": "reject_flag",
    "text": "reject_id",
}
_MAX_ID = 500
_SCORES = {"nps": (0.0, 10.0), "rating": (0.0, 1000.0), "csat": (0.0, 1000.0)}


@dataclass(frozen=True, slots=True)
class NewRecord:
    """A record ready to be stored. `row_hash` tells whether a row with this id has changed since."""

    feedback: Feedback
    row_hash: str


@dataclass(frozen=True, slots=True)
class _Plan:
    """One stored column: where it stands in the file, its reader, and the attribute it fills, if any."""

    index: int
    column: Column
    read: Reader
    attribute: int | None


class RowReading:
    """Turns blocks of rows into records; a row with a cell that cannot be read is a problem, not a record.

    attributes: id and kind by column name, as the store has them. source: value of the field `source` where
    no column gives it. prefix: put before each id to keep id spaces apart.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        attributes: Mapping[str, tuple[int, FieldKind]],
        zone: ZoneInfo,
        ids: ContentIds,
        source: str,
        protection: Protection,
        prefix: str = "",
    ) -> None:
        self._plans = [
            _plan(index, column, attributes, zone)
            for index, column in enumerate(columns)
            if column.target != IGNORE
        ]
        self._known = [plan for plan in self._plans if plan.attribute is None]
        self._own = [plan for plan in self._plans if plan.attribute is not None]
        self._has_id = any(plan.column.target == "id" for plan in self._known)
        by_name = sorted(self._plans, key=lambda plan: plan.column.name)
        self._order = [self._plans.index(plan) for plan in by_name]
        self._labels = [_label(plan.column) for plan in by_name]
        self._names = [plan.column.name + "\x1f" for plan in by_name]
        self._ids, self._source, self._prefix = ids, source, prefix
        self._protection, self._columns = protection, columns

    def records(self, block: Sequence[Row], on_problem: OnProblem) -> list[NewRecord]:
        """The block's records, in order. Blocks must come in the file's order, once."""
        cells = list(zip(*(row for _, row in block), strict=True))
        stripped = [list(map(str.strip, cells[plan.index])) for plan in self._plans]
        bad: set[int] = set()
        values = [
            self._protection.values(plan.column, self._values(plan, column, block, bad, on_problem))
            for plan, column in zip(self._plans, stripped, strict=True)
        ]
        contents = list(zip(*(stripped[place] for place in self._order), strict=True))
        known = self._rows_of(values, self._known, len(block))
        own = self._rows_of(values, self._own, len(block))
        names = [plan.column.target for plan in self._known]
        numbers = [plan.attribute for plan in self._own]
        records = []
        for place, content in enumerate(contents):
            try:
                row_hash = self._ids.hash(_joined(self._labels, content))
            except UnicodeEncodeError:
                if place not in bad:
                    line, row = block[place]
                    on_problem(RowProblem(line, "reject_bytes", self._safe(row)))
                continue
            fields = dict(zip(names, known[place], strict=True))
            identity = fields.get("id") or self._ids.next(_joined(self._names, content))
            if place in bad:
                continue
            fields["id"] = self._prefix + str(identity)
            fields["source"] = fields.get("source") or self._source
            attributes = {
                number: value for number, value in zip(numbers, own[place], strict=True) if value is not None
            }
            records.append(NewRecord(Feedback(**fields, attributes=attributes), row_hash))  # type: ignore[arg-type]
        return records

    def _rows_of(self, values: list[list[Value]], plans: list[_Plan], count: int) -> list[tuple[Value, ...]]:
        chosen = [values[self._plans.index(plan)] for plan in plans]
        return list(zip(*chosen, strict=True)) if chosen else [()] * count

    def _values(
        self, plan: _Plan, cells: list[str], block: Sequence[Row], bad: set[int], on_problem: OnProblem
    ) -> list[Value]:
        read = plan.read
        try:
            return [read(cell) if cell else None for cell in cells]
        except ValueError:
            return [
                self._value(plan, place, cell, block, bad, on_problem) for place, cell in enumerate(cells)
            ]

    def _value(
        self,
        plan: _Plan,
        place: int,
        cell: str,
        block: Sequence[Row],
        bad: set[int],
        on_problem: OnProblem,
    ) -> Value:
        try:
            return plan.read(cell) if cell else None
        except ValueError:
            if place not in bad:
                bad.add(place)
                line, row = block[place]
                reason = "reject_nps" if plan.column.target == "nps" else _REASONS[plan.column.kind]
                shown = self._protection.cell(plan.column, cell)
                on_problem(RowProblem(line, reason, self._safe(row), plan.column.name, shown))
            return None

    def _safe(self, row: Sequence[str]) -> list[str]:
        """A row that is refused is written down without personal data, too."""
        return [self._protection.cell(each, cell) for each, cell in zip(self._columns, row, strict=True)]


def _plan(
    index: int, column: Column, attributes: Mapping[str, tuple[int, FieldKind]], zone: ZoneInfo
) -> _Plan:
    if column.target != ATTRIBUTE:
        return _Plan(index, column, _reader(column, column.kind, zone), None)
    # A column without a single value has no attribute yet, but its cells belong to the row's content.
    number, kind = attributes.get(column.attribute_name, (0, "category"))
    return _Plan(index, column, _reader(column, kind, zone), number)


def _reader(column: Column, kind: FieldKind, zone: ZoneInfo) -> Reader:
    if column.target == "id":
        return _read_id
    if column.target in _SCORES:
        return score_reader(*_SCORES[column.target], column.comma)
    if column.target == "sentiment":
        return sentiment_reader(signed=column.lowest < 0)
    if column.target == "language":
        return language_reader()
    if kind == "date":
        return _or_missing(time_reader(zone, column.order, column.digits))
    if kind == "number":
        return number_reader(column.comma)
    if kind == "flag":
        return flag_reader()
    return category_reader() if kind == "category" else str


def _read_id(value: str) -> Value:
    if len(value) > _MAX_ID:  # no database indexes it
        raise ValueError(value)
    return value


def _or_missing(read: Reader) -> Reader:
    def read_or_missing(value: str) -> Value:
        try:
            return read(value)
        except ValueError:
            if is_missing(value):
                return None
            raise

    return read_or_missing


def _label(column: Column) -> str:
    """What a cell means: a changed reading of the same characters is changed content."""
    order = column.order if column.order != "dmy" else ""
    return f"{column.name}\x1d{column.target}{order}{',' if column.comma else ''}\x1f"


def _joined(labels: Sequence[str], content: Sequence[str]) -> bytes:
    return "\x1e".join([label + cell for label, cell in zip(labels, content, strict=True) if cell]).encode()
