"""The suites: which files each asks about, and where they are."""

import importlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path

from evals.cases import SPLITS, Case, Split, load_cases

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
"""Real files kept beside the repository, never in it; where they are absent their suite is left out."""

SAMPLE = Path(__file__).resolve().parents[1] / "retrieval" / "sample"
MADE_UP = "evals.cases.made_up"

__all__ = ["SHARED", "SUITES", "Suite", "suite_named"]


@dataclass(frozen=True, slots=True)
class Suite:
    """Cases, and the files they ask about.

    folder: holds `<file>.csv` for each file its cases name; None where the files are written when asked for.
    """

    name: str
    folder: Path | None

    def cases(self, splits: tuple[Split, ...] = SPLITS) -> tuple[Case, ...]:
        return tuple(load_cases(self.name, splits))

    def files(self, scratch: Path) -> Path | None:
        """The folder of its files, written under `scratch` first if they are made up; None where absent."""
        if self.folder:
            return self.folder if self.folder.is_dir() else None
        if importlib.util.find_spec(MADE_UP) is None:
            return None
        scratch.mkdir(parents=True, exist_ok=True)
        importlib.import_module(MADE_UP).write(scratch)
        return scratch


SUITES = (Suite("sample", SAMPLE), Suite("made_up", None), Suite("real_files", SHARED))


def suite_named(name: str) -> Suite:
    return next(suite for suite in SUITES if suite.name == name)
