"""`python -m evals.themes.opportunities`: how many opportunities are true, how many are found, how quickly.

- False ones: data whose columns are shuffled independently has none. The sample world and a real file
  (contracts of 7,043 telecom customers), many times; and synthetic data in which nothing goes together, but
  where people write often, and mostly of one thing. Owed: at most 5 % of the runs find anything. Beside: the
  rules that have the support and lift, without a test.
- Planted ones found: synthetic worlds with associations of known strength (seeds that nothing was chosen on),
  and the sample world's own truths. In worlds with columns that repeat a topic, no rule about these.
- Repeated: what is found in one half of the customers is tested (Fisher, 5 %) in the other.
- Real files: what is known of them, and what is found.
- Speed: 100,000 synthetic records in a store, from the request to the findings, and the peak memory.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from evals.themes.opportunity_files import (
    findings,
    read,
    real,
    repeated,
    sample,
    sample_home,
    speed,
    telco_home,
    told_rule,
)
from evals.themes.opportunity_worlds import (
    by_customer,
    catalog_of,
    crowded,
    labelled_world,
    planted_world,
    shuffled,
)
from evals.understanding.figures import Figure, figure_table
from retrieval.catalog import Catalog
from tools.opportunities.table import Table
from tools.segments.intervals import wilson

__all__ = ["main"]

DATA = Path("../shared/data")
CACHE = Path("~/.cache/feedback-assistant-evals/themes").expanduser()
RUNS, WORLDS = 100, 20
FALSE_RUNS = 0.05
RATIOS = (1.5, 2.0, 3.0)
"""Of planted associations: how many times as often."""


def main() -> int:
    options = _options()
    parts: dict[str, Callable[[argparse.Namespace], Iterator[Figure]]] = {
        "false": _false,
        "planted": _planted,
        "sample": sample,
        "repeated": repeated,
        "real": real,
        "speed": speed,
    }
    found: list[Figure] = []
    for name in options.only or parts:
        started = time.monotonic()
        found += parts[name](options)
        print(f"{name}: {time.monotonic() - started:.0f} s", file=sys.stderr)
    print(figure_table(found))
    return 1 if any(each.met is False for each in found) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--homes", type=Path, default=CACHE / "homes")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument(
        "--only", action="append", choices=("false", "planted", "sample", "repeated", "real", "speed")
    )
    return parser.parse_args()


# --- false ones


def _false(options: argparse.Namespace) -> Iterator[Figure]:
    table, catalog = read(sample_home(options))
    yield from _runs(
        "sample world, columns shuffled", options.runs, catalog, lambda seed: shuffled(table, seed)
    )
    yield from _runs(
        "sample world, groups exchanged between customers",
        options.runs,
        catalog,
        lambda seed: by_customer(table, seed),
    )
    telco, known = read(telco_home(options))
    few = max(options.runs // 5, 1)
    yield from _runs("telecom contracts, columns shuffled", few, known, lambda seed: shuffled(telco, seed))
    people = catalog_of(crowded(0, 10))
    yield from _runs(
        "synthetic, people who repeat themselves", options.runs, people, lambda seed: crowded(seed, 1500)
    )


def _runs(task: str, runs: int, catalog: Catalog, make: Callable[[int], Table]) -> Iterator[Figure]:
    some = untested = rules = 0
    for seed in range(runs):
        table = make(1000 + seed)
        found, loose = findings(table, catalog)
        found = [each for each in found if each.rule.rule.group.pairs]  # topics of one record stay together
        some += bool(found)
        rules += len(found)
        untested += loose
    low, high = wilson(some / runs, runs)
    yield Figure(
        task, "-", "runs with a finding", some / runs, runs, low, high, untested / runs, "untested, a run:",
        FALSE_RUNS, at_most=True,
    )  # fmt: skip
    yield Figure(task, "-", "findings a run", rules / runs, runs)


# --- planted ones


def _planted(_options: argparse.Namespace) -> Iterator[Figure]:
    for records in (3_000, 20_000):
        hits: dict[tuple[float, int], list[bool]] = {}
        exact = near = total = 0
        for seed in range(100, 100 + WORLDS):
            table, planted = planted_world(seed, records, RATIOS)
            found, _ = findings(table, catalog_of(table))
            told = [told_rule(each) for each in found]
            for each in planted:
                hits.setdefault((each.ratio, len(each.items)), []).append((each.items, each.topic) in told)
            for items, topic in told:
                total += 1
                exact += any((one.items, one.topic) == (items, topic) for one in planted)
                near += any(one.topic == topic and (one.items & items) for one in planted)
        task = f"synthetic worlds of {records:,}"
        for (ratio, several), got in sorted(hits.items()):
            name = f"found: {ratio:g} times, {several} value{'s' if several > 1 else ''}"
            yield Figure(
                task, "-", name, float(np.mean(got)), len(got), *wilson(float(np.mean(got)), len(got))
            )
        for name, part in (("findings that were planted", exact), ("or overlap with one", near)):
            share = part / total if total else 0.0
            bar = 0.9 if part == near else None
            yield Figure(task, "-", name, share, total, *wilson(share, max(total, 1)), bar=bar)
    yield from _labelled()


def _labelled() -> Iterator[Figure]:
    """Columns that repeat a topic in other words are not told; what was planted besides is."""
    hits: list[bool] = []
    without: list[bool] = []
    repeats = 0
    for seed in range(100, 100 + WORLDS):
        for make, into in ((planted_world, without), (labelled_world, hits)):
            table, planted = make(seed, 20_000, RATIOS)
            told = [told_rule(each) for each in findings(table, catalog_of(table))[0]]
            into += [(each.items, each.topic) in told for each in planted]
        repeats += any(items & {("mark", "1"), ("desk", "desk 0")} for items, _ in told)
    task, found, share = "synthetic worlds of 20,000 with labels", float(np.mean(hits)), repeats / WORLDS
    yield Figure(
        task, "-", "found of all that was planted", found, len(hits), *wilson(found, len(hits)),
        float(np.mean(without)), "without labels:",
    )  # fmt: skip
    yield Figure(
        task, "-", "worlds where a label is told", share, WORLDS, *wilson(share, WORLDS),
        bar=FALSE_RUNS, at_most=True,
    )  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
