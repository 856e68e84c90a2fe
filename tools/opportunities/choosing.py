"""From tested rules to findings: those chance does not explain, each thing said once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from tools.opportunities.table import Bools
from tools.opportunities.testing import Counts, Tested, fisher

__all__ = ["FALSE", "LEAST_LIFT", "Finding", "chosen"]

FALSE = 0.01
"""The part of the findings that may be chance: the false discovery rate."""

LEAST_LIFT = 1.2
"""A rule is worth telling when its group has a fifth more than the whole."""

_EXPLAINED = 0.01
_ALIKE = 0.5
"""Two rules say the same when half of the records that meet either meet both."""
_SAME = 0.8


@dataclass(slots=True)
class Finding:
    """A rule, and others that say the same of most of its records. behind: the records."""

    rule: Tested
    behind: Bools
    also: list[Tested] = field(default_factory=list)


def chosen(rules: Iterable[Tested]) -> list[Finding]:
    """The significant rules: none that stronger ones of the same outcome explain, those alike as one.

    Ranked by how many records more there are than if the group were like the rest, cautiously.
    """
    sure = [each for each in rules if each.q <= FALSE and each.excess_low > 0]
    found: list[Finding] = []
    ranked = sorted(_unexplained(sure), key=lambda each: (-each.excess_low, each.p))
    for each in sorted(ranked, key=_is_general):
        if _is_general(each) and not _left_over(each, found):
            continue
        behind = covered(each) & each.rule.outcome.mask & each.rule.group.universe
        same = next((one for one in found if _alike(one, each, behind)), None)
        if same is None:
            found.append(Finding(each, behind))
        elif _says_more(each, same.rule) and _overlap(same.behind, behind) >= _SAME:
            same.also.append(same.rule)
            same.rule, same.behind = each, behind
        else:
            same.also.append(each)
    return sorted(found, key=lambda one: (-one.rule.excess_low, one.rule.p))


def _is_general(rule: Tested) -> bool:
    """Complaints or wishes about nothing in particular: told only beyond what is told of particular
    things."""
    return rule.rule.outcome.what in ("negative", "asks") and rule.rule.outcome.item is None


def _left_over(rule: Tested, found: Sequence[Finding]) -> bool:
    """Whether the group stands out among the records that no finding has told of."""
    left = rule.rule.group.universe.copy()
    for each in found:
        left &= ~each.behind
    return _stands(rule, _own(rule, left))


def covered(rule: Tested) -> Bools:
    """The records that meet the antecedent."""
    items = rule.rule.group.items
    masks = [items.has(each) for each in rule.rule.items]
    return masks[0] if len(masks) == 1 else masks[0] & masks[1]


def _unexplained(rules: Sequence[Tested]) -> list[Tested]:
    """Of rules to one outcome, those whose group still has more of it without the groups of stronger rules.

    A product has many complaints because one of its versions does: the version is told, the product is not.
    """
    kept: list[Tested] = []
    by_outcome: dict[tuple[str, str], list[Tested]] = {}
    for each in rules:
        by_outcome.setdefault((each.rule.group.name, each.rule.outcome.key), []).append(each)
    for alike in by_outcome.values():
        left = alike[0].rule.group.universe.copy()
        for each in sorted(alike, key=lambda one: (-one.rule.lift, len(one.rule.items), one.p)):
            own = _own(each, left)
            if _stands(each, own):
                kept.append(replace(each, own=own))
                left &= ~covered(each)
    return kept


def _own(rule: Tested, left: Bools) -> Counts:
    """The rule's counts among the records that are left."""
    group, outcome = covered(rule) & left, rule.rule.outcome.mask
    return Counts(
        int(left.sum()), int((outcome & left).sum()), int(group.sum()), int((outcome & group).sum())
    )


def _stands(rule: Tested, own: Counts) -> bool:
    if not own.with_ or not own.of or own.confidence < LEAST_LIFT * own.of / own.n:
        return False
    return fisher(own.n, own.of, own.with_, own.both, rule.effect) <= _EXPLAINED


def _alike(found: Finding, rule: Tested, behind: Bools) -> bool:
    """Of one group, half of the smaller is enough: an issue, and a part of it."""
    one, other = found.rule.rule, rule.rule
    if _overlap(found.behind, behind) >= _ALIKE:
        return True
    same_group = one.group is other.group and one.items == other.items and one.group.pairs
    smaller = min(int(found.behind.sum()), int(behind.sum()))
    return same_group and int((found.behind & behind).sum()) >= _ALIKE * smaller


def _overlap(one: Bools, other: Bools) -> float:
    return int((one & other).sum()) / max(int((one | other).sum()), 1)


def _says_more(rule: Tested, than: Tested) -> bool:
    """Of the same records: what words of the texts tell (a part, leaving, waiting) says more than a topic."""
    by_words = ("part", "leaving", "late", "asks")
    return rule.rule.outcome.what in by_words and than.rule.outcome.what in ("complaint", "negative")
