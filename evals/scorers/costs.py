"""What answers cost: seconds and tokens."""

import math
from collections.abc import Sequence

from evals.scorers.score import Answer, Score

__all__ = ["percentile", "seconds", "tokens"]


def seconds(answer: Answer) -> Score:
    """Wall time from the question to the last word."""
    return Score(float(answer["seconds"]), f"answered by {answer['model']}")


def tokens(answer: Answer) -> Score | None:
    """Tokens sent and received; None where the answer does not say."""
    usage = answer.get("usage")
    if not usage:
        return None
    sent, received = int(usage.get("input_tokens", 0)), int(usage.get("output_tokens", 0))
    return Score(float(sent + received), f"{sent} in, {received} out")


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values does not exceed; nan where there are none."""
    if not values:
        return math.nan
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]
