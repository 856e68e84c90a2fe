"""`python -m evals.themes.labels`: how far found themes agree with the themes people gave (NMI, ARI).

Four sets (evals/themes/sets.py), the half of each that nothing was chosen on. What counts is the fine theme
of each text, on every set alike; the coarse themes are printed beside. Texts without a theme are one group of
their own, for every method (evals/themes/agreement.py).

- Number not given: ours beside BERTopic as it comes, BERTopic told the number, HDBSCAN and EVoC as they come,
  and k-means told the true number, all on the same vectors. Owed: above BERTopic on every set, level with
  k-means that was told (within its own range over seeds), coverage 90 %.
- Number given: samples of 1,500 to 2,000; ours beside plain k-means, and k-means on half-whitened vectors
  with n-grams. Owed: the NMI of GIVEN.

The range is over seeds (ours, k-means), runs (BERTopic, which has no seed by default) or samples.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from evals.report import table
from evals.themes.agreement import Agreement, agree, mean
from evals.themes.peers import Job, run_peers
from evals.themes.sets import CACHE, DATA, NAMES, LabelledSet, read_sets
from evals.themes.ways import half_whitened_with_grams, k_means
from retrieval.themes.discovery.finding import discover
from retrieval.themes.discovery.types import Options

__all__ = ["Line", "main"]

SEEDS = (0, 1, 2)
RUNS = (0, 1)
GIVEN = {"banking77": 0.78, "car": 0.45, "airline": 0.29, "shopping": 0.55}
SIZES = {"car": 1_500}
SIZE = 2_000
COVERAGE = 0.9
OURS, TOLD, PEER = "ours", "k-means, told the number", "BERTopic"


@dataclass(frozen=True, slots=True)
class Line:
    """One method on one set. low, high: of the NMI over runs. bar: the NMI owed, None for others' methods."""

    measured: str
    method: str
    figures: Agreement
    low: float
    high: float
    seconds: float
    bar: float | None = None

    @property
    def met(self) -> bool:
        return self.bar is None or (self.figures.nmi >= self.bar and self.figures.coverage >= COVERAGE)


def main() -> int:
    options = _options()
    lines: list[Line] = []
    for each in read_sets(options.data, options.cache, tuple(options.only)):
        part = each if options.all else each.held_out()
        if "open" in options.parts:
            lines += _told(_not_given(part, options.cache, options.peers))
        if "given" in options.parts:
            lines += _told(_given(part))
    _print(lines)
    if options.json:
        told = [asdict(line) | {"met": line.met} for line in lines]
        options.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return 0 if all(line.met for line in lines) else 1


def _told(lines: Iterator[Line]) -> Iterator[Line]:
    """As they come, for who waits."""
    for line in lines:
        print(f"{line.measured}, {line.method}: NMI {line.figures.nmi:.3f}", file=sys.stderr, flush=True)
        yield line


def _not_given(part: LabelledSet, cache: Path, peers: bool) -> Iterator[Line]:
    name = f"{part.name}, number not given"
    told = _line(name, TOLD, part, lambda seed: k_means(part.vectors, part.kinds, seed), SEEDS)
    others = list(_peers(name, part, cache)) if peers else []
    # Level with what was told the number: not below the lowest of its runs. Above BERTopic: its best run.
    owed = max([told.low, *(line.high for line in others if line.method == PEER)])
    fine, coarse = _ours(name, part, owed)
    yield from (fine, coarse, told, *others)


def _ours(name: str, part: LabelledSet, owed: float) -> tuple[Line, Line]:
    corpus, started = part.corpus(), time.monotonic()
    found = [discover(corpus, Options(seed=seed)) for seed in SEEDS]
    seconds = (time.monotonic() - started) / len(SEEDS)
    fine = [each.placed.main for each in found]
    coarse = [np.where(each.placed.main >= 0, each.coarse[each.placed.main], -1) for each in found]
    return (
        _summed(name, OURS, part, fine, seconds, owed),
        _summed(name, "ours, coarse themes", part, coarse, seconds),
    )


def _peers(name: str, part: LabelledSet, cache: Path) -> Iterator[Line]:
    """Each as it comes, several times; nothing without the peers' environment."""
    told = "BERTopic, told the number"
    jobs = {PEER: [Job("bertopic", part, run=run) for run in RUNS]}
    jobs[told] = [Job("bertopic", part, part.kinds)]
    if part.language == "zh":
        chinese = Job("bertopic with a Chinese tokenizer", part, part.kinds)
        jobs[f"{told}, with a Chinese tokenizer"] = [chinese]
    jobs["EVoC"] = [Job("evoc", part)]
    jobs["HDBSCAN"] = [Job("hdbscan", part)]
    done = run_peers([job for several in jobs.values() for job in several], cache)
    if done is None:
        print("peers: left out, `make peers` sets up their environment")
        return
    rest = iter(done)
    for method, several in jobs.items():
        runs = [next(rest) for _ in several]
        seconds = float(np.mean([run.seconds for run in runs]))
        yield _summed(name, method, part, [run.found for run in runs], seconds)


def _given(part: LabelledSet) -> Iterator[Line]:
    """Three samples; each method is told how many labels occur in it."""
    size = SIZES.get(part.name, SIZE)
    samples = [part.draw(size, seed) for seed in SEEDS]
    name = f"{part.name}, number given"

    def ours(at: int) -> npt.NDArray[np.integer]:
        each = samples[at]
        return discover(each.corpus(), Options(fine=each.kinds, seed=at)).placed.main

    def joined(at: int) -> npt.NDArray[np.integer]:
        each = samples[at]
        return k_means(half_whitened_with_grams(each.texts, each.vectors), each.kinds, at)

    def plain(at: int) -> npt.NDArray[np.integer]:
        return k_means(samples[at].vectors, samples[at].kinds, at)

    golds = [each.gold for each in samples]
    yield _line(name, OURS, part, ours, SEEDS, golds, GIVEN[part.name])
    yield _line(name, "k-means, half-whitened with n-grams", part, joined, SEEDS, golds)
    yield _line(name, "k-means", part, plain, SEEDS, golds)


def _line(
    name: str,
    method: str,
    part: LabelledSet,
    run: Callable[[int], npt.NDArray[np.integer]],
    seeds: Sequence[int],
    golds: Sequence[npt.NDArray[np.int64]] | None = None,
    bar: float | None = None,
) -> Line:
    started = time.monotonic()
    found = [run(seed) for seed in seeds]
    return _summed(name, method, part, found, (time.monotonic() - started) / len(seeds), bar, golds)


def _summed(
    name: str,
    method: str,
    part: LabelledSet,
    found: Sequence[npt.NDArray[np.integer]],
    seconds: float,
    bar: float | None = None,
    golds: Sequence[npt.NDArray[np.int64]] | None = None,
) -> Line:
    several = [agree(gold, each) for gold, each in zip(golds or [part.gold] * len(found), found, strict=True)]
    nmis = [each.nmi for each in several]
    return Line(name, method, mean(several), min(nmis), max(nmis), seconds, bar)


def _print(lines: Sequence[Line]) -> None:
    head = ("measured on", "method", "NMI", "range", "bar", "", "ARI", "assigned NMI", "assigned ARI")
    rows = []
    for line in lines:
        each = line.figures
        bar = "" if line.bar is None else f"{line.bar:.3f}"
        verdict = "" if line.bar is None else "met" if line.met else "MISSED"
        figures = (f"{each.ari:.3f}", f"{each.nmi_assigned:.3f}", f"{each.ari_assigned:.3f}")
        rest = (f"{each.coverage:.0%}", f"{each.themes:.0f}", str(each.n), f"{line.seconds:.1f}")
        span = f"{line.low:.3f} - {line.high:.3f}"
        rows.append((line.measured, line.method, f"{each.nmi:.3f}", span, bar, verdict, *figures, *rest))
    print(table((*head, "coverage", "themes", "n", "seconds"), rows))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals.themes.labels")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of labelled sets")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where vectors and peers' answers are kept")
    parser.add_argument("--only", nargs="*", default=NAMES, choices=NAMES, help="some sets")
    parser.add_argument("--parts", nargs="*", default=("open", "given"), choices=("open", "given"))
    parser.add_argument("--all", action="store_true", help="the whole sets, chosen-on halves included")
    parser.add_argument(
        "--no-peers", dest="peers", action="store_false", help="without the peers' environment"
    )
    parser.add_argument("--json", type=Path, help="write the figures there too")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
