"""Several processes that ask at once, their answers in one stream."""

import queue
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from evals.command import Model, ask

__all__ = ["answers"]


def answers(
    home: Path, conversations: Sequence[Mapping[str, Any]], model: Model, jobs: int
) -> Iterator[dict[str, Any]]:
    """The answers to all conversations, in the order they come; those of one conversation in its order.

    Raises CommandFailed.
    """
    arrived: queue.SimpleQueue[dict[str, Any] | Exception | None] = queue.SimpleQueue()
    stop = threading.Event()

    def work(part: Sequence[Mapping[str, Any]]) -> None:
        try:
            for answer in ask(home, part, model):
                arrived.put(answer)
                if stop.is_set():
                    return
        except Exception as error:
            arrived.put(error)
        finally:
            arrived.put(None)

    parts = [part for start in range(jobs) if (part := conversations[start::jobs])]
    threads = [threading.Thread(target=work, args=(part,), daemon=True) for part in parts]
    for thread in threads:
        thread.start()
    running = len(threads)
    try:
        while running:
            answer = arrived.get()
            if isinstance(answer, Exception):
                raise answer
            if answer is None:
                running -= 1
            else:
                yield answer
    finally:
        stop.set()
