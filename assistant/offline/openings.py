"""How a follow-up begins: words that only say that it leans on the turn before, and what they make of it."""

import re
from dataclasses import dataclass

from assistant.offline.lexicon import concept
from retrieval.words import fold

__all__ = ["Opening", "opening"]


@dataclass(frozen=True, slots=True)
class Opening:
    """`rest`: the question without its opening. leaning: it goes on from the turn before. corrects: it takes
    something of that turn back ("no, I meant ...").
    """

    rest: str
    leaning: bool = False
    corrects: bool = False


def opening(question: str) -> Opening:
    """Strips one opening after another; a question that is nothing else keeps its last."""
    rest, leaning, corrects = question, False, False
    while True:
        folded = fold(rest)
        correct = re.match(rf"\W*(?:{concept('correct').pattern})[\s,，:：。.!！—-]*", folded)
        lean = re.match(rf"\W*(?:{concept('go_on').pattern})[\s,，:：]*", folded)
        found = correct or lean
        if found is None or len(folded) != len(rest) or not rest[found.end() :].strip(" ?？.。!！呢吗"):
            break
        rest, leaning, corrects = rest[found.end() :], True, corrects or correct is not None
    tail = re.search(rf"(?:{concept('go_on_tail').pattern})\W*$", fold(rest))
    return Opening(rest, leaning or tail is not None, corrects)
