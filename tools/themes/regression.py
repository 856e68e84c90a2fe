"""Shares over time as binomial models, for many themes at once.

Rows are themes, columns units of time (weeks or days): `parts` of `totals` records. Every model's p-value is
an F test with the variance that the counts show (quasi-binomial: never less than binomial).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Fit", "class_fit", "design_fit", "group_fit", "likeliest", "line_slope", "week_spread"]

Floats = NDArray[np.float64]
Masks = NDArray[np.bool_]
STEPS = 12
"""Iterations of Newton's method; shares need fewer."""
CLEARLY = 0.1
_RIDGE = 1e-3
_LIMIT = 12.0
"""Log-odds beyond this are as good as 0 or 1."""


@dataclass(frozen=True, slots=True)
class Fit:
    """p: that a constant share would do."""

    fitted: Floats
    deviance: Floats
    p: Floats


def design_fit(parts: Floats, totals: Floats, columns: Floats, tested: int) -> Fit:
    """A logistic regression on `columns` (unit x column, without the constant) against one without the last
    `tested` of them."""
    full = _logistic(parts, totals, columns)
    less = _logistic(parts, totals, columns[:, : columns.shape[1] - tested])
    gain = np.maximum(deviance(parts, totals, less) - deviance(parts, totals, full), 0.0)
    free = max(len(totals) - columns.shape[1] - 1, 1)
    spread = _spread(parts, totals, full, free)
    return Fit(full, deviance(parts, totals, full), _f_tail(gain / tested / spread, tested, free))


def line_slope(parts: Floats, totals: Floats) -> Floats:
    """Change of the share in each unit of time: the weighted straight line through the shares."""
    at = np.arange(len(totals), dtype=np.float64)
    centred = at - np.average(at, weights=totals)
    return np.asarray((parts @ centred) / np.sum(totals * centred**2))


def likeliest(parts: Floats, totals: Floats, places: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of the places for one change of the share, the one with the greatest likelihood."""
    before, n_before = np.cumsum(parts, axis=1)[:, places - 1], np.cumsum(totals)[places - 1]
    after, n_after = parts.sum(axis=1, keepdims=True) - before, totals.sum() - n_before
    best = np.argmax(_entropy(before, n_before) + _entropy(after, n_after), axis=1)
    return np.asarray(places[best])


def week_spread(parts: Floats, totals: Floats, fitted: Floats, weeks: NDArray[np.int64]) -> Floats:
    """How many times more than binomial the weeks of daily counts vary around a model; 1 where they do not
    clearly. weeks: of each day, from 0 on, in order."""
    from scipy.stats import chi2

    edges = np.flatnonzero(np.diff(weeks, prepend=-1))
    left = np.add.reduceat(parts - totals * fitted, edges, axis=1)
    expected = np.add.reduceat(totals * fitted * (1 - fitted), edges, axis=1)
    free = max(len(edges) - 3, 1)
    square = (left**2 / expected).sum(axis=1)
    return np.where(chi2.sf(square, free) < CLEARLY, square / free, 1.0)


def group_fit(parts: Floats, totals: Floats, inside: Masks) -> Fit:
    """Whether the share is another one in some units (`inside`, a row a theme) than in the rest.

    The variance is that of the side on which the records vary most, so that one burst does not pass for a
    change.
    """
    sides = (inside, ~inside)
    sums = [((parts * side).sum(axis=1), (totals * side).sum(axis=1)) for side in sides]
    gain = 2 * sum(_entropy(*each) for each in sums) - 2 * _entropy(parts.sum(axis=1), totals.sum())
    shares = [((part + 0.5) / (n + 1))[:, None] for part, n in sums]
    fitted = np.where(inside, *shares)
    free = max(len(totals) - 3, 1)
    spread = _spread(parts, totals, fitted, free)
    for side in sides:
        spread = np.maximum(spread, _side_spread(parts, totals, fitted, side))
    gain = np.maximum(gain, 0.0)
    return Fit(fitted, deviance(parts, totals, fitted), _f_tail(gain / spread, 1, free))


def class_fit(parts: Floats, totals: Floats, classes: NDArray[np.int64]) -> Fit:
    """Whether the share differs between classes of units, such as the days of the week."""
    kinds = np.unique(classes)
    member = (classes[:, None] == kinds).astype(np.float64)
    part, n = parts @ member, totals @ member
    gain = 2 * (_entropy(part, n).sum(axis=1) - _entropy(parts.sum(axis=1), totals.sum()))
    fitted = ((part + 0.5) / (n + 1))[:, np.searchsorted(kinds, classes)]
    free = max(len(totals) - len(kinds), 1)
    spread = _spread(parts, totals, fitted, free)
    tested = max(len(kinds) - 1, 1)
    gain = np.maximum(gain, 0.0)
    return Fit(fitted, deviance(parts, totals, fitted), _f_tail(gain / tested / spread, tested, free))


def deviance(parts: Floats, totals: Floats, fitted: Floats) -> Floats:
    """Minus twice the log-likelihood, without the part that no model changes."""
    sure = np.clip(fitted, 1e-12, 1 - 1e-12)
    return np.asarray(-2 * (parts * np.log(sure) + (totals - parts) * np.log1p(-sure)).sum(axis=1))


def _logistic(parts: Floats, totals: Floats, columns: Floats) -> Floats:
    """Fitted shares. A little is taken off large coefficients, which have no limit where a share is 0."""
    x = np.column_stack([np.ones(len(totals)), columns])
    start = (parts.sum(axis=1) + 0.5) / (totals.sum() + 1)
    beta = np.zeros((len(parts), x.shape[1]))
    beta[:, 0] = np.log(start / (1 - start))
    ridge = np.diag([0.0] + [_RIDGE] * columns.shape[1])
    for _ in range(STEPS):
        fitted = _share(beta, x)
        slope = (parts - totals * fitted) @ x - beta @ ridge
        weight = totals * fitted * (1 - fitted)
        curve = np.einsum("tw,wi,wj->tij", weight, x, x) + ridge + 1e-9 * np.eye(x.shape[1])
        step = np.linalg.solve(curve, slope[..., None])[..., 0]
        beta += np.clip(step, -2.0, 2.0)
    return _share(beta, x)


def _share(beta: Floats, x: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(beta @ x.T, -_LIMIT, _LIMIT))))


def _spread(parts: Floats, totals: Floats, fitted: Floats, free: int) -> Floats:
    """How many times binomial the variance is; at least 1."""
    return np.asarray(np.maximum((_residuals(parts, totals, fitted) ** 2).sum(axis=1) / free, 1.0))


def _side_spread(parts: Floats, totals: Floats, fitted: Floats, side: Masks) -> Floats:
    left = np.where(side, _residuals(parts, totals, fitted), 0.0)
    return np.asarray((left**2).sum(axis=1) / np.maximum(side.sum(axis=1) - 1, 1))


def _residuals(parts: Floats, totals: Floats, fitted: Floats) -> Floats:
    return np.asarray((parts - totals * fitted) / np.sqrt(totals * fitted * (1 - fitted)))


def _entropy(part: Floats, n: Floats) -> Floats:
    """The log-likelihood of a share at its best."""
    from scipy.special import xlogy

    rest = n - part
    some = np.maximum(n, 1)
    return np.asarray(xlogy(part, part / some) + xlogy(rest, rest / some))


def _f_tail(ratio: Floats, tested: int, free: int) -> Floats:
    from scipy.stats import f

    return np.asarray(f.sf(ratio, tested, free))
