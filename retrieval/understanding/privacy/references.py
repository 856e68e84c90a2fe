"""Numbers that name an order, a parcel or a product: not persons, and not to be taken for phones or cards."""

import re
from collections.abc import Iterator

from retrieval.understanding.privacy.context import labels
from retrieval.understanding.privacy.spans import Span

__all__ = ["OTHER", "find_references"]

OTHER = "other"
"""A number that is known to be nothing personal: a version, a model, an amount."""

_VALUE = re.compile(
    r"(?<![A-Za-z0-9])[A-Za-z]{0,6}[\-_]?\d[A-Za-z0-9]*(?:[\-_./]?[A-Za-z]{0,3}\d[A-Za-z0-9]*){0,6}"
)
_CARRIERS = re.compile(
    r"(?<![A-Za-z0-9])(?:SF\d{10,15}|JD[A-Z]{0,3}\d{10,16}|YT\d{12,15}|ZTO?\d{10,15}|STO?\d{10,15}|YD\d{12,15}|"
    r"1Z[A-Z0-9]{16}|[A-Z]{2}\d{9}[A-Z]{2}|TBA\d{10,13}|\d{3}-\d{7}-\d{7}|LP\d{14}|DPK\d{12})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_LEAST_DIGITS = 4


def find_references(text: str) -> Iterator[Span]:
    """Order and tracking numbers; and OTHER numbers that a word says are codes or amounts."""
    for match in _CARRIERS.finditer(text):
        yield Span(*match.span(), "order", 0.96)
    for match in _VALUE.finditer(text):
        start, end = match.span()
        if sum(map(str.isdigit, match.group())) < _LEAST_DIGITS:
            continue
        if "order" in labels(text, start):
            yield Span(start, end, "order", 0.97)
        elif "code" in labels(text, start):
            yield Span(start, end, OTHER, 0.94)
