"""Personal data that has a form: numbers, addresses on the net, codes."""

import re
from collections.abc import Sequence

from retrieval.understanding.privacy.folding import fold_for_detection
from retrieval.understanding.privacy.spans import Span

__all__ = ["find_patterns"]

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d(?:[ -]?\d){8}(?!\d)")


def find_patterns(texts: Sequence[str]) -> list[list[Span]]:
    """For each text, in no particular order; may overlap."""
    return [_spans(text) for text in texts]


def _spans(text: str) -> list[Span]:
    folded = fold_for_detection(text)
    found: list[Span] = []
    for kind, pattern in (("email", _EMAIL), ("phone", _MOBILE)):
        for match in pattern.finditer(folded.text):
            found.append(Span(*folded.original(*match.span()), kind, 0.9))
    return found
