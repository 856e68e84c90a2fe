"""Data homes with one imported file each, kept by what they are made of: the file and the importing code."""

import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from evals.command import CommandFailed, find_themes, import_file
from evals.versions import fingerprint

WAIT = 1200
"""Seconds another process may take to import the same file."""

__all__ = ["home_of", "texts_of"]


def home_of(file: Path, homes: Path, *, themed: bool = False) -> Path:
    """A home that holds this file and nothing else; imported when there is none. Raises CommandFailed.

    themed: its feedback is indexed, and themes are found in it.
    """
    homes.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(file.read_bytes() + fingerprint("retrieval").encode()).hexdigest()[:12]
    home = homes / f"{file.stem}-{digest}"
    with _only_one(homes / f"{home.name}.lock"):
        if not home.exists():
            unfinished = homes / f"{home.name}.part"
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            import_file(unfinished, file)
            if themed:
                find_themes(unfinished)
            unfinished.rename(home)
    return home


@contextmanager
def _only_one(lock: Path) -> Iterator[None]:
    try:
        with FileLock(lock, timeout=WAIT):
            yield
    except Timeout as error:
        raise CommandFailed(f"{lock.stem} is still being imported by another process") from error


def texts_of(home: Path) -> dict[str, str]:
    """What each record of a home says, title and text, by its id."""
    with closing(sqlite3.connect(f"file:{home / 'feedback.db'}?mode=ro", uri=True)) as connection:
        rows = connection.execute(
            "SELECT id, coalesce(title, ''), coalesce(text, '') FROM feedback JOIN feedback_text USING (seq)"
        )
        return {str(record): f"{title}\n{text}" for record, title, text in rows}
