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
THEMED = "evals.cases.themed"

__all__ = ["SHARED", "SUITES", "Suite", "suite_named"]


@dataclass(frozen=True, slots=True)
class Suite:
    """Cases, and the files they ask about.

    folder: holds `<file>.csv` for each file its cases name; None where `module` writes them when asked.
    themed: asked of a home whose feedback is indexed, and in which themes were found.
    """

    name: str
    folder: Path | None
    module: str = ""
    themed: bool = False

    def cases(self, splits: tuple[Split, ...] = SPLITS) -> tuple[Case, ...]:
        return tuple(load_cases(self.name, splits))

    def files(self, scratch: Path) -> Path | None:
        """The folder of its files, written under `scratch` first if they are made up; None where absent."""
        if self.folder:
            return self.folder if self.folder.is_dir() else None
        if importlib.util.find_spec(self.module) is None:
            return None
        scratch.mkdir(parents=True, exist_ok=True)
        importlib.import_module(self.module).write(scratch)
        return scratch


SUITES = (
    Suite("sample", SAMPLE),
    Suite("made_up", None, MADE_UP),
    Suite("themes", None, THEMED, themed=True),
    Suite("real_files", SHARED),
)


def suite_named(name: str) -> Suite:
    return next(suite for suite in SUITES if suite.name == name)
