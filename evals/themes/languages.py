"""`python -m evals.themes.languages`: whether feedback about one thing is one theme in both languages.

On the sample world and on a second one (tenants.toml), both synthetic; thresholds were looked at on both.

    other language   the smaller share, of Chinese or of other texts, in a text's theme; on average
    across, within   how often two texts of one subject are in one theme: in two languages, in one. Level
                     with each other where language makes no difference, whatever the number of themes
"""

import argparse
import random
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from evals.report import table
from evals.themes.agreement import agree
from evals.themes.sets import CACHE, LabelledSet, sample_world, vectors_of
from retrieval.themes.discovery.finding import discover

__all__ = ["Mixture", "main", "mixture", "tenants"]

Ints = npt.NDArray[np.integer]

TENANTS = Path(__file__).parent / "tenants.toml"
EACH = 36
"""Texts of a subject in Chinese; in English between two thirds and a little more of them."""


@dataclass(frozen=True, slots=True)
class Mixture:
    """Shares, 0 to 1: see above."""

    other: float
    across: float
    within: float


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.themes.languages")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where vectors are kept")
    cache: Path = parser.parse_args().cache
    rows = []
    for part in (sample_world(cache), tenants(cache)):
        found = discover(part.corpus()).placed.main
        told, mixed = agree(part.gold, found), mixture(part, found)
        best = mixture(part, part.gold).other
        themes = (part.name, str(len(part.texts)), str(part.kinds), f"{told.themes:.0f}")
        figures = (f"{told.nmi:.3f}", f"{told.ari:.3f}", f"{mixed.other:.1%}", f"{best:.1%}")
        rows.append((*themes, *figures, f"{mixed.across:.3f}", f"{mixed.within:.3f}"))
    head = ("world", "n", "labels", "themes", "NMI", "ARI", "other language", "of labels", "across", "within")
    print(table(head, rows))
    return 0


def tenants(cache: Path = CACHE, seed: int = 0) -> LabelledSet:
    """A world of 14 subjects: sentences in frames, drawn at random; no text twice."""
    said = tomllib.loads(TENANTS.read_text(encoding="utf-8"))
    drawn = random.Random(seed)
    labels = tuple(sorted(said["subjects"]))
    made: dict[str, tuple[int, str]] = {}
    for subject, sentences in said["subjects"].items():
        for language in ("en", "zh"):
            wanted = EACH if language == "zh" else EACH * 2 // 3 + drawn.randrange(EACH // 2)
            before = len(made)
            while len(made) < before + wanted:
                sentence = drawn.choice(sentences[language])
                text = drawn.choice(said["frames"][language]).format(sentence, n=drawn.randrange(2, 30))
                made.setdefault(text[0].upper() + text[1:], (labels.index(subject), language))
    texts = tuple(made)
    gold = np.array([subject for subject, _ in made.values()], np.int64)
    languages = tuple(language for _, language in made.values())
    return LabelledSet("tenants", texts, labels, gold, vectors_of("tenants", texts, cache), languages)


def mixture(part: LabelledSet, found: Ints) -> Mixture:
    """found: the theme of each text, -1 for none."""
    chinese = np.array([language == "zh" for language in part.languages])
    inside = found >= 0
    counts = [
        np.bincount(found[inside & side], minlength=int(found.max()) + 1) for side in (~chinese, chinese)
    ]
    smaller = np.minimum(*counts) / np.maximum(np.sum(counts, axis=0), 1)
    together, pairs = np.zeros(2), np.zeros(2)
    for subject in np.unique(part.gold):
        of = [(part.gold == subject) & side for side in (~chinese, chinese)]
        left, right = (np.bincount(found[each & inside], minlength=len(smaller)) for each in of)
        n, m = (int(each.sum()) for each in of)
        together += (left @ right, (left * (left - 1) + right * (right - 1)).sum() / 2)
        pairs += (n * m, (n * (n - 1) + m * (m - 1)) / 2)
    across, within = together / np.maximum(pairs, 1)
    return Mixture(float(smaller[found[inside]].mean()), float(across), float(within))


if __name__ == "__main__":
    sys.exit(main())
