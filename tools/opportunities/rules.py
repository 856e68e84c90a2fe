"""Every rule that is tried: which items lead to which outcomes, and among which records.

Whether the words of one text tell two things at once is no news (who writes of chargers may complain about
chargers): such rules are counted among the records where both could be said.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from retrieval.catalog import Catalog
from tools.opportunities.choosing import LEAST_LIFT
from tools.opportunities.counting import Group, counted
from tools.opportunities.dependence import Dependence, measured, repeating, splitting, unfollowing
from tools.opportunities.items import Item, Items, gathered, make_items, segment_fields, words_of
from tools.opportunities.needs import PARTS
from tools.opportunities.outcomes import Outcome, asking, complaining, outcomes, subjects
from tools.opportunities.table import Bools, Table
from tools.opportunities.testing import Tested, corrected, crowd_sizes, crowding, tested

__all__ = ["find_rules"]

NEGATIVE = ("negative",)

DETRACTOR = 6
"""The highest NPS of a detractor."""


def find_rules(table: Table, catalog: Catalog, floor: int) -> tuple[int, list[Tested]]:
    """How many rules were tried, and those that have `floor` records and beat the rest, with p and q."""
    dependence, tried, found = measured(table), [0, 0], list[Tested]()
    for group in _groups(table, catalog, dependence, floor):
        crowds = {
            each.key: crowding(table.person[group.universe], each.mask[group.universe])
            for each in group.outcomes
        }
        sizes = _usual_sizes(group, table)
        count, rules = counted(group, dependence, floor, LEAST_LIFT)
        tried = [all_so_far + here for all_so_far, here in zip(tried, count, strict=True)]
        for rule in rules:
            found.append(tested(rule, crowds[rule.outcome.key].effect(float(sizes[rule.first]))))
    return sum(tried), corrected(found, tried)


def _usual_sizes(group: Group, table: Table) -> npt.NDArray[np.float64]:
    """Of each item, how many records the persons of its records have on average."""
    matrix = group.items.matrix[np.flatnonzero(group.universe)]
    records = np.maximum(np.asarray(matrix.sum(axis=0)).ravel(), 1)
    return np.asarray(matrix.T @ crowd_sizes(table.person[group.universe]) / records, np.float64)


def _groups(table: Table, catalog: Catalog, dependence: Dependence, floor: int) -> Iterator[Group]:
    complaints, asks = complaining(table, NEGATIVE), asking(table)
    all_of_it = np.ones(len(table), np.bool_)
    found = outcomes(table, catalog, complaints, asks)
    fields = splitting(table, segment_fields(catalog), dependence, complaints)
    segments = unfollowing(table, make_items(table, fields, floor))
    repeats = repeating(table, segments, complaints, asks)
    yield Group("all", segments, found, all_of_it, pairs=True, repeats=repeats)
    yield from _scored(table, segments)
    there = all_of_it if complaints is None else complaints
    about = gathered(((item, mask & there) for item, mask in subjects(table)), len(table), floor)
    universe = "all" if complaints is None else "complaints"
    yield Group(universe, about, _together(table, about, there), there, pairs=False)
    if complaints is not None:
        leaving = [Outcome("leaving", None, table.needs["leaving"] & complaints)]
        yield Group("complaints", _of_others(about), leaving, complaints, pairs=False)
        yield Group("complaints", segments, leaving, complaints, pairs=False)
        yield from _by_words(table, complaints, floor)


def _together(table: Table, about: Items, complaints: Bools) -> list[Outcome]:
    """Complaints about one thing, to be met by complaints about another of the same field."""
    several = [each for each in ("topic", "theme") if each in table.many]
    return [
        Outcome("complaint", item, mask & complaints)
        for item, mask in subjects(table)
        if item.field in several and item in about.items
    ]


def _of_others(about: Items) -> Items:
    """The subjects that are not about leaving itself."""
    kept = [place for place, each in enumerate(about.items) if each.value not in words_of("leaving_topics")]
    return about.only(kept)


def _scored(table: Table, segments: Items) -> Iterator[Group]:
    """Whose NPS is in the lowest quarter, and a detractor's: among the records that have one."""
    nps = table.numbers.get("nps")
    if nps is None:
        return
    with np.errstate(invalid="ignore"):
        known = (nps >= 0) & (nps <= 10)
    if known.any():
        lowest = min(int(np.quantile(nps[known], 0.25, method="lower")), DETRACTOR)
        low = Outcome(
            "detractor", Item("nps", str(lowest), "<="), known & (np.nan_to_num(nps, nan=11) <= lowest)
        )
        yield Group("nps", segments, [low], known, pairs=True)


def _by_words(table: Table, complaints: Bools, floor: int) -> Iterator[Group]:
    needs = table.needs
    speed = gathered([(Item("pays_speed", op="is"), needs["pays_speed"])], len(table), floor)
    delivery = needs["pays_speed"] | needs["delivery"]
    late = [Outcome("late", None, needs["late"] & complaints)]
    yield Group("delivery", speed, late, delivery, pairs=False)
    parts = gathered([(Item(name, op="is"), needs[name]) for name in PARTS], len(table), floor)
    yield Group("texts", parts, [Outcome("negative", None, complaints)], table.texts, pairs=False)
