"""How figures below their bars grow with the texts learned from: `python -m evals.training.curves [NAME]`.

Sets, folds, baselines and rules are those of `evals.understanding`, called by their names there so that they
cannot drift apart; models are made as the shipped ones are. A part lies in every larger one of the same seed,
which is 0 unless a table says otherwise. Tables are printed as they stand in the cards of the models.
"""

import argparse
import hashlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from evals.training import names as tagging
from evals.training.intent import RECIPES, learn
from evals.training.neutral_zh import read_shop
from evals.training.sentiment_zh import read_reviews
from evals.understanding import intent, names, sentiment_zh
from evals.understanding.figures import accuracy, bootstrap
from retrieval.understanding.cues import find_cues, load_cues
from retrieval.understanding.intent import prepare
from retrieval.understanding.privacy.characters import character_units
from retrieval.understanding.privacy.entities import tidied
from retrieval.words import fold

__all__ = ["app_reviews", "eprstmt", "main", "names_zh"]

Words = npt.NDArray[np.str_]
Row = tuple[str, ...]
Curve = Callable[[Path], Iterator[Row]]
INTENT_SHARES = (0.1, 0.2, 0.4, 0.7, 1.0)
EPRSTMT_SIZES = (1_000, 3_000, 10_000, 30_000)
DRAWS = 5
NAME_SHARES = (0.1, 0.25, 0.5, 1.0)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.training.curves")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(CURVES)}; all when left out")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder of labelled sets")
    options = parser.parse_args()
    if unknown := [name for name in options.names if name not in CURVES]:
        parser.error(f"no such curve: {', '.join(unknown)}")
    for name in options.names or CURVES:
        for number, row in enumerate(CURVES[name](options.data)):
            print(f"| {' | '.join(row)} |", flush=True)
            if not number:
                print(f"|{'---|' * len(row)}")
        print()
    return 0


def app_reviews(data: Path) -> Iterator[Row]:
    """English app reviews: F1 of faults and of wishes, by the share of each training fold."""
    texts, gold = intent._labelled(data, "en")
    rules = [intent._f1_of(name) for name in ("bug report", "feature request")]
    yield "share", "texts", "bug report", "feature request", f"mean of {DRAWS} draws", "SVM, mean of them"
    for share in INTENT_SHARES:
        draws = [_intents(texts, gold, share, seed) for seed in range(DRAWS if share < 1 else 1)]
        first, _, size = draws[0]
        ours = [_between(rule(gold, first), *bootstrap(rule, gold, first)) for rule in rules]
        said = [[[rule(gold, each) for rule in rules] for each in draw[:2]] for draw in draws]
        means = np.mean(said, axis=0)
        yield f"{share:.0%}", f"{size:,}", *ours, *(f"{bug:.3f}, {wish:.3f}" for bug, wish in means)


def _intents(texts: list[str], gold: Words, share: float, seed: int) -> tuple[Words, Words, int]:
    """What ours and the baseline say in the folds, and how many texts the last of them learned from."""
    said, plain, size = np.empty_like(gold), np.empty_like(gold), 0
    classes = sorted(set(gold))
    for train, test in intent._parts(gold):
        counts = {name: round(share * float((gold[train] == name).sum())) for name in classes}
        some = train[_part(gold[train], counts, seed)]
        known, asked = [texts[each] for each in some], [texts[each] for each in test]
        model = learn(RECIPES["en"], known, gold[some], classes)
        hits = find_cues([prepare(fold(text)) for text in asked], load_cues("intent"))
        said[test] = np.array(classes)[model.scores(hits).argmax(axis=1)]
        plain[test] = intent._plain(known, gold[some], asked, "en")
        size = len(some)
    return said, plain, size


def eprstmt(data: Path) -> Iterator[Row]:
    """EPRSTMT dev: accuracy by how many reviews of the other sets are read, half good and half bad."""
    reviews, shop = read_reviews(data), read_shop(data)
    yield "reviews", "ours", "SVM", f"mean of {DRAWS} draws", "SVM, mean of them"
    for size in (*EPRSTMT_SIZES, len(reviews.texts)):
        right, plain, ours = [], [], ""
        for seed in range(DRAWS if size < len(reviews.texts) else 1):
            counts = dict.fromkeys(("negative", "positive"), size // 2)
            known = reviews[_part(reviews.labels, counts, seed)] if size < len(reviews.texts) else reviews
            said = sentiment_zh._ours(known, shop)
            ours = ours or _between(accuracy(shop.labels, said), *bootstrap(accuracy, shop.labels, said))
            right.append(accuracy(shop.labels, said))
            plain.append(accuracy(shop.labels, sentiment_zh._plain(known, shop)))
        yield f"{size:,}", ours, f"{plain[0]:.3f}", f"{np.mean(right):.3f}", f"{np.mean(plain):.3f}"


def names_zh(data: Path) -> Iterator[Row]:
    """Chinese names of the first fold, by the share of the other folds; made-up and ordinary texts stay."""
    labelled = tagging.chinese_set(data)
    first = np.array([_fold_of(each.group) == 0 for each in labelled])
    held, others = ([labelled[row] for row in np.flatnonzero(rows)] for rows in (first, ~first))
    ordinary = tagging.ordinary_texts(data, "zh", tagging.ORDINARY["zh"])
    order = np.random.default_rng(0).permutation(len(others))
    texts = [each.text for each in held]
    gold = [[(a, b) for a, b, kind in each.spans if kind == "name"] for each in held]
    rules = (names._recall, names._precision, names._f1)
    yield "share", "texts", "recall", "precision", "F1"
    for share in NAME_SHARES:
        known = [others[row] for row in np.sort(order[: round(share * len(order))])]
        tagger = tagging.fit_chinese(known, ordinary)
        spans = tagger.spans(character_units(texts, tagger.bits), len(texts))
        tidy = [tidied(text, each) for text, each in zip(texts, spans, strict=True)]
        found = [[(span.start, span.end) for span in each if span.kind == "name"] for each in tidy]
        ours = [_between(rule(gold, found), *names._interval(rule, gold, found)) for rule in rules]
        yield f"{share:.0%}", f"{len(known):,}", *ours
    plain = [names._plain("zh", text) for text in texts]
    yield "rjieba alone", "0", *(f"{rule(gold, plain):.3f}" for rule in rules)


CURVES: dict[str, Curve] = {"app_reviews": app_reviews, "eprstmt": eprstmt, "names_zh": names_zh}


def _fold_of(group: str) -> int:
    """As `evals.understanding.names` divides texts."""
    return int(hashlib.md5(group.encode()).hexdigest(), 16) % names.FOLDS


def _part(labels: Words, counts: dict[str, int], seed: int = 0) -> Any:
    """Rows in their order: of each label as many as counted, the first of one shuffle."""
    order = np.random.default_rng(seed).permutation(len(labels))
    return np.sort(np.concatenate([order[labels[order] == name][:most] for name, most in counts.items()]))


def _between(value: float, low: float, high: float) -> str:
    return f"{value:.3f} ({low:.2f}-{high:.2f})"


if __name__ == "__main__":
    sys.exit(main())
