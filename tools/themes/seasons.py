"""Themes that come and go with the time of year."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from tools.themes.peaks import peak_days, peaks_between
from tools.themes.regression import Fit, design_fit, group_fit

__all__ = ["peak_fit", "year_fit"]

BUSY = 1.5
"""A week with this many times the usual number of records of all other themes is a peak."""
TWO_YEARS = 104
LIKE = 0.4
"""How alike two years have to be (correlation of their four-week shares) for one to repeat the other."""

Floats = NDArray[np.float64]
Masks = NDArray[np.bool_]


def peak_fit(parts: Floats, totals: Floats, starts: Sequence[date]) -> Fit | None:
    """Whether a share is higher in peaks, in every one of at least two: known sales, or busy weeks.

    Of the two, the clearer; its p-value is doubled. None where there are no two peaks for any theme.
    """
    known = np.broadcast_to(_known_weeks(starts), parts.shape)
    others = totals - parts
    busy = others > BUSY * np.median(others, axis=1, keepdims=True)
    fits = [_higher_in_all(parts, totals, inside) for inside in (known, busy)]
    if all(np.all(fit.p == 1) for fit in fits):
        return None
    first, second = fits
    chosen = first.p <= second.p
    p = np.minimum(2 * np.where(chosen, first.p, second.p), 1.0)
    fitted = np.where(chosen[:, None], first.fitted, second.fitted)
    return Fit(fitted, np.where(chosen, first.deviance, second.deviance), p)


def year_fit(parts: Floats, totals: Floats, starts: Sequence[date]) -> Floats | None:
    """p-values of a yearly wave beside a trend, of themes whose last two years are alike.

    None with less than two years: a wave that was seen once is no season.
    """
    if (starts[-1] - starts[0]).days < 7 * (TWO_YEARS - 1):
        return None
    angle = np.array([2 * np.pi * start.timetuple().tm_yday / 365.25 for start in starts])
    at = np.linspace(-1.0, 1.0, len(totals))
    fit = design_fit(parts, totals, np.column_stack([at, np.cos(angle), np.sin(angle)]), 2)
    return np.where(_repeats(parts, totals, starts), fit.p, 1.0)


def _known_weeks(starts: Sequence[date]) -> Masks:
    """Weeks of which most days are in a known peak."""
    peaks = peak_days(peaks_between(starts[0], starts[-1] + timedelta(days=6)))
    days = [[start + timedelta(days=day) in peaks for day in range(7)] for start in starts]
    return np.array([sum(each) >= 4 for each in days])


def _higher_in_all(parts: Floats, totals: Floats, inside: Masks) -> Fit:
    fit = group_fit(parts, totals, inside)
    usual = (parts * ~inside).sum(axis=1) / np.maximum((totals * ~inside).sum(axis=1), 1)
    recurs = np.array(
        [_recurs(*row) for row in zip(parts, inside, usual, [totals] * len(parts), strict=True)]
    )
    return Fit(fit.fitted, fit.deviance, np.where(recurs, fit.p, 1.0))


def _recurs(part: Floats, inside: Masks, usual: float, totals: Floats) -> bool:
    """Whether there are two runs of peak weeks or more, and the share is higher in each."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], inside, [False]]).astype(int)))
    runs = list(zip(edges[::2], edges[1::2], strict=True))
    higher = [part[start:end].sum() > usual * totals[start:end].sum() for start, end in runs]
    return len(runs) > 1 and all(higher)


def _repeats(parts: Floats, totals: Floats, starts: Sequence[date]) -> Masks:
    weeks_ago = np.array([(starts[-1] - start).days // 7 for start in starts])
    years = []
    for year in (0, 1):
        share = np.zeros((len(parts), 13))
        for month in range(13):
            chosen = (weeks_ago // 4 == month + 13 * year) & (weeks_ago < 104)
            share[:, month] = parts[:, chosen].sum(axis=1) / max(totals[chosen].sum(), 1)
        years.append(share - share.mean(axis=1, keepdims=True))
    both = (years[0] * years[1]).sum(axis=1)
    size = np.sqrt((years[0] ** 2).sum(axis=1) * (years[1] ** 2).sum(axis=1))
    return np.asarray(both > LIKE * np.maximum(size, 1e-12))
