"""`python -m evals.themes.sizes`: how themes get less certain as there are fewer texts.

For samples of n texts of the sample world and of the halves that choices may be made on: the adjusted Rand
index against the labels (which, unlike NMI, is 0 by chance whatever the number of groups), the stability a
person is told (`retrieval.themes.quality`). From this comes `ENOUGH`, below which a person is warned.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

from evals.report import table
from evals.themes.agreement import agree
from evals.themes.sets import CACHE, DATA, LabelledSet, read_sets, sample_world
from retrieval.themes.discovery.finding import discover
from retrieval.themes.discovery.types import Options
from retrieval.themes.quality import stability

__all__ = ["main"]

SIZES = (60, 125, 250, 500, 1_000, 2_000)
DRAWS = 3


def main() -> int:
    options = _options()
    print(f"{DRAWS} samples of each size; mean of each figure")
    sets = [each.take(np.arange(len(each.texts) // 2)) for each in read_sets(options.data, options.cache)]
    rows = [row for part in (sample_world(options.cache), *sets) for row in _rows(part)]
    print(
        table(("sample of", "n", "ARI with labels", "NMI", "stability", "range", "themes", "coverage"), rows)
    )
    return 0


def _rows(part: LabelledSet) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for size in SIZES:
        if size > len(part.texts):
            continue
        told = []
        for seed in range(DRAWS):
            some = part.draw(size, seed)
            found = discover(some.corpus(), Options(seed=seed))
            firm = stability(some.corpus(), found)
            told.append((agree(some.gold, found.placed.main), np.nan if firm is None else firm))
        firms = [firm for _, firm in told]
        means = [
            float(np.mean([getattr(each, what) for each, _ in told])) for what in ("ari", "nmi", "themes")
        ]
        covered = float(np.mean([each.coverage for each, _ in told]))
        span = f"{min(firms):.2f} - {max(firms):.2f}"
        figures = (f"{means[0]:.3f}", f"{means[1]:.3f}", f"{np.mean(firms):.2f}", span, f"{means[2]:.0f}")
        rows.append((part.name, f"{size:,}", *figures, f"{covered:.0%}"))
        print(" ".join(rows[-1]), file=sys.stderr, flush=True)
    return rows


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals.themes.sizes")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of labelled sets")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where vectors are kept")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
