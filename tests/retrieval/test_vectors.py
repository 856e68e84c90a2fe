"""Chroma, embedded under a lock and as a real server."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest

from retrieval.errors import StoreUnavailable
from retrieval.vectors import LARGEST_ADD, Vectors, VectorsLocked, open_vectors
from tests.retrieval.feedbacks import LetterEmbedder

PORTS = range(8100, 8150)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Chroma server on loopback."""
    folder = tmp_path_factory.mktemp("chroma")
    port = next(each for each in PORTS if _free(each))
    command = shutil.which("chroma", path=str(Path(sys.executable).parent))
    assert command is not None
    process = subprocess.Popen(
        [command, "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    with httpx.Client(transport=httpx.HTTPTransport(retries=10)) as client:  # waits 0.5 s, 1 s, 2 s, ...
        assert client.get(f"{url}/api/v2/heartbeat").is_success
    yield url
    process.terminate()
    process.wait()


@pytest.fixture(params=["embedded", "server"])
def vectors(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Vectors]:
    url = request.getfixturevalue("server") if request.param == "server" else None
    with open_vectors(tmp_path, url) as opened:
        for name in opened.names():
            opened.drop(name)
        yield opened


def rows(count: int) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    random = np.random.default_rng(7).normal(size=(count, 16)).astype(np.float32)
    return np.asarray(random / np.linalg.norm(random, axis=1, keepdims=True), np.float32)


def test_a_row_is_found_by_its_own_vector(vectors: Vectors) -> None:
    vectors.create("some", "model")
    matrix = rows(50)
    vectors.add("some", [f"h{n}" for n in range(50)], matrix)
    (nearest, *_) = vectors.nearest("some", matrix[17], 3)
    assert nearest.text_hash == "h17"
    assert nearest.likeness == pytest.approx(1, abs=1e-5)


def test_adding_twice_keeps_the_first(vectors: Vectors) -> None:
    vectors.create("some", "model")
    matrix = rows(2)
    vectors.add("some", ["a"], matrix[:1])
    vectors.add("some", ["a"], matrix[1:])
    assert vectors.count("some") == 1
    assert vectors.nearest("some", matrix[0], 1)[0].likeness == pytest.approx(1, abs=1e-5)


def test_more_rows_than_chroma_takes_at_once(vectors: Vectors) -> None:
    vectors.create("some", "model")
    count = LARGEST_ADD + 700
    vectors.add("some", [f"h{n}" for n in range(count)], rows(count))
    assert len(set().union(*vectors.ids("some"))) == vectors.count("some") == count


def test_a_collection_of_another_model_is_refused(vectors: Vectors) -> None:
    vectors.create("some", "model")
    assert vectors.has("some", "model")
    assert not vectors.has("none", "model")
    with pytest.raises(StoreUnavailable, match="vectors_of_another_model"):
        vectors.has("some", "another")


def test_what_chroma_fails_with_is_told_in_our_words(vectors: Vectors) -> None:
    with pytest.raises(StoreUnavailable, match="chroma_failed"):
        vectors.count("none")


def test_a_dropped_collection_leaves_nothing_on_disk(tmp_path: Path) -> None:
    with open_vectors(tmp_path) as vectors:
        vectors.create("old", "model")
        vectors.add("old", [f"h{n}" for n in range(1500)], rows(1500))
        vectors.nearest("old", rows(1)[0], 1)
        vectors.drop("old")
        vectors.drop("old")
    assert [each.name for each in (tmp_path / "chroma").iterdir() if each.is_dir()] == []


def test_one_home_can_be_opened_again_and_again(tmp_path: Path) -> None:
    for count in (0, 3):
        with open_vectors(tmp_path) as vectors:
            vectors.create("some", "model")
            assert vectors.count("some") == count
            vectors.add("some", ["a", "b", "c"], rows(3))


HOLD = """
import sys
from pathlib import Path
from retrieval.vectors import open_vectors
with open_vectors(Path(sys.argv[1])):
    print("open", flush=True)
    sys.stdin.readline()
"""


def test_a_second_process_is_told_who_has_chroma_open(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdin is not None
    assert holder.stdout is not None
    with holder.stdin, holder.stdout:
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(VectorsLocked) as refused:
            open_vectors(tmp_path)
        assert refused.value.details["pid"] == holder.pid
        holder.kill()
        holder.wait()
    open_vectors(tmp_path).close()  # a lock dies with its process


def test_a_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable) as refused:
        open_vectors(tmp_path, "http://127.0.0.1:1")
    assert refused.value.code == "chroma_unreachable"
    assert refused.value.details["url"] == "http://127.0.0.1:1"


def test_the_letter_embedder_of_these_tests_keeps_the_promise_of_embedders() -> None:
    matrix = LetterEmbedder().passages(["", "a", "some text"])
    assert np.allclose(np.linalg.norm(matrix, axis=1), 1)


def _free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
