"""An answer cut into what is checked and shown as one: a sentence, a table row, a block quote.

Where a unit ends is decided by what stands before and by the next visible character, never by what comes
later: a text in pieces is cut as the whole text is.
"""

import re
from collections.abc import Iterable

__all__ = ["next_unit", "sentences_of"]

_END = re.compile(r"[.!?…]+[\"”’」』)\]）】*_~`]*[ \t]+|[。！？；]+[\"”’」』)\]）】*_~`]*[ \t]*")
_ATTACHED = "[(（【`<‹"
"""What a sentence's source begins with: it is part of the sentence before. So is a tag, and what it left."""

_ABBREVIATED = re.compile(
    r"(?:(?<![A-Za-z])(?:no|vs|e\.g|i\.e|approx|ca|cf|mr|mrs|dr|st|inc|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.|\.{2,}|…)\W*$",
    re.IGNORECASE,
)
_LONGEST_ABBREVIATION = len("approx.")
_LIST_MARK = re.compile(r"\s*(?:[-*+>]\s+)*(?:\*\*)?\(?\d{1,3}[.)]\s*")
_BLOCK = re.compile(r"[ \t]{0,3}>")
_STARTS_ANEW = re.compile(r"[ \t]*(?:\n|[|>#]|[-*+] |\d{1,3}[.)] )")
_UNDECIDED = re.compile(r"[ \t]*(?:[-*+]|\d{1,3}[.)]?)?")


def next_unit(text: str, final: bool) -> int:
    """Where the first unit of a text ends; 0 while that is not decided. `final`: nothing comes after."""
    if not text:
        return 0
    end = _block(text, final) if _BLOCK.match(text) else _sentence(text, final)
    return len(text) if final and not end else end


def sentences_of(texts: Iterable[str]) -> list[str]:
    """The units of whole texts, without the blanks around them."""
    found: list[str] = []
    for text in texts:
        while text:
            end = next_unit(text, final=True)
            found.append(text[:end].strip())
            text = text[end:]
    return [each for each in found if each]


def _block(text: str, final: bool) -> int:
    """All lines of a block quote."""
    place = 0
    while True:
        line = text.find("\n", place)
        if line < 0:
            return len(text) if final else 0
        place = line + 1
        following = text[place : place + 4]
        if not following.strip(" \t") and len(following) < 4 and not final:
            return 0
        if not _BLOCK.match(following):
            return place


def _sentence(text: str, final: bool) -> int:
    line = text.find("\n")
    if text.lstrip(" \t").startswith("|"):
        return line + 1
    limit = len(text) if line < 0 else line
    for match in _END.finditer(text, 0, limit):
        end = match.end()
        if end >= limit and line < 0:
            return 0  # what follows may belong to it
        if end >= limit or text[end] in _ATTACHED or _goes_on(text, end):
            continue
        if not _in_quote(text, end):
            return end
    while line >= 0:
        if text.count("“", 0, line) <= text.count("”", 0, line):
            return line + 1
        following = text[line + 1 :]
        if not final and _UNDECIDED.fullmatch(following):
            return 0
        if _STARTS_ANEW.match(following) or not following:
            return line + 1
        line = text.find("\n", line + 1)
    return 0


def _goes_on(text: str, end: int) -> bool:
    """Whether this ends an abbreviation, an ellipsis, a list mark or a name ("Disputed?"), no sentence."""
    last = end
    while last and not (text[last - 1].isalnum() or text[last - 1] == "_"):
        last -= 1
    if "?" in text[last:end] and text[end : end + 1].islower():
        return True
    start = max(last - _LONGEST_ABBREVIATION, 0)
    return bool(_ABBREVIATED.search(text, start, end) or _LIST_MARK.fullmatch(text, 0, end))


def _in_quote(text: str, end: int) -> bool:
    curly = text.count("“", 0, end) > text.count("”", 0, end) or text.count("「", 0, end) > text.count(
        "」", 0, end
    )
    return curly or text.count('"', 0, end) % 2 == 1
