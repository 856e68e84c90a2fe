"""Personal data that has a form: numbers, addresses on the net, codes."""

import re
from collections.abc import Iterator, Sequence

from retrieval.understanding.privacy.folding import fold_for_detection
from retrieval.understanding.privacy.money import find_money
from retrieval.understanding.privacy.online import (
    find_accounts,
    find_emails,
    find_hosts,
    find_links,
    find_spelled_emails,
)
from retrieval.understanding.privacy.papers import find_papers, find_postcodes
from retrieval.understanding.privacy.phones import find_phones
from retrieval.understanding.privacy.references import OTHER, find_references
from retrieval.understanding.privacy.screening import worth_reading
from retrieval.understanding.privacy.spans import Span, without_overlaps

__all__ = ["find_patterns"]

_NUMBER = re.compile(
    r"\d(?:[^\d\n]{0,3}\d){4}|[0-9A-Fa-f]{0,4}::?[0-9A-Fa-f]{1,4}:|\d\D?\d.?\d[A-Za-z]|[A-Za-z]\d{3}"
)
"""Five digits close together, or what could be part of a hardware address or a code: most texts have neither."""

_SMALL = re.compile(r"zip|post|邮[编政]|郵|qq|扣扣|企鹅|球球|叩叩|[a-z加我作系的]q|sort code", re.IGNORECASE)
_NET = re.compile(
    r"\d\.\d{1,3}\.\d{1,3}\.\d|[0-9a-f]{0,4}:[0-9a-f]{0,4}:|[0-9a-f]{2}-[0-9a-f]{2}-|[0-9a-f]{4}\.[0-9a-f]{4}\.",
    re.IGNORECASE,
)


def find_patterns(texts: Sequence[str]) -> list[list[Span]]:
    """For each text, in order of place, without overlaps; places in the texts as they are given."""
    found: list[list[Span]] = [[] for _ in texts]
    for place in worth_reading(texts):
        found[place] = _spans(texts[place])
    return found


def _spans(text: str) -> list[Span]:
    folded = fold_for_detection(text)
    spans = without_overlaps(_found(folded.text), whole=("order", OTHER))
    return [
        Span(*folded.original(each.start, each.end), each.kind, each.confidence)
        for each in spans
        if each.kind != OTHER
    ]


def _found(text: str) -> Iterator[Span]:
    if "@" in text:
        yield from find_emails(text)
    yield from find_spelled_emails(text)
    yield from find_links(text)
    yield from find_accounts(text)
    if _NET.search(text):
        yield from find_hosts(text)
    if _SMALL.search(text):
        yield from find_postcodes(text)
    if _NUMBER.search(text):
        yield from find_references(text)
        yield from find_phones(text)
        yield from find_papers(text)
        yield from find_money(text)
