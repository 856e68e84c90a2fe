"""The judges: pure functions of an answer and its gold that return a value and a reason.

An answer is the JSON that `feedback ask --batch` writes. No judge uses code of the assistant.
"""

from typing import Any

from evals.cases import Language, Turn
from evals.scorers.facts import numbers, numbers_said
from evals.scorers.ranking import ranking
from evals.scorers.score import Answer, Score
from evals.scorers.tables import table

__all__ = ["Answer", "Score", "judge", "scores"]


def judge(turn: Turn, lang: Language, gold: Any, answer: Answer) -> Score | None:
    """Whether the answer to a turn is right; None for a turn that is not judged.

    gold: the value of `turn.gold`, None where it has none. A list of series: any of these readings is right.
    """
    if turn.check == "none":
        return None
    if "error" in answer:
        return Score(False, f"an error: {answer['error']['code']}")
    if turn.check == "abstain":
        abstained = bool(answer["abstained"])
        return Score(abstained, "abstained" if abstained else "answered all the same")
    if turn.check != "clarify" and answer["abstained"]:
        return Score(False, "abstained")
    if answer["language"] != lang:
        return Score(False, f"answered in {answer['language']}")
    return _judge_content(turn, gold, answer)


def _judge_content(turn: Turn, gold: Any, answer: Answer) -> Score:
    if turn.check == "number":
        return numbers(gold, answer)
    if turn.check == "premise":
        return numbers_said(gold, answer)
    readings = gold if isinstance(gold, list) and turn.check in ("ranking", "table") else [gold]
    scores = [
        ranking(each, answer, turn.n, turn.lowest) if turn.check == "ranking" else table(each, answer)
        for each in readings
    ]
    return next((score for score in scores if score.right), scores[0])


def scores(turn: Turn, lang: Language, gold: Any, answer: Answer) -> dict[str, Score]:
    """All that can be said of one answer, by name; `right` is the verdict of the turn's check."""
    verdict = judge(turn, lang, gold, answer)
    return {"right": verdict} if verdict else {}
