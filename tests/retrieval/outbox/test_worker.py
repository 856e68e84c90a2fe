"""The background worker: delivers beside others, outlives a failing store, stops cleanly."""

import asyncio
import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from retrieval.database import Store, open_store
from retrieval.outbox.sender import Outcome, Parcel
from retrieval.outbox.worker import Worker
from tests.retrieval.outbox.world import START, Told, admin, place, states, wrote


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(f"sqlite:///{tmp_path / 'feedback.db'}", "UTC")


class Waiting(Told):
    """Places called "stuck" answer when they are let go; `arrived` tells of all others."""

    def __init__(self) -> None:
        super().__init__()
        self.arrived, self.stuck = threading.Semaphore(0), threading.Event()

    async def send(self, parcel: Parcel, at: int) -> Outcome:  # noqa: ARG002
        if parcel.place.name == "stuck":
            self.stuck.set()
            await asyncio.sleep(3_600)
        self.got.append(parcel)
        self.arrived.release()
        return Outcome("arrived")

    def wait_for(self, count: int) -> None:
        for _ in range(count):
            assert self.arrived.acquire(timeout=60)


def test_what_is_written_leaves_while_another_place_hangs(store: Store) -> None:
    way, token = Waiting(), admin(store)
    place(store, token, way, "stuck")
    place(store, token, way, "quick")
    worker = Worker(store, (way,), interval=3_600, clock=lambda: START)
    worker.start()
    try:
        for number in range(5):
            wrote(store, number=number)
            worker.wake()
            way.wait_for(1)
            assert way.stuck.wait(60)
    finally:
        began = time.monotonic()
        worker.stop()
    assert time.monotonic() - began < 30  # it does not wait for the one that hangs
    assert [parcel.content["number"] for parcel in way.got] == list(range(5))
    assert states(store).count("waiting") == 5  # to the stuck place: a lease runs out, and then again
    store.close()


def test_it_outlives_a_store_that_fails(store: Store) -> None:
    way, failing = Waiting(), threading.Event()
    place(store, admin(store), way, "quick")
    wrote(store)
    refused = threading.Event()

    @sa.event.listens_for(store.engine, "begin")
    def refuse(_: sa.Connection) -> None:
        if failing.is_set() and threading.current_thread() is not threading.main_thread():
            refused.set()
            raise sa.exc.OperationalError("BEGIN", {}, Exception("disk I/O error"))

    failing.set()
    worker = Worker(store, (way,), interval=0.02, clock=lambda: START)
    worker.start()
    try:
        assert refused.wait(60)
        failing.clear()
        way.wait_for(1)
    finally:
        worker.stop()
    assert states(store) == ["delivered"]
    assert worker.failure is None
    store.close()
