"""Words for the shape of an answer, taken from the question where they stand."""

import re

from assistant.offline.text.lexicon import concept
from assistant.offline.text.scan import Scan

__all__ = ["take_all", "take_trend"]


def take_trend(scan: Scan) -> re.Match[str] | None:
    """Takes the words for a trend, but not those of a share within: "how has the negative percentage moved"."""
    within = [(each.span(), each.group()) for each in scan.find(concept("share"))]
    trend = scan.take_first(concept("trend"))
    for (start, end), said in within:
        if trend is not None and trend.start() < start and end < trend.end():
            scan.free = scan.free[:start] + said + scan.free[end:]
    return trend


def take_all(scan: Scan, name: str) -> bool:
    """Takes a concept's words wherever they stand."""
    found = False
    while scan.take_first(concept(name)):
        found = True
    return found
