"""Delivering in the background, while something else (`feedback serve`) goes on."""

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

import sqlalchemy as sa

from retrieval.database import Store
from retrieval.errors import FeedbackError
from retrieval.outbox.delivering import work_off
from retrieval.outbox.recording import expire
from retrieval.outbox.sender import Sender
from retrieval.outbox.taking import due_places

__all__ = ["Worker"]

_GRACE = 3.0
"""Seconds that tries under way get to end when the worker is stopped. What is cut off goes out again, under
the same id, when its lease has run out."""


class Worker:
    """Delivers in a thread of its own, each place beside the others, so that none waits for a slow one.

    It looks every `interval` seconds, or when told to. A failure of the store is kept in `failure` until a
    later look succeeds.
    """

    def __init__(
        self,
        store: Store,
        senders: Sequence[Sender],
        interval: float = 2.0,
        clock: Callable[[], int] = lambda: int(time.time()),
    ) -> None:
        self.failure: Exception | None = None
        self._store, self._senders, self._interval, self._clock = store.whole(), senders, interval, clock
        self._stopped = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._woken: asyncio.Event | None = None
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._ready.wait()

    def stop(self) -> None:
        """Takes nothing more, gives tries under way a few seconds, and waits for that."""
        self._stopped.set()
        self.wake()
        self._thread.join()

    def wake(self) -> None:
        """Looks at once: something was just written."""
        if self._loop is not None and self._woken is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._woken.set)

    def _run(self) -> None:
        asyncio.run(self._work())

    async def _work(self) -> None:
        self._loop, self._woken = asyncio.get_running_loop(), asyncio.Event()
        self._ready.set()
        lanes: dict[int, asyncio.Task[None]] = {}
        while not self._stopped.is_set():
            self._woken.clear()
            lanes = {place: lane for place, lane in lanes.items() if not lane.done()}
            for place in await self._due():
                if place not in lanes:
                    lanes[place] = asyncio.create_task(self._lane(place))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), self._interval)
        if lanes:
            await asyncio.wait(lanes.values(), timeout=_GRACE)
        for lane in lanes.values():
            lane.cancel()
        await asyncio.gather(*lanes.values(), return_exceptions=True)

    async def _due(self) -> list[int]:
        """The places to deliver to. The thread outlives what fails in it: the store may come back."""
        try:
            await asyncio.to_thread(expire, self._store, self._clock())
            due = await asyncio.to_thread(due_places, self._store, self._clock())
        except (FeedbackError, sa.exc.SQLAlchemyError) as error:
            self.failure = error
            return []
        self.failure = None
        return due

    async def _lane(self, place: int) -> None:
        try:
            await work_off(self._store, self._senders, place, self._clock, stopped=self._stopped.is_set)
        except (FeedbackError, sa.exc.SQLAlchemyError) as error:
            self.failure = error
