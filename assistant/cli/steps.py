"""How far long work has come: its steps by name, on standard error, when that is a terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from prompts import Language, sentences

__all__ = ["Step", "step_bar", "step_name"]

Step = Callable[[str, float], None]
"""Told a step's name and how much of it is done, 0 to 1."""


@contextmanager
def step_bar(language: Language) -> Iterator[Step | None]:
    """A bar that starts anew with each step; nothing where nobody looks."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(step_name("", language), total=1.0)
        yield lambda step, done: bar.update(task, description=step_name(step, language), completed=done)


def step_name(step: str, language: Language) -> str:
    """The step in words; all of the work where it has no name of its own."""
    known = sentences("themes", language)
    return known.get(f"step_{step}", known["step"])
