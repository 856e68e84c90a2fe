"""Running `feedback` as a person would: a process of its own, on a data home of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from evals.cases import Case

COMMAND = (sys.executable, "-c", "from assistant.cli.main import main; main()")

__all__ = ["COMMAND", "CommandFailed", "ask_all", "environment", "import_file"]


class CommandFailed(Exception):
    """A command that an eval stands on failed; its words are the message."""


def environment(home: Path) -> dict[str, str]:
    """This process's environment, on another data home."""
    return os.environ | {"FEEDBACK_HOME": str(home)}


def import_file(home: Path, file: Path) -> None:
    """`feedback import FILE`, columns found by itself. Raises CommandFailed when it cannot be used."""
    _run(home, "import", str(file))


def ask_all(home: Path, cases: Iterable[Case]) -> dict[str, Mapping[str, Any]]:
    """The answer to each case's last question, by case id, all asked in one process."""
    questions, answers = home / "questions.jsonl", home / "answers.jsonl"
    lines = [
        {"id": case.id, "turns": [{"question": each} for each in case.turns]}
        | ({"now": case.now} if case.now else {})
        for case in cases
    ]
    questions.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
    _run(home, "ask", "--batch", str(questions), "--out", str(answers), accepted=(0, 1))
    found: dict[str, Mapping[str, Any]] = {}
    for line in answers.read_text(encoding="utf-8").splitlines():
        answer = json.loads(line)
        found[answer["id"]] = answer  # turns come in order: the last one stays
    return found


def _run(home: Path, *arguments: str, accepted: tuple[int, ...] = (0,)) -> None:
    done = subprocess.run(
        [*COMMAND, *arguments], env=environment(home), capture_output=True, text=True, check=False
    )
    if done.returncode not in accepted:
        raise CommandFailed(f"feedback {' '.join(arguments)}: exit {done.returncode}\n{done.stderr[-2000:]}")
