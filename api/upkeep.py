"""What is looked after again and again while the service runs, in a thread of its own."""

import logging
import threading
from collections.abc import Callable, Sequence

__all__ = ["LOOK_SECONDS", "Upkeep"]

LOOK_SECONDS = 15.0
"""How often: deadlines are counted in minutes."""

log = logging.getLogger(__name__)


class Upkeep:
    """Runs every task, one after the other, now and every `interval` seconds until stopped.

    A task that fails is logged, keeps none of the others from running, and is tried again at the next look.
    Each says by itself what there is to do: whatever was missed, while nothing ran, is made up for.
    """

    def __init__(self, tasks: Sequence[Callable[[], object]], interval: float = LOOK_SECONDS) -> None:
        self._tasks, self._interval = tasks, interval
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="upkeep", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends after the task in hand, and waits for that."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.is_set():
            for task in self._tasks:
                if self._stopped.is_set():
                    return
                try:
                    task()
                except Exception as error:
                    log.error("looking after tickets or themes failed; it is tried again", exc_info=error)
            self._stopped.wait(self._interval)
