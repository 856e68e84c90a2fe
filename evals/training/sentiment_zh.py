"""How Chinese texts are told good from bad, learned from reviews of ten kinds of business.

Polarity is a linear support vector machine over character n-grams. An n-gram counts for as much as it tells
good from bad (the log of a ratio of counts, Wang and Manning 2012), and more when several kinds of business
use it, so that what is learned is about feeling rather than about fruit. A hand-written lexicon, weighed by a
logistic regression, is added to it. `LEXICON` and `SHORT` were chosen on kinds of business left out of
training.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from retrieval.understanding.lexicon_zh import clear_phrases, read_words
from retrieval.understanding.ngrams import NGrams
from retrieval.words import fold

__all__ = [
    "DELIVERY",
    "NGRAMS",
    "SHORT",
    "Polarity",
    "Reviews",
    "adapt",
    "fit_polarity",
    "joined",
    "labelled",
    "read_reviews",
    "read_short",
    "sampled",
    "scaled",
    "slope_of",
]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64] | Bools

NGRAMS = NGrams((1, 4), 0, 19)
LEXICON = 0.2
"""How much of the lexicon's log odds is added to the margin."""
SEEN = 3
"""Texts an n-gram must stand in, in all and to count as used by a kind of business."""
C = 0.4
SHORT = 3.0
"""What a short text of this project counts for; one is what a review counts for."""
DELIVERY = "外卖"


@dataclass(frozen=True)
class Reviews:
    """Folded texts with their labels and kinds of business."""

    texts: tuple[str, ...]
    labels: npt.NDArray[np.str_]
    kinds: npt.NDArray[np.str_]

    def __getitem__(self, rows: Rows) -> "Reviews":
        chosen = np.arange(len(self.texts))[rows]
        part = Reviews(tuple(self.texts[row] for row in chosen), self.labels[chosen], self.kinds[chosen])
        part.__dict__.update(grams=self.grams[chosen], features=self.features[chosen])
        return part

    @cached_property
    def positive(self) -> Bools:
        return np.asarray(self.labels == "positive")

    @cached_property
    def grams(self) -> sp.csr_matrix:
        """(texts, columns): one where a text has an n-gram."""
        parts = []
        for begin in range(0, len(self.texts), 2000):
            counts = NGRAMS.counts(self.texts[begin : begin + 2000])
            ones = np.ones(len(counts.columns), np.float32)
            shape = (len(counts.start) - 1, 1 << NGRAMS.bits)
            parts.append(sp.csr_matrix((ones, counts.columns, counts.start), shape=shape))
        return sp.vstack(parts).tocsr()

    @cached_property
    def features(self) -> Floats:
        """What the lexicon reads."""
        return np.asarray(read_words(self.texts).features, np.float64)


@dataclass(frozen=True, slots=True)
class Polarity:
    """A fitted model. scale: what each n-gram counts for. words: weights of the lexicon's features."""

    scale: Floats
    weights: Floats
    words: Floats
    bias: float

    def margins(self, reviews: Reviews) -> Floats:
        """Above 0 is positive; not calibrated."""
        return np.asarray(
            scaled(reviews.grams, self.scale) @ self.weights + reviews.features @ self.words + self.bias
        )


def read_reviews(data: Path) -> Reviews:
    """Shopping reviews of nine categories and food delivery, in the files' order."""
    import pandas as pd

    shopping = pd.read_csv(data / "zh_online_shopping_9cats.csv", dtype=str, keep_default_na=False)
    delivery = pd.read_csv(data / "zh_waimai_sentiment.csv", dtype=str, keep_default_na=False)
    rows = pd.concat([shopping, delivery.assign(product_category=DELIVERY)])
    return labelled(*(rows[name].tolist() for name in ("text", "sentiment", "product_category")))


def read_short(labels: Sequence[str] = ("positive", "negative")) -> Reviews:
    """Short texts of this project, and the clear phrases of its lexicon."""
    path = Path(__file__).with_suffix(".toml")
    lines = tomllib.loads(path.read_text(encoding="utf-8"))
    said = [(line, label) for label in labels for line in lines[label].split("\n") if line]
    if "positive" in labels:
        said += [(name, "positive" if worth > 0 else "negative") for name, worth in clear_phrases().items()]
    texts, answers = zip(*said, strict=True)
    return labelled(texts, answers, ["short"] * len(said))


def labelled(texts: Sequence[str], labels: Sequence[str], kinds: Sequence[str]) -> Reviews:
    return Reviews(tuple(map(fold, texts)), np.array(labels, np.str_), np.array(kinds, np.str_))


def joined(first: Reviews, second: Reviews) -> Reviews:
    """Both, without reading any text again."""
    both = Reviews(
        first.texts + second.texts,
        np.concatenate([first.labels, second.labels]),
        np.concatenate([first.kinds, second.kinds]),
    )
    grams = sp.vstack([first.grams, second.grams]).tocsr()
    both.__dict__.update(grams=grams, features=np.vstack([first.features, second.features]))
    return both


def scaled(grams: sp.csr_matrix, scale: Floats) -> sp.csr_matrix:
    """Columns times `scale`, rows at length one: what `LinearModel.values` does."""
    values = (grams @ sp.diags(scale.astype(np.float32))).tocsr()
    lengths = np.sqrt(np.asarray(values.multiply(values).sum(axis=1)).ravel())
    return (sp.diags((1 / np.where(lengths > 0, lengths, 1)).astype(np.float32)) @ values).tocsr()


def fit_polarity(reviews: Reviews, weights: Floats | None = None) -> Polarity:
    """Learns good from bad, from these and from the short texts of this project. weights: of each text."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.svm import LinearSVC

    short = read_short()
    given = np.ones(len(reviews.texts)) if weights is None else weights
    weights = np.concatenate([given, np.full(len(short.texts), SHORT)])
    reviews = joined(reviews, short)
    scale = _tells_feeling(reviews) * _is_shared(reviews)
    columns = np.flatnonzero(scale)
    matrix = scaled(reviews.grams[:, columns].tocsr(), scale[columns])
    machine = LinearSVC(C=C, random_state=0).fit(matrix, reviews.positive, sample_weight=weights)
    lexicon = LogisticRegression(max_iter=1000).fit(reviews.features, reviews.positive, sample_weight=weights)
    spread = np.zeros(len(scale))
    spread[columns] = machine.coef_[0]
    bias = float(machine.intercept_[0] + LEXICON * lexicon.intercept_[0])
    return Polarity(scale, spread, LEXICON * lexicon.coef_[0], bias)


def adapt(reviews: Reviews, unlabelled: Reviews, rounds: int = 2) -> Polarity:
    """Learns from texts of a new kind of business too, without their labels.

    The surest half of what a model says about them serves as labels for the next round, then three quarters.
    """
    polarity = fit_polarity(reviews)
    for share in np.linspace(0.5, 0.75, rounds):
        margins = polarity.margins(unlabelled)
        sure = np.flatnonzero(np.abs(margins) >= np.quantile(np.abs(margins), 1 - share))
        guessed = np.where(margins[sure] > 0, "positive", "negative")
        weights = np.concatenate([np.ones(len(reviews.texts)), np.full(len(sure), 2.0)])
        polarity = fit_polarity(joined(reviews, replace(unlabelled[sure], labels=guessed)), weights)
    return polarity


def _tells_feeling(reviews: Reviews) -> Floats:
    """How far apart good and bad texts use each n-gram, and a little for any."""
    good = np.asarray(reviews.grams[reviews.positive].sum(axis=0)).ravel() + 1.0
    bad = np.asarray(reviews.grams[~reviews.positive].sum(axis=0)).ravel() + 1.0
    ratio = np.log(good / good.sum()) - np.log(bad / bad.sum())
    seen = good + bad - 2 >= SEEN
    return np.asarray((np.abs(ratio) + 0.3) * seen)


def _is_shared(reviews: Reviews) -> Floats:
    """The root of the share of kinds of business that use each n-gram."""
    kinds = np.unique(reviews.kinds)
    uses = sum(np.asarray(reviews.grams[reviews.kinds == kind].sum(axis=0)).ravel() >= SEEN for kind in kinds)
    return np.asarray(np.sqrt(uses / len(kinds)) + 0.05)


def slope_of(reviews: Reviews, most: int = 1500) -> float:
    """What margins are multiplied with to be log odds, on kinds of business left out of training.

    most: texts of each kind, so that it takes a minute.
    """
    from sklearn.linear_model import LogisticRegression

    part = sampled(reviews, most)
    margins = np.zeros(len(part.texts))
    for kind in np.unique(part.kinds):
        left_out = part.kinds == kind
        margins[left_out] = fit_polarity(part[~left_out]).margins(part[left_out])
    scale = LogisticRegression(C=1e6).fit(margins[:, None], part.positive)
    return float(scale.coef_[0, 0])


def sampled(reviews: Reviews, most: int, seed: int = 0) -> Reviews:
    """At most so many texts of each kind of business."""
    order = np.random.default_rng(seed).permutation(len(reviews.texts))
    rows = [order[reviews.kinds[order] == kind][:most] for kind in np.unique(reviews.kinds)]
    return reviews[np.sort(np.concatenate(rows))]
