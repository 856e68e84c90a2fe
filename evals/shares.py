"""What a run's records come to: shares with intervals, by any key, and how steady the answers are."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import comb

from evals.cases import Check
from evals.records import Record
from evals.report import wilson
from evals.scorers.costs import percentile

ANSWERABLE: tuple[Check, ...] = ("number", "ranking", "table", "quotes", "premise")

__all__ = [
    "Share",
    "all_phrasings",
    "answerable_declined",
    "judged",
    "pass_hat",
    "share",
    "share_right",
    "shares",
    "spread",
    "unanswerable_declined",
    "unbacked_claims",
]


@dataclass(frozen=True, slots=True)
class Share:
    """right of n, from so many cases. low, high: 95 % interval.

    Phrasings and turns of one case succeed and fail together, so the interval is Wilson's with the number of
    answers that would say as much if each stood alone: n divided by the design effect, estimated from the
    variance between cases (the ratio estimator of cluster samples: Kish 1965; with Wilson's interval: Dean,
    Pagano 2015). Where all or none are right that variance is 0, and the number of cases takes its place.
    """

    right: int
    n: int
    cases: int
    low: float
    high: float

    @property
    def value(self) -> float:
        return self.right / self.n if self.n else float("nan")


def share(marks: Iterable[tuple[str, bool]]) -> Share:
    """The share of true ones among marks, each with the case it belongs to."""
    by_case: dict[str, list[bool]] = defaultdict(list)
    for case, mark in marks:
        by_case[case].append(mark)
    groups = list(by_case.values())
    n, right = sum(map(len, groups)), sum(map(sum, groups))
    alone = _standing_alone(groups, n, right)
    low, high = wilson(right / n * alone, alone) if n else (0.0, 1.0)
    return Share(right, n, len(groups), low, high)


def _standing_alone(groups: Sequence[Sequence[bool]], n: int, right: int) -> float:
    """How many answers of cases of their own would say as much; at most n."""
    if right in (0, n) or len(groups) < 2:
        return float(len(groups))
    p, count = right / n, len(groups)
    spread = sum((sum(group) - p * len(group)) ** 2 for group in groups)
    variance = count / (count - 1) * spread / n**2
    return min(float(n), p * (1 - p) / variance) if variance else float(n)


def judged(records: Iterable[Record]) -> list[Record]:
    return [record for record in records if record.right is not None]


def share_right(records: Iterable[Record]) -> Share:
    return share((record.case, record.right is True) for record in judged(records))


def shares(records: Iterable[Record], key: Callable[[Record], str]) -> dict[str, Share]:
    """The share right of each group, in the order they come."""
    groups: dict[str, list[Record]] = {}
    for record in judged(records):
        groups.setdefault(key(record), []).append(record)
    return {name: share_right(group) for name, group in groups.items()}


def unanswerable_declined(records: Iterable[Record]) -> Share:
    return share_right(record for record in records if record.check == "abstain")


def answerable_declined(records: Iterable[Record]) -> Share:
    """Questions that the data answers and the answer declined. `right` counts the declined ones here."""
    asked = [record for record in records if record.check in ANSWERABLE]
    return share((record.case, bool(record.answer.get("abstained"))) for record in asked)


def all_phrasings(records: Iterable[Record]) -> Share:
    """Golds that were right however they were put, of those that were put in several ways."""
    verdicts: dict[str, dict[int, bool]] = defaultdict(dict)
    for record in judged(records):
        before = verdicts[record.item].get(record.phrasing, True)
        verdicts[record.item][record.phrasing] = before and record.right is True
    several = {item: found for item, found in verdicts.items() if len(found) > 1}
    return share((item.rpartition("/")[0], all(found.values())) for item, found in several.items())


def pass_hat(records: Iterable[Record], k: int) -> float:
    """pass^k: the chance that k runs of the same question are all right, as tau-bench estimates it.

    Mean over questions of C(c, k) / C(n, k), c of n trials right; nan when none was asked k times. k = 1 is
    the share right.
    """
    trials: dict[tuple[str, int], list[bool]] = defaultdict(list)
    for record in judged(records):
        trials[record.item, record.phrasing].append(record.right is True)
    chances = [comb(sum(each), k) / comb(len(each), k) for each in trials.values() if len(each) >= k]
    return sum(chances) / len(chances) if chances else float("nan")


def unbacked_claims(records: Iterable[Record]) -> int:
    """Claims without a source in all answers, judged or not."""
    return sum(int(record.scores["unbacked"].value) for record in records if "unbacked" in record.scores)


def spread(records: Iterable[Record], score: str) -> tuple[int, float, float]:
    """How many answers have a score that is a figure, and its p50 and p95."""
    values = [float(record.scores[score].value) for record in records if score in record.scores]
    return len(values), percentile(values, 0.5), percentile(values, 0.95)
