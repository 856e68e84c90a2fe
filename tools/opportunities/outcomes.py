"""What rules lead to: complaints about something, wishes, leaving, delays, parts. Consequents are these."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from retrieval.catalog import Catalog
from tools.opportunities.items import Item, churn_columns, words_of
from tools.opportunities.needs import PARTS
from tools.opportunities.table import Bools, Table

__all__ = ["SUBJECTS", "Outcome", "What", "asking", "complaining", "outcomes", "subjects"]

What = Literal["complaint", "negative", "asks", "leaving", "late", "part", "left", "detractor"]

SUBJECTS = ("topic", "theme", "category")
"""Fields that say what feedback is about."""

_ASKS = ("suggestion", "request")


@dataclass(frozen=True, slots=True)
class Outcome:
    """what: complaint (about the item), negative, asks (for the item; for anything, if None), leaving, late,
    part (a complaint that speaks of it), left (a column says so), detractor (an NPS up to the item's).

    mask: the records.
    """

    what: What
    item: Item | None
    mask: Bools

    @property
    def key(self) -> str:
        return f"{self.what}:{self.item.key if self.item else ''}"


def complaining(table: Table, negative: tuple[str, ...]) -> Bools | None:
    """Which records complain: the negative ones. None where no record has a sentiment."""
    sentiment = table.columns.get("sentiment")
    if sentiment is None or not (sentiment.codes >= 0).any():
        return None
    codes = [code for code, value in enumerate(sentiment.values) if value in negative]
    return np.isin(sentiment.codes, codes)


def asking(table: Table) -> Bools | None:
    """Which records ask for something; None where no intents are noted."""
    intent = table.columns.get("intent")
    if intent is None:
        return None
    return np.isin(intent.codes, [code for code, value in enumerate(intent.values) if value in _ASKS])


def subjects(table: Table) -> Iterator[tuple[Item, Bools]]:
    """What records are about, by each field that says so."""
    for name in SUBJECTS:
        if name in table.many:
            pairs = table.many[name]
            for code, value in enumerate(pairs.values):
                mask = np.zeros(len(table), np.bool_)
                mask[pairs.rows[pairs.codes == code]] = True
                yield Item(name, value), mask
        elif name in table.columns:
            column = table.columns[name]
            for code, value in enumerate(column.values):
                yield Item(name, value), column.codes == code


def outcomes(table: Table, catalog: Catalog, complaints: Bools | None, asks: Bools | None) -> list[Outcome]:
    """Every outcome of this data. Where no sentiment is known, what feedback is about stands for
    complaints."""
    there = np.ones(len(table), np.bool_) if complaints is None else complaints
    found = [Outcome("complaint", item, mask & there) for item, mask in subjects(table)]
    if complaints is not None:
        found.append(Outcome("negative", None, complaints))
        found.append(Outcome("late", None, complaints & table.needs["late"]))
        found += [Outcome("part", Item(name, op="is"), complaints & table.needs[name]) for name in PARTS]
    if asks is not None:
        found.append(Outcome("asks", None, asks))
        found += [Outcome("asks", item, mask & asks) for item, mask in subjects(table)]
    found += _left(table, catalog)
    return found


def _left(table: Table, catalog: Catalog) -> Iterator[Outcome]:
    gone = set(words_of("gone"))
    for field in churn_columns(catalog):
        column: Mapping[int, str] = dict(enumerate(table.columns[field.name].values))
        codes = [code for code, value in column.items() if value.strip().casefold() in gone]
        if len(codes) == 1:
            yield Outcome(
                "left", Item(field.name, column[codes[0]]), table.columns[field.name].codes == codes[0]
            )
