"""Data homes with one imported file each, kept by what they are made of: the file and the importing code."""

import hashlib
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from filelock import FileLock

from evals.command import import_file

RETRIEVAL = Path(__file__).resolve().parents[1] / "retrieval"
LEFT_OUT = {"sample", "__pycache__"}
WAIT = 1200
"""Seconds another process may take to import the same file."""

__all__ = ["home_of", "import_version"]


def home_of(file: Path, homes: Path) -> Path:
    """A home that holds this file and nothing else; imported when there is none. Raises CommandFailed."""
    homes.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(file.read_bytes() + import_version().encode()).hexdigest()[:12]
    home = homes / f"{file.stem}-{digest}"
    with FileLock(homes / f"{home.name}.lock", timeout=WAIT):
        if not home.exists():
            unfinished = homes / f"{home.name}.part"
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            import_file(unfinished, file)
            unfinished.rename(home)
    return home


@cache
def import_version() -> str:
    """A hash of all that decides what an import makes of a file."""
    digest = hashlib.sha256()
    for path in _sources():
        digest.update(path.relative_to(RETRIEVAL).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    for path in sorted(RETRIEVAL.rglob("*")):
        if path.is_file() and not LEFT_OUT.intersection(path.relative_to(RETRIEVAL).parts):
            yield path
