"""`python -m evals.training [NAME ...]`: trains models and writes them with their cards."""

import argparse
import importlib
import sys
from pathlib import Path

__all__ = ["main"]

MODELS = ("names", "sentiment", "intent", "topics", "commonness", "sentiment_en")
"""Modules of this package; each has `train(data)`, which writes its models and their cards."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.training")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(MODELS)}; all when left out")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder of labelled sets")
    options = parser.parse_args()
    if unknown := [name for name in options.names if name not in MODELS]:
        parser.error(f"no such model: {', '.join(unknown)}")
    for name in options.names or MODELS:
        importlib.import_module(f"evals.training.{name}").train(options.data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
