"""Chroma, and only here: collections of vectors that can be dropped and rebuilt from SQL at any time.

A collection holds one generation of one model. Its ids are text hashes, so a row is added once and never
changed in place: rows changed in place are what makes others unreachable. It holds no texts and no metadata
of records; segments are filtered in SQL.

Embedded, Chroma allows one process to a folder; `HOME/chroma.lock` keeps the others out and
`HOME/chroma.holder` says who is in.
"""

import json
import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np

from retrieval.embedding import Matrix
from retrieval.errors import StoreUnavailable

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection
    from filelock import FileLock

__all__ = ["LARGEST_ADD", "LARGEST_QUERY", "Neighbour", "Vectors", "VectorsLocked", "open_vectors"]

LARGEST_ADD = 5000
"""Rows an add; Chroma refuses 5,462."""

LARGEST_QUERY = 2000
"""Neighbours asked for at once."""


class VectorsLocked(StoreUnavailable):
    """Another process has the embedded Chroma open."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A text near a query; likeness is the cosine, 1 for the same direction."""

    text_hash: str
    likeness: float


def open_vectors(home: Path, url: str | None = None) -> "Vectors":
    """Chroma at a server's URL, or else embedded in the home.

    Raises VectorsLocked when another process has the embedded one, StoreUnavailable when the server does not
    answer.
    """
    return _open_server(url) if url else _open_embedded(home)


class Vectors:
    """An opened Chroma. Close it, or use it as a context manager."""

    def __init__(
        self, client: "ClientAPI", folder: Path | None = None, lock: "FileLock | None" = None
    ) -> None:
        self._client = client
        self._folder = folder
        self._lock = lock

    def __enter__(self) -> "Vectors":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes Chroma, sweeps up what it left behind, and lets the next process in."""
        if self._folder is None:  # over HTTP, close() leaves two connection pools open
            client: Any = self._client
            for each in (client, client._admin_client):
                each._server._session.close()
        self._client.close()  # type: ignore[attr-defined]  # of Client, not of ClientAPI
        if self._folder is not None:
            _sweep(self._folder)
            _holder_file(self._folder).unlink(missing_ok=True)
        if self._lock is not None:
            self._lock.release()

    def names(self) -> list[str]:
        """The collections there are."""
        with _answering():
            return sorted(each.name for each in self._client.list_collections())

    def create(self, name: str, model: str) -> None:
        """Makes an empty collection; one that is there already stays."""
        with _answering():
            self._client.get_or_create_collection(
                name,
                metadata={"model": model},
                configuration={"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 200}},
                embedding_function=None,
            )

    def drop(self, name: str) -> None:
        """Deletes a collection, if it is there."""
        from chromadb.errors import NotFoundError

        with _answering(), suppress(NotFoundError):
            self._client.delete_collection(name)

    def has(self, name: str, model: str) -> bool:
        """Whether the collection is there. Raises StoreUnavailable when it is of another model."""
        from chromadb.errors import NotFoundError

        with _answering():
            try:
                found = self._collection(name)
            except NotFoundError:
                return False
        made_with = (found.metadata or {}).get("model")
        if made_with != model:
            raise StoreUnavailable("vectors_of_another_model", collection=name, model=model, other=made_with)
        return True

    def add(self, name: str, hashes: Sequence[str], matrix: Matrix) -> None:
        """Adds rows. Those that are there already stay as they are, so adding twice does no harm."""
        with _answering():
            collection = self._collection(name)
            for start in range(0, len(hashes), LARGEST_ADD):
                part = slice(start, start + LARGEST_ADD)
                collection.add(ids=list(hashes[part]), embeddings=matrix[part])

    def count(self, name: str) -> int:
        with _answering():
            return self._collection(name).count()

    def ids(self, name: str, page: int = 5000) -> Iterator[list[str]]:
        """All text hashes of a collection, a page at a time."""
        with _answering():
            collection = self._collection(name)
            for offset in range(0, collection.count(), page):
                yield collection.get(include=[], limit=page, offset=offset)["ids"]

    def nearest(self, name: str, query: Matrix, count: int) -> list[Neighbour]:
        """The texts nearest to one vector, the nearest first."""
        return self.nearest_of_each(name, query[None, :], count)[0]

    def nearest_of_each(self, name: str, queries: Matrix, count: int) -> list[list[Neighbour]]:
        """For each row of `queries`, the texts nearest to it."""
        with _answering():
            found = self._collection(name).query(
                query_embeddings=np.ascontiguousarray(queries, np.float32),
                n_results=min(count, LARGEST_QUERY),
                include=["distances"],
            )
        distances = found["distances"] or []
        return [
            [Neighbour(text_hash, 1.0 - distance) for text_hash, distance in zip(ids, row, strict=True)]
            for ids, row in zip(found["ids"], distances, strict=True)
        ]

    def _collection(self, name: str) -> "Collection":
        return self._client.get_collection(name, embedding_function=None)


def _open_server(url: str) -> Vectors:
    import chromadb

    parts = urlsplit(url if "//" in url else f"http://{url}")
    secure = parts.scheme == "https"
    try:
        client = chromadb.HttpClient(
            host=parts.hostname or "localhost",
            port=parts.port or (443 if secure else 8000),
            ssl=secure,
            settings=_settings(),
        )
    except Exception as error:  # chromadb raises a bare ValueError, or its HTTP library's own types
        raise StoreUnavailable("chroma_unreachable", url=url, why=_first_line(error)) from error
    return Vectors(client)


def _open_embedded(home: Path) -> Vectors:
    from filelock import FileLock, Timeout

    home.mkdir(parents=True, exist_ok=True)
    folder = home / "chroma"
    lock = FileLock(home / "chroma.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise VectorsLocked("vectors_locked", home=home, **_holder(folder)) from error
    try:
        return Vectors(_open_folder(folder), folder, lock)
    except BaseException:
        lock.release()
        raise


def _open_folder(folder: Path) -> "ClientAPI":
    import chromadb

    holder = {"pid": os.getpid(), "command": " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])}
    _holder_file(folder).write_text(json.dumps(holder, ensure_ascii=False), encoding="utf-8")
    try:
        return chromadb.PersistentClient(folder, settings=_settings())
    except Exception as error:  # a damaged folder surfaces as whatever the Rust core met
        raise StoreUnavailable("chroma_damaged", folder=folder, why=_first_line(error)) from error


@contextmanager
def _answering() -> Iterator[None]:
    """Whatever Chroma, or the way to its server, fails with becomes StoreUnavailable."""
    import httpx
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, httpx.HTTPError, OSError, ValueError) as error:
        raise StoreUnavailable("chroma_failed", why=_first_line(error)) from error


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _settings() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)


def _holder_file(folder: Path) -> Path:
    return folder.with_name("chroma.holder")


def _holder(folder: Path) -> dict[str, object]:
    """Who has the lock, as far as that process has said."""
    try:
        said = json.loads(_holder_file(folder).read_text(encoding="utf-8"))
        return {"pid": said["pid"], "command": said["command"]}
    except (OSError, ValueError, KeyError):
        return {"pid": "?", "command": "?"}


def _sweep(folder: Path) -> None:
    """Removes the folders of dropped collections, which Chroma leaves; only while no client is open."""
    database = folder / "chroma.sqlite3"
    if not database.exists():
        return
    with closing(sqlite3.connect(database)) as connection:
        known = {row[0] for row in connection.execute("SELECT id FROM segments")}
    for each in folder.iterdir():
        if each.is_dir() and each.name not in known:
            shutil.rmtree(each)
