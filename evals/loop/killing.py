"""Killing a process over and over, at random moments, until its work is done."""

import multiprocessing
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from evals.loop.crash_work import Fuse

__all__ = ["Killer", "process"]

_PATIENCE = 900.0
"""Seconds that a process which nobody kills may take to its end, on a machine that has other work."""

_ALSO = ("evals.loop.crash_found", "evals.loop.killing", "evals.loop.landing", "evals.loop.trial")
"""What the harness itself imports: a process that is forked imports its main module again."""


class Killer(threading.Thread):
    """Starts a process of one role over and over, each to be killed, and then one that may end.

    job: a data class with a `fuse`, which each process is started with.
    """

    def __init__(
        self,
        job: Any,
        role: Callable[[Any], None],
        kills: int,
        chance: random.Random,
        then: Callable[[], Any] = lambda: None,
    ) -> None:
        super().__init__()
        self.job, self.role, self.kills, self.chance, self.then = job, role, kills, chance, then
        self.ways: Counter[str] = Counter()
        self.notes: list[str] = []

    def run(self) -> None:
        for fuse, patience in self._fuses():
            started = process(self.role, replace(self.job, fuse=fuse))
            started.start()
            started.join(patience)
            if started.is_alive():
                started.kill()
                started.join()
                self.ways["delay"] += 1
            elif started.exitcode == -9:
                self.ways[fuse.way] += 1
            elif started.exitcode != 0:
                self.notes.append(f"{self.role.__name__} failed: exit {started.exitcode}")
                break
            else:
                break
        else:
            self._end()
        self.then()

    def _fuses(self) -> Iterator[tuple[Fuse, float]]:
        for _ in range(self.kills):
            drawn = self.chance.random()
            if drawn < 0.3:
                yield Fuse(), self.chance.uniform(0.0, 0.6)
            elif drawn < 0.7:
                yield Fuse("statement", self.chance.randint(1, 150)), 5.0
            else:
                yield Fuse("call", self.chance.randint(1, 30_000)), 5.0

    def _end(self) -> None:
        started = process(self.role, self.job)
        started.start()
        started.join(_PATIENCE)
        if started.is_alive():
            started.kill()
            started.join()
        if started.exitcode != 0:
            self.notes.append(f"{self.role.__name__} did not end: exit {started.exitcode}")


def process(role: Callable[[Any], None], job: Any) -> Any:
    """A process by forking one that has imported everything: killed soon, it costs little."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([role.__module__, *_ALSO])  # only the first call counts
    return context.Process(target=role, args=(job,))
    return context
