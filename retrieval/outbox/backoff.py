"""When to try again: exponential back-off with full jitter, and when to give up."""

import random

__all__ = ["DELAYS", "DOWN_AFTER", "GIVE_UP", "next_probe", "next_try"]

DELAYS = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Seconds from one try to the next at most: the example schedule of the Standard Webhooks specification."""

GIVE_UP = 5 * 86_400
"""Seconds since the first try before which nothing is given up, so that a receiver may be away for days: with
full jitter the schedule itself would be over in half of its 75 hours."""


def next_try(attempts: int, first_at: int, at: int, chance: random.Random) -> int | None:
    """When to try next, after that many failed ones; None when it was the last.

    Full jitter: any second from the next one to the delay's end, so that what failed together does not come
    back together. The last delay repeats until GIVE_UP has passed.
    """
    if attempts > len(DELAYS) and at - first_at >= GIVE_UP:
        return None
    longest = DELAYS[min(attempts, len(DELAYS)) - 1]
    return at + chance.randint(1, longest)


DOWN_AFTER = 5
"""Failed tries in a row after which a place counts as down. It is then asked with one event at a time."""

_PROBES = (5, 600)
"""Seconds to the first probe of a place that is down, doubled by each one after, and at most."""


def next_probe(failures: int, at: int, chance: random.Random) -> int:
    """When to ask a place again that is down: soon after it is back, whatever waits there waits no more."""
    first, most = _PROBES
    return at + chance.randint(1, min(first * 2 ** min(max(failures - DOWN_AFTER, 0), 16), most))
