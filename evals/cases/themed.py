"""A third of the synthetic sample, for questions about themes: enough to find them in, quickly indexed."""

import csv
from pathlib import Path

SAMPLE = Path(__file__).resolve().parents[2] / "retrieval" / "sample" / "feedback.csv"
EVERY = 3

__all__ = ["write"]


def write(folder: Path) -> None:
    """Writes `third.csv`: every third record of the sample, the last of each three."""
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    with (folder / "third.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(header)
        writer.writerows(rows[EVERY - 1 :: EVERY])
