"""Installs a lock file and this project into the virtual environment that runs this script.

    .venv/bin/python requirements/install.py run|test|extras|peers

Standard library only: it runs before anything is installed. Every package is pinned by version and hash.
uv does the work in seconds; where it cannot reach an index that pip can, pip installs the same lock.
"""

import ast
import os
import subprocess
import sys
import sysconfig
import time
import tomllib
from pathlib import Path

__all__ = ["main", "pip_indexes", "step"]

HERE = Path(__file__).resolve().parent
PACKAGES = ("assistant", "retrieval", "prompts", "tools", "evals", "api")
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check")
UV = (sys.executable, "-m", "uv")


def main(arguments: list[str]) -> int:
    """Installs `requirements/<name>.lock`, then the project itself as an editable package."""
    lock = HERE / f"{arguments[0]}.lock"
    pinned = ("--no-deps", "--require-hashes", "-r")
    step("installer (uv)", [*PIP, "install", "-q", *pinned, str(HERE / "bootstrap.lock")])
    environment = os.environ | {"UV_PYTHON": sys.executable} | pip_indexes()
    packages = sum(1 for line in lock.read_text().splitlines() if "==" in line and line[0].isalnum())
    what = f"{packages} packages of requirements/{lock.name}"
    if not step(what, [*UV, "pip", "install", "-q", *pinned, str(lock)], environment, must=False):
        step(f"{what}, with pip", [*PIP, "install", "-q", *pinned, str(lock)])
    if arguments[0] == "extras":
        step("PyTorch, with pip", [*PIP, "install", "-q", _torch()])
    project = ("--no-deps", "--no-build-isolation", "-e", str(HERE.parent))
    step("this project", [*UV, "pip", "install", "-q", *project], environment)
    folders = [sysconfig.get_path("purelib"), *(str(HERE.parent / name) for name in PACKAGES)]
    newer = ("-x", "/torch/testing/_internal/")  # holds syntax of Pythons to come, and no command imports it
    step(
        "bytecode, so that commands start at once",
        [sys.executable, "-m", "compileall", "-q", "-j0", *newer, *folders],
        must=False,
    )
    return 0


def _torch() -> str:
    """PyTorch as pyproject.toml pins it. It comes in builds by machine, which only pip tells apart."""
    groups = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    return str(next(each for each in groups["extras"] if each.startswith("torch==")))


def step(
    what: str, command: list[str], environment: dict[str, str] | None = None, *, must: bool = True
) -> bool:
    """Runs one command and prints a line with its seconds. Exits when it `must` work and fails."""
    started = time.monotonic()
    done = subprocess.run(command, env=environment, check=False).returncode == 0
    print(f"  {what}: {'' if done else 'failed after '}{time.monotonic() - started:.0f} s", flush=True)
    if must and not done:
        raise SystemExit(1)
    return done


def pip_indexes() -> dict[str, str]:
    """pip's configured indexes and certificates as uv's environment; uv does not read pip's configuration.

    With hashes required it does not matter which index a file comes from, so all are asked.
    """
    listed = subprocess.run([*PIP, "config", "list"], capture_output=True, text=True, check=False).stdout
    options: dict[str, str] = {}
    for source in ("global", "install", ":env:"):  # the later wins, as in pip
        for line in listed.splitlines():
            name, _, value = line.partition("=")
            if name.startswith(f"{source}."):
                options[name.removeprefix(f"{source}.")] = str(ast.literal_eval(value))  # as Python writes it
    found = {
        "UV_DEFAULT_INDEX": options.get("index-url", ""),
        "UV_INDEX": " ".join(options.get("extra-index-url", "").split()),
        "UV_FIND_LINKS": ",".join(options.get("find-links", "").split()),
        "SSL_CERT_FILE": options.get("cert", ""),
        "UV_INDEX_STRATEGY": "unsafe-best-match",
    }
    return {name: value for name, value in found.items() if value and name not in os.environ}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
