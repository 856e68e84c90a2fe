"""`python -m evals.bench [--quick]`: a line a figure. Exit status 1 when one misses its bar.

`--quick` only shows that everything runs: with little data, figures mean little.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from evals.bench.answers import cold_figures, warm_figures
from evals.bench.figures import Figure
from evals.bench.gate import gate_figures
from evals.bench.gate_themes import themed_gate_figures, themed_home
from evals.bench.importing import import_figures
from evals.bench.indexing import chroma_figures, indexing_figures

__all__ = ["main"]

PARTS = ("import", "index", "answer", "cold", "chroma", "gate", "gate_themes")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.bench")
    parser.add_argument("--quick", action="store_true", help="a smoke test with little data")
    parser.add_argument("--only", action="append", choices=PARTS, help="some parts; answer needs import")
    options = parser.parse_args()
    short = 0
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for figure in _figures(Path(folder), options.only or PARTS, options.quick):
            print(figure, flush=True)
            short += figure.short
    print(f"{short} short of the bar" if short else "every bar is reached")
    return 1 if short and not options.quick else 0


def _figures(folder: Path, parts: list[str] | tuple[str, ...], quick: bool) -> Iterator[Figure]:
    count = 2_000 if quick else 100_000
    if "import" in parts or "answer" in parts:
        yield from import_figures(folder, count)
    if "answer" in parts:
        yield from warm_figures(folder / "home", count, 1 if quick else 3)
    if "cold" in parts:
        yield from cold_figures(_sample_home(folder), 2 if quick else 5)
    if "gate" in parts:
        yield from gate_figures(5 if quick else 100)
    if "gate_themes" in parts:
        yield from themed_gate_figures(themed_home(folder), 2 if quick else 10)
    if "index" in parts:
        yield from indexing_figures(folder, 100 if quick else 2_000)
    if "chroma" in parts:
        yield from chroma_figures(folder, 1_000 if quick else 40_000)


def _sample_home(folder: Path) -> Path:
    from evals.command import import_file
    from evals.suites import SAMPLE

    home = folder / "sample"
    import_file(home, SAMPLE / "feedback.csv")
    return home


if __name__ == "__main__":
    sys.exit(main())
