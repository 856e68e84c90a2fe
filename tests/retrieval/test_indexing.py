"""Indexing: every text gets a vector, whoever works at it and whatever interrupts it."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa

from retrieval import vector_cache
from retrieval.database import Store, data_version, open_store, vector
from retrieval.embedding import Matrix
from retrieval.errors import ModelUnavailable
from retrieval.indexing import BackgroundIndexer, Progress, collection_name, embed_backlog, index_all, project
from retrieval.vectors import Vectors, open_vectors
from tests.retrieval.feedbacks import LetterEmbedder, add_feedback, many, texts


def held(store: Store, vectors: Vectors, model: str = "letters") -> set[str]:
    """The text hashes the current generation holds in Chroma."""
    with store.read() as connection:
        generation = vector_cache.current_generation(connection, model)
    assert generation is not None
    return set().union(*vectors.ids(collection_name(store, generation)))


def embedded(store: Store) -> set[str]:
    with store.read() as connection:
        return set(connection.scalars(sa.select(vector.c.text_hash)))


def test_each_different_text_gets_one_vector_in_sql_and_in_chroma(store: Store, tmp_path: Path) -> None:
    add_feedback(store, texts("late again", "broken", "late again", None, ""))
    reports: list[Progress] = []
    with open_vectors(tmp_path) as vectors:
        assert index_all(store, LetterEmbedder(), vectors, reports.append) == Progress(2, 2)
        assert held(store, vectors) == embedded(store)
    assert reports[-1] == Progress(2, 2)


def test_more_texts_than_one_page_and_one_add_are_all_indexed(store: Store, tmp_path: Path) -> None:
    add_feedback(store, many(vector_cache.PAGE + 500))
    with open_vectors(tmp_path) as vectors:
        index_all(store, LetterEmbedder(), vectors)
        assert len(held(store, vectors)) == vector_cache.PAGE + 500


def test_adding_to_chroma_again_after_a_crash_before_the_mark_does_no_harm(
    store: Store, tmp_path: Path
) -> None:
    add_feedback(store, many(20))
    with open_vectors(tmp_path) as vectors:
        index_all(store, LetterEmbedder(), vectors)
        with store.write() as connection:
            connection.execute(sa.update(vector).values(generation=None))
        assert project(store, "letters", vectors) == 20
        assert held(store, vectors) == embedded(store)
        assert project(store, "letters", vectors) == 0


def test_a_lost_collection_is_made_again_from_the_vectors_in_sql(store: Store, tmp_path: Path) -> None:
    add_feedback(store, many(10))
    with open_vectors(tmp_path) as vectors:
        index_all(store, LetterEmbedder(), vectors)
        for name in vectors.names():
            vectors.drop(name)
        assert embed_backlog(store, LetterEmbedder(), vectors) == 0
        assert project(store, "letters", vectors) == 10
        assert held(store, vectors) == embedded(store)


def test_another_model_has_vectors_and_a_collection_of_its_own(store: Store, tmp_path: Path) -> None:
    add_feedback(store, many(10))
    with open_vectors(tmp_path) as vectors:
        index_all(store, LetterEmbedder(), vectors)
        assert index_all(store, LetterEmbedder("other"), vectors) == Progress(10, 10)
        assert len(vectors.names()) == 2
        assert held(store, vectors, "other") == held(store, vectors, "letters")


def test_two_embedders_at_work_from_both_ends_share_the_backlog(store: Store) -> None:
    add_feedback(store, many(200))
    steps = iter([False, True])
    first = embed_backlog(store, LetterEmbedder(), newest_first=True, stopped=lambda: next(steps))
    assert 0 < first < 200
    assert embed_backlog(store, LetterEmbedder()) == 200 - first
    assert len(embedded(store)) == 200


def test_once_all_is_embedded_that_is_known_until_the_data_changes(store: Store) -> None:
    add_feedback(store, many(5))
    embed_backlog(store, LetterEmbedder())
    with store.read() as connection:
        assert vector_cache.is_complete(connection, "letters")
    add_feedback(store, many(1, start=5))
    with store.read() as connection:
        assert not vector_cache.is_complete(connection, "letters")
        assert vector_cache.coverage(connection, "letters") == vector_cache.Coverage(6, 5)


@pytest.mark.parametrize("known", [True, False])
def test_all_is_embedded_when_no_text_is_left_and_there_are_enough(store: Store, known: bool) -> None:
    add_feedback(store, texts("late again", "broken", "late again", None))
    for left in (2, 1, 0):
        with store.read() as connection:
            assert vector_cache.texts_left(connection, "letters") == (2, left)
            found = [vector_cache.all_embedded(connection, "letters", least) for least in (1, 2, 3)]
        assert found == [left == 0, left == 0, False]
        if left:
            embed_one(store)
    if known:
        assert vector_cache.mark_complete(store, "letters")
    with store.read() as connection:
        assert vector_cache.is_complete(connection, "letters") == known
        assert vector_cache.all_embedded(connection, "letters", 2)
        assert not vector_cache.all_embedded(connection, "letters", 3)


def test_where_there_is_no_text_not_all_is_embedded(store: Store) -> None:
    add_feedback(store, texts(None))
    with store.read() as connection:
        assert not vector_cache.all_embedded(connection, "letters")


def embed_one(store: Store) -> None:
    """Gives the next text its vector."""
    with store.write() as connection:
        _, text_hash, text = vector_cache.backlog(connection, "letters", None, limit=1)[0]
        vector_cache.insert_vectors(connection, "letters", {text_hash: LetterEmbedder().passages([text])[0]})


def test_the_background_indexer_takes_up_what_comes_in(store: Store, tmp_path: Path) -> None:
    with open_vectors(tmp_path) as vectors:
        indexer = BackgroundIndexer(store, LetterEmbedder, lambda: vectors, interval=60)
        indexer.start()
        try:
            add_feedback(store, many(30))
            assert indexer.wait_idle(30)
            assert len(held(store, vectors)) == 30
            embed_backlog_elsewhere(store)
            assert indexer.wait_idle(30)
            assert len(held(store, vectors)) == 40
        finally:
            indexer.stop()


def embed_backlog_elsewhere(store: Store) -> None:
    """What `feedback index` does while another process holds Chroma."""
    add_feedback(store, many(10, start=30))
    index_all(store, LetterEmbedder(), None)


class Unsteady(LetterEmbedder):
    """An endpoint that is down at first."""

    down = True

    def passages(self, texts: Sequence[str]) -> Matrix:
        if self.down:
            raise ModelUnavailable("embedding_failed", url="http://nowhere", model=self.name, why="down")
        return super().passages(texts)


def test_the_background_indexer_outlives_an_endpoint_that_is_down(store: Store) -> None:
    add_feedback(store, many(3))
    embedder = Unsteady()
    indexer = BackgroundIndexer(store, lambda: embedder, lambda: None, interval=0.01)
    indexer.start()
    try:
        assert not indexer.wait_idle(0.3)
        assert isinstance(indexer.failure, ModelUnavailable)
        embedder.down = False
        assert indexer.wait_idle(30)
        assert indexer.failure is None
    finally:
        indexer.stop()
    assert len(embedded(store)) == 3


INDEX = """
import sys
from pathlib import Path
from retrieval.database import open_store
from retrieval.indexing import index_all
from retrieval.vectors import open_vectors
from tests.retrieval.feedbacks import LetterEmbedder
home = Path(sys.argv[1])
store = open_store(f"sqlite:///{home / 'feedback.db'}")
with open_vectors(home) as vectors:
    index_all(store, LetterEmbedder(), vectors, lambda progress: print(progress.done, flush=True))
"""


@pytest.mark.parametrize("after", [1, 20])
def test_killed_while_indexing_it_completes_when_run_again(tmp_path: Path, after: int) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'feedback.db'}")
    add_feedback(store, many(2000))
    process = subprocess.Popen(
        [sys.executable, "-c", INDEX, str(tmp_path)], stdout=subprocess.PIPE, text=True, env=os.environ
    )
    assert process.stdout is not None
    with process.stdout:
        for _ in range(after):
            assert process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert 0 < len(embedded(store)) < 2000
    with open_vectors(tmp_path) as vectors:
        assert index_all(store, LetterEmbedder(), vectors) == Progress(2000, 2000)
        assert held(store, vectors) == embedded(store)
        assert len(held(store, vectors)) == 2000
    with store.read() as connection:
        assert data_version(connection) == 1
    store.close()
