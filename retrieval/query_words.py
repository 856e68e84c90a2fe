"""The words of a question that are worth looking for, each with its other forms.

Left out: words of grammar, and words that speak of asking and complaining ("which customers mention ...",
"哪些用户抱怨..."): they frame the question and say nothing about the feedback looked for.
"""

from dataclasses import dataclass
from functools import cache
from importlib import resources

from retrieval.words import cut

__all__ = ["QueryWord", "query_words"]

MOST_WORDS = 32
"""A longer query is searched by its first words."""


@dataclass(frozen=True, slots=True)
class QueryWord:
    """One word as the index has it, with the forms that count as the same word; `forms` begins with it."""

    forms: tuple[str, ...]


def query_words(query: str) -> list[QueryWord]:
    """The words to look for, in order, each once. All of the query's words when none of them is telling."""
    words = list(dict.fromkeys(cut(query)))
    telling = [word for word in words if word not in _stop_words()]
    return [QueryWord(_forms(word)) for word in (telling or words)[:MOST_WORDS]]


@cache
def _stop_words() -> frozenset[str]:
    text = (resources.files(__package__) / "stop_words.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def _forms(word: str) -> tuple[str, ...]:
    """The word and its regular English inflections; a Chinese word has but one form."""
    if len(word) < 3 or not (word.isascii() and word.isalpha()):
        return (word,)
    return tuple(dict.fromkeys([word, *(form for base in _bases(word) for form in _inflected(base))]))


def _bases(word: str) -> list[str]:
    """What the word may be an inflection of, itself first. Some are no words, which does no harm."""
    bases = [word]
    if word.endswith(("ies", "ied")):
        bases.append(word[:-3] + "y")
    elif word.endswith(("ing", "ed")):
        stem = word.removesuffix("ing").removesuffix("ed")
        bases += [stem, stem + "e"]
        if len(stem) > 3 and stem[-1] == stem[-2]:
            bases.append(stem[:-1])  # cancelled, stopped
    elif word.endswith("es"):
        bases += [word[:-1], word[:-2]]
    elif word.endswith("s") and not word.endswith("ss"):
        bases.append(word[:-1])
    return [base for base in bases if len(base) >= 3]


def _inflected(base: str) -> list[str]:
    if base.endswith("y"):
        return [base, base + "s", base[:-1] + "ies", base[:-1] + "ied", base + "ed", base + "ing"]
    if base.endswith("e"):
        return [base, base + "s", base + "d", base[:-1] + "ing"]
    plural = base + ("es" if base.endswith(("s", "x", "z", "ch", "sh")) else "s")
    doubled = base + base[-1]
    return [base, plural, base + "ed", base + "ing", doubled + "ed", doubled + "ing"]
