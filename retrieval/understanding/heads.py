"""Many regular expressions looked for in one pass: each must begin with letters, and is tried only where
its first few stand.

One alternation of a thousand patterns is tried pattern by pattern at every place of a text, which costs
hundreds of microseconds; looking up the letters at a place costs one.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

__all__ = ["HeadIndex", "heads"]

Owner = TypeVar("Owner")
_LETTER = re.compile(r"[^\\^$.|?*+()\[\]{}]|\\[^\w\s]|\\x27")
_CLASS = re.compile(r"\[([^\]^\\]+)\]")
_RANGE = re.compile(r"(\w)-(\w)")
_BASE, _MIX = np.uint32(0x01000193), np.uint32(0x9E3779B1)
_WORD = np.array([chr(code).isalnum() or chr(code) == "_" for code in range(127)] + [False])
_MANY = re.compile(r"[?*]|\{0")


class HeadIndex(Generic[Owner]):
    """Patterns by the letters they begin with.

    size: how many letters are looked up; a pattern may begin with one fewer, with less it is a ValueError.
    whole: patterns match whole ASCII words only (English), instead of anywhere (Chinese).
    """

    def __init__(self, patterns: Iterable[tuple[Owner, str]], size: int, whole: bool) -> None:
        self._size, self._whole = size, whole
        self._tails: dict[str, list[tuple[Owner, str, bool]]] = defaultdict(list)
        for owner, pattern in patterns:
            for head in heads(pattern, size):
                if len(head) < size - 1:
                    raise ValueError(f"{pattern!r} must begin with {size} letters, not with {head!r}")
                self._tails[head].append((owner, pattern, not whole and pattern.isalnum()))
        for head in [each for each in self._tails if len(each) == size]:
            self._tails[head] += self._tails.get(head[:-1], [])
        self._likely = [_table(self._tails, length) for length in (size, size - 1)]
        self._starts = re.compile(rf"\b{_starts(self._tails)}" if whole else _starts(self._tails), re.ASCII)

    def places(self, texts: Sequence[str]) -> dict[int, list[int]]:
        """Where patterns may begin, for each row of texts that has such a place: all texts in one go."""
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        ends = np.cumsum(lengths + 1)
        codes = np.frombuffer("\n".join([*texts, "\n"]).encode("utf-32-le", "surrogatepass"), np.uint32)
        likely = self._likely[0][_keys(codes, self._size)]
        likely |= self._likely[1][_keys(codes, self._size - 1)[: len(likely)]]
        if self._whole:
            word = _WORD[np.minimum(codes, 127)]
            likely[1:] &= ~word[: len(likely) - 1]
        at = np.flatnonzero(likely)
        rows = np.searchsorted(ends, at, "right")
        found: dict[int, list[int]] = defaultdict(list)
        begins = ends - lengths - 1
        for row, place in zip(
            rows.tolist(), (at - begins[np.minimum(rows, len(texts) - 1)]).tolist(), strict=True
        ):
            found[row].append(place)
        return found

    def find(self, text: str, places: Iterable[int] | None = None) -> Iterator[tuple[Owner, int, int]]:
        """Each owner whose pattern matches, with where it begins and ends, in the order of the text.

        places: of this text, where they are known already.
        """
        size, get = self._size, self._tails.get
        if places is None:
            places = (start.start() for start in self._starts.finditer(text))
        for begin in places:
            head = text[begin : begin + size]
            for owner, pattern, plain in get(head) or get(head[:-1]) or ():
                if not plain:
                    if match := _compiled(pattern, self._whole).match(text, begin):
                        yield owner, begin, match.end()
                elif text.startswith(pattern, begin):
                    yield owner, begin, begin + len(pattern)


@cache
def _compiled(pattern: str, whole: bool) -> re.Pattern[str]:
    """Compiled when a text first has its letters: most of a thousand patterns are seldom needed."""
    return re.compile(rf"(?:{pattern})(?!\w)" if whole else pattern, re.ASCII)


def _keys(codes: npt.NDArray[np.uint32], length: int) -> npt.NDArray[np.uint32]:
    """A number under 2**20 for the `length` letters at each place; different letters seldom share one."""
    count = max(len(codes) - length + 1, 0)
    keys = np.zeros(count, np.uint32)
    for offset in range(length):
        keys = keys * _BASE + codes[offset : offset + count]
    return np.asarray((keys * _MIX) >> np.uint32(12), np.uint32)


def _table(found: Iterable[str], length: int) -> npt.NDArray[np.bool_]:
    table = np.zeros(1 << 20, bool)
    for head in found:
        if len(head) == length:
            table[_keys(np.frombuffer(head.encode("utf-32-le"), np.uint32), length)] = True
    return table


def _starts(heads_: Iterable[str]) -> str:
    """Any place where a head may be: its first letter with a second one, or a head of one letter."""
    long = [each for each in heads_ if len(each) > 1]
    first, second = ("".join(map(re.escape, sorted({each[at] for each in long}))) for at in (0, 1))
    short = "".join(map(re.escape, sorted({each for each in heads_ if len(each) == 1})))
    return f"(?:[{first}](?=[{second}])|[{short}])" if short else f"[{first}](?=[{second}])"


def heads(pattern: str, size: int) -> set[str]:
    """The first `size` letters a match can have; fewer where what follows is not plain, or nothing does.

    Knows letters, groups (?:...), classes, and ? * {0,n}; stops at anything else.
    """
    return {head for each in _alternatives(pattern) for head, _ in _walk(each, size)}


def _walk(pattern: str, size: int) -> set[tuple[str, bool]]:
    """Heads of one alternative; True where more letters may still follow the alternative."""
    if not size or not pattern:
        return {("", size > 0)}
    first = _first(pattern, size)
    if first is None:
        return {("", False)}
    pieces, rest = first
    found: set[tuple[str, bool]] = set()
    if optional := _MANY.match(rest):
        rest = rest[rest.index("}") + 1 :] if optional.group() == "{0" else rest[1:]
        found |= _walk(rest, size)
    for length in {len(piece) for piece, open_ in pieces if open_}:
        following = _walk(rest, size - length)
        same = [piece for piece, open_ in pieces if open_ and len(piece) == length]
        found |= {(piece + after, open_) for piece in same for after, open_ in following}
    return found | {(piece, False) for piece, open_ in pieces if not open_}


def _first(pattern: str, size: int) -> tuple[set[tuple[str, bool]], str] | None:
    """What the first element can be, and what follows it; None for an element that is not plain."""
    if pattern.startswith("(?:"):
        end = _closing(pattern)
        inside = {each for part in _alternatives(pattern[3:end]) for each in _walk(part, size)}
        return inside, pattern[end + 1 :]
    if pattern.startswith(r"\b"):
        return {("", True)}, pattern[2:]
    if members := _CLASS.match(pattern):
        plain = _RANGE.sub(lambda each: "".join(map(chr, range(ord(each[1]), ord(each[2]) + 1))), members[1])
        return {(each, True) for each in plain}, pattern[members.end() :]
    if letter := _LETTER.match(pattern):
        plain = "'" if letter.group() == r"\x27" else letter.group()[-1]
        return {(plain, True)}, pattern[letter.end() :]
    return None


def _alternatives(pattern: str) -> list[str]:
    """The pattern cut at the bars that stand outside of groups and classes."""
    parts, depth, begin, at = [], 0, 0, 0
    while at < len(pattern):
        if pattern[at] == "\\":
            at += 1
        elif pattern[at] in "([":
            depth += 1
        elif pattern[at] in ")]":
            depth -= 1
        elif pattern[at] == "|" and not depth:
            parts.append(pattern[begin:at])
            begin = at + 1
        at += 1
    return [*parts, pattern[begin:]]


def _closing(pattern: str) -> int:
    """Where the group that opens the pattern closes."""
    depth, at = 0, 0
    while at < len(pattern):
        if pattern[at] == "\\":
            at += 1
        elif pattern[at] == "(":
            depth += 1
        elif pattern[at] == ")":
            depth -= 1
            if not depth:
                return at
        at += 1
    raise ValueError(f"{pattern!r} has a group that is not closed")
