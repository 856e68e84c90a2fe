"""What a person is told about how far themes can be relied on."""

import numpy as np
import pytest

from retrieval.themes.discovery.finding import discover
from retrieval.themes.discovery.types import Corpus, Discovery, Options
from retrieval.themes.quality import ENOUGH, cohesion, part_of, quality, stability

WORDS = (
    ("parcel", "courier", "late", "delivery", "driver"),
    ("battery", "charge", "empty", "power", "hours"),
    ("refund", "money", "returned", "account", "paid"),
)


def clear_corpus(each: int = 180, noise: float = 0.1) -> Corpus:
    """Three themes that words and vectors keep apart."""
    rng = np.random.default_rng(0)
    texts = [f"{' '.join(rng.permutation(words))} {at}" for words in WORDS for at in range(each)]
    rows = np.repeat(np.eye(3, 32), each, axis=0) + noise * rng.normal(size=(3 * each, 32))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return Corpus(texts, rows.astype(np.float32), ["en"] * len(texts))


def noise_corpus(n: int = 400) -> Corpus:
    """Random letters with random vectors: nothing to find."""
    rng = np.random.default_rng(1)
    texts = ["".join(rng.choice(list("abcdefghijklmnopqrstuvwxyz "), 40)) for _ in range(n)]
    rows = rng.normal(size=(n, 32))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return Corpus(texts, rows.astype(np.float32), ["en"] * n)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return clear_corpus()


@pytest.fixture(scope="module")
def found(corpus: Corpus) -> Discovery:
    return discover(corpus, Options(fine=3))


def test_clear_themes_are_stable_and_apart(corpus: Corpus, found: Discovery) -> None:
    told = quality(corpus, found)
    assert told.stability is not None
    assert told.stability > 0.9
    assert told.cohesion is not None
    assert told.cohesion > 0.5
    assert told.coverage > 0.9
    assert not told.small


def test_themes_in_noise_are_seen_not_to_hold() -> None:
    corpus = noise_corpus()
    firm = stability(corpus, discover(corpus, Options(fine=8)))
    assert firm is not None
    assert firm < 0.3


def test_a_text_that_many_wrote_counts_as_often(corpus: Corpus, found: Discovery) -> None:
    weights = np.ones(len(corpus.texts), np.int32)
    weights[7] = 1_000
    told = quality(Corpus(corpus.texts, corpus.vectors, corpus.languages, weights), found)
    assert told.texts == len(corpus.texts) + 999
    inside = weights[found.placed.main >= 0].sum()
    assert told.assigned == inside


def test_few_texts_are_called_few(corpus: Corpus) -> None:
    few = part_of(corpus, np.arange(0, 450, 6))
    assert len(few.texts) < ENOUGH
    assert quality(few, discover(few, Options(fine=3))).small


def test_nothing_is_claimed_of_next_to_nothing(corpus: Corpus) -> None:
    tiny = part_of(corpus, np.array([0, 1, 200]))
    told = quality(tiny, discover(tiny))
    assert told.stability is None
    assert told.small
    assert told.texts == 3


def test_the_order_of_texts_changes_nothing(corpus: Corpus, found: Discovery) -> None:
    turned = part_of(corpus, np.random.default_rng(5).permutation(len(corpus.texts)))
    firm = stability(turned, discover(turned, Options(fine=3)))
    assert firm == stability(corpus, found)


def test_cohesion_is_of_texts_in_a_theme(corpus: Corpus, found: Discovery) -> None:
    each = cohesion(corpus, found)
    assert (np.isnan(each) == (found.placed.main < 0)).all()


def test_progress_ends_at_one(corpus: Corpus, found: Discovery) -> None:
    told: list[float] = []
    quality(corpus, found, lambda _step, share: told.append(share))
    assert told == sorted(told)
    assert told[-1] == 1
