"""Which code answered: hashes of what is on disk, since a commit says nothing of files changed after it."""

import hashlib
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LEFT_OUT = {"sample", "__pycache__"}
ANSWERING = ("retrieval", "tools", "assistant", "prompts")

__all__ = ["ANSWERING", "commit", "fingerprint"]


@cache
def fingerprint(*folders: str) -> str:
    """Twelve digits for all files of these folders, models and word lists too, not sample and caches."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            name = path.relative_to(ROOT)
            if path.is_file() and not LEFT_OUT.intersection(name.parts):
                digest.update(name.as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def commit() -> str:
    """The commit that is checked out, "+" after it when files have changed; "unknown" outside a checkout."""
    try:
        return _git("rev-parse", "--short=12", "HEAD") + ("+" if _git("status", "--porcelain") else "")
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"the commit is not known: {error}", file=sys.stderr)
        return "unknown"


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()
