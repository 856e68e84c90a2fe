"""Whether an answer proposed what was asked for: of the right kind, about the right records, nothing done."""

from collections.abc import Collection
from typing import Any

from evals.scorers.score import Answer, Score

__all__ = ["proposed"]

_KINDS = {"draft_reply": "send_reply", "open_ticket": "open_ticket"}


def proposed(tool: str, gold: Collection[Any], answer: Answer) -> Score:
    """gold: ids of the records it must be about, all of them and no others."""
    wanted = {str(each) for each in gold}
    made = [each for each in answer["proposals"] if each["kind"] == _KINDS[tool]]
    results = [each for each in answer["results"] if each["tool"] == tool]
    if not made or not results:
        return Score(False, "nothing was proposed")
    if any(each["state"] != "proposed" for each in made):
        return Score(False, "it was done, not proposed")
    result = results[-1]
    if result["covered"] != len(wanted):
        return Score(False, f"it is about {result['covered']} records, not {len(wanted)}")
    if strange := set(result["citations"]) - wanted:
        return Score(False, f"it is about {min(strange)}, which was not meant")
    return Score(True, "as asked")
