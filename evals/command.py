"""Running `feedback` as a person would: a process of its own, on a data home of its own."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COMMAND = (sys.executable, "-c", "from assistant.cli.main import main; main()")
ACCEPTED = (0, 1)
"""Exit statuses of a batch that was asked to its end; 1: some question got an error."""

__all__ = ["COMMAND", "OFFLINE", "CommandFailed", "Model", "ask", "environment", "find_themes", "import_file"]


class CommandFailed(Exception):
    """A command that an eval stands on failed; its words are the message."""


@dataclass(frozen=True, slots=True)
class Model:
    """name: `offline`, or what the endpoint at `url` (OpenAI-compatible) calls its model.

    suggestions: whether a language model is offered what the offline reader makes of the question. timeout:
    seconds to wait for the endpoint's next piece; the product's own where it is None.
    """

    name: str = "offline"
    url: str | None = None
    suggestions: bool = True
    timeout: float | None = None

    @property
    def settings(self) -> dict[str, str]:
        found = {"FEEDBACK_MODEL": self.name, "FEEDBACK_MODEL_SUGGESTIONS": str(self.suggestions)}
        found |= {"FEEDBACK_MODEL_URL": self.url} if self.url else {}
        return found | ({"FEEDBACK_MODEL_TIMEOUT": str(self.timeout)} if self.timeout else {})


OFFLINE = Model()


def environment(home: Path, model: Model | None = None) -> dict[str, str]:
    """This process's environment, on another data home and, where one is given, another model."""
    return os.environ | {"FEEDBACK_HOME": str(home)} | (model.settings if model else {})


def import_file(home: Path, file: Path) -> None:
    """`feedback import FILE`, columns found by itself. Raises CommandFailed when it cannot be used."""
    done = subprocess.run(
        [*COMMAND, "import", str(file)], env=environment(home), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CommandFailed(f"feedback import {file}: exit {done.returncode}\n{done.stderr[-2000:]}")


def find_themes(home: Path) -> None:
    """`feedback index`, then `feedback themes`. Raises CommandFailed."""
    for arguments in (("index",), ("themes", "--limit", "1", "--json")):
        done = subprocess.run(
            [*COMMAND, *arguments], env=environment(home), capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise CommandFailed(f"feedback {arguments[0]}: exit {done.returncode}\n{done.stderr[-2000:]}")


def ask(
    home: Path, conversations: Iterable[Mapping[str, Any]], model: Model = OFFLINE
) -> Iterator[dict[str, Any]]:
    """The answer to each turn as it comes, all asked in one process.

    A conversation is a line of `feedback ask --batch`: id, turns of questions, perhaps now. An answer is a
    line it writes, with `id` and `turn`; one that failed has an `error`. Raises CommandFailed when it stops
    half-way.
    """
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile("w+") as complaints:
        questions = Path(folder) / "questions.jsonl"
        lines = (json.dumps(each, ensure_ascii=False) + "\n" for each in conversations)
        questions.write_text("".join(lines), "utf-8")
        arguments = ("ask", "--batch", str(questions), "--out", "/dev/stdout")
        with subprocess.Popen(
            [*COMMAND, *arguments],
            env=environment(home, model),
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
            encoding="utf-8",
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                yield json.loads(line)
        if process.returncode not in ACCEPTED:
            complaints.seek(0)
            raise CommandFailed(f"feedback ask: exit {process.returncode}\n{complaints.read()[-2000:]}")
