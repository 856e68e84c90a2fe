"""Pins everything: pyproject.toml and the `.in` files here -> the `.lock` files here, with hashes."""

import os
import subprocess
import sys
from pathlib import Path

__all__ = ["main"]

HERE = Path(__file__).resolve().parent
PROJECT = (str(HERE.parent / "pyproject.toml"), str(HERE / "build.in"))
LOCKS: dict[str, tuple[str, ...]] = {
    "bootstrap": (str(HERE / "bootstrap.in"),),
    "run": PROJECT,
    "test": (*PROJECT, "--group", "dev"),
    # PyTorch is left out: pip adds the build that fits the machine (see extras.in).
    "extras": (
        *(*PROJECT, str(HERE / "extras.in"), "--group", "dev", "--group", "extras"),
        *("--override", str(HERE / "without-torch.txt")),
    ),
    # What the assistant is compared with; nothing of it enters the others.
    "peers": (*PROJECT, str(HERE / "peers.in"), "--override", str(HERE / "without-transformers.txt")),
}


def main() -> None:
    """Writes every lock; each keeps to the versions of the one before, so `test` is `run` and more."""
    environment = os.environ | {"UV_CUSTOM_COMPILE_COMMAND": "make lock"}
    settled: list[str] = []
    for name, sources in LOCKS.items():
        lock = HERE / f"{name}.lock"
        command = [sys.executable, "-m", "uv", "pip", "compile", "-q", "--upgrade", *sources, *settled]
        command += ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url"]
        command += ["--no-annotate", "-o", str(lock)]
        subprocess.run(command, env=environment, check=True)
        packages = sum("==" in line for line in lock.read_text().splitlines())
        print(f"  {lock.name}: {packages} packages")
        if sources[0].endswith("pyproject.toml"):
            settled = ["--constraint", str(lock)]


if __name__ == "__main__":
    main()
