"""Threads: what was said so far, as LangGraph checkpoints in the data home or in PostgreSQL.

Several processes may use one home at once (`serve` and the command line). Checkpoints are read back
strictly: only plain data and LangChain messages, never other classes named in the file.
"""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from assistant.settings import Settings
from retrieval.errors import StoreUnavailable

if TYPE_CHECKING:
    import psycopg
    from langgraph.checkpoint.base import BaseCheckpointSaver
    from langgraph.checkpoint.postgres import PostgresSaver
    from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

__all__ = ["forgetful_memory", "keep_latest", "open_memory"]

BUSY_SECONDS = 60
"""How long a writer waits for another process to finish its own short write."""

SETUP_LOCK = 7333
"""Advisory lock of PostgreSQL held while the checkpoint tables are made."""


@contextmanager
def open_memory(settings: Settings) -> Iterator["BaseCheckpointSaver[str]"]:
    """The checkpointer of these settings. Raises StoreUnavailable when it cannot be opened."""
    opened = _postgresql if settings.store_url.startswith("postgresql") else _sqlite
    with opened(settings) as saver:
        yield saver


_OLDER = (
    "thread_id = {0} AND checkpoint_id < (SELECT max(checkpoint_id) FROM checkpoints WHERE thread_id = {0})"
)

_BLOBS = """
DELETE FROM checkpoint_blobs AS old USING checkpoints AS kept
WHERE old.thread_id = %(thread)s AND kept.thread_id = old.thread_id AND kept.checkpoint_ns = old.checkpoint_ns
AND old.version < kept.checkpoint -> 'channel_versions' ->> old.channel
"""


def keep_latest(memory: "BaseCheckpointSaver[str]", thread_id: str) -> None:
    """Deletes a thread's earlier checkpoints: each holds all that was said, and only the last is read."""
    from langgraph.checkpoint.memory import InMemorySaver

    if isinstance(memory, InMemorySaver):
        return  # gone with the process
    from langgraph.checkpoint.sqlite import SqliteSaver

    thread = {"thread": thread_id}
    if isinstance(memory, SqliteSaver):
        with memory.cursor() as cursor:
            for table in ("writes", "checkpoints"):
                cursor.execute(f"DELETE FROM {table} WHERE {_OLDER.format(':thread')}", thread)  # noqa: S608
        return
    pool: Any = memory.conn  # type: ignore[attr-defined]
    with pool.connection() as connection, connection.transaction():
        for table in ("checkpoint_writes", "checkpoints"):
            connection.execute(f"DELETE FROM {table} WHERE {_OLDER.format('%(thread)s')}", thread)  # noqa: S608
        connection.execute(_BLOBS, thread)


@contextmanager
def forgetful_memory() -> Iterator["BaseCheckpointSaver[str]"]:
    """Threads that end with the process: for single questions and batches."""
    from langgraph.checkpoint.memory import InMemorySaver

    yield InMemorySaver(serde=_strict())


@contextmanager
def _sqlite(settings: Settings) -> Iterator["BaseCheckpointSaver[str]"]:
    import sqlite3

    from filelock import FileLock
    from langgraph.checkpoint.sqlite import SqliteSaver

    path = settings.data_home / "threads.db"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False)
        saver = SqliteSaver(connection, serde=_strict())
        with FileLock(path.with_suffix(".lock"), timeout=BUSY_SECONDS):  # changing to WAL does not wait
            saver.setup()
    except (OSError, sqlite3.Error) as error:
        raise StoreUnavailable("threads_unavailable", place=path, why=error) from error
    with closing(connection):
        yield saver


@contextmanager
def _postgresql(settings: Settings) -> Iterator["BaseCheckpointSaver[str]"]:
    import psycopg
    from langgraph.checkpoint.postgres import PostgresSaver
    from psycopg.rows import dict_row
    from psycopg_pool import ConnectionPool

    url = settings.store_url.replace("postgresql+psycopg://", "postgresql://", 1)
    options = {"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row}
    pool = ConnectionPool(url, min_size=1, max_size=8, kwargs=options, open=False)
    try:
        pool.open(wait=True, timeout=10)
        saver = PostgresSaver(pool, serde=_strict())  # type: ignore[arg-type]
        _set_up_once(saver, url)
    except (psycopg.Error, OSError) as error:
        pool.close()
        place = sa.make_url(settings.store_url).render_as_string()
        raise StoreUnavailable("threads_unavailable", place=place, why=error) from error
    try:
        yield saver
    finally:
        pool.close()


def _set_up_once(saver: "PostgresSaver", url: str) -> None:
    """Makes the tables, one process at a time.

    The lock is asked for without waiting: a waiting session would hold back the CREATE INDEX CONCURRENTLY
    of the one that has it, and both would stand still.
    """
    import psycopg

    with psycopg.connect(url, autocommit=True) as lock:
        while not _granted(lock):
            time.sleep(0.05)
        saver.setup()


def _granted(connection: "psycopg.Connection[Any]") -> bool:
    row = connection.execute("SELECT pg_try_advisory_lock(%s)", (SETUP_LOCK,)).fetchone()
    return bool(row and row[0])


def _strict() -> "JsonPlusSerializer":
    from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

    return JsonPlusSerializer(allowed_msgpack_modules=None)
