"""Names that people say to be names: "我叫王建国", "收件人：李雷", "my name is sam"."""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources

from retrieval.understanding.privacy.spans import Span

__all__ = ["find_introductions"]

_SURE = 0.9


def find_introductions(texts: Sequence[str]) -> list[list[Span]]:
    """The names in each text, in order of place; only what stands beside the words for it."""
    pattern = _pattern()
    return [
        [
            Span(*match.span(group), "name", _SURE)
            for match in pattern.finditer(text)
            for group in match.groupdict()
            if match.group(group)
        ]
        for text in texts
    ]


@cache
def _pattern() -> re.Pattern[str]:
    file = resources.files(__package__) / "introductions.toml"
    words = tomllib.loads(file.read_text(encoding="utf-8"))
    surname = f"(?:{'|'.join(words['two'])}|[{words['one']}])"
    said, given = "|".join(words["said"]), "[\u4e00-\u9fff]"
    english, other = "|".join(words["english"]), "|".join(words["not_english"])
    return re.compile(
        rf"(?:{said})\s*[:：是]?\s*(?P<told>{surname}{given}{{1,2}})"
        rf"|\b(?i:{english})[ :]+(?P<english>(?!(?i:{other})\b)[A-Za-z][a-z]+(?: [A-Z][a-z]+)?)\b"
    )
