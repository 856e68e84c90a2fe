"""How sure a rule is: Fisher's exact test, on independent customers, corrected for all rules that were tried.

A rule has to be better than chance, and than each shorter rule it contains (productive rules: Webb,
"Discovering significant patterns", Machine Learning 68, 2007): its p-value is the largest of these tests.
Records of one customer are not independent; the counts are divided by the design effect first (Rao and Scott,
"A simple method for the analysis of clustered binary data", Biometrics 48, 1992). The false discovery rate is
held by Benjamini and Hochberg's procedure over every rule that was tried, those that were never tested too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from tools.opportunities.counting import Counted
from tools.opportunities.table import Bools, Ints
from tools.segments.intervals import newcombe

__all__ = ["Counts", "Crowding", "Tested", "corrected", "crowd_sizes", "crowding", "fisher", "tested"]

Floats = npt.NDArray[np.float64]

LAYERS = 2


@dataclass(frozen=True, slots=True)
class Counts:
    """n records: `with_` in the group, `of` with the outcome, `both`."""

    n: int
    of: int
    with_: int
    both: int

    @property
    def confidence(self) -> float:
        return self.both / self.with_ if self.with_ else 0.0

    @property
    def rest(self) -> float:
        """The share of the outcome among the other records."""
        return (self.of - self.both) / (self.n - self.with_) if self.n > self.with_ else 0.0


@dataclass(frozen=True, slots=True)
class Tested:
    """A rule with its p-value, and the q-value once all are known. effect: the design effect. own: the counts
    without the records that narrower rules of the same outcome tell of; all of them, when None."""

    rule: Counted
    p: float
    effect: float
    q: float = 1.0
    own: Counts | None = None

    @property
    def counts(self) -> Counts:
        rule = self.rule
        return self.own or Counts(rule.n, rule.of, rule.with_, rule.both)

    @property
    def excess(self) -> float:
        """Records more than there would be if the group were like the rest."""
        counts = self.counts
        return counts.both - counts.with_ * counts.rest

    @property
    def excess_low(self) -> float:
        """The same at the cautious end of the 95 % interval of the difference (Newcombe)."""
        counts = self.counts
        if counts.n == counts.with_:
            return 0.0
        with_, rest = (max(int(each / self.effect), 1) for each in (counts.with_, counts.n - counts.with_))
        low, _ = newcombe(counts.confidence, with_, counts.rest, rest)
        return counts.with_ * low


@dataclass(frozen=True, slots=True)
class Crowding:
    """How alike the records of one person are in an outcome: `likeness`, 0 to 1."""

    likeness: float

    def effect(self, size: float) -> float:
        """The design effect where a record's person has `size` records on average: 1 where everybody wrote
        once."""
        return 1.0 + max(size - 1.0, 0.0) * self.likeness


def crowd_sizes(person: Ints) -> Floats:
    """Of each record, how many its person has."""
    _, codes, sizes = np.unique(person, return_inverse=True, return_counts=True)
    return np.asarray(sizes[codes], np.float64)


def crowding(person: Ints, outcome: Bools) -> Crowding:
    """Intraclass correlation of an outcome among records of one person, by analysis of variance."""
    _, codes, sizes = np.unique(person, return_inverse=True, return_counts=True)
    sums = np.bincount(codes, weights=outcome)
    n, people = len(codes), len(sizes)
    if n == people or people < 2:
        return Crowding(0.0)
    mean = outcome.mean()
    between = float((sizes * (sums / sizes - mean) ** 2).sum()) / (people - 1)
    within = float((sums - sums**2 / sizes).sum()) / (n - people)
    usual = (n - float((sizes**2).sum()) / n) / (people - 1)
    total = between + (usual - 1) * within
    return Crowding(float(np.clip((between - within) / total, 0, 1)) if total > 0 else 0.0)


def tested(rule: Counted, effect: float) -> Tested:
    """The rule with the largest p-value of: against all records, and within each shorter rule."""
    checks = [fisher(rule.n, rule.of, rule.with_, rule.both, effect)]
    checks += [fisher(with_, both, rule.with_, rule.both, effect) for with_, both in rule.parents]
    return Tested(rule, max(checks), effect)


def corrected(rules: Sequence[Tested], tried: Sequence[int]) -> list[Tested]:
    """The rules with their q-values, by Benjamini and Hochberg. tried: how many rules of one item were looked
    at, and of two.

    Each layer has half of the error (Webb, "Layered critical values", Machine Learning 71, 2008): the many
    pairs would else hide what single items show.
    """
    layers = [[each for each in rules if len(each.rule.items) == size] for size in (1, 2)]
    return [each for layer, count in zip(layers, tried, strict=True) for each in _stepped(layer, count)]


def _stepped(rules: Sequence[Tested], tried: int) -> list[Tested]:
    ordered = sorted(rules, key=lambda each: each.p)
    lowest, found = 1.0, []
    for place in range(len(ordered), 0, -1):
        each = ordered[place - 1]
        lowest = min(lowest, LAYERS * each.p * max(tried, len(ordered)) / place)
        found.append(replace(each, q=lowest))
    return found[::-1]


def fisher(n: int, of: int, with_: int, both: int, effect: float = 1.0) -> float:
    """One-sided: how often chance alone has `both` or more of `with_` records, where `of` of all `n` have
    it."""
    from scipy.stats import hypergeom

    if effect > 1.0:
        n, of, with_ = (round(each / effect) for each in (n, of, with_))
        both = int(both / effect)
    return float(hypergeom.sf(both - 1, n, min(of, n), min(with_, n))) if n else 1.0
