"""Whether a name and a description hold: their form, and that the theme's own words are behind them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from prompts import Language
from retrieval.themes.naming.chinese import read_chinese
from retrieval.themes.naming.english import read_english
from retrieval.themes.naming.tokens import Token, is_chinese
from retrieval.themes.naming.types import Named
from retrieval.themes.naming.wording import LONGEST, WORDS
from retrieval.words import fold

__all__ = ["Backing", "shortcomings"]

LONGEST_LINE = 220
"""Characters of a description."""

_UNSAFE = re.compile(
    r"https?:|www\.|\w@\w|(?:^|\s)[@#]\w|\b[\w-]+\.(?:com|cn|net|org|io|ru|top|xyz|info)\b|[<>\[\]{}`|\\*_~^]"
    r"|[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]",
    re.I,
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]{2,}")


@dataclass(frozen=True, slots=True)
class Backing:
    """What stands behind a theme's names. keys: of its English words, folded. said: all of its Chinese.

    languages: those its texts are in; a name in another one is a translation and is held to its form only.
    """

    keys: frozenset[str]
    said: str
    languages: frozenset[Language]

    @classmethod
    def of(cls, quotes: Sequence[str], named: Named) -> "Backing":
        """Quotes, distinctive words and the names made of words."""
        texts = [*quotes, *named.words, named.name_en, named.name_zh]
        english = [token.key for each in texts for token in _tokens(each, "en")]
        keys = {part for key in english for part in (key, key.removeprefix("not "))}
        languages: set[Language] = {"zh" if is_chinese(each, "") else "en" for each in quotes}
        return cls(frozenset(keys), fold(" ".join(texts)), frozenset(languages))

    def lacks(self, name: str, language: Language) -> list[str]:
        """The telling words of a name that nobody wrote."""
        telling = [each for each in _tokens(name, language) if each.role in ("content", "ending")]
        if language == "en":
            return [each.text for each in telling if each.key.removeprefix("not ") not in self.keys]
        return [each.text for each in telling if not self._is_said(each.text)]

    def _is_said(self, word: str) -> bool:
        """The word stands there, or does so without the negation or degree that it begins with."""
        return fold(word) in self.said or (word[0] in "不没太未无" and fold(word[1:] or word) in self.said)


def shortcomings(name: str, line: str, language: Language, backing: Backing) -> Iterator[tuple[str, str]]:
    """What is wrong with a name and a description, as the code of a sentence and what it speaks of."""
    yield from _form(name, line, language)
    if name and not any(each.role == "content" for each in _tokens(name, language)):
        yield "bad_empty", name
    if language in backing.languages:
        for word in backing.lacks(name, language):
            yield "bad_word", word


def _form(name: str, line: str, language: Language) -> Iterator[tuple[str, str]]:
    too_short = language == "en" and not 2 <= len(name.split()) <= WORDS
    if not name or len(name) > LONGEST[language] or too_short:
        yield "bad_length", name
    if not line or len(line) > LONGEST_LINE:
        yield "bad_line", str(LONGEST_LINE)
    for each in (name, line):
        if _UNSAFE.search(each):
            yield "bad_form", each
        if any(map(str.isdigit, each)):
            yield "bad_figures", each
        if each and not _is_in(each, language):
            yield f"bad_language_{language}", each


def _is_in(given: str, language: Language) -> bool:
    """English has no Chinese outside quotation marks; Chinese has more of its own than foreign words."""
    if language == "en":
        return not _HAN.search(re.sub("“[^”]*”", "", given))
    return len(_HAN.findall(given)) > len(_LATIN.findall(given))


def _tokens(given: str, language: Language) -> list[Token]:
    read = read_english if language == "en" else read_chinese
    return [token for clause in read(given) for token in clause]
