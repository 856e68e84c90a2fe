"""Personal data that has a form: numbers, addresses on the net, codes."""

import re
from collections.abc import Iterator, Sequence

from retrieval.understanding.privacy.accounts import find_accounts, find_qq
from retrieval.understanding.privacy.folding import fold_for_detection
from retrieval.understanding.privacy.money import find_money, find_wallets
from retrieval.understanding.privacy.online import find_emails, find_hosts, find_links, find_spelled_emails
from retrieval.understanding.privacy.papers import find_births, find_papers, find_plates, find_postcodes
from retrieval.understanding.privacy.phones import find_disguised, find_phones
from retrieval.understanding.privacy.references import OTHER, find_references
from retrieval.understanding.privacy.screening import Suspect, suspects
from retrieval.understanding.privacy.spans import Span, without_overlaps

__all__ = ["find_patterns"]

_NUMBER = re.compile(r"\d(?:[\W_]{0,3}\d){5,}")
"""Six digits or more close together, which is what most detectors need; few ordinary texts have it."""

_BEFORE, _AFTER = 64, 48
"""Characters around such a number that detectors look at."""

_NET = re.compile(
    r"\d\.\d{1,3}\.\d{1,3}\.\d|(?:[0-9A-Fa-f]{2}[:\-]){5}|:[0-9A-Fa-f]{0,4}:|[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\."
)
_POST = re.compile(r"[zZ][iI][pP]|[pP]ost|POST|邮[编政]|郵")
_QQ = re.compile(r"[qQ]{2}|扣扣|企鹅|球球|叩叩|秋秋|[加我作系][qQ]|群|[qQ]号|[qQ][:：]?\d")
_BIRTH = re.compile(r"[bB]orn|[bB]irth|D\.?O\.?B|d\.?o\.?b|生[于於日人的]|出生|b-day")


def find_patterns(texts: Sequence[str]) -> list[list[Span]]:
    """For each text, in order of place, without overlaps; places in the texts as they are given."""
    found: list[list[Span]] = [[] for _ in texts]
    for suspect in suspects(texts):
        found[suspect.place] = _spans(texts[suspect.place], suspect)
    return found


def _spans(text: str, suspect: Suspect) -> list[Span]:
    folded = fold_for_detection(text)
    spans = without_overlaps(_found(folded.text, suspect), whole=("order", OTHER))
    return [
        Span(*folded.original(each.start, each.end), each.kind, each.confidence)
        for each in spans
        if each.kind != OTHER
    ]


def _found(text: str, suspect: Suspect) -> Iterator[Span]:
    if suspect.mail:
        yield from find_emails(text)
    if suspect.words:
        yield from find_spelled_emails(text)
        yield from find_links(text)
        yield from find_accounts(text)
    if suspect.numbers or suspect.words:
        yield from _numbers(text)


def _numbers(text: str) -> Iterator[Span]:
    if _NET.search(text):
        yield from find_hosts(text)
    if _POST.search(text):
        yield from find_postcodes(text)
    if _QQ.search(text):
        yield from find_qq(text)
    if _BIRTH.search(text):
        yield from find_births(text)
    yield from find_plates(text)
    yield from find_wallets(text)
    yield from find_disguised(text)
    for start, end in _regions(text):
        part = text[start:end]
        for find in (find_references, find_phones, find_papers, find_money):
            for span in find(part):
                yield Span(span.start + start, span.end + start, span.kind, span.confidence)


def _regions(text: str) -> Iterator[tuple[int, int]]:
    """The parts of a text around its numbers; a part begins and ends between words."""
    begin = end = 0
    for match in _NUMBER.finditer(text):
        start, stop = max(0, match.start() - _BEFORE), min(len(text), match.end() + _AFTER)
        while start and _in_word(text[start - 1]):
            start -= 1
        while stop < len(text) and _in_word(text[stop]):
            stop += 1
        if start > end:
            if end:
                yield begin, end
            begin = start
        end = stop
    if end:
        yield begin, end


def _in_word(character: str) -> bool:
    return character.isascii() and not character.isspace()
