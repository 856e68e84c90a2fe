"""`python -m evals.themes.stability`: whether the same data gives the same themes.

On the sample world (synthetic) and the airline tweets (the half that nothing was chosen on); adjusted Rand
index between two runs, texts without a theme as one group of their own.

    resampled   two bootstrap samples of the texts (each text once; about 63 % of them), over the texts both
                have: owed 0.80
    seed        the same texts, another seed: owed 0.90
    order       the same texts, the same seed, in another order: 1 is wished for

Ours finds the number of themes in each run; k-means is told the number of labels; BERTopic is as it comes (it
has no seed of its own: `seed` is two plain runs; for `order` its UMAP gets one).
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt

from evals.report import table
from evals.themes.agreement import ari
from evals.themes.peers import Job, PeerRun, run_peers
from evals.themes.sets import CACHE, DATA, LabelledSet, read_sets, sample_world
from evals.themes.ways import k_means
from retrieval.themes.discovery.finding import discover
from retrieval.themes.discovery.types import Options
from retrieval.themes.quality import both, drawn

__all__ = ["Line", "main"]

Ints = npt.NDArray[np.integer]
Finding = Callable[[LabelledSet, int], dict[str, Ints]]
OURS = "ours, fine"
RESAMPLED, SEED, ORDER = "resampled", "other seed", "other order"
BARS = {RESAMPLED: 0.80, SEED: 0.90, ORDER: 0.99}
PAIRS = 3
SEEDS = (0, 1, 2)


@dataclass(frozen=True, slots=True)
class Line:
    """values: the index of each pair of runs. themes: how many were found, on average."""

    measured: str
    what: str
    method: str
    values: tuple[float, ...]
    themes: float
    n: int
    bar: float | None

    @property
    def value(self) -> float:
        return float(np.mean(self.values))

    @property
    def met(self) -> bool:
        return self.bar is None or self.value >= self.bar


def main() -> int:
    options = _options()
    lines: list[Line] = []
    airline = (each.held_out() for each in read_sets(options.data, options.cache, ("airline",)))
    for part in (sample_world(options.cache), *airline):
        lines += _told(_measured(part, _ours))
        lines += _measured(part, _k_means)
        if options.peers:
            lines += _bertopic(part, options.cache)
    _print(lines)
    if options.json:
        told = [asdict(line) | {"value": line.value, "met": line.met} for line in lines]
        options.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return 0 if all(line.met for line in lines) else 1


def _told(lines: Iterator[Line]) -> Iterator[Line]:
    """As they come, for who waits."""
    for line in lines:
        print(f"{line.measured}, {line.what}, {line.method}: {line.value:.3f}", file=sys.stderr, flush=True)
        yield line


def _ours(part: LabelledSet, seed: int) -> dict[str, Ints]:
    found = discover(part.corpus(), Options(seed=seed))
    fine = found.placed.main
    return {OURS: fine, "ours, coarse": np.where(fine >= 0, found.coarse[fine], -1)}


def _k_means(part: LabelledSet, seed: int) -> dict[str, Ints]:
    return {"k-means, told the number": k_means(part.vectors, part.kinds, seed)}


def _measured(part: LabelledSet, find: Finding) -> Iterator[Line]:
    n = len(part.texts)
    pairs = [(drawn(n, 2 * each), drawn(n, 2 * each + 1)) for each in range(PAIRS)]
    samples = [[find(part.take(rows), 0) for rows in pair] for pair in pairs]
    seeds = [find(part, seed) for seed in SEEDS]
    rows = np.random.default_rng(0).permutation(n)
    other = find(part.take(rows), 0)
    for method in other:
        runs = [[each[method] for each in found] for found in samples]
        values = [ari(*both(pair, found)) for pair, found in zip(pairs, runs, strict=True)]
        yield _line(part, RESAMPLED, method, values, [each for run in runs for each in run])
        mine = [each[method] for each in seeds]
        values = [ari(left, right) for left, right in combinations(mine, 2)]
        yield _line(part, SEED, method, values, mine)
        yield _line(part, ORDER, method, [ari(mine[0][rows], other[method])], [mine[0], other[method]])


def _bertopic(part: LabelledSet, cache: Path) -> Iterator[Line]:
    """One pair of runs of each kind: they take minutes."""
    n = len(part.texts)
    pair = (drawn(n, 0), drawn(n, 1))
    rows = np.random.default_rng(0).permutation(n)
    jobs = [Job("bertopic", part.take(each)) for each in pair]
    jobs += [Job("bertopic", part), Job("bertopic", part, run=1)]
    jobs += [Job("bertopic", part, seed=0), Job("bertopic", part.take(rows), seed=0)]
    done = run_peers(jobs, cache)
    if done is None:
        print("BERTopic: left out, `make peers` sets up its environment")
        return
    yield _peer_line(part, RESAMPLED, done[:2], both(pair, [each.found for each in done[:2]]))
    yield _peer_line(part, SEED, done[2:4], (done[2].found, done[3].found))
    yield _peer_line(part, ORDER, done[4:], (done[4].found[rows], done[5].found))


def _peer_line(part: LabelledSet, what: str, runs: Sequence[PeerRun], found: tuple[Ints, Ints]) -> Line:
    return _line(part, what, "BERTopic", [ari(*found)], [each.found for each in runs])


def _line(
    part: LabelledSet,
    what: str,
    method: str,
    values: Sequence[float],
    found: Sequence[Ints],
) -> Line:
    themes = float(np.mean([len(np.unique(each[each >= 0])) for each in found]))
    bar = BARS[what] if method == OURS else None
    return Line(part.name, what, method, tuple(values), themes, len(part.texts), bar)


def _print(lines: Sequence[Line]) -> None:
    rows = []
    for line in sorted(lines, key=lambda each: (each.measured, list(BARS).index(each.what))):
        span = f"{min(line.values):.3f} - {max(line.values):.3f}" if len(line.values) > 1 else ""
        bar = "" if line.bar is None else f"{line.bar:.2f}"
        verdict = "" if line.bar is None else "met" if line.met else "MISSED"
        rest = (str(len(line.values)), f"{line.themes:.0f}", str(line.n))
        rows.append((line.measured, line.what, line.method, f"{line.value:.3f}", span, bar, verdict, *rest))
    print(table(("measured on", "what", "method", "ARI", "range", "bar", "", "pairs", "themes", "n"), rows))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals.themes.stability")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of labelled sets")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where vectors and peers' answers are kept")
    parser.add_argument(
        "--no-peers", dest="peers", action="store_false", help="without the peers' environment"
    )
    parser.add_argument("--json", type=Path, help="write the figures there too")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
