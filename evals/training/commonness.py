"""How common each piece of text is in feedback: tells a copied complaint from what everybody writes."""

import csv
import random
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt

from retrieval.understanding.shingles import COMMONNESS, plain, shingles

__all__ = ["FIRST_HALF", "SETS", "texts_of", "train"]

SETS = {
    "zh": ("zh_online_shopping_9cats", "zh_waimai_sentiment", "zh_car_themes"),
    "en": ("en_airline_tweets", "en_nps_verbatims", "en_acos_aspects", "en_banking77_train"),
}
FIRST_HALF = 0
MOST = 8000
"""Texts of a set."""

_RAREST = 1e-4
_CARD = """# commonness

How rare each piece of text is (pairs of Chinese characters, runs of five others), hashed into 2^17 places:
one byte each, 255 for the rarest. `retrieval/understanding/shingles.py` weighs pieces with it.

- Made from: document frequencies, no texts, of one half of each of {sets}
- Licence of the sets: none stated for most; only frequencies of hashed pieces are kept, and no text can be
  read from them
- Made on {day} by `python -m evals.training commonness`
- Measured by `python -m evals.understanding --only duplicates`, on the other halves and on other sets
"""


def train(data: Path) -> None:
    """Writes models/commonness.npz and its card."""
    found = {
        language: [_shares(texts_of(data, name, FIRST_HALF)) for name in SETS[language]] for language in SETS
    }
    shares = sum(np.mean(each, axis=0) for each in found.values())
    rarity = np.log(np.clip(np.asarray(shares), _RAREST, 1)) / np.log(_RAREST)
    folder = Path(__file__).parents[2] / "retrieval" / "understanding" / "models"
    np.savez_compressed(folder / "commonness.npz", rarity=np.round(255 * rarity).astype(np.uint8))
    names = ", ".join(name for each in SETS.values() for name in each)
    card = _CARD.format(sets=names, day=f"{datetime.now(UTC):%Y-%m-%d}")
    (folder / "commonness.md").write_text(card, encoding="utf-8")


def texts_of(data: Path, name: str, half: int) -> list[str]:
    """The different texts of one half of a set, in a fixed random order, at most MOST."""
    with (data / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        texts = list(dict.fromkeys(row["text"] for row in csv.DictReader(file) if row["text"].strip()))
    random.Random(5).shuffle(texts)
    return texts[half::2][:MOST]


def _shares(texts: list[str]) -> npt.NDArray[np.float64]:
    """The share of texts that have a piece of each place."""
    found = shingles([plain(text) for text in texts])
    owner = np.repeat(np.arange(len(texts)), np.diff(found.start))
    place = (found.values & np.uint64(COMMONNESS - 1)).astype(np.int64)
    once = np.unique(owner * COMMONNESS + place) % COMMONNESS
    return np.bincount(once, minlength=COMMONNESS) / len(texts)
