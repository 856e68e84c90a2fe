"""`python -m evals.themes.bench_work GIVEN.npz`: discovery and quality in a process of their own, timed."""

import json
import sys
import time

import numpy as np

from retrieval.themes.discovery.finding import discover
from retrieval.themes.discovery.types import Corpus
from retrieval.themes.quality import quality

__all__ = ["main"]


def main() -> None:
    with np.load(sys.argv[1]) as given:
        corpus = Corpus(given["texts"].tolist(), given["vectors"], given["languages"].tolist())
    started = time.monotonic()
    found = discover(corpus)
    discovered = time.monotonic()
    judged = quality(corpus, found)
    told = {
        "seconds": discovered - started,
        "quality": time.monotonic() - discovered,
        "themes": len(found.centres),
        "coverage": judged.coverage,
        "stability": judged.stability,
        "cohesion": judged.cohesion,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
