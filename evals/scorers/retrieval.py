"""Search results against the records that are relevant: nDCG@k and recall@k, relevance yes or no."""

import math
from collections.abc import Collection, Sequence

from evals.scorers.score import Answer, Score

__all__ = ["found_ids", "ndcg", "recall"]


def found_ids(answer: Answer) -> list[str]:
    """The records an answer's searches found, the best of each first, none twice."""
    return list(dict.fromkeys(str(each) for result in answer["results"] for each in result["citations"]))


def ndcg(ids: Sequence[str], relevant: Collection[str], k: int = 10) -> Score:
    """Gains of the first k by log2(place + 1), of the best possible (Järvelin, Kekäläinen 2002)."""
    gained = sum(1 / math.log2(place + 1) for place, each in enumerate(ids[:k], 1) if each in relevant)
    best = sum(1 / math.log2(place + 1) for place in range(1, min(k, len(relevant)) + 1))
    return Score(gained / best if best else 0.0, _hits(ids[:k], relevant))


def recall(ids: Sequence[str], relevant: Collection[str], k: int = 10) -> Score:
    """Share of the relevant records, as far as they fit, among the first k."""
    hits = len(set(relevant).intersection(ids[:k]))
    possible = min(k, len(set(relevant)))
    return Score(hits / possible if possible else 0.0, _hits(ids[:k], relevant))


def _hits(ids: Sequence[str], relevant: Collection[str]) -> str:
    return f"{sum(each in relevant for each in ids)} of {len(ids)} relevant"
