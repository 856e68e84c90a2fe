"""What an answer quotes: between quotation marks, as a block, or as the cell of a table of quotes.

A short text in quotation marks is a name ("delivery") unless it is said to be someone's words.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice

from assistant.gate.words import phrases

__all__ = ["Quote", "find_quotes", "quoted_cells", "unescaped"]

MOST_CLOSINGS = 12
"""Closing marks tried when a quote has quotation marks inside."""

LONG_LATIN, LONG_CHINESE = 12, 6
"""From this many characters on, a quoted text is a quote and no name."""

_PAIRS = {"“": "”", "「": "」", "『": "』", "«": "»", "„": "“”", '"': '"', "‘": "’"}
_OPENING = re.compile('[“「『«„"‘]')
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_BLOCK = re.compile(r"(?:^[ \t]{0,3}>[^\n]*(?:\n|\Z))+", re.MULTILINE)
_BLOCK_MARK = re.compile(r"^[ \t]{0,3}>[ \t]?", re.MULTILINE)
_TAIL = re.compile(r"(?:\s|[—–\-`*(（【]|\[[^\[\]\n]{1,64}\]|[)）】.])*$")
_BLOCK_TAIL = re.compile(r"(?:\s|[—–\-`*(（【>]|\[[^\[\]\n]{1,64}\]|[)）】.])*\Z")
_HEAD = re.compile(r"^(?:\s|[`*]|\[[^\[\]\n]{1,64}\]|[:：—–-])*")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~\"'])")

Backed = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Quote:
    """The span of the words, without their marks; `words` as a reader sees them. short: maybe a name."""

    start: int
    end: int
    words: str
    short: bool = False


def find_quotes(text: str, backed: Backed) -> list[Quote]:
    """Every quote of a text. `backed` tells where one ends that has quotation marks inside."""
    found: list[Quote] = []
    taken = [match.span() for match in _BLOCK.finditer(text)] if ">" in text else []
    for start, end in taken:
        found += _block(text, start, end, backed)
    place = 0
    while opened := _OPENING.search(text, place):
        place = opened.end()
        if any(start <= opened.start() < end for start, end in taken):
            continue
        quote = _marked(text, opened.start(), backed)
        if quote is not None:
            found.append(quote)
            place = quote.end + 1
    return sorted(found, key=lambda each: each.start)


def quoted_cells(cells: Sequence[tuple[int, int]], heads: Sequence[str], line: str) -> Iterator[Quote]:
    """The cells of one table row that stand under a heading of quotes."""
    for (start, end), head in zip(cells, heads, strict=False):
        if not _is_of_quotes(head):
            continue
        words = line[start:end].strip('“”"「」 ')
        if words.strip("—-–… "):
            at = line.index(words, start)
            yield Quote(at, at + len(words), unescaped(words), _short(words))


@lru_cache(maxsize=256)
def _is_of_quotes(head: str) -> bool:
    return phrases("quoted_columns").fullmatch(head.strip(" *`_")) is not None


def unescaped(words: str) -> str:
    """Words without the backslashes of Markdown."""
    return _ESCAPED.sub(r"\1", words) if "\\" in words else words


def _marked(text: str, at: int, backed: Backed) -> Quote | None:
    """The quote that opens at a mark: to the furthest closing mark that backs it, else to the first."""
    mark = text[at]
    if mark in '"‘' and at and not _opens(text[at - 1]):
        return None
    limit = text.find("\n\n", at)
    line = text.find("\n", at) if mark in '"‘' else limit
    limit = min(each for each in (line, limit, len(text)) if each >= 0)
    marks = (match.start() for match in _closing(mark).finditer(text, at + 2, limit))
    ends = (place for place in marks if mark not in '"‘' or _closes(text, place))
    closings = list(islice(ends, MOST_CLOSINGS))
    if not closings:
        return None
    first = _balanced(text, at, closings)
    wholes = [each for each in reversed(closings) if each == first or backed(unescaped(text[at + 1 : each]))]
    end = wholes[0]
    words = text[at + 1 : end]
    if mark == "‘" and not _closes(text, end):
        return None
    return (
        Quote(at + 1, end, unescaped(words), _short(words) and not _is_speech(text, at))
        if words.strip()
        else None
    )


@cache
def _closing(mark: str) -> re.Pattern[str]:
    """Whatever closes what `mark` opens."""
    return re.compile(f"[{re.escape(_PAIRS[mark])}]")


def _balanced(text: str, at: int, closings: Sequence[int]) -> int:
    """The closing mark at which as many were opened as closed."""
    mark = text[at]
    if mark in '"‘':
        return closings[0]
    for place in closings:
        if text.count(mark, at, place) <= sum(each <= place for each in closings):
            return place
    return closings[0]


def _opens(before: str) -> bool:
    return not (before.isascii() and before.isalnum())


def _closes(text: str, place: int) -> bool:
    after = text[place + 1 : place + 2]
    return not (after.isascii() and after.isalnum())


def _block(text: str, start: int, end: int, backed: Backed) -> list[Quote]:
    """A block quote; its record's id and quotation marks are not part of it."""
    block = text[start:end]
    stop = start + _BLOCK_TAIL.search(block).start()  # type: ignore[union-attr]  # it matches nothing at least
    words = _BLOCK_MARK.sub("", block)
    bare = _TAIL.sub("", _HEAD.sub("", words))
    inner = bare.strip('“”"「」 \n')
    for candidate in (words.strip(), bare, inner):
        if candidate and backed(unescaped(candidate)):
            return [Quote(start, stop, unescaped(candidate))]
    marked = find_quotes(_BLOCK_MARK.sub(lambda match: " " * len(match[0]), block), backed)
    left = bare
    for each in marked:
        left = left.replace(each.words, "")
    if marked and len(_TAIL.sub("", left).strip('“”"「」 \n—-*_,.:：，。')) < LONG_LATIN:
        return [Quote(start + each.start, start + each.end, each.words, each.short) for each in marked]
    return [Quote(start, stop, unescaped(inner))] if inner else []


def _short(words: str) -> bool:
    chinese = len(_CHINESE.findall(words))
    return chinese < LONG_CHINESE and len(words) < LONG_LATIN


def _is_speech(text: str, at: int) -> bool:
    """Whether the words before say that someone said this."""
    return phrases("speech").search(text[max(at - 24, 0) : at]) is not None
