"""What the words beside a number say it is."""

import re
import tomllib
from functools import cache
from importlib import resources

__all__ = ["cued", "labels"]

_NEAR = 48
"""Characters before a number in which its label may stand."""

_LONGEST = 20
_LONGEST_LINK = 7
_LINKS = 6
_MARKS = " \t\n\r\u00a0\u3000:：=#*＊\"'“”‘’「」『』【】[](（)）<>《》~～-—－|"
_SENTENCE_END = re.compile(r"[。！？!?；;\n]|\.\s")
_CLAUSE_END = re.compile(r"[。！？!?；;\n，,]|\.\s")
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyz")


def labels(text: str, start: int) -> frozenset[str]:
    """The kinds that the words directly before text[start:] name, with nothing but "number is" between."""
    before = text[max(0, start - _NEAR) : start].lower()
    words, links = _words(), _table()["link"]
    for _ in range(_LINKS):
        stripped = before.rstrip(_MARKS)
        if stripped.endswith(".") and stripped[-2:-1] in _LATIN:
            stripped = stripped[:-1]
        if stripped != before and (kinds := _at_end(before[: len(stripped) + 1], words)):
            return kinds
        if kinds := _at_end(stripped, words):
            return kinds
        longest = min(_LONGEST_LINK, len(stripped))
        length = next((n for n in range(longest, 0, -1) if _ends(stripped, n) in links), 0)
        if not length:
            break
        before = stripped[:-length]
    return frozenset()


def cued(
    kind: str, text: str, start: int, end: int, before: int = 24, after: int = 0, clause: bool = False
) -> bool:
    """A word for the kind stands in the same sentence (or clause) close before the number, or after it."""
    window = (_CLAUSE_END if clause else _SENTENCE_END).split(text[max(0, start - before) : start])[-1]
    return _holds(kind, window) or bool(
        after and _holds(kind, _SENTENCE_END.split(text[end : end + after])[0])
    )


def _holds(kind: str, window: str) -> bool:
    window = window.lower()
    for word in _table()[kind]:
        at = window.find(word)
        if at < 0 or len(word) < 2:
            continue
        if word[0] not in _LATIN or (
            window[at - 1 : at] not in _LATIN and window[at + len(word) : at + len(word) + 1] not in _LATIN
        ):
            return True
    return False


def _at_end(before: str, words: dict[str, frozenset[str]]) -> frozenset[str]:
    """The kinds of the longest word that `before` ends with."""
    if before[-1:] not in _last_letters():
        return frozenset()
    for length in range(min(_LONGEST, len(before)), 0, -1):
        if kinds := words.get(_ends(before, length)):
            return kinds
    return frozenset()


def _ends(before: str, length: int) -> str:
    """The last characters, or nothing when they begin inside a word of Latin letters."""
    word = before[-length:]
    return "" if word[0] in _LATIN and before[-length - 1 : -length] in _LATIN else word


@cache
def _last_letters() -> frozenset[str]:
    return frozenset(word[-1] for word in _words())


@cache
def _words() -> dict[str, frozenset[str]]:
    kinds: dict[str, set[str]] = {}
    for kind, words in _table().items():
        for word in words if kind != "link" else ():
            kinds.setdefault(word, set()).add(kind)
    return {word: frozenset(found) for word, found in kinds.items()}


@cache
def _table() -> dict[str, frozenset[str]]:
    file = resources.files(__package__) / "context.toml"
    return {kind: frozenset(words) for kind, words in tomllib.loads(file.read_text(encoding="utf-8")).items()}
