"""`python -m evals.understanding`: every figure on how feedback is understood, one table a capability."""

import argparse
import importlib
import json
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path

from evals.understanding.figures import Figure, figure_table

__all__ = ["main"]

CAPABILITIES = (
    "privacy",
    "names",
    "language",
    "sentiment_zh",
    "sentiment_en",
    "aspects",
    "intent",
    "topics",
    "urgency",
    "duplicates",
    "register",
    "speed",
)
"""Modules of this package; each has `measure(data)`, which yields its figures."""


def main() -> int:
    options = _options()
    found: list[Figure] = []
    for name in options.only or CAPABILITIES:
        measure: Callable[[Path], Iterable[Figure]] = importlib.import_module(
            f"evals.understanding.{name}"
        ).measure
        started = time.monotonic()
        try:
            figures = list(measure(options.data))
        except FileNotFoundError as error:
            print(f"{name}: left out, {error.filename} is not there\n")
            continue
        print(f"{name} ({time.monotonic() - started:.0f} s)\n{figure_table(figures)}\n", flush=True)
        found += figures
    if options.json:
        options.json.write_text(json.dumps([asdict(each) for each in found], indent=1), encoding="utf-8")
    missed = [each for each in found if each.met is False]
    print(f"{sum(each.met is True for each in found)} bars met, {len(missed)} missed")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals.understanding")
    parser.add_argument("--only", action="append", choices=CAPABILITIES)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder of labelled sets")
    parser.add_argument("--json", type=Path, help="write the figures there too")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
