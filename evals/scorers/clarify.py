"""Questions back: it asks, names everything there is to choose from, and gives no figure for an answer."""

from collections.abc import Sequence

from evals.scorers.labels_said import label_of, place_of
from evals.scorers.numbers import shown
from evals.scorers.score import Answer, Score

__all__ = ["clarify"]


def clarify(options: Sequence[str], answer: Answer, question: str = "") -> Score:
    """options: what must be named; "a|b" is met by either. Numbers of options and question are free."""
    words = str(answer["answer"])
    if "?" not in words and "？" not in words:
        return Score(False, "asks nothing")
    for option in options:
        if all(place_of(label_of(spelling), words) is None for spelling in option.split("|")):
            return Score(False, f"does not name {option}")
    free = {number for text in (*options, question) for number in shown(text)}
    figures = [number for number in shown(words) if number not in free]
    return Score(not figures, f"gives a figure: {figures[0]}" if figures else "asks")
