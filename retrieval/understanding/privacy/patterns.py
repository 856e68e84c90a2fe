"""Personal data that has a form: numbers, addresses on the net, codes."""

import re
from collections.abc import Iterator, Sequence

from retrieval.understanding.privacy.accounts import find_accounts, find_qq
from retrieval.understanding.privacy.folding import Folded, fold_for_detection
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
_POST = ("zip", "post", "邮编", "邮政", "郵")
_QQ = ("q", "扣扣", "企鹅", "球球", "叩叩", "群")
_BIRTH = ("born", "birth", "dob", "d.o", "b-day", "出生", "生于", "生日", "生人", "生的", "生於")


def find_patterns(texts: Sequence[str]) -> list[list[Span]]:
    """For each text, in order of place, without overlaps; places in the texts as they are given."""
    found: list[list[Span]] = [[] for _ in texts]
    for suspect in suspects(texts):
        found[suspect.place] = _spans(texts[suspect.place], suspect)
    return found


def _spans(text: str, suspect: Suspect) -> list[Span]:
    folded = fold_for_detection(text) if suspect.disguised else Folded(text)
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
        yield from _numbers(text, suspect)


def _numbers(text: str, suspect: Suspect) -> Iterator[Span]:
    lowered = text.lower()
    if (text.count(".") > 1 or text.count(":") > 1 or text.count("-") > 1) and _NET.search(text):
        yield from find_hosts(text)
    for announced, find in ((_POST, find_postcodes), (_QQ, find_qq), (_BIRTH, find_births)):
        if any(word in lowered for word in announced):
            yield from find(text)
    yield from find_plates(text)
    if suspect.long_words:
        yield from find_wallets(text)
    if "o" in lowered or "l" in lowered or "I" in text:
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
