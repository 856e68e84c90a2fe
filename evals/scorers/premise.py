"""False premises: the number that shows it, and a denial in words."""

import re
from typing import Any

from evals.cases import Language
from evals.scorers.facts import numbers_said
from evals.scorers.score import Answer, Score
from evals.scorers.wordlists import patterns

__all__ = ["premise"]

NO_SENTENCE = re.compile(r"^\s*\|.*$|[“\"「『][^”\"」』\n]*[”\"」』]", re.MULTILINE)
"""Tables and quotes: what they deny, the answer does not."""


def premise(gold: Any, answer: Answer, lang: Language) -> Score:
    """Every number of gold is said, and the answer's own words deny what the question states."""
    said = numbers_said(gold, answer)
    if not said.right:
        return said
    words = NO_SENTENCE.sub(" ", str(answer["answer"]))
    denied = patterns("denial", lang).search(words)
    return Score(
        denied is not None, f"denied: {denied[0].strip()}" if denied else "the premise is not denied"
    )
