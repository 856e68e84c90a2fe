"""What answers cost: seconds, tokens, and what the assistant's own check took out of them."""

import math
from collections.abc import Sequence

from evals.scorers.score import Answer, Score

__all__ = ["checking", "percentile", "seconds", "tokens"]


def seconds(answer: Answer) -> Score:
    """Wall time from the question to the last word."""
    return Score(float(answer["seconds"]), f"answered by {answer['model']}")


def tokens(answer: Answer) -> Score | None:
    """Tokens sent and received; None where the answer does not say."""
    usage = answer.get("usage") or {}
    sent, cached, written = (int(usage.get(name, 0)) for name in ("prompt", "cached", "completion"))
    if not sent + written:
        return None
    return Score(float(sent + written), f"{sent} sent, {cached} of them cached; {written} written")


def checking(answer: Answer) -> dict[str, Score]:
    """struck: how much the assistant's own check struck or removed. gate_ms: how long it took, milliseconds.

    Empty where the answer does not say.
    """
    gate = answer.get("gate")
    if not gate:
        return {}
    struck = [str(each["text"]) for each in gate.get("struck", ())]
    removed = [str(each["kind"]) for each in gate.get("removed", ())]
    reason = ", ".join([*struck, *removed]) or "nothing struck"
    found = {"struck": Score(float(len(struck) + len(removed)), reason)}
    return found | ({"gate_ms": Score(float(gate["ms"]), reason)} if "ms" in gate else {})


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values does not exceed; nan where there are none."""
    if not values:
        return math.nan
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]
