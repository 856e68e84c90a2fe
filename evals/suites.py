"""The suites: which files each asks about, and where they are."""

from dataclasses import dataclass
from pathlib import Path

from evals.cases import Case, load_cases

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
"""Real files kept beside the repository, never in it; where they are absent their suite is left out."""

SAMPLE = Path(__file__).resolve().parents[1] / "retrieval" / "sample"

__all__ = ["SHARED", "SUITES", "Suite"]


@dataclass(frozen=True, slots=True)
class Suite:
    """`folder` holds `<file>.csv` for each file its cases name."""

    name: str
    folder: Path

    def cases(self) -> tuple[Case, ...]:
        return tuple(load_cases(self.name))

    def path(self, file: str) -> Path:
        return self.folder / f"{file}.csv"


SUITES = (Suite("sample", SAMPLE), Suite("real_files", SHARED))
