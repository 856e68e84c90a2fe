"""Labels of texts against those people gave: the figures of the understanding suites, as scores."""

from collections.abc import Sequence

from evals.scorers.score import Score
from evals.understanding import figures

__all__ = ["label_scores"]


def label_scores(gold: Sequence[str], said: Sequence[str]) -> dict[str, Score]:
    """accuracy, macro_f1 and kappa (Cohen; nan where only one label occurs), each of the same texts."""
    reason = f"{sum(a == b for a, b in zip(gold, said, strict=True))} of {len(gold)} alike"
    measures = {"accuracy": figures.accuracy, "macro_f1": figures.macro_f1, "kappa": figures.kappa}
    return {name: Score(measure(gold, said), reason) for name, measure in measures.items()}
