"""In which segments a theme is more frequent than elsewhere, and clearly so."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tools.themes.figures import part_of
from tools.themes.figures_values import Values
from tools.themes.report import Over

__all__ = ["benjamini_hochberg", "exceedance", "over_represented"]

Floats = NDArray[np.float64]

LEVEL = 0.05
LEAST_LIFT = 1.2
LEAST_PART = 5
MOST = 5


def over_represented(values: Sequence[Values]) -> dict[str, tuple[Over, ...]]:
    """By theme, the clearest first; of each field the theme's share is compared with the other values'.

    Fisher's exact test, one-sided, corrected over all themes, fields and values looked at
    (Benjamini-Hochberg, 5 %). Told are values with at least 5 of the theme's records and a lift of 1.2.
    """
    looked = [each for field in values for each in _looked_at(field)]
    if not looked:
        return {}
    p = exceedance(*np.array([each[3:] for each in looked], dtype=np.float64).T)
    found: dict[str, list[Over]] = {}
    for (name, field, value, *counts), corrected in zip(looked, benjamini_hochberg(p.tolist()), strict=True):
        over = _over(field, value, counts, float(corrected))
        if over:
            found.setdefault(name, []).append(over)
    return {name: tuple(sorted(each, key=_clearest)[:MOST]) for name, each in found.items()}


def exceedance(part: Floats, within: Floats, of_theme: Floats, known: Floats) -> Floats:
    """Fisher's exact test, one-sided: how likely at least `part` of `within` records are of a theme that has
    `of_theme` of all `known`. 1 where they are no more than is to be expected.

    The probabilities beyond fall off quickly there: they are added until they no longer count.
    """
    from scipy.special import betaln

    p = np.ones(len(part))
    more = np.flatnonzero(part * known > within * of_theme)
    k, n, t, rest = part[more], within[more], of_theme[more], (known - of_theme)[more]

    def chosen(of: Floats, some: Floats) -> Floats:
        return np.asarray(-np.log1p(of) - betaln(of - some + 1, some + 1))

    term = np.exp(chosen(t, k) + chosen(rest, n - k) - chosen(t + rest, n))
    total, left = term.copy(), np.ones(len(more), dtype=bool)
    while left.any():
        term = term * (t - k) * (n - k) / ((k + 1) * np.maximum(rest - n + k + 1, 1e-12))
        total, k = total + term, k + 1
        left = term > 1e-12 * total
    p[more] = np.minimum(total, 1.0)
    return p


def benjamini_hochberg(p: Sequence[float]) -> list[float]:
    """The p-values corrected so that at most 5 % of those up to 0.05 are false, in their order."""
    from scipy.stats import false_discovery_control

    return [float(each) for each in false_discovery_control(p)] if len(p) else []


def _clearest(over: Over) -> tuple[float, float, str, str]:
    return over.p, -over.lift, over.field, over.value


def _looked_at(values: Values) -> list[tuple[str, str, str, int, int, int, int]]:
    """(theme, field, value, theme within, value's records, theme's records, all records with a value)."""
    known = sum(values.totals.values())
    of_theme: dict[str, int] = {}
    for (theme, _), n in values.parts.items():
        of_theme[theme] = of_theme.get(theme, 0) + n
    if len(values.totals) < 2:
        return []
    return [
        (theme, values.field, value, n, values.totals[value], of_theme[theme], known)
        for (theme, value), n in sorted(values.parts.items())
    ]


def _over(field: str, value: str, counts: Sequence[int], p: float) -> Over | None:
    part, within, theme, known = counts
    inside, rest = part_of(part, within), part_of(theme - part, known - within)
    if p > LEVEL or part < LEAST_PART:
        return None
    nearest = rest.share or 0.5 / max(rest.records, 1)  # none elsewhere: as if it were half a record
    lift = inside.share / nearest
    return Over(field, value, inside, rest, lift, p) if lift >= LEAST_LIFT else None
