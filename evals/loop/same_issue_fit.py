"""The coefficients of `tools/tickets/same_issue.toml`: learned, and measured without what is measured."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from evals.loop.same_issue_sets import Draft
from tools.tickets.ground import Floats
from tools.tickets.likeness import FEATURES, compare, is_few, is_thin

__all__ = ["Candidate", "Learned", "candidates", "held_out", "learn", "write_model"]

SAME_SHARE = 0.35
"""What candidates about the same weigh in each set and size, whatever their number."""

PRECISION, PRECISION_THIN = 0.92, 0.95
"""Asked of the thresholds on what is learned from, so that 0.9 is left elsewhere."""

JOINING = 0.97
FOLDS = 6


@dataclass(frozen=True, slots=True)
class Candidate:
    """One ticket a draft may be about. same: whether it is."""

    source: str
    issue: str
    ticket: str
    sizes: tuple[int, int]
    features: Floats
    same: bool


@dataclass(frozen=True, slots=True)
class Learned:
    """offer and join: thresholds of the probability; offer_thin: where one side says little; join_few: of a
    ticket of few records."""

    weights: Floats
    intercept: float
    offer: float
    offer_thin: float
    join: float
    join_few: float

    def score(self, features: Floats) -> float:
        return float(features @ self.weights + self.intercept)

    def decide(self, options: Sequence[Candidate], joining: bool = False) -> tuple[float, float, bool]:
        """(score of the best, threshold, whether the best is the right one), in log odds."""
        best = max(options, key=lambda each: self.score(each.features))
        if joining:
            least = self.join_few if is_few(best.features) else self.join
        else:
            least = self.offer_thin if is_thin(best.features) else self.offer
        return self.score(best.features), _odds(least), best.same


def candidates(drafts: Sequence[Draft]) -> Iterator[list[Candidate]]:
    """The candidates of each draft."""
    for draft in drafts:
        yield [
            Candidate(
                draft.source,
                draft.issue,
                name,
                draft.sizes,
                compare(draft.account, ticket).features,
                name == draft.right,
            )
            for name, ticket in draft.tickets.items()
        ]


def learn(drafts: Sequence[Sequence[Candidate]]) -> Learned:
    """A logistic regression over the candidates, each set and size weighing the same."""
    from sklearn.linear_model import LogisticRegression

    flat = [each for options in drafts for each in options]
    features = np.stack([each.features for each in flat])
    same = np.array([each.same for each in flat])
    middle, spread = features.mean(axis=0), features.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    model = LogisticRegression(C=1.0, max_iter=2000)
    model.fit((features - middle) / spread, same, sample_weight=_weights(flat))
    weights = model.coef_[0] / spread
    intercept = float(model.intercept_[0] - weights @ middle)
    unset = Learned(weights, intercept, 0.5, 0.5, 0.5, 0.5)
    decided = [max(options, key=lambda each: unset.score(each.features)) for options in drafts]
    told = [(unset.score(each.features), each.same, is_thin(each.features)) for each in decided]
    few, many = (
        _least([(unset.score(e.features), e.same) for e in decided if is_few(e.features) == wanted], JOINING)
        for wanted in (True, False)
    )
    thick, thin = (
        [(score, same) for score, same, thin in told if thin == wanted] for wanted in (False, True)
    )
    offer, offer_thin = _least(thick, PRECISION), _least(thin, PRECISION_THIN)
    return Learned(weights, intercept, *map(_probability, (offer, offer_thin, many, few)))


def held_out(
    compared: Mapping[str, list[list[Candidate]]], joining: bool = False
) -> dict[str, list[tuple[float, float, bool]]]:
    """What is decided about each draft by a model that has seen no draft or ticket about its issue.

    joining: whether it would join by itself, not whether it is offered.
    """
    found: dict[str, list[tuple[float, float, bool]]] = {}
    for name, drafts in compared.items():
        issues = sorted({options[0].issue for options in drafts})
        fold = {issue: place % FOLDS for place, issue in enumerate(_shuffled(issues))}
        decided: list[tuple[float, float, bool] | None] = [None] * len(drafts)
        for number in range(FOLDS):
            out = {issue for issue, place in fold.items() if place == number}
            seen = [
                [each for each in options if not (each.source == drafts[0][0].source and each.ticket in out)]
                for others in compared.values()
                for options in others
                if others is not drafts or options[0].issue not in out
            ]
            model = learn([options for options in seen if options])
            for at, options in enumerate(drafts):
                if options[0].issue in out:
                    decided[at] = model.decide(options, joining)
        found[name] = [each for each in decided if each is not None]
    return found


def write_model(model: Learned) -> None:
    """Writes tools/tickets/same_issue.toml."""
    lines = [
        "# Coefficients of same-issue detection; the card is same_issue.md. Made by",
        f"# `python -m evals.loop.same_issue --train` on {datetime.now(UTC):%Y-%m-%d}.",
        f"intercept = {model.intercept:.5f}",
        f"offer = {model.offer:.4f}  # from this probability a ticket is offered to add to",
        f"offer_thin = {model.offer_thin:.4f}  # the same, where one side says little",
        f"join = {model.join:.4f}  # from this one new feedback joins by itself",
        f"join_few = {model.join_few:.4f}  # the same, a ticket of few records",
        "",
        "[weights]",
        *(f"{name} = {weight:.5f}" for name, weight in zip(FEATURES, model.weights, strict=True)),
    ]
    file = Path(__file__).parents[2] / "tools" / "tickets" / "same_issue.toml"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _weights(flat: Sequence[Candidate]) -> Floats:
    cells = Counter((each.source, each.sizes, each.same) for each in flat)
    sizes = Counter(source for source, _ in {(each.source, each.sizes) for each in flat})
    return np.array(
        [
            (SAME_SHARE if each.same else 1 - SAME_SHARE)
            / cells[each.source, each.sizes, each.same]
            / sizes[each.source]
            for each in flat
        ]
    ) * len(flat)


def _least(told: Sequence[tuple[float, bool]], precision: float) -> float:
    """The lowest score from which on so many of the best tickets are the right ones."""
    right, least = 0, float(max(score for score, _ in told))
    for number, (score, good) in enumerate(sorted(told, key=lambda each: -each[0]), start=1):
        right += good
        if right / number >= precision:
            least = score
    return least


def _shuffled(names: Sequence[str]) -> list[str]:
    return [names[at] for at in np.random.default_rng(0).permutation(len(names))]


def _probability(score: float) -> float:
    return float(1 / (1 + np.exp(-score)))


def _odds(probability: float) -> float:
    return float(np.log(probability / (1 - probability)))
