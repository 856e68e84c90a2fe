"""The embedder and the vector store of a data home, opened as the settings say."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from assistant.settings import Settings
from retrieval import vector_cache
from retrieval.database import Store
from retrieval.embedding import Embedder, make_embedder
from retrieval.vectors import Vectors, VectorsLocked, open_vectors

__all__ = ["Searching", "embedder_for", "open_searching"]

ONE_OFF = 100_000
"""Texts up to which a single search is quicker without starting Chroma, which takes a second or more."""


@dataclass(frozen=True, slots=True)
class Searching:
    """What a search needs beside the store. `vectors` is None when it does without Chroma.

    `holder`: why it does, when another process has the embedded Chroma open.
    """

    embedder: Embedder
    vectors: Vectors | None
    holder: VectorsLocked | None = None


def embedder_for(settings: Settings) -> Embedder:
    """The embedder of these settings. Raises BadSetting."""
    return make_embedder(settings.embedding, settings.embedding_url, settings.embedding_key)


@contextmanager
def open_searching(settings: Settings, store: Store, *, once: bool = False) -> Iterator[Searching]:
    """Opens Chroma unless another process has it; for a single search (`once`) only when that pays."""
    embedder = embedder_for(settings)
    if once:
        with store.read() as connection:
            pays = vector_cache.coverage(connection, embedder.name).texts > ONE_OFF
        if not pays:
            yield Searching(embedder, None)
            return
    try:
        vectors = open_vectors(settings.data_home, settings.chroma_url)
    except VectorsLocked as locked:
        yield Searching(embedder, None, locked)
        return
    with vectors:
        yield Searching(embedder, vectors)
