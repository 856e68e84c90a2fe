"""The question's own words for what was read in another spelling: an answer quotes what was written."""

from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher

from assistant.offline.query.reading import Reading

__all__ = ["as_asked", "quoting_question"]

_ALIKE = 0.5
"""The least likeness of two spellings of the same words: "u" and "you" in a short question."""

_QUOTED = ("asked", "said")
"""Details of a problem that an answer puts in quotation marks."""


def quoting_question(reading: Reading, question: str) -> Reading:
    """The reading with the question's words wherever an answer quotes it."""
    return replace(
        reading,
        readings=tuple((as_asked(said, question), meant) for said, meant in reading.readings),
        details={
            name: as_asked(words, question) if name in _QUOTED and "“" not in words else words
            for name, words in reading.details.items()
        },
    )


def as_asked(said: str, question: str) -> str:
    """The stretch of the question that was read as these words; the words where none is like them.

    What was typed for short or misspelt is written out before it is read, so "family with children" may stand for
    "family w/ children".
    """
    if said.casefold() in question.casefold():
        return said
    wanted = said.casefold()
    best, found = _ALIKE, said
    for stretch in _stretches(question, len(said)):
        matcher = SequenceMatcher(None, wanted, stretch.casefold(), autojunk=False)
        if matcher.quick_ratio() > best and (likeness := matcher.ratio()) > best:
            best, found = likeness, stretch
    return found


def _stretches(question: str, length: int) -> Iterator[str]:
    """Runs of whole words (of characters, where there are no spaces) about as long as what was read."""
    starts = [at for at in range(len(question)) if _begins(question, at)]
    ends = [at + 1 for at in range(len(question)) if _ends(question, at)]
    for start in starts:
        for end in ends:
            if length / 2 <= end - start <= 2 * length:
                yield question[start:end]


def _begins(text: str, at: int) -> bool:
    return not text[at].isspace() and (at == 0 or not _joined(text[at - 1], text[at]))


def _ends(text: str, at: int) -> bool:
    return text[at].isalnum() and (at + 1 == len(text) or not _joined(text[at], text[at + 1]))


def _joined(one: str, other: str) -> bool:
    """Whether two characters are of one word; each Chinese character may begin or end a stretch."""
    return one.isascii() and other.isascii() and not one.isspace() and not other.isspace()
