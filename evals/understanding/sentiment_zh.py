"""Chinese sentiment: every figure is of models that never saw the texts they are measured on.

Models are made by `evals.training.sentiment_zh` and `neutral_zh`, as the shipped one is. The baseline is a
linear support vector machine over tf-idf of the same character n-grams.

A kind of business never seen: `TRANSFER` texts of each of nine shopping categories and food delivery; one
kind is left out in turn. The drop is what the baseline loses there: its accuracy in 5 folds of that kind
alone, minus its accuracy when trained on the other kinds. What is recovered is what our model gains over
the baseline trained on the other kinds, as a share of the drop, both summed over kinds. "Unlabelled texts
too": the model is made again with texts of the new kind, without their labels.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from evals.training import neutral_zh
from evals.training.sentiment_zh import (
    DELIVERY,
    Reviews,
    adapt,
    fit_polarity,
    read_reviews,
    sampled,
    scaled,
    slope_of,
)
from evals.understanding.figures import Figure, accuracy, bootstrap, kappa, macro_f1
from retrieval.understanding.linear import LinearModel
from retrieval.understanding.sentiment_zh import CLASSES

__all__ = ["measure"]

Labels = npt.NDArray[np.str_]
Floats = npt.NDArray[np.float64]
Reader = Callable[[Reviews, Reviews], Labels]
"""Learns from the first and labels the second."""

TRANSFER = 1500
FOLDS = 5
_PLAIN = "char n-gram SVM"


def measure(data: Path) -> Iterator[Figure]:
    """In the order of the contract: EPRSTMT, folds, unseen kinds of business, then what is neutral."""
    reviews, shop = read_reviews(data), neutral_zh.read_shop(data)
    task = "EPRSTMT dev, trained on the other sets"
    yield from _compared(task, shop, _ours(reviews, shop), _plain(reviews, shop), 0.905)
    yield from _in_folds(reviews)
    yield from _transfer(sampled(reviews, TRANSFER, seed=1))
    yield from _neutral(data, sampled(reviews, 4000), shop)


def _in_folds(reviews: Reviews) -> Iterator[Figure]:
    """Ours learns from both sets; the baseline from the one it is measured on."""
    fold = _folds(reviews)
    ours = np.empty(len(reviews.texts), "U8")
    for number in range(FOLDS):
        ours[fold == number] = _ours(reviews[fold != number], reviews[fold == number])
    delivery = reviews.kinds == DELIVERY
    for name, rows, bar in (("online shopping", ~delivery, 0.93), ("waimai", delivery, 0.895)):
        part = reviews[rows]
        yield from _compared(f"{name}, 5-fold", part, ours[rows], _folded(part, fold[rows], _plain), bar)


def _transfer(reviews: Reviews) -> Iterator[Figure]:
    kinds = np.unique(reviews.kinds)
    lost = gained = adapted = 0.0
    for kind in kinds:
        unseen, others = reviews[reviews.kinds == kind], reviews[reviews.kinds != kind]
        plainly, said = _plain(others, unseen), _ours(others, unseen)
        plain = accuracy(unseen.labels, plainly)
        known = accuracy(unseen.labels, _folded(unseen, _folds(unseen), _plain))
        with_texts = accuracy(unseen.labels, _said(adapt(others, unseen).margins(unseen)))
        task = f"unseen kind {kind} (baseline in folds of it {known:.3f})"
        yield from _compared(task, unseen, said, plainly)
        yield Figure(task, "zh", "accuracy, unlabelled texts too", with_texts, len(unseen.texts))
        lost += known - plain
        gained += accuracy(unseen.labels, said) - plain
        adapted += with_texts - plain
    n = len(reviews.texts)
    yield Figure("unseen kinds of business", "zh", "share of the drop recovered", gained / lost, n, bar=0.5)
    yield Figure("unseen kinds, unlabelled texts too", "zh", "share of the drop recovered", adapted / lost, n)


def _neutral(data: Path, reviews: Reviews, shop: Reviews) -> Iterator[Figure]:
    """Three labels in a car forum, in folds; and how many reviews fall to neutral, delivery never seen."""
    car, messages = neutral_zh.read_car(data), neutral_zh.read_messages(data)
    known = reviews[reviews.kinds != DELIVERY]
    polarity, slope = fit_polarity(known), slope_of(known, 800)
    fold = _by_text(car)
    said = np.empty(len(car.texts), "U8")
    unseen = [reviews[reviews.kinds == DELIVERY], shop]
    for number in range(FOLDS):
        texts = neutral_zh.without_feeling(known, car[fold != number], messages)
        model = neutral_zh.model_of(polarity, neutral_zh.fit_neutral(polarity, slope, texts), slope)
        said[fold == number] = np.array(CLASSES)[_shares(model, car[fold == number]).argmax(axis=1)]
    yield from _compared("car forum, 3 classes, 5-fold", car, said, _folded(car, fold, _plain))
    for name, part in zip(("waimai", "EPRSTMT"), unseen, strict=True):
        shares = _shares(model, part)
        fallen = float(np.mean(shares.argmax(axis=1) == 1))
        yield Figure(f"{name}, never seen", "zh", "called neutral", fallen, len(part.texts))
        yield Figure(
            f"{name}, never seen", "zh", "calibration error", _calibration(shares, part), len(part.texts)
        )


def _ours(known: Reviews, unseen: Reviews) -> Labels:
    return _said(fit_polarity(known).margins(unseen))


def _plain(known: Reviews, unseen: Reviews) -> Labels:
    from sklearn.svm import LinearSVC

    texts = np.asarray(known.grams.sum(axis=0)).ravel()
    idf = np.where(texts >= 1, np.log((1 + len(known.texts)) / (1 + texts)) + 1, 0)
    columns = np.flatnonzero(idf)
    matrix = scaled(known.grams[:, columns].tocsr(), idf[columns])
    machine = LinearSVC(C=0.5, random_state=0).fit(matrix, known.labels)
    return np.asarray(machine.predict(scaled(unseen.grams[:, columns].tocsr(), idf[columns])), np.str_)


def _said(margins: Floats) -> Labels:
    return np.where(margins > 0, "positive", "negative")


def _folded(reviews: Reviews, fold: npt.NDArray[np.int64], reader: Reader) -> Labels:
    said = np.empty(len(reviews.texts), "U8")
    for number in range(FOLDS):
        said[fold == number] = reader(reviews[fold != number], reviews[fold == number])
    return said


def _folds(reviews: Reviews) -> npt.NDArray[np.int64]:
    order = np.random.default_rng(0).permutation(len(reviews.texts))
    return np.asarray(order % FOLDS, np.int64)


def _by_text(reviews: Reviews) -> npt.NDArray[np.int64]:
    """Folds that keep the copies of a text together."""
    texts, place = np.unique(np.array(reviews.texts), return_inverse=True)
    return np.asarray(np.random.default_rng(0).permutation(len(texts))[place] % FOLDS, np.int64)


def _shares(model: LinearModel, reviews: Reviews) -> npt.NDArray[np.float32]:
    """Probabilities of the three classes, by the code that is shipped."""
    features = reviews.features.astype(np.float32)
    return model.probabilities(model.scores(model.ngrams.counts(reviews.texts), features))


def _calibration(shares: npt.NDArray[np.float32], reviews: Reviews, bins: int = 10) -> float:
    """Expected calibration error: how far confidence is from being right, over equal widths of confidence."""
    sure = shares.max(axis=1)
    right = np.array(CLASSES)[shares.argmax(axis=1)] == reviews.labels
    place = np.minimum((sure * bins).astype(int), bins - 1)
    gaps = [abs(float((sure - right)[place == each].sum())) for each in range(bins)]
    return sum(gaps) / len(sure)


def _compared(
    task: str, texts: Reviews, said: Labels, plain: Labels, bar: float | None = None
) -> Iterator[Figure]:
    """Accuracy, macro-F1 and kappa, with the baseline's beside them."""
    for name, statistic in (("accuracy", accuracy), ("macro-F1", macro_f1), ("kappa", kappa)):
        low, high = bootstrap(statistic, texts.labels, said, draws=100)
        yield Figure(
            task,
            "zh",
            name,
            statistic(texts.labels, said),
            len(texts.texts),
            low,
            high,
            statistic(texts.labels, plain),
            _PLAIN,
            bar if name == "accuracy" else None,
        )
