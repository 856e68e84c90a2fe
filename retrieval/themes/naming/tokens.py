"""Texts as clauses of tokens: what names are made of.

Feedback is untrusted, so what could carry more than words is cut away first: links, addresses, @names, #tags,
placeholders of redacted data, markup, numbers. A phrase never reaches across such a place.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from retrieval.understanding.privacy.spans import PLACEHOLDER

__all__ = ["BREAK", "GAP", "Clause", "Role", "Token", "cleaned", "cut_away", "is_chinese", "word_lists"]

Role = Literal["content", "ending", "weak", "link", "gap"]
"""content: says what a text is about. ending: may end a name, not begin it. weak: too general for either.
link: holds others together. gap: not a word; a clause goes on beyond it with words that say nothing."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, or a few that belong together. text: as written. key: the same for all its inflections.

    noun: 1 where it stands as a noun does, -1 where it stands as a verb, 0 where that cannot be told.
    """

    text: str
    key: str
    role: Role
    noun: int = 0


Clause = list[Token]
"""Words in order with nothing between them but what may be left out."""

GAP = Token("", "", "gap")

LONGEST = 400
"""Characters of a text that are read: what it is about is said early."""

BREAK = " | "
"""Stands where something was cut away; the readers of both languages end a clause there."""

_NOT_WORDS = re.compile(
    r"(?:https?://|www\.)[!-~]+|[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+|\b[\w-]+\.(?:com|cn|net|org|io)\b[!-~]*"
    r"|(?:\border (?:no\.? ?|number )?)?(?<![A-Za-z])[A-Za-z]{0,6}-?\d[\w-]{2,}|(?://)?@[\w-]+|#[^#\s]{1,40}#?|<[^<>]{0,80}>|&[a-z]{2,8};|&#\d+;|\[[^\[\]]{1,20}\]|【[^】]{0,30}】"
    r"|[`{}\\|~^*_=<>\[\]]+",
    re.I,
)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ue000-\uf8ff\ufeff]")

_ORDERS = re.compile(
    r"\b(?:ignore|disregard|override|bypass|forget)\b[^.!?]{0,60}\b(?:instructions?|prompts?|rules?|themes?)\b[^.!?]*"
    r"|\b(?:re)?name (?:this|the) (?:theme|group|topic|cluster)\b[^.!?]*"
    r"|(?:忽略|无视|忘掉|不要理会)[^。！？]{0,20}(?:指令|提示词|规则|设定)[^。！？]*|把(?:这个|该)?(?:主题|话题|分类)(?:命名|叫|改)[^。！？]*",
    re.I,
)
"""Words to a program that reads feedback, which say nothing about a product."""

_MARKS = re.compile(r"[\d@#<>&\[\]【`{}\\|~^*_=/]|\.[A-Za-z]")
"""Without any of these a text is only words."""

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]+")


def cleaned(text: str) -> str:
    """The beginning of a text, plain widths, without anything that is not said in words."""
    short = _CONTROLS.sub(" ", text[:LONGEST])
    if not short.isascii():
        short = unicodedata.normalize("NFKC", short).replace("’", "'").replace("‘", "'")
    return cut_away(short, BREAK)


def cut_away(text: str, mark: str) -> str:
    """The text with a mark for whatever is not said in words, or is said to a program; the rest as it is."""
    if "[" in text or "<" in text or "【" in text:
        text = PLACEHOLDER.sub(mark, text)
    text = _ORDERS.sub(mark, text)
    return _NOT_WORDS.sub(mark, text) if _MARKS.search(text) else text


def is_chinese(text: str, language: str) -> bool:
    """Whether a text is read as Chinese: by its label, or by its characters where that says nothing."""
    if language.startswith("zh"):
        return True
    if language.startswith("en") or text.isascii():
        return False
    return len(_HAN.findall(text)) > len(_LATIN.findall(text))


@cache
def word_lists(language: str) -> Mapping[str, tuple[str, ...]]:
    """The lists of words_en.toml or words_zh.toml, by name."""
    import tomllib

    file = resources.files(__package__) / f"words_{language}.toml"
    lists = tomllib.loads(file.read_text(encoding="utf-8"))
    return {name: tuple(str(words).split()) for name, words in lists.items()}
