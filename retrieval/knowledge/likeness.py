"""How alike two texts are, on a scale that does not depend on the embedding model.

The inner product of two unrelated texts is 0.75 with one model and 0.1 with another. So a text is first held
against sentences about nothing in particular: their mean is 0 on the scale, and its own words are 1.
"""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

import numpy as np

from prompts import LANGUAGES, Language
from retrieval import vector_cache
from retrieval.database import Store
from retrieval.embedding import Embedder, Matrix
from retrieval.records import text_hash
from retrieval.vector_cache import knowledge_model

__all__ = ["Scale", "probe_hashes", "scale_of"]


class Scale:
    """One question's scale. zero: its mean likeness with the probes of each language."""

    def __init__(self, asked: Matrix, zero: Mapping[Language, float]) -> None:
        self._asked, self._zero = asked, zero

    def of(self, vectors: Matrix, languages: Sequence[str]) -> list[float]:
        """The likeness of each row, at most 1; below 0 where a row is less like the question than nothing is.

        languages: what each row is written in; a language that is neither zh nor en counts as en.
        """
        plain = vectors @ self._asked
        zeros = np.asarray([self._zero["zh" if name.startswith("zh") else "en"] for name in languages])
        return [round(float(each), 4) for each in (plain - zeros) / (1 - zeros)]


def scale_of(store: Store, embedder: Embedder, question: str) -> Scale:
    """The scale of a question. The probes are embedded once for a store and model."""
    asked = embedder.query(question)
    known = _probe_vectors(store, embedder)
    zero = {
        language: min(0.99, float(np.mean([known[key] @ asked for key in _probes()[language]])))
        for language in LANGUAGES
    }
    return Scale(asked, zero)


def probe_hashes() -> tuple[str, ...]:
    """Keys of the probes' vectors."""
    return tuple(key for probes in _probes().values() for key in probes)


def _probe_vectors(store: Store, embedder: Embedder) -> dict[str, Matrix]:
    model = knowledge_model(embedder.name)
    with store.whole().read() as connection:
        rows = vector_cache.vectors_of(connection, model, list(probe_hashes()))
        known = {key: np.frombuffer(row, "<f4") for key, row in rows}
    texts = {key: text for probes in _probes().values() for key, text in probes.items() if key not in known}
    if texts:
        made = dict(zip(texts, embedder.passages([*texts.values()]), strict=True))
        with store.whole().write() as connection:
            vector_cache.insert_vectors(connection, model, made)
        known |= made
    return known


@cache
def _probes() -> dict[Language, dict[str, str]]:
    """Probes by the key of their vector."""
    file = resources.files(__package__) / "probes.toml"
    lists = tomllib.loads(file.read_text(encoding="utf-8"))
    return {name: {text_hash(text, None) or "": text for text in lists[name]} for name in LANGUAGES}
