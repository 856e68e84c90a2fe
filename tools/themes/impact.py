"""What a theme does to NPS and rating: feedback with it against the rest of the segment."""

from tools.segments.intervals import mean_difference, nps_difference
from tools.themes.figures import Sums
from tools.themes.report import Impact

__all__ = ["cost", "impacts", "on_whole", "strongest"]


LEAST = 5
"""Scores on either side, from which the difference has an interval: of fewer their own spread says little."""


def impacts(theme: Sums, segment: Sums) -> tuple[Impact, ...]:
    """NPS, then rating, where both the theme and the rest have any.

    All feedback of the segment and period is compared, whatever its sentiment: complaints would come out
    badly against everything else, whatever they are about. The intervals are those of two independent
    samples: of NPS by its variance, of rating Welch's.
    """
    rest = segment.less(theme)
    return tuple(each for each in (_nps(theme, rest), _rating(theme, rest)) if each)


def strongest(found: tuple[Impact, ...]) -> float:
    """The clearest harm, in parts of the scale: from 0 to 1, below 0 where the theme does good.

    Counted is the end of the interval nearest to no effect: what may be chance does not count.
    """
    sizes = [_certain(each) / (200 if each.measure == "nps" else 4) for each in found]
    return max(sizes, key=abs, default=0.0)


def cost(found: Impact) -> float:
    """By how much the whole segment's score differs for the theme: below 0 where it costs some.

    The difference, weighted by the theme's part of all the scores there are.
    """
    return found.difference * found.n_with / (found.n_with + found.n_without)


def on_whole(found: tuple[Impact, ...]) -> float:
    """What the theme costs the whole segment's NPS, in parts of the scale; its rating where there is no NPS.

    What may be chance does not count. Below 0 where the theme does good.
    """
    measure = next((each for each in ("nps", "rating") if any(one.measure == each for one in found)), "")
    clear = [each for each in found if each.measure == measure and _certain(each)]
    return max((-cost(each) / (200 if measure == "nps" else 4) for each in clear), key=abs, default=0.0)


def _certain(impact: Impact) -> float:
    if impact.low is None or impact.high is None:
        return 0.0
    return -min(impact.high, 0.0) - max(impact.low, 0.0)


def _nps(theme: Sums, rest: Sums) -> Impact | None:
    if not theme.nps or not rest.nps:
        return None
    one, other = _score(theme), _score(rest)
    span = nps_difference(
        (one, theme.promoters + theme.detractors, theme.nps),
        (other, rest.promoters + rest.detractors, rest.nps),
    )
    several = min(theme.nps, rest.nps) >= LEAST and span[0] < span[1]
    low, high = span if several else (None, None)
    return Impact("nps", one, theme.nps, other, rest.nps, one - other, low, high)


def _score(sums: Sums) -> float:
    return 100 * (sums.promoters - sums.detractors) / sums.nps


def _rating(theme: Sums, rest: Sums) -> Impact | None:
    if not theme.rated or not rest.rated:
        return None
    one, other = theme.rating / theme.rated, rest.rating / rest.rated
    low = high = None
    if min(theme.rated, rest.rated) >= LEAST:
        low, high = mean_difference(
            (one, theme.rating_squares, theme.rated), (other, rest.rating_squares, rest.rated)
        )
    return Impact("rating", one, theme.rated, other, rest.rated, one - other, low, high)
