"""BERTopic, HDBSCAN and EVoC on the vectors that ours gets, in an environment of their own (`make peers`).

What a peer answered is kept: its answer to the same texts, vectors and settings does not change with ours.
"""

import hashlib
import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from evals.themes.sets import CACHE, LabelledSet

__all__ = ["PYTHON", "Job", "PeerRun", "run_peers"]

PYTHON = Path(__file__).resolve().parents[2] / ".venv-peers" / "bin" / "python"
SCRIPT = Path(__file__).with_name("peer_run.py")


@dataclass(frozen=True, slots=True)
class Job:
    """One run. topics: how many it is told to find. seed: None leaves the method's own. run: tells runs apart
    that have no seed."""

    method: str
    texts: LabelledSet
    topics: int | None = None
    seed: int | None = None
    run: int = 0

    @property
    def key(self) -> str:
        told = (self.method, self.topics, self.seed, self.run, self.texts.language, *self.texts.texts)
        digest = hashlib.sha256(json.dumps(told, ensure_ascii=False).encode())
        digest.update(self.texts.vectors.tobytes())
        return digest.hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class PeerRun:
    """found: -1 for texts without a topic. cpu: seconds. memory: the most held, MB. words: by topic."""

    found: npt.NDArray[np.int64]
    seconds: float
    cpu: float
    memory: float
    words: dict[int, list[str]]


def run_peers(
    jobs: Sequence[Job], cache: Path = CACHE, timeout: float | None = None
) -> tuple[PeerRun, ...] | None:
    """What each answered, in order; None without the environment. One process runs those not kept, in turn.

    Raises subprocess.TimeoutExpired when they take longer than timeout seconds.
    """
    folder = cache.expanduser() / "peers"
    missing = [job for job in jobs if not (folder / f"{job.key}.npz").exists()]
    if missing and not PYTHON.exists():
        return None
    folder.mkdir(parents=True, exist_ok=True)
    if missing:
        _run(missing, folder, timeout)
    return tuple(_read(folder / f"{job.key}.npz") for job in jobs)


def _run(jobs: Sequence[Job], folder: Path, timeout: float | None) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        told = []
        for job in jobs:
            given = Path(scratch) / f"{job.key}.npz"
            np.savez(given, vectors=job.texts.vectors, texts=np.array(job.texts.texts))
            told.append(
                {
                    "method": job.method,
                    "input": str(given),
                    "output": str(folder / f"{job.key}.npz"),
                    "language": job.texts.language,
                    "topics": job.topics,
                    "seed": job.seed,
                }
            )
        list_of_jobs = Path(scratch) / "jobs.json"
        list_of_jobs.write_text(json.dumps(told), encoding="utf-8")
        command = [str(PYTHON), str(SCRIPT), str(list_of_jobs)]
        environment = os.environ | {"TOKENIZERS_PARALLELISM": "false"}
        subprocess.run(command, check=True, timeout=timeout, env=environment)


def _read(file: Path) -> PeerRun:
    with np.load(file) as kept:
        told = json.loads(str(kept["told"]))
        words = {int(topic): found for topic, found in told["words"].items()}
        return PeerRun(kept["labels"].astype(np.int64), told["seconds"], told["cpu"], told["memory"], words)
