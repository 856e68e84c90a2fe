"""What people type for short, or with a slip of the fingers, written out: "wk", "b4", "wich", 差平, "1*"."""

import re
import tomllib
from collections.abc import Callable
from functools import cache
from importlib import resources

__all__ = ["written_out"]


def written_out(question: str, knows: Callable[[str], bool]) -> str:
    """The question with short forms as words. `knows`: whether words are a name of the data; those stay."""
    for pattern, words in _forms():
        question = _replaced(question, pattern, words, knows)
    question = _STARS.sub(r"\g<a> star\g<joined>\g<b> star", question)
    question = _NEXT_STARS.sub(_apart, question)
    question = _FELT_MANY.sub(r"\g<least> \g<felt> records", question)
    return _CALLERS.sub("phone customers", question) if knows("phone") else question


_STAR = r"(?:[1-5]|one|two|three|four|five)"
_STARS = re.compile(
    rf"(?<![\w.-])(?P<a>{_STAR})(?P<joined> ?(?:and|&|or|/) ?)(?P<b>{_STAR})[- ]?star(?![a-z]*-)",
    re.IGNORECASE,
)
""" "1 and 2 star reviews": both numbers are of stars."""
_NEXT_STARS = re.compile(r"(?<![一二三四五六七八九十百])(?P<a>[一二三四])(?P<b>[二三四五])星")


_FELT_MANY = re.compile(
    r"(?<![\w-])(?P<least>(?:at least|at most|(?:more|fewer|less) than|over|under|above|below) \d+)"
    r" (?P<felt>unresolved|negative|positive|neutral)"
    r"(?=\W*$|[,;]| (?:and|or|per|in|by|from|since|this|last|for|on)(?![a-z]))",
    re.IGNORECASE,
)
""" "Regions with at least 200 negative": records are counted."""


def _apart(match: re.Match[str]) -> str:
    """四五星 is 4 and 5, not 45."""
    digits = "一二三四五"
    follows = digits.index(match["b"]) == digits.index(match["a"]) + 1
    return f"{match['a']}星和{match['b']}星" if follows else match.group()


_CALLERS = re.compile(r"(?<![\w-])callers(?![\w-])", re.IGNORECASE)
"""Who called, where the data tells how people got in touch."""


def _replaced(question: str, pattern: re.Pattern[str], words: str, knows: Callable[[str], bool]) -> str:
    def written(match: re.Match[str]) -> str:
        return match.group() if knows(match.group().lower().strip()) else words

    return pattern.sub(written, question)


@cache
def _forms() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Patterns and what they stand for, the longest first: "wk of" before "wk"."""
    file = resources.files(__package__) / "shorthand.toml"
    known: dict[str, dict[str, list[str]]] = tomllib.loads(file.read_text(encoding="utf-8"))
    english = [
        (rf"(?<![\w/'-]){short}(?![\w'/-])" if short[-1].isalnum() else rf"(?<![\w/'-]){short}", words)
        for words, forms in known["en"].items()
        for short in forms
    ]
    others = [
        (form, words) for kind in ("zh", "signs") for words, forms in known[kind].items() for form in forms
    ]
    ordered = sorted(english, key=lambda each: -len(each[0])) + others
    return tuple((re.compile(pattern, re.IGNORECASE), words) for pattern, words in ordered)
