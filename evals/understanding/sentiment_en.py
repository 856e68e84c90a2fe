"""Sentiment of English texts in three classes: in tweets, in trades never trained on, in very short texts."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from evals.training.sentiment_en import Prepared, examples, fit, prepare, short_examples
from evals.understanding.figures import Figure, accuracy, bootstrap, kappa, macro_f1
from retrieval.understanding.batch import Batch
from retrieval.understanding.linear import load_model
from retrieval.understanding.sentiment import feelings
from retrieval.understanding.sentiment_en import CLASSES
from retrieval.understanding.sentiment_zh import chinese_feelings

__all__ = ["measure"]

Labels = npt.NDArray[np.str_]
Rows = npt.NDArray[np.int64]
_BASELINE = "words, logistic regression"
_FOLDS = 5


def measure(data: Path) -> Iterator[Figure]:
    found = [*examples(data), *short_examples()]
    prepared, texts = prepare(found), [each.text for each in found]
    yield from _within_tweets(prepared, texts)
    for kind in ("laptop", "restaurant", "nps"):
        yield from _left_out(prepared, texts, kind)
    yield from _short()
    yield from _mixed()


def _within_tweets(prepared: Prepared, texts: Sequence[str]) -> Iterator[Figure]:
    """Stratified folds, seed 0, the same for the baseline; trained on tweets of the other folds only.

    Repeated tweets are not in the set. No embeddings.
    """
    from sklearn.model_selection import StratifiedKFold

    rows = np.flatnonzero(prepared.kinds == "airline")
    labels = np.array(CLASSES)[prepared.labels]
    said, plainly = labels.copy(), labels.copy()
    for known, asked in StratifiedKFold(_FOLDS, shuffle=True, random_state=0).split(rows, labels[rows]):
        train, test = rows[known], rows[asked]
        _, scores = fit(prepared, train)
        said[test] = np.array(CLASSES)[scores[test].argmax(axis=1)]
        plainly[test] = _plain_words(texts, labels, train, test)
    yield from _figures(
        "sentiment, airline tweets, 5-fold", labels[rows], said[rows], plainly[rows], bar=0.75
    )


def _left_out(prepared: Prepared, texts: Sequence[str], kind: str) -> Iterator[Figure]:
    """A set of a kind of business the model never saw; without the teacher's hints, which take vectors."""
    train, test = np.flatnonzero(prepared.kinds != kind), np.flatnonzero(prepared.kinds == kind)
    labels = np.array(CLASSES)[prepared.labels]
    model, scores = fit(prepared, train)
    if kind != "nps":
        shares = replace(model, slope=load_model("sentiment-en").slope).probabilities(scores[test])
        off = _calibration_error(shares, prepared.labels[test])
        task = f"sentiment, {kind}, trained on the other sets"
        yield Figure(task, "en", "calibration error", off, len(test))
    if kind == "nps":  # promoters and detractors only: which of the two sides
        scores[:, CLASSES.index("neutral")] = -np.inf
    said = np.array(CLASSES)[scores[test].argmax(axis=1)]
    plainly = _plain_words(texts, labels, train, test, among=sorted(set(labels[test])))
    yield from _figures(f"sentiment, {kind}, trained on the other sets", labels[test], said, plainly)


def _calibration_error(shares: npt.NDArray[np.float32], labels: Rows) -> float:
    """Mean distance between confidence and accuracy, over ten bins of confidence (ECE)."""
    sure, right = shares.max(axis=1), shares.argmax(axis=1) == labels
    bins = np.minimum((sure * 10).astype(int), 9)
    return float(
        sum(abs(np.sum(sure[bins == each]) - np.sum(right[bins == each])) for each in range(10)) / len(sure)
    )


def _short() -> Iterator[Figure]:
    """Made-up lines of one to six words that were not trained on, with the shipped model."""
    lists = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    gold = np.array([label for label in CLASSES for _ in lists[label]])
    lines = [line for label in CLASSES for line in lists[label]]
    said = np.array([each.label for each in feelings(Batch(tuple(lines), ("en",) * len(lines)))])
    negative = np.full(len(gold), "negative")
    yield from _figures("sentiment, very short texts, made up", gold, said, negative, beside="all negative")


def _mixed() -> Iterator[Figure]:
    """Made-up Chinese lines with English words; what the Chinese reader says alone stands beside it."""
    lists = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))["mixed"]
    batch = Batch(tuple(line for lines in lists.values() for line in lines))
    gold = np.array([label for label, lines in lists.items() for _ in lines])
    said = np.array([each.label for each in feelings(batch)])
    alone = np.array([each.label for each in chinese_feelings(batch.folded, batch.texts)])
    for figure in _figures("sentiment, mixed, made up", gold, said, alone, beside="Chinese reader"):
        yield replace(figure, language="mixed")


def _plain_words(
    texts: Sequence[str], labels: Labels, train: Rows, test: Rows, among: Sequence[str] = CLASSES
) -> Labels:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2)
    machine = LogisticRegression(max_iter=1000)
    machine.fit(words.fit_transform([texts[row] for row in train]), labels[train])
    scores = machine.predict_proba(words.transform([texts[row] for row in test]))
    scores[:, [label not in among for label in machine.classes_]] = -1
    return np.asarray(machine.classes_[scores.argmax(axis=1)])


def _figures(
    task: str,
    gold: Labels,
    said: Labels,
    plainly: Labels,
    bar: float | None = None,
    beside: str = _BASELINE,
) -> Iterator[Figure]:
    for name, statistic in (("macro-F1", macro_f1), ("accuracy", accuracy), ("kappa", kappa)):
        low, high = bootstrap(statistic, gold, said)
        owed = bar if name == "macro-F1" else None
        yield Figure(
            task, "en", name, statistic(gold, said), len(gold), low, high,
            statistic(gold, plainly), beside, owed,
        )  # fmt: skip
