"""What is learned in closed form is what leaving a text out and learning again would give."""

import numpy as np
import pytest

from retrieval.understanding.topics.learned import Features, features, fit
from retrieval.understanding.topics.terms import BUCKET_BITS, occurrences

TEXTS = [
    f"{word} {n % 3} {'好' * (n % 2)}天气"
    for n, word in enumerate(["rain", "sun", "snow", "hail", "fog"] * 4)
]
RARITY = np.ones(1 << BUCKET_BITS, np.float32)


def _features(texts: list[str], vectors: bool) -> Features:
    rng = np.random.default_rng(1)
    rows = rng.normal(size=(len(TEXTS), 5)).astype(np.float32)[: len(texts)] if vectors else None
    return features(occurrences(texts), RARITY, len(texts), rows)


@pytest.mark.parametrize("vectors", [False, True])
def test_reading_folded_weights_is_reading_projected_rows(vectors: bool) -> None:
    texts = _features(TEXTS, vectors)
    targets = np.eye(5, dtype=np.float32)[np.arange(len(TEXTS)) % 5]
    learned, _ = fit(texts, targets, ridge=0.01)
    said = learned.scores(texts)
    assert np.array_equal(said.argmax(axis=1), targets.argmax(axis=1))
    rows = texts.dense().astype(np.float64)
    weights = rows.T @ np.linalg.solve(
        rows @ rows.T + 0.01 * np.eye(len(rows)), targets - targets.mean(axis=0)
    )
    assert np.allclose(said, rows @ weights + targets.mean(axis=0), atol=1e-3)


def test_what_is_said_of_unseen_texts_is_what_learning_without_them_says() -> None:
    texts = _features(TEXTS, vectors=True)
    targets = np.eye(5, dtype=np.float32)[np.arange(len(TEXTS)) % 5]
    learned, unseen = fit(texts, targets, ridge=1.0)
    rows = texts.dense().astype(np.float64)
    wanted = targets - learned.bias
    for left_out in (0, 7, 19):
        rest = np.delete(np.arange(len(TEXTS)), left_out)
        gram = rows[rest] @ rows[rest].T + np.eye(len(rest))
        weights = rows[rest].T @ np.linalg.solve(gram, wanted[rest])
        assert np.allclose(unseen[left_out], rows[left_out] @ weights, atol=1e-4)


def test_a_text_without_any_ngram_gets_the_bias() -> None:
    texts = _features(TEXTS, vectors=False)
    learned, _ = fit(texts, np.ones((len(TEXTS), 2), np.float32), ridge=1.0)
    assert np.allclose(learned.scores(_features(["", TEXTS[0]], vectors=False))[0], learned.bias)
