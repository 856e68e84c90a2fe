"""When a Chinese text carries no feeling, and the model that is shipped: polarity and neutrality in one.

Reviews with two labels have no neutral texts. Those come from a car forum (labelled by people) and from
questions to a city's message board; reviews and complaints are what is not neutral. How good or bad a text is
pulls against neutral, as in a softmax, and n-grams and what the lexicon reads say the rest.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from evals.training.sentiment_zh import (
    NGRAMS,
    SHORT,
    Polarity,
    Reviews,
    fit_polarity,
    joined,
    labelled,
    read_reviews,
    read_short,
    sampled,
    scaled,
    slope_of,
)
from retrieval.understanding.linear import LinearModel
from retrieval.understanding.sentiment_zh import CLASSES

__all__ = ["fit_neutral", "model_of", "read_car", "read_messages", "read_shop", "train_zh"]

Floats = npt.NDArray[np.float64]
NOT_REVIEWS = ("car", "messages", "short")
FALLEN = 0.01
"""Reviews that may be called neutral, as a share: people do not write one to say nothing."""


@dataclass(frozen=True, slots=True)
class Neutral:
    """Log odds of neutral, before how good or bad a text is has been taken off. Fields as in `Polarity`."""

    weights: Floats
    words: Floats
    bias: float


def read_car(data: Path) -> Reviews:
    """A car forum, three labels; a text is there once for each of its themes."""
    rows = _read(data / "zh_car_themes.csv")
    return labelled(rows["text"], rows["sentiment"], ["car"] * len(rows["text"]))


def read_messages(data: Path) -> Reviews:
    """Messages to a city that call themselves a question (neutral) or a complaint (negative)."""
    rows = _read(data / "zh_gov_intent_selfdeclared.csv")
    names = {"question": "neutral", "complaint": "negative"}
    kept = [i for i, intent in enumerate(rows["intent"]) if intent in names]
    labels = [names[rows["intent"][i]] for i in kept]
    return labelled([rows["text"][i] for i in kept], labels, ["messages"] * len(kept))


def read_shop(data: Path) -> Reviews:
    """Short reviews of a shop (EPRSTMT), two labels."""
    rows = _read(data / "zh_eprstmt_sentiment.csv")
    return labelled(rows["text"], rows["sentiment"], ["shop"] * len(rows["text"]))


def fit_neutral(polarity: Polarity, slope: float, texts: Reviews) -> Neutral:
    """Learns which texts are neutral beside a polarity model that stands.

    Half of the reviews are kept back, to see how many would fall to neutral.
    """
    from sklearn.linear_model import LogisticRegression

    pull = _pull(polarity, slope, texts)
    columns = np.flatnonzero(polarity.scale)
    grams = scaled(texts.grams[:, columns].tocsr(), polarity.scale[columns])
    matrix = sp.hstack([grams, sp.csr_matrix(texts.features), sp.csr_matrix(pull[:, None])]).tocsr()
    fitted = LogisticRegression(C=1.0, solver="liblinear", dual=True, tol=1e-3, random_state=0)
    weights = np.where(texts.kinds == "short", SHORT, 1.0)
    kept = ~np.isin(texts.kinds, NOT_REVIEWS) & (np.arange(len(texts.texts)) % 2 == 0)
    fitted.fit(matrix[~kept], texts.labels[~kept] == "neutral", sample_weight=weights[~kept])
    unit = max(-float(fitted.coef_[0, -1]), 0.3)
    spread = np.zeros(len(polarity.scale))
    spread[columns] = fitted.coef_[0, : len(columns)] / unit
    words = fitted.coef_[0, len(columns) : -1] / unit
    odds = fitted.decision_function(matrix[kept])
    excess = max(float(np.quantile(odds, 1 - FALLEN)), 0.0)
    return Neutral(spread, words, float(fitted.intercept_[0] - excess) / unit)


def model_of(polarity: Polarity, neutral: Neutral, slope: float, version: str = "") -> LinearModel:
    """Both as one softmax: negative at 0, positive at the margin, neutral at half of it plus its own odds."""
    nothing, odds = np.zeros_like(polarity.weights), neutral.weights / slope
    weights = np.stack([nothing, odds + polarity.weights / 2, polarity.weights], axis=1)
    words = np.stack(
        [np.zeros_like(neutral.words), neutral.words / slope + polarity.words / 2, polarity.words], axis=1
    )
    bias = np.array([0.0, neutral.bias / slope + polarity.bias / 2, polarity.bias])
    return LinearModel(
        NGRAMS,
        CLASSES,
        weights.astype(np.float32),
        bias.astype(np.float32),
        polarity.scale.astype(np.float32),
        slope=slope,
        version=version,
        beside=words.astype(np.float32),
    )


def without_feeling(reviews: Reviews, *others: Reviews, most: int = 800) -> Reviews:
    """What neutrality is learned from: some reviews of each kind, short texts, and the other sets whole."""
    texts = sampled(reviews, most)
    for other in (read_short(CLASSES), *others):
        texts = joined(texts, other)
    return texts


def train_zh(data: Path) -> None:
    """Writes `sentiment-zh` and its card."""
    reviews, car, messages, shop = (read(data) for read in (read_reviews, read_car, read_messages, read_shop))
    slope = slope_of(reviews)
    told = joined(joined(reviews, shop), car[(car.labels != "neutral") & _of_one_mind(car)])
    polarity = fit_polarity(told)
    neutral = fit_neutral(polarity, slope, without_feeling(reviews, car, messages, shop))
    today = datetime.now(UTC).date().isoformat()
    model = model_of(polarity, neutral, slope, f"zh-{today}")
    path = model.save("sentiment-zh")
    path.with_suffix(".md").write_text(_card(told, car, messages, slope, today), encoding="utf-8")


def _pull(polarity: Polarity, slope: float, texts: Reviews) -> Floats:
    """How far good and bad together outweigh neutral: log(e^(s/2) + e^(-s/2)) of log odds s."""
    half = np.abs(polarity.margins(texts)) * slope / 2
    return np.asarray(half + np.log1p(np.exp(-2 * half)))


def _of_one_mind(texts: Reviews) -> npt.NDArray[np.bool_]:
    """Texts that carry one label only."""
    seen: dict[str, set[str]] = {}
    for text, label in zip(texts.texts, texts.labels.tolist(), strict=True):
        seen.setdefault(text, set()).add(label)
    return np.array([len(seen[text]) == 1 for text in texts.texts])


def _read(path: Path) -> dict[str, list[str]]:
    import pandas as pd

    return {
        str(name): column.tolist()
        for name, column in pd.read_csv(path, dtype=str, keep_default_na=False).items()
    }


def _card(told: Reviews, car: Reviews, messages: Reviews, slope: float, today: str) -> str:
    template = Path(__file__).with_name("sentiment_zh_card.md").read_text(encoding="utf-8")
    counts = {"texts": len(told.texts), "car": len(car.texts), "messages": len(messages.texts)}
    return template.format(
        **{name: f"{count:,}" for name, count in counts.items()}, slope=f"{slope:.2f}", date=today
    )
