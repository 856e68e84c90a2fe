"""The judges: pure functions of an answer and its gold that return a value and a reason.

An answer is the JSON that `feedback ask --batch` writes. No judge uses code of the assistant.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from evals.cases import Language, Turn
from evals.scorers.abstention import abstention
from evals.scorers.calls import call
from evals.scorers.claims import unbacked
from evals.scorers.clarify import clarify
from evals.scorers.costs import checking, seconds, tokens
from evals.scorers.facts import numbers
from evals.scorers.premise import premise
from evals.scorers.proposed import proposed
from evals.scorers.quotes import quotes
from evals.scorers.ranking import ranking
from evals.scorers.retrieval import found_ids, ndcg, recall
from evals.scorers.score import Answer, Score
from evals.scorers.tables import table

__all__ = ["Answer", "Score", "judge", "scores"]

Texts = Mapping[str, str]


def scores(
    turn: Turn,
    lang: Language,
    gold: Any,
    answer: Answer,
    earlier: Sequence[Answer] = (),
    texts: Texts | None = None,
    names: Collection[str] = (),
) -> dict[str, Score]:
    """All that can be said of one answer, by name.

    `right`: the verdict of the turn's check, absent when nothing is to be judged. `unbacked`: how many claims
    have no source. `seconds`, `tokens`, `struck`, `gate_ms`: what it cost. `tool`, `ndcg`, `recall`: where
    there is gold for them.
    earlier: the answers before it in its conversation. texts: what records say, by id. names: values that the
    data has.
    """
    verdict = judge(turn, lang, gold, answer, texts)
    found = {"right": verdict} if verdict else {}
    if "error" in answer:
        return found
    found |= {"unbacked": unbacked(answer, earlier, names), "seconds": seconds(answer)}
    found |= checking(answer)
    if spent := tokens(answer):
        found["tokens"] = spent
    if turn.tool:
        found["tool"] = call(turn.tool, turn.args, answer)
    if turn.check == "quotes":
        relevant = {str(each) for each in gold}
        found |= {"ndcg": ndcg(found_ids(answer), relevant), "recall": recall(found_ids(answer), relevant)}
    return found


def judge(turn: Turn, lang: Language, gold: Any, answer: Answer, texts: Texts | None = None) -> Score | None:
    """Whether the answer to a turn is right; None for a turn that is not judged.

    gold: the value of `turn.gold`, None where it has none.
    """
    if turn.check == "none":
        return None
    if "error" in answer:
        return Score(False, f"an error: {answer['error']['code']}")
    if turn.check == "abstain":
        return abstention(answer)
    if turn.check != "clarify" and answer["abstained"]:
        return Score(False, "abstained")
    if answer["language"] != lang:
        return Score(False, f"answered in {answer['language']}")
    return _judged(turn, lang, gold, answer, texts)


def _judged(turn: Turn, lang: Language, gold: Any, answer: Answer, texts: Texts | None) -> Score:
    match turn.check:
        case "number":
            return numbers(gold, answer)
        case "premise":
            return premise(gold, answer, lang)
        case "quotes":
            return quotes(gold, answer, texts)
        case "proposal":
            return proposed(str(turn.tool), gold, answer)
        case "clarify":
            return clarify(turn.options, answer, str(answer["question"]))
    readings = gold if isinstance(gold, list) else [gold]
    verdicts = [
        ranking(each, answer, turn.n, turn.lowest) if turn.check == "ranking" else table(each, answer)
        for each in readings
    ]
    return next((verdict for verdict in verdicts if verdict.right), verdicts[0])
