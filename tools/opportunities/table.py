"""The records of a segment as columns of whole numbers: what rules are counted over.

A text is looked at once, for the words that tell a need, and not kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from retrieval.catalog import Catalog, CatalogField
from retrieval.database import Store, feedback_table, feedback_text
from retrieval.records import whole_text
from tools.opportunities.needs import NEEDS, needs_of
from tools.segments.conditions import segment_condition
from tools.segments.query import Filter, Period

__all__ = ["Bools", "Column", "Ints", "Pairs", "Table", "read_table", "records_of"]

Ints = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

_PAGE = 20_000
"""Rows read at once: memory stays bounded."""


@dataclass(frozen=True, slots=True)
class Column:
    """A category or flag of each record: the number of its value, -1 for none."""

    codes: Ints
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """What a record may have several of: rows of (record's place, number of the value)."""

    rows: Ints
    codes: Ints
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The records of a segment, in the order of `seq`. Each array has one place a record.

    time: seconds UTC, -1 for none. customer: its number, -1 for none. person: distinct ones; a record whose
    customer nobody names is one, its copies the same. numbers: NaN for none. needs: of NEEDS, told by words
    of the text. texts: whether there is one.
    """

    seq: npt.NDArray[np.int64]
    time: npt.NDArray[np.int64]
    customer: Ints
    person: Ints
    columns: Mapping[str, Column]
    many: Mapping[str, Pairs]
    numbers: Mapping[str, Floats]
    needs: Mapping[str, Bools]
    texts: Bools

    def __len__(self) -> int:
        return len(self.seq)


def records_of(
    catalog: Catalog, store: Store, filters: Sequence[Filter], period: Period | None
) -> tuple[sa.Table, sa.ColumnElement[bool]]:
    """The table of records and the condition of the segment. Raises BadQuery as `segment_condition` does."""
    table = feedback_table(catalog.attributes)
    return table, segment_condition(catalog, table, filters, period, store.timezone)


def read_table(
    store: Store,
    catalog: Catalog,
    filters: Sequence[Filter],
    period: Period | None,
    fields: Sequence[CatalogField],
) -> Table:
    """The segment with these fields. Raises BadQuery for a field or value the data cannot have."""
    table, condition = records_of(catalog, store, filters, period)
    single = [each for each in fields if not each.many]
    plain = [table.c.seq, table.c.time, table.c.customer, table.c.copy_of]
    query = sa.select(*plain, *(table.c[each.column].label(f"f{n}") for n, each in enumerate(single)))
    with store.read() as connection:
        rows = _Encoder(single)
        for page in connection.execute(query.where(condition).order_by(table.c.seq)).partitions(_PAGE):
            rows.add(page)
        seq = np.array(rows.seq, np.int64)
        texts, needs = _texts(connection, table, condition, seq)
        many = {each.name: _pairs(connection, table, condition, each, seq) for each in fields if each.many}
    return Table(
        seq,
        np.array(rows.time, np.int64),
        np.array(rows.customer, np.int32),
        _people(rows),
        {
            name: Column(np.array(codes, np.int32), tuple(rows.values[name]))
            for name, codes in rows.codes.items()
        },
        many,
        {name: np.array(values, np.float64) for name, values in rows.numbers.items()},
        needs,
        texts,
    )


class _Encoder:
    """Gathers pages of rows; a category's values are numbered as they are first seen."""

    def __init__(self, fields: Sequence[CatalogField]) -> None:
        self.seq: list[int] = []
        self.time: list[int] = []
        self.customer: list[int] = []
        self.copy_of: list[int | None] = []
        self.customers: dict[str, int] = {}
        coded = [each for each in fields if each.kind in ("category", "flag")]
        self.codes: dict[str, list[int]] = {each.name: [] for each in coded}
        self.values: dict[str, dict[str, int]] = {each.name: {} for each in coded}
        self.numbers: dict[str, list[float]] = {each.name: [] for each in fields if each not in coded}
        self.order = [each.name for each in fields]

    def add(self, page: Sequence[Any]) -> None:
        columns = list(zip(*page, strict=True))
        self.seq += columns[0]
        self.time += [-1 if each is None else int(each) for each in columns[1]]
        known = self.customers
        self.customer += [-1 if each is None else known.setdefault(each, len(known)) for each in columns[2]]
        self.copy_of += columns[3]
        for name, column in zip(self.order, columns[4:], strict=True):
            if name in self.numbers:
                self.numbers[name] += [float("nan") if each is None else float(each) for each in column]
            else:
                values = self.values[name]
                self.codes[name] += [
                    -1 if each is None else values.setdefault(str(each), len(values)) for each in column
                ]


def _people(rows: _Encoder) -> Ints:
    """Numbers of persons: customers; where nobody is named, records with their copies."""
    seen: dict[tuple[str, int], int] = {}
    people = np.empty(len(rows.seq), np.int32)
    for place, (seq, customer, copy_of) in enumerate(zip(rows.seq, rows.customer, rows.copy_of, strict=True)):
        key = ("c", customer) if customer >= 0 else ("r", copy_of or seq)
        people[place] = seen.setdefault(key, len(seen))
    return people


def _texts(
    connection: sa.Connection, table: sa.Table, condition: sa.ColumnElement[bool], seq: npt.NDArray[np.int64]
) -> tuple[Bools, dict[str, Bools]]:
    query = sa.select(feedback_text.c.seq, feedback_text.c.title, feedback_text.c.text)
    query = query.join(table, table.c.seq == feedback_text.c.seq).where(condition)
    there = np.zeros(len(seq), np.bool_)
    found = {need: np.zeros(len(seq), np.bool_) for need in NEEDS}
    for page in connection.execute(query).partitions(_PAGE):
        places = np.searchsorted(seq, np.array([each[0] for each in page], np.int64))
        for place, (_, title, text) in zip(places.tolist(), page, strict=True):
            written = whole_text(title, text)
            there[place] = bool(written)
            for need in needs_of(written):
                found[need][place] = True
    return there, found


def _pairs(
    connection: sa.Connection,
    table: sa.Table,
    condition: sa.ColumnElement[bool],
    field: CatalogField,
    seq: npt.NDArray[np.int64],
) -> Pairs:
    values = field.value_rows
    query = sa.select(values.c.seq, values.c[field.column]).distinct()
    query = query.join(table, table.c.seq == values.c.seq).where(condition)
    known: dict[str, int] = {}
    seqs: list[int] = []
    codes: list[int] = []
    for page in connection.execute(query).partitions(_PAGE):
        seqs += [each[0] for each in page]
        codes += [known.setdefault(each[1], len(known)) for each in page]
    places = np.searchsorted(seq, np.array(seqs, np.int64)).astype(np.int32)
    return Pairs(places, np.array(codes, np.int32), tuple(known))
