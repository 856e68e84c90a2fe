"""Themes found in texts against those people gave, whatever the themes are called."""

from collections.abc import Hashable, Sequence

from evals.scorers.score import Score

__all__ = ["theme_scores"]


def theme_scores(gold: Sequence[Hashable], found: Sequence[Hashable]) -> dict[str, Score]:
    """nmi: normalized mutual information, 0 to 1. ari: adjusted Rand index, 0 by chance, 1 if the same."""
    from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

    wanted, given = _numbered(gold), _numbered(found)
    reason = f"{len(set(wanted))} themes in gold, {len(set(given))} found, {len(wanted)} texts"
    return {
        "nmi": Score(float(normalized_mutual_info_score(wanted, given)), reason),
        "ari": Score(float(adjusted_rand_score(wanted, given)), reason),
    }


def _numbered(themes: Sequence[Hashable]) -> list[int]:
    numbers: dict[Hashable, int] = {}
    return [numbers.setdefault(theme, len(numbers)) for theme in themes]
