"""Trains `sentiment-en`: three classes of feeling in English, from tweets, reviews and survey answers.

Every set weighs by the square root of its size and every class of a set the same, so that no trade and no
mood of one set becomes what is expected of all texts. The shipped model also learns from texts that
`teacher_en` has labelled.
"""

import csv
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from evals.training.teacher_en import teach, unlabelled, vectors
from retrieval.understanding.lexicon_en import Words, plain, read_words
from retrieval.understanding.linear import LinearModel
from retrieval.understanding.ngrams import Counts, NGrams
from retrieval.understanding.sentiment_en import CLASSES, LEXICON_SHARE, form

__all__ = ["NGRAMS", "Example", "Prepared", "examples", "fit", "prepare", "short_examples", "train"]

NGRAMS = NGrams(chars=(4, 4), words=2, bits=20)
STRENGTH = 2.0
"""Inverse of the penalty (C), the better of 1 and 2 on tweets; the other sets were not looked at for it."""
RAREST = 3
"""Texts an n-gram must be in."""

HINT = 1.5
"""What a text of the teacher's weighs beside a labelled one; the better of 0.5 and 1.5 on laptops."""

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Example:
    """kind: which set it comes from."""

    kind: str
    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """Texts ready for any number of fits."""

    counts: Counts
    words: Words
    labels: npt.NDArray[np.int64]
    kinds: npt.NDArray[np.str_]
    hints: Floats | None = None
    """Of texts of the kind "hint": shares by class that a teacher gave."""


def examples(data: Path) -> list[Example]:
    """Tweets; sentences on laptops and restaurants whose aspects agree; words of promoters and detractors."""
    return [*_tweets(data), *_sentences(data), *_answers(data)]


def short_examples() -> list[Example]:
    """Very short texts written for this project: no set has enough of them."""
    lists = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return [Example("short", text, label) for label in CLASSES for text in lists[label]]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _tweets(data: Path) -> list[Example]:
    return [
        Example("airline", row["text"], row["sentiment"]) for row in _rows(data / "en_airline_tweets.csv")
    ]


def _sentences(data: Path) -> list[Example]:
    seen: dict[tuple[str, str], set[str]] = {}
    for row in _rows(data / "en_acos_aspects.csv"):
        seen.setdefault((row["domain"], row["text"]), set()).add(row["sentiment"])
    return [Example(kind, text, *labels) for (kind, text), labels in seen.items() if len(labels) == 1]


def _answers(data: Path) -> list[Example]:
    labels = {"Detractor": "negative", "Promoter": "positive"}
    rows = _rows(data / "en_nps_verbatims.csv")
    return [
        Example("nps", row["text"], labels[row["nps_group"]]) for row in rows if row["nps_group"] in labels
    ]


def prepare(found: Sequence[Example]) -> Prepared:
    plains = [plain(each.text) for each in found]
    return Prepared(
        NGRAMS.counts([form(each) for each in plains]),
        read_words(plains),
        np.array([CLASSES.index(each.label) for each in found]),
        np.array([each.kind for each in found]),
    )


def fit(prepared: Prepared, rows: Rows) -> tuple[LinearModel, Floats]:
    """A model trained on `rows` (and on hints, if there are any), and the scores it gives to all texts."""
    import scipy.sparse
    from sklearn.linear_model import LogisticRegression

    scale = _scale(prepared.counts, np.unique(_with_hints(prepared, rows)[0]))
    blank = np.zeros((len(scale), len(CLASSES)), np.float32)
    model = LinearModel(NGRAMS, CLASSES, blank, np.zeros(len(CLASSES), np.float32), scale)
    counts = prepared.counts
    matrix = scipy.sparse.csr_matrix(
        (model.values(counts), counts.columns, counts.start), shape=(len(prepared.labels), len(scale))
    )
    used = np.flatnonzero(scale)
    lexicon = scipy.sparse.csr_matrix(LEXICON_SHARE * prepared.words.features)
    features = scipy.sparse.hstack([matrix[:, used], lexicon]).tocsr()
    machine: Any = LogisticRegression(C=STRENGTH, max_iter=150, tol=1e-3)
    hinted, labels, weighing = _with_hints(prepared, rows)
    machine.fit(features[hinted], labels, weighing)
    weights = np.concatenate((blank, np.zeros((prepared.words.features.shape[1], len(CLASSES)), np.float32)))
    weights[used] = machine.coef_.T[: len(used)]
    weights[len(scale) :] = machine.coef_.T[len(used) :]
    scores = np.asarray(machine.decision_function(features), np.float32)
    return LinearModel(NGRAMS, CLASSES, weights, machine.intercept_.astype(np.float32), scale), scores


def _scale(counts: Counts, rows: Rows) -> npt.NDArray[np.float32]:
    """The inverse document frequency of each n-gram in `rows`; 0 for rare ones."""
    chosen = np.zeros(len(counts.start) - 1, bool)
    chosen[rows] = True
    columns = counts.columns[np.repeat(chosen, np.diff(counts.start))]
    texts = np.bincount(columns, minlength=1 << NGRAMS.bits)
    return np.where(texts >= RAREST, np.log((1 + len(rows)) / (1 + texts)) + 1, 0).astype(np.float32)


def _with_hints(prepared: Prepared, rows: Rows) -> tuple[Rows, Rows, npt.NDArray[np.float64]]:
    """Rows, labels and weights; a text with hints comes once for each class."""
    labels, weights = prepared.labels[rows], _weights(prepared, rows)
    if prepared.hints is None:
        return rows, labels, weights
    hinted, classes = np.flatnonzero(prepared.kinds == "hint"), len(CLASSES)
    return (
        np.concatenate((rows, np.tile(hinted, classes))),
        np.concatenate((labels, np.repeat(np.arange(classes), len(hinted)))),
        np.concatenate((weights, HINT * prepared.hints.T.ravel())),
    )


def _weights(prepared: Prepared, rows: Rows) -> npt.NDArray[np.float64]:
    labels, kinds = prepared.labels[rows], prepared.kinds[rows]
    weights = np.zeros(len(rows))
    for kind in np.unique(kinds):
        here = kinds == kind
        for label in np.unique(labels[here]):
            cell = here & (labels == label)
            weights[cell] = np.sqrt(here.sum()) / cell.sum()
    return np.asarray(weights / weights.mean())


def slope_of(scores: Floats, labels: Rows, kinds: npt.NDArray[np.str_]) -> float:
    """The slope with the least log loss, every set weighing the same."""
    best = (np.inf, 1.0)
    for slope in np.geomspace(0.3, 3, 40):
        powers = scores * slope
        losses = np.log(np.exp(powers).sum(axis=1)) - powers[np.arange(len(labels)), labels]
        best = min(
            best, (float(np.mean([losses[kinds == kind].mean() for kind in np.unique(kinds)])), float(slope))
        )
    return best[1]


def taught(prepared: Prepared, rows: Rows, found: Floats) -> Prepared:
    """With the hints of a teacher that knows the labels of `rows` only. found: vectors of all texts."""
    _, scores = fit(prepared, rows)
    embedded = rows[prepared.kinds[rows] != "short"]
    scores = scores + teach(found, embedded, prepared.labels, _weights(prepared, embedded))
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    return replace(prepared, hints=shares[prepared.kinds == "hint"])


def train(data: Path) -> None:
    """Fits on everything; calibrated on sets that were left out of the fit, one after another."""
    from sklearn.metrics import accuracy_score, f1_score

    labelled, short, texts = examples(data), short_examples(), unlabelled(data)
    prepared = prepare([*labelled, *short, *(Example("hint", text, "neutral") for text in texts)])
    blank = np.zeros((len(short), 384), np.float32)
    found = np.concatenate((vectors([each.text for each in labelled]), blank, vectors(texts)))
    known = np.flatnonzero(prepared.kinds != "hint")
    measured = [kind for kind in np.unique(prepared.kinds) if kind not in ("short", "hint")]
    left_out = np.zeros((len(prepared.labels), len(CLASSES)), np.float32)
    for kind in measured:
        rows, here = known[prepared.kinds[known] != kind], prepared.kinds == kind
        _, scores = fit(taught(prepared, rows, found), rows)
        left_out[here] = scores[here]
        if kind == "nps":  # which of two sides
            scores[:, CLASSES.index("neutral")] = -np.inf
        said, gold = scores[here].argmax(axis=1), prepared.labels[here]
        macro = f1_score(gold, said, average="macro", labels=np.unique(gold))
        print(f"{kind} left out: macro-F1 {macro:.3f}, accuracy {accuracy_score(gold, said):.3f}", flush=True)
    kept = np.isin(prepared.kinds, measured)
    slope = slope_of(left_out[kept], prepared.labels[kept], prepared.kinds[kept])
    model, _ = fit(taught(prepared, known, found), known)
    version = datetime.now(UTC).strftime("%Y-%m-%d")
    path = replace(model, slope=slope, version=version).save("sentiment-en")
    print(f"{path}: {path.stat().st_size / 1e6:.1f} MB, slope {slope:.2f}, {len(known)} + {len(texts)} texts")
