"""Texts cut into sentences, and what two texts share: how checks look at a reply."""

import re
from collections.abc import Iterator

from retrieval.words import fold

__all__ = ["bare", "longest_shared", "sentences", "without_quotes"]

_ENDS = re.compile(r"(?<=[。！？；!?;])|(?<=[a-z)\"”'’%][.])(?=\s)|(?<=\d[.])(?=\s+[A-Z])|\n+")
_QUOTES = re.compile(r"“([^”]*)”|\"([^\"\n]*)\"|「([^」]*)」|『([^』]*)』|(?<!\w)'([^'\n]{12,})'(?!\w)")
_LETTERS = re.compile(r"[^\W_]+")


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text, without spaces around them."""
    yield from filter(None, map(str.strip, _ENDS.split(text)))


def bare(text: str) -> str:
    """Its letters and digits, folded: how the same words are told in another setting."""
    return "".join(_LETTERS.findall(fold(text)))


def without_quotes(text: str, said: str) -> str:
    """The text without what it quotes of `said`; quotations of anything else stay."""
    plain = bare(said)

    def kept(match: re.Match[str]) -> str:
        quoted = bare(next(filter(None, match.groups()), ""))
        return "" if not quoted or quoted in plain else match[0]

    return _QUOTES.sub(kept, text)


def longest_shared(text: str, other: str, words: int, characters: int) -> str:
    """The longest run of words they share, of `words` words or, in Chinese, `characters` at least; or ""."""
    mine, theirs = _units(text), _units(other)
    run = min(words, characters)
    known: dict[tuple[str, ...], list[int]] = {}
    for at in range(len(theirs) - run + 1):
        known.setdefault(tuple(theirs[at : at + run]), []).append(at)
    best: list[str] = []
    for at in range(len(mine) - run + 1):
        for start in known.get(tuple(mine[at : at + run]), ()):
            size = run
            while mine[at + size : at + size + 1] == theirs[start + size : start + size + 1] != []:
                size += 1
            if size > len(best) and _weight(mine[at : at + size], characters / words) >= characters:
                best = mine[at : at + size]
    return "".join(best) if best and not best[0].isascii() else " ".join(best)


def _units(text: str) -> list[str]:
    """Words, and Chinese characters one by one."""
    return re.findall(r"[\u4e00-\u9fff]|[^\W_\u4e00-\u9fff]+", fold(text))


def _weight(units: list[str], word: float) -> float:
    """How long a run is in characters; a word counts as several."""
    return sum(word if each.isascii() else 1.0 for each in units)
