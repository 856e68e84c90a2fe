"""How far found themes agree with other ones: with people's labels, or with those of another run.

Normalized mutual information (arithmetic mean, as scikit-learn's) and the adjusted Rand index. Texts without
a theme are one group of their own, for every method alike: a method that leaves out whatever is hard cannot
gain by it, since a large mixed group costs both figures. `nmi_assigned` and `ari_assigned` are over the texts
with a theme alone, and say nothing without `coverage`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Agreement", "agree", "ari", "mean"]

Labels = npt.NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Agreement:
    """themes: how many were found. coverage: the share of the n texts that are in one."""

    nmi: float
    ari: float
    nmi_assigned: float
    ari_assigned: float
    coverage: float
    themes: float
    n: int


def agree(gold: Labels, found: Labels) -> Agreement:
    """found: -1 for texts without a theme."""
    from sklearn.metrics import normalized_mutual_info_score

    inside = found >= 0
    known = bool(inside.any())
    return Agreement(
        float(normalized_mutual_info_score(gold, found)),
        ari(gold, found),
        float(normalized_mutual_info_score(gold[inside], found[inside])) if known else 0.0,
        ari(gold[inside], found[inside]) if known else 0.0,
        float(inside.mean()) if len(found) else 0.0,
        len(np.unique(found[inside])),
        len(found),
    )


def ari(left: Labels, right: Labels) -> float:
    from sklearn.metrics import adjusted_rand_score

    return float(adjusted_rand_score(left, right))


def mean(several: Sequence[Agreement]) -> Agreement:
    """The mean of each figure over runs."""

    def of(name: str) -> float:
        return float(np.mean([getattr(each, name) for each in several]))

    return Agreement(
        of("nmi"),
        of("ari"),
        of("nmi_assigned"),
        of("ari_assigned"),
        of("coverage"),
        of("themes"),
        several[0].n,
    )
