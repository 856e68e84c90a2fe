"""Whether it declined."""

from evals.scorers.score import Answer, Score

__all__ = ["abstention"]


def abstention(answer: Answer) -> Score:
    """The question was declined, with words; something near may be offered."""
    if not answer["abstained"]:
        return Score(False, "answered all the same")
    said = bool(str(answer["answer"]).strip())
    return Score(said, "abstained" if said else "nothing is said")
