"""`python -m evals.themes.bench_work GIVEN.npz`: discovery and quality in a process of their own, timed.

By the clock and by seconds of processor: the second hardly depends on what else the machine is doing.
"""

import json
import sys
import time

import numpy as np
from numpy.typing import NDArray

from retrieval.themes.discovery.finding import discover
from retrieval.themes.discovery.types import Corpus
from retrieval.themes.quality import quality

__all__ = ["main"]


def main() -> None:
    with np.load(sys.argv[1]) as given:
        corpus = Corpus(given["texts"].tolist(), given["vectors"], given["languages"].tolist())
    started = _now()
    found = discover(corpus)
    discovered = _now()
    judged = quality(corpus, found)
    (seconds, cpu), (more, more_cpu) = discovered - started, _now() - discovered
    told = {
        "seconds": seconds,
        "cpu": cpu,
        "quality": more,
        "quality_cpu": more_cpu,
        "themes": len(found.centres),
        "coverage": judged.coverage,
        "stability": judged.stability,
        "cohesion": judged.cohesion,
    }
    print(json.dumps(told))


def _now() -> NDArray[np.float64]:
    """Seconds by the clock, and of processor."""
    return np.array([time.monotonic(), time.process_time()])


if __name__ == "__main__":
    main()
