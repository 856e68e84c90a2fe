"""`python -m evals.themes.several`: whether texts that are put in several themes say several things.

Two sets whose texts people gave all the labels that fit: car reviews (Chinese, 10 labels) and sentences about
restaurants and laptops (English, 134 categories). Themes are found without the labels. A theme stands for the
label that most of its texts with one label have (themes with fewer than 3 of them for none).

    right      of the further themes of texts, how many stand for a label the text has, another than its first
               theme's; beside: themes drawn by their size
    told apart how many texts with several labels have several themes, beside those with one label
    covered    of the labels of texts with several, how many the first theme stands for, and all themes do
"""

import argparse
import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evals.themes.sets import CACHE, DATA, vectors_of
from evals.understanding.figures import Figure, figure_table
from retrieval.themes.discovery.finding import discover
from retrieval.themes.discovery.types import Corpus, Options
from tools.segments.intervals import wilson

__all__ = ["main"]

FEWEST = 3
FILES = {
    "car reviews": ("car", "zh_car_themes.csv", "zh"),
    "restaurants and laptops": ("acos", "en_acos_aspects.csv", "en"),
}
"""Of each set: the name its vectors are kept under, the file, the language."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Texts with their labels, and the labels that their first theme and their further ones stand for. sizes:
    labels of all themes, each as often as it has texts."""

    labels: tuple[frozenset[str], ...]
    first: tuple[str, ...]
    further: tuple[tuple[str, ...], ...]
    sizes: Mapping[str, int]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--only", choices=tuple(FILES))
    given = parser.parse_args()
    for name, (kept, file, language) in FILES.items():
        if given.only in (None, name):
            placed = _placed(kept, given.data / file, language, given.cache)
            print(figure_table(list(_figures(name, language, placed))))


def _placed(kept: str, file: Path, language: str, cache: Path) -> Placed:
    with file.open(encoding="utf-8", newline="") as stream:
        rows = [(row["text"], row["theme"]) for row in csv.DictReader(stream) if row["text"] and row["theme"]]
    labels: dict[str, set[str]] = {}
    for text, label in rows:
        labels.setdefault(text, set()).add(label)
    texts = tuple(labels)
    vectors = vectors_of(kept, texts, cache)
    found = discover(Corpus(texts, vectors, (language,) * len(texts)), Options(seed=0)).placed
    stands = _stand_for(found.main.tolist(), [labels[text] for text in texts])
    further: list[list[str]] = [[] for _ in texts]
    for text, theme in found.also.tolist():
        further[text].append(stands.get(theme, ""))
    first = tuple(stands.get(theme, "") for theme in found.main.tolist())
    sizes = Counter(each for each in first if each)
    return Placed(tuple(frozenset(labels[text]) for text in texts), first, tuple(map(tuple, further)), sizes)


def _stand_for(themes: list[int], labels: list[set[str]]) -> dict[int, str]:
    """The commonest label of each theme among its texts with one label."""
    counts: dict[int, Counter[str]] = {}
    for theme, those in zip(themes, labels, strict=True):
        if theme >= 0 and len(those) == 1:
            counts.setdefault(theme, Counter()).update(those)
    return {theme: each.most_common(1)[0][0] for theme, each in counts.items() if each.total() >= FEWEST}


def _figures(name: str, language: str, placed: Placed) -> Iterator[Figure]:
    several = [at for at, labels in enumerate(placed.labels) if len(labels) > 1]
    single = [at for at, labels in enumerate(placed.labels) if len(labels) == 1 and placed.first[at]]
    right, chance = _right(placed, several)
    yield _share(name, language, "right, texts with several labels", right, chance, "by size:")
    marked = [bool(placed.further[at]) for at in several if placed.first[at]]
    others = [bool(placed.further[at]) for at in single]
    yield _share(name, language, "told apart", marked, float(np.mean(others)), "with one label:")
    first = [label == placed.first[at] for at in several for label in placed.labels[at]]
    both = [label in (placed.first[at], *placed.further[at]) for at in several for label in placed.labels[at]]
    yield _share(name, language, "labels covered by all themes", both, float(np.mean(first)), "by the first:")


def _right(placed: Placed, texts: list[int]) -> tuple[list[bool], float]:
    """Of each further theme with another label than the first one's; and of themes drawn by size."""
    right: list[bool] = []
    chance: list[float] = []
    for at in texts:
        for label in placed.further[at]:
            if not label or label == placed.first[at]:
                continue
            right.append(label in placed.labels[at])
            others = {each: n for each, n in placed.sizes.items() if each != placed.first[at]}
            chance.append(
                sum(n for each, n in others.items() if each in placed.labels[at]) / sum(others.values())
            )
    return right, float(np.mean(chance)) if chance else 0.0


def _share(name: str, language: str, figure: str, hits: list[bool], beside: float, what: str) -> Figure:
    share = float(np.mean(hits)) if hits else 0.0
    return Figure(name, language, figure, share, len(hits), *wilson(share, max(len(hits), 1)), beside, what)


if __name__ == "__main__":
    main()
