"""Small made-up worlds of texts whose themes are known."""

import numpy as np

from evals.themes.sets import LabelledSet

__all__ = ["known_world"]

WORDS = (
    ("parcel", "courier", "late", "delivery", "driver"),
    ("battery", "charge", "empty", "power", "hours"),
    ("refund", "money", "returned", "account", "paid"),
)


def known_world(each: int = 30, seed: int = 0) -> LabelledSet:
    """Three themes of `each` texts, far apart by words and by vector."""
    rng = np.random.default_rng(seed)
    middles = np.eye(3, 16, dtype=np.float32)
    texts = []
    for theme, words in enumerate(WORDS):
        texts += [f"{' '.join(rng.permutation(words))}. It was number {theme}{at}." for at in range(each)]
    gold = np.repeat(np.arange(3), each)
    rows = middles[gold] + 0.15 * rng.normal(size=(3 * each, 16)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    languages = ("en",) * len(texts)
    return LabelledSet(
        "airline", tuple(texts), ("late", "battery", "refund"), gold, rows.astype(np.float32), languages
    )
