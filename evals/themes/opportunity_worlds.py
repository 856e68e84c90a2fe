"""Tables to find opportunities in: with associations planted, with none left, and as real files have them.

The planted worlds are synthetic: nobody wrote any of it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from retrieval.catalog import Catalog, CatalogField, ValueCount
from tools.opportunities.needs import NEEDS
from tools.opportunities.table import Column, Pairs, Table

__all__ = [
    "Planted",
    "by_customer",
    "catalog_of",
    "crowded",
    "half",
    "labelled_world",
    "planted_world",
    "shuffled",
    "table_of",
]

FIELDS: Mapping[str, int] = {"product": 8, "region": 6, "tier": 3, "channel": 4, "store": 12}
TOPICS = 12
USUAL = 0.03
"""Share of records that complain about a topic, where nothing is planted."""


@dataclass(frozen=True, slots=True)
class Planted:
    """Records with all of these values complain about the topic `ratio` times as often as others."""

    items: frozenset[tuple[str, str]]
    topic: str
    ratio: float


def planted_world(seed: int, records: int, ratios: Sequence[float]) -> tuple[Table, list[Planted]]:
    """A synthetic world: for each ratio one association of a single value, and one of two together."""
    chance = np.random.default_rng(seed)
    codes = {name: chance.integers(0, count, records) for name, count in FIELDS.items()}
    names = list(FIELDS)
    planted: list[Planted] = []
    share = np.full((records, TOPICS), USUAL)
    for number, ratio in enumerate(ratios):
        for place, several in ((2 * number, 1), (2 * number + 1, 2)):
            fields = chance.choice(names, several, replace=False).tolist()
            values = {name: int(chance.integers(0, FIELDS[name])) for name in fields}
            group = np.logical_and.reduce([codes[name] == value for name, value in values.items()])
            share[group, place % TOPICS] *= ratio
            items = frozenset((name, f"{name} {value}") for name, value in values.items())
            planted.append(Planted(items, f"topic {place % TOPICS}", ratio))
    rows, topics = np.nonzero(chance.random((records, TOPICS)) < share)
    negative = np.zeros(records, np.int32)
    negative[rows] = 1
    columns = {
        name: Column(codes[name].astype(np.int32), tuple(f"{name} {value}" for value in range(count)))
        for name, count in FIELDS.items()
    }
    columns["sentiment"] = Column(negative, ("positive", "negative"))
    pairs = Pairs(
        rows.astype(np.int32), topics.astype(np.int32), tuple(f"topic {each}" for each in range(TOPICS))
    )
    return table_of(columns, {"topic": pairs}), planted


def labelled_world(seed: int, records: int, ratios: Sequence[float]) -> tuple[Table, list[Planted]]:
    """The same where praise has topics, too, with columns that say once more what one topic says: "mark", on
    nine in ten records about the first topic, and "desk", whose first value is for the second. One in thirty
    of the others has them by mistake, and the rest of "desk" is chance."""
    table, planted = planted_world(seed, records, ratios)
    chance = np.random.default_rng(seed + 1_000_000)
    pairs, calm = table.many["topic"], np.flatnonzero(table.columns["sentiment"].codes == 0)
    rows = np.concatenate([pairs.rows, calm.astype(np.int32)])
    codes = np.concatenate([pairs.codes, chance.integers(0, TOPICS, len(calm)).astype(np.int32)])
    marked = []
    for topic in (0, 1):
        about = np.zeros(records, np.bool_)
        about[rows[codes == topic]] = True
        marked.append(np.where(about, chance.random(records) < 0.9, chance.random(records) < 1 / 30))
    desk = np.where(marked[1], 0, chance.integers(1, 5, records)).astype(np.int32)
    columns = {
        **table.columns,
        "mark": Column(marked[0].astype(np.int32), ("0", "1")),
        "desk": Column(desk, tuple(f"desk {each}" for each in range(5))),
    }
    return replace(table, columns=columns, many={"topic": Pairs(rows, codes, pairs.values)}), planted


def crowded(seed: int, customers: int) -> Table:
    """A synthetic world where nothing goes together, but people write up to 20 times, of one thing mostly."""
    chance = np.random.default_rng(seed)
    sizes = chance.geometric(0.25, customers).clip(1, 20)
    person = np.repeat(np.arange(customers), sizes).astype(np.int32)
    favourite = chance.integers(0, TOPICS, customers)[person]
    topics = np.where(chance.random(len(person)) < 0.5, favourite, chance.integers(0, TOPICS, len(person)))
    columns = {
        name: Column(
            chance.integers(0, count, customers)[person].astype(np.int32),
            tuple(f"{name} {value}" for value in range(count)),
        )
        for name, count in FIELDS.items()
    }
    columns["sentiment"] = Column(np.ones(len(person), np.int32), ("positive", "negative"))
    rows = np.arange(len(person), dtype=np.int32)
    pairs = Pairs(rows, topics.astype(np.int32), tuple(f"topic {each}" for each in range(TOPICS)))
    return replace(table_of(columns, {"topic": pairs}), customer=person, person=person)


def table_of(columns: Mapping[str, Column], many: Mapping[str, Pairs]) -> Table:
    """A table of these columns, each record of another customer, with no words of needs."""
    records = len(next(iter(columns.values())).codes)
    none = np.zeros(records, np.bool_)
    return Table(
        np.arange(1, records + 1),
        np.full(records, -1, np.int64),
        np.full(records, -1, np.int32),
        np.arange(records, dtype=np.int32),
        columns,
        many,
        {},
        dict.fromkeys(NEEDS, none),
        ~none,
    )


def catalog_of(table: Table) -> Catalog:
    """What the data would say of itself."""
    known = ("product", "region", "tier", "channel", "sentiment", "category", "language", "source")
    fields = []
    for name, column in table.columns.items():
        counts = np.bincount(column.codes[column.codes >= 0], minlength=len(column.values)).tolist()
        values = tuple(ValueCount(value, count) for value, count in zip(column.values, counts, strict=True))
        kept = (sum(counts), sum(count > 0 for count in counts), values)
        fields.append(CatalogField(name, "category", name, name in known, name, name, (), *kept))
    return Catalog(1, len(table), "UTC", tuple(fields), ())


def shuffled(table: Table, seed: int) -> Table:
    """Every column in an order of its own, each topic too: whatever is still found is chance."""
    chance = np.random.default_rng(seed)

    def order() -> npt.NDArray[np.int64]:
        return chance.permutation(len(table))

    return replace(
        table,
        columns={name: replace(each, codes=each.codes[order()]) for name, each in table.columns.items()},
        many={name: _scattered(each, order) for name, each in table.many.items()},
        numbers={name: each[order()] for name, each in table.numbers.items()},
        needs={name: each[order()] for name, each in table.needs.items()},
    )


def _scattered(pairs: Pairs, order: Callable[[], npt.NDArray[np.int64]]) -> Pairs:
    rows = pairs.rows.copy()
    for code in range(len(pairs.values)):
        rows[pairs.codes == code] = order()[pairs.rows[pairs.codes == code]]
    return replace(pairs, rows=rows)


def by_customer(table: Table, seed: int) -> Table:
    """What splits records into groups exchanged between whole customers: each keeps what they wrote."""
    chance = np.random.default_rng(seed)
    people, first = np.unique(table.person, return_index=True)
    other = np.zeros(int(people.max()) + 1, np.int64)
    other[people] = first[chance.permutation(len(people))]
    stay = ("sentiment", "intent", "category")
    return replace(
        table,
        columns={
            name: each if name in stay else replace(each, codes=each.codes[other[table.person]])
            for name, each in table.columns.items()
        },
        numbers={
            name: each if name == "nps" else each[other[table.person]] for name, each in table.numbers.items()
        },
    )


def half(table: Table, seed: int, other: bool = False) -> Table:
    """A random half of the customers, with all they wrote; or the other half."""
    chance = np.random.default_rng(seed)
    chosen = chance.random(int(table.person.max()) + 1) < 0.5
    keep = chosen[table.person] != other
    place = np.cumsum(keep) - 1
    return replace(
        table,
        seq=table.seq[keep],
        time=table.time[keep],
        customer=table.customer[keep],
        person=table.person[keep],
        columns={name: replace(each, codes=each.codes[keep]) for name, each in table.columns.items()},
        many={
            name: replace(
                each,
                rows=place[each.rows[keep[each.rows]]].astype(np.int32),
                codes=each.codes[keep[each.rows]],
            )
            for name, each in table.many.items()
        },
        numbers={name: each[keep] for name, each in table.numbers.items()},
        needs={name: each[keep] for name, each in table.needs.items()},
        texts=table.texts[keep],
    )
