"""Which fields decide which others: a rule between them is true by how the data is made, and says nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from retrieval.catalog import CatalogField
from tools.opportunities.items import Items
from tools.opportunities.outcomes import SUBJECTS, subjects
from tools.opportunities.table import Bools, Ints, Table

__all__ = [
    "ABOUT",
    "DECIDES",
    "FOLLOWS",
    "Dependence",
    "known_lambda",
    "measured",
    "repeating",
    "splitting",
    "unfollowing",
]

ABOUT = 0.15
"""The same, from which on a column says what feedback is about. In files at hand, columns of labels that
people gave tell 0.20 and 0.30 of the topics, what splits customers at most 0.04, a version with a defect
0.07."""

FOLLOWS = 0.7
"""The same, from which on a number only says another field once more."""

DECIDES = 0.9
"""Goodman and Kruskal's lambda from which on one field decides another."""

SAYS = 0.5
"""Certainty from which on a value says what records are about: by how much it brings their share among those
with it nearer to all of them than among the others (certainty factor: Shortliffe and Buchanan 1975)."""

FEWEST = 10
"""Records with the value that neither complain nor ask, to tell it by."""


@dataclass(frozen=True, slots=True)
class Dependence:
    """How far knowing one field tells another: lambda, the part of the wrong guesses it saves, 0 to 1."""

    told: dict[tuple[str, str], float] = field(default_factory=dict)

    def tied(self, one: str, other: str) -> bool:
        """Whether one of two fields decides the other: the department follows the topic, a line of products
        has topics of its own."""
        return any(self.told.get(pair, 0.0) >= DECIDES for pair in ((one, other), (other, one)))


def measured(table: Table) -> Dependence:
    """Between every field that splits records into groups and every field that says what they are about."""
    told: dict[tuple[str, str], float] = {}
    for subject in SUBJECTS:
        about = _pairs(table, subject)
        if about is None:
            continue
        rows, codes = about
        for name, column in table.columns.items():
            if name != subject:
                told[name, subject] = known_lambda(column.codes[rows], codes)
                told[subject, name] = known_lambda(codes, column.codes[rows])
    return Dependence(told)


def splitting(
    table: Table, fields: Iterable[CatalogField], dependence: Dependence, complaints: Bools | None
) -> list[CatalogField]:
    """The fields without those of the file's own that say what feedback is about, in other words than topics
    do, or that only complaints have: they split nobody, they are the complaint once more."""
    return [each for each in fields if each.known or not _labels(table, each.name, dependence, complaints)]


def _labels(table: Table, name: str, dependence: Dependence, complaints: Bools | None) -> bool:
    if any(dependence.told.get((name, subject), 0.0) >= ABOUT for subject in SUBJECTS):
        return True
    column = table.columns.get(name)
    if column is None or complaints is None:
        return False
    return known_lambda((column.codes >= 0).astype(np.int32), complaints.astype(np.int32)) >= DECIDES


def repeating(
    table: Table, items: Items, complaints: Bools | None, asks: Bools | None
) -> frozenset[tuple[str, str]]:
    """Pairs of an item and what records are about that say the same: (key of the one, key of the other).

    A value that is called like it ("desk = Delivery"); or one whose records are about it also where they
    neither complain nor ask. A need is seen in these only: a version that nearly all complaints about
    crashes are of is praised for other things, what is labelled "crash" is not. Each value is looked at by
    itself: a column can say one thing for certain and nothing else (a mark "about delivery").
    """
    calm = np.ones(len(table), np.bool_) if complaints is None else ~complaints
    calm = calm if asks is None else calm & ~asks
    rows = np.flatnonzero(calm)
    matrix = items.matrix[rows]
    with_ = np.asarray(matrix.sum(axis=0)).ravel()
    called = [_plain(each.field if each.value == "1" else each.value) for each in items.items]
    found = set()
    for subject, mask in subjects(table):
        about = mask[rows]
        both = np.asarray(matrix[about].sum(axis=0)).ravel()
        inside = both / np.maximum(with_, 1)
        rest = (int(about.sum()) - both) / np.maximum(len(rows) - with_, 1)
        surer = (inside > rest) & (inside - rest >= SAYS * (1 - rest))
        says = surer & (with_ >= FEWEST) & (complaints is not None)
        names = (_plain(subject.value), _plain(subject.value.split(".")[-1]))
        for place, item in enumerate(items.items):
            if says[place] or (item.op == "=" and called[place] and called[place] in names):
                found.add((item.key, subject.key))
    return frozenset(found)


def _plain(name: str) -> str:
    """A name without spaces, signs and capital letters."""
    return "".join(each for each in name.casefold() if each.isalnum())


def unfollowing(table: Table, items: Items) -> Items:
    """The items without those of numbers that another field decides: what an order costs, where the product
    does."""
    kept = []
    groups = {each.field for each in items.items if each.op == "="}
    for place, item in enumerate(items.items):
        number = item.op in ("<=", ">")
        mask = items.has(place).astype(np.int32)
        told = (known_lambda(table.columns[name].codes, mask) for name in groups if number)
        if not any(each >= FOLLOWS for each in told):
            kept.append(place)
    return items.only(kept)


def known_lambda(known: Ints, guessed: Ints) -> float:
    """Goodman and Kruskal's lambda: by how much knowing one makes guesses of the other better. Of codes;
    pairs with a code below 0 are left out."""
    there = (known >= 0) & (guessed >= 0)
    known, guessed = known[there], guessed[there]
    if not len(known):
        return 0.0
    width = int(guessed.max()) + 1
    table = np.bincount(known.astype(np.int64) * width + guessed, minlength=(int(known.max()) + 1) * width)
    table = table.reshape(-1, width)
    blind, informed = int(table.sum(axis=0).max()), int(table.max(axis=1).sum())
    return 0.0 if blind == len(known) else (informed - blind) / (len(known) - blind)


def _pairs(table: Table, subject: str) -> tuple[Ints, Ints] | None:
    if subject in table.many:
        return table.many[subject].rows, table.many[subject].codes
    if subject in table.columns:
        return np.arange(len(table), dtype=np.int32), table.columns[subject].codes
    return None
