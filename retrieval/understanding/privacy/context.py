"""What the words beside a number say it is."""

import re
import tomllib
from functools import cache
from importlib import resources

__all__ = ["cued", "labelled"]

_NEAR = 40
"""Characters before a number that are looked at."""

_LINK = (
    r"(?:\s|[:：=#*＊\"'“”‘’「」【】\[\](（)）~～\-—]|是|为|為|号码?|號碼?|的|即|叫|分别|尾号|就|我|"
    r"\b(?:is|are|was|no|num|number|id|nr|my|the|me|at|on|to|in|it's|its|of|this|for)\b\.?|\.(?=\s)){0,8}"
)


def labelled(kind: str, text: str, start: int) -> bool:
    """The number at `start` directly follows a word for its kind, with nothing but a colon or "is" between."""
    return _labels(kind).search(text, max(0, start - _NEAR), start) is not None


def cued(kind: str, text: str, start: int, end: int, before: int = 24, after: int = 0) -> bool:
    """A word for the kind stands within so many characters before text[start:end], or after it."""
    words = _words(kind)
    if words.search(text, max(0, start - before), start):
        return True
    return bool(after and words.search(text, end, end + after))


@cache
def _words(kind: str) -> re.Pattern[str]:
    return re.compile(_alternatives(kind), re.IGNORECASE)


@cache
def _labels(kind: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{_alternatives(kind)}){_LINK}\Z", re.IGNORECASE)


@cache
def _alternatives(kind: str) -> str:
    lists = _table()[kind]
    latin = "|".join(sorted(lists["en"], key=len, reverse=True))
    return "|".join((*sorted(lists["zh"], key=len, reverse=True), rf"(?<![A-Za-z])(?:{latin})(?![A-Za-z])"))


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    file = resources.files(__package__) / "context.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
