"""What nobody could read, where the question says itself what it stands for: 东部加南部（华东、华南）."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.offline.query.pieces import Pieces
from assistant.offline.text.scan import plain

if TYPE_CHECKING:
    from assistant.offline.query.reading import Reading

__all__ = ["as_explained"]

_THAT_IS = re.compile(
    r"[,，]?\s?(?:也?就是|(?<!立)(?<!当)即)(?=(?P<what>[^,，。?？]{2,12})[,，]|\d|[上本去今前][个上一]?[周月年季半])"
    r"|[,，]就(?=(?P<when>[上本这][^,，。?？]{1,6})[,，])"
)
_IN_BRACKETS = re.compile(r"[(（](?P<what>[^()（）]{2,20})[)）]")


def as_explained(question: str, pieces: Pieces, again: "Callable[[str], Reading]") -> "Reading | None":
    """What is asked with those words left out, told as what was understood by them; None where nothing explains them."""
    if not pieces.unread or pieces.quotes:
        return None
    for plainer, meant in _plainer(question, pieces.unread):
        told = again(plainer)
        if not told.problem and told.query.filters:
            return replace(told, readings=(meant, *told.readings))
    return None


def _plainer(question: str, unread: Sequence[str]) -> Iterator[tuple[str, tuple[str, str]]]:
    """The question with what nobody could read left out where it says itself what that is: "节后第一周就是2月24号到3月2号，
    …", 东部加南部（华东、华南); and (said, meant). Nothing where something else was not understood either.
    """
    found = _THAT_IS.search(question)
    if found is not None and _all_within(question[: found.start()], unread):
        said = re.split(r"[,，]", question[: found.start()])[-1]
        meant = found["what"] or found["when"] or re.split(r"[,，。?？]", question[found.end() :])[0]
        yield question[found.end() :], (said.strip(), meant.strip())
    for each in _IN_BRACKETS.finditer(question):
        clause = re.split(r"[,，。?？]", question[: each.start()])[-1]
        begin = each.start() - len(clause)
        at = min((clause.find(word) for word in unread if word in clause), default=-1)
        if at >= 0 and _all_within(clause[at:], unread):
            told = (clause[at:].strip(), each["what"])
            yield f"{question[: begin + at]}{each['what']}{question[each.end() :]}", told


def _all_within(text: str, unread: Sequence[str]) -> bool:
    folded = plain(text)
    return bool(folded.strip()) and all(word in folded for word in unread)
