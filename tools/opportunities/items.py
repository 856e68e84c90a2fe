"""What a record has, as items: "region = East", "tenure up to 12", "a repeat buyer". Antecedents are made of
them."""

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from retrieval.catalog import Catalog, CatalogField
from tools.opportunities.table import Bools, Column, Floats, Ints, Table

if TYPE_CHECKING:
    from scipy import sparse

__all__ = [
    "Item",
    "Items",
    "churn_columns",
    "gathered",
    "high_tiers",
    "make_items",
    "segment_fields",
    "words_of",
]

MOST_VALUES = 200
"""Values a field may have to split segments by: beyond that it names things, not groups."""

FEWEST_EACH = 5
"""Records each value has on average, at least, for the same reason."""

REPEAT = 3
"""Records of one customer from which on they are a repeat buyer; two where orders are named with them."""

Places = npt.NDArray[np.int64]

_KNOWN = ("product", "region", "tier", "channel", "source")
"""Not the language: themes and topics are found by words, which differ between languages."""


@dataclass(frozen=True, slots=True)
class Item:
    """A condition on one field. op: "=", "<=", ">"; "is" for what no field says (field: its name)."""

    field: str
    value: str = ""
    op: str = "="

    @property
    def key(self) -> str:
        return f"{self.field}{self.op}{self.value}"


@dataclass(frozen=True, slots=True)
class Items:
    """The items, and which records have them: a sparse matrix, one row a record, one column an item; and the
    records of each item.

    field: the number of each item's field; two items of one field make no rule together.
    """

    items: tuple[Item, ...]
    field: Ints
    matrix: "sparse.csr_matrix"
    places: tuple[Places, ...]

    def has(self, item: int) -> Bools:
        found = np.zeros(self.matrix.shape[0], np.bool_)
        found[self.places[item]] = True
        return found

    def only(self, places: Sequence[int]) -> "Items":
        """These of the items."""
        items = tuple(self.items[each] for each in places)
        own = tuple(self.places[each] for each in places)
        return Items(items, self.field[places], self.matrix[:, places], own)


@cache
def words_of(group: str) -> tuple[str, ...]:
    """A list of fields.toml."""
    text = (resources.files(__package__) / "fields.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)[group])


def segment_fields(catalog: Catalog) -> tuple[CatalogField, ...]:
    """The fields that split customers and records into groups."""
    return tuple(each for each in catalog.fields if _splits(catalog, each))


def churn_columns(catalog: Catalog) -> tuple[CatalogField, ...]:
    """The file's own columns that say who has left."""
    own = [each for each in catalog.fields if not each.known and each.kind in ("category", "flag")]
    names = set(words_of("left"))
    return tuple(each for each in own if each.name.strip().casefold() in names and each.distinct <= 6)


def _splits(catalog: Catalog, field: CatalogField) -> bool:
    if field.known and field.name != "order_value":
        groups = field.name in _KNOWN and field.distinct > 1
        return groups and field.distinct <= max(MOST_VALUES, 1)
    name = field.name.casefold()
    if field in churn_columns(catalog) or any(word in name for word in words_of("after")):
        return False
    if field.kind == "number":
        return field.lowest != field.highest
    fits = 1 < field.distinct <= MOST_VALUES and field.present >= FEWEST_EACH * field.distinct
    return field.kind in ("category", "flag") and fits


def high_tiers(column: Column | None) -> tuple[str, ...]:
    """The tiers whose customers are worth most, by the words that priorities go by."""
    from retrieval.understanding.priority import tier_value

    return tuple(each for each in (column.values if column else ()) if (tier_value(each) or 0) >= 1.0)


def make_items(table: Table, fields: Iterable[CatalogField], floor: int) -> Items:
    """The items of the fields that split records into groups, and those no field says."""
    return gathered(_all_items(table, {each.name for each in fields}), len(table), floor)


def gathered(masks: Iterable[tuple[Item, Bools]], records: int, floor: int) -> Items:
    """The items that at least `floor` records have, and not all."""
    from scipy import sparse

    found: list[tuple[Item, Places]] = []
    for item, mask in masks:
        count = int(mask.sum())
        if floor <= count <= records - floor:
            found.append((item, np.flatnonzero(mask)))
    names = {item.field: None for item, _ in found}
    numbers = {name: number for number, name in enumerate(names)}
    rows = np.concatenate([places for _, places in found]) if found else np.zeros(0, np.int64)
    columns = np.repeat(np.arange(len(found)), [len(places) for _, places in found])
    ones = np.ones(len(rows), np.int32)
    matrix = sparse.csr_matrix((ones, (rows, columns)), shape=(records, len(found)))
    fields = np.array([numbers[item.field] for item, _ in found], np.int32)
    return Items(tuple(item for item, _ in found), fields, matrix, tuple(places for _, places in found))


def _all_items(table: Table, fields: set[str]) -> Iterator[tuple[Item, Bools]]:
    for name in sorted(fields & set(table.columns)):
        column = table.columns[name]
        for code, value in enumerate(column.values):
            yield Item(name, value), column.codes == code
    for name in sorted(fields & set(table.numbers)):
        yield from _quarters(name, table.numbers[name])
    repeat = _repeat_buyers(table)
    if repeat is not None:
        yield Item("repeat_buyer", op="is"), repeat


def _quarters(name: str, values: Floats) -> Iterator[tuple[Item, Bools]]:
    """The lowest and the highest quarter of a number."""
    known = values[~np.isnan(values)]
    if not len(known):
        return
    low, high = np.quantile(known, [0.25, 0.75], method="lower")
    with np.errstate(invalid="ignore"):
        if low < known.max():
            yield Item(name, _written(low), "<="), values <= low
        if known.min() <= high < known.max():
            yield Item(name, _written(high), ">"), values > high


def _written(number: float) -> str:
    return str(int(number)) if float(number).is_integer() else repr(float(number))


def _repeat_buyers(table: Table) -> Bools | None:
    """Records of customers with several: three, or two orders. None where the data names no customers."""
    named = table.customer >= 0
    if not named.any():
        return None
    most = int(table.customer.max()) + 1
    records = np.bincount(table.customer[named], minlength=most)
    orders = np.zeros(most, np.int64)
    value = table.numbers.get("order_value")
    if value is not None:
        orders = np.bincount(table.customer[named & ~np.isnan(value)], minlength=most)
    several = (records >= REPEAT) | (orders >= 2)
    found = np.zeros(len(table), np.bool_)
    found[named] = several[table.customer[named]]
    return found
