"""Synthetic feedback in any amount, with vectors that nobody waits for: for speed and memory, not for sense.

Each text is one of the synthetic sample (retrieval/sample) with a part of another about the same theme, in
the same language. Its vector is made, not embedded: 3 parts of the one text's vector and 1 of the other's,
with random noise of length 0.25, of length 1 again. So all texts differ, and lie as texts of 21 themes do.
"""

import csv
import re
from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from evals.themes.sets import CACHE, LabelledSet, sample_world

__all__ = ["COLUMNS", "compose", "synthetic", "write_csv"]

COLUMNS = ("id", "text", "created_at", "customer", "channel", "product", "region", "rating", "sentiment")
NOISE = 0.25
START = datetime(2025, 1, 1)
MOODS = ("negative", "negative", "neutral", "positive", "positive")


def synthetic(count: int, cache: Path = CACHE, seed: int = 1) -> LabelledSet:
    return compose(sample_world(cache), count, seed)


def compose(world: LabelledSet, count: int, seed: int = 1) -> LabelledSet:
    """So many different texts made of these, with vectors. Needs several texts a theme and language."""
    rng = np.random.default_rng(seed)
    alike: dict[tuple[int, str], list[int]] = defaultdict(list)
    for at, (label, language) in enumerate(zip(world.gold.tolist(), world.languages, strict=True)):
        alike[label, language].append(at)
    made: dict[str, tuple[int, int]] = {}
    while len(made) < count:
        for base in rng.integers(0, len(world.texts), count - len(made)).tolist():
            others = alike[int(world.gold[base]), world.languages[base]]
            other = others[int(rng.integers(0, len(others)))]
            parts = [each for each in re.split(r"(?<=[。！？；.!?;])", world.texts[other]) if each.strip()]
            part = parts[int(rng.integers(0, len(parts)))].strip() if parts else ""
            made[f"{world.texts[base]} {part}"] = (base, other)
            # Where there are too few combinations, a number makes one more.
            made[f"{world.texts[base]} {part} ({len(made)})"] = (base, other)
    texts = tuple(made)[:count]
    base, other = np.array([made[text] for text in texts]).T
    noise = rng.normal(size=(count, world.vectors.shape[1])).astype(np.float32)
    rows = 0.75 * world.vectors[base] + 0.25 * world.vectors[other]
    rows += NOISE * noise / np.linalg.norm(noise, axis=1, keepdims=True)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    languages = tuple(world.languages[at] for at in base.tolist())
    return LabelledSet("synthetic", texts, world.labels, world.gold[base], rows.astype(np.float32), languages)


def write_csv(path: Path, texts: tuple[str, ...], seed: int = 1) -> Path:
    """A file with these texts, over a year, by a third as many customers."""
    rng = np.random.default_rng(seed)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        for number, text in enumerate(texts):
            rating = int(rng.integers(1, 6))
            when = START + timedelta(minutes=int(rng.integers(525_600)))
            customer = f"c{int(rng.integers(1 + len(texts) // 3))}"
            kind = (f"channel{number % 4}", f"Model {number % 20}", f"region{number % 6}")
            row = (f"s{number:07d}", text, when.isoformat(" "), customer, *kind, rating, MOODS[rating - 1])
            writer.writerow(row)
    return path
