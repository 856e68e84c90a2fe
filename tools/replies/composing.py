"""A reply composed without a language model: from the brief, its sources and reviewed phrasings."""

from tools.replies import composing_letter, composing_petition
from tools.replies.brief import Brief
from tools.replies.composing_writing import Composed, Writing

__all__ = ["Composed", "compose"]


def compose(brief: Brief) -> Composed:
    """The same reply for the same brief; the choice among phrasings goes by the record's id."""
    writing = Writing(brief)
    if brief.register.manner == "petition":
        composing_petition.write(writing)
    else:
        composing_letter.write(writing)
    return writing.composed()
