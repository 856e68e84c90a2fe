"""Plain retrieval: the 30 records nearest to the question go to the model with one prompt.

Records are embedded as LangChain's CSVLoader writes them, a line a column, so that words of any column can
be found. The prompt is LangChain's usual one for retrieval (rlm/rag-prompt) without its limit of three
sentences, and with the day it is.
"""

import hashlib
import re
from pathlib import Path

import numpy as np
import pandas as pd

from evals.peers.systems import Endpoint, Reply, chat, prompt
from retrieval.embedding import Embedder, Matrix

__all__ = ["NEAREST", "PlainRetrieval", "as_context", "as_passages", "vectors"]

CLOCK = re.compile(r"(?<=^\d{4}-\d\d-\d\d)[T ]\d\d:\d\d.*$")

NEAREST = 30
"""Records the model is shown."""

LONGEST = 200
"""Characters of a cell that are shown: 30 records must fit a context of 8,000 tokens."""

PART = 64
"""Records embedded at once."""


class PlainRetrieval:
    """Plain retrieval over one file."""

    def __init__(self, file: Path, endpoint: Endpoint, embedder: Embedder, cache: Path) -> None:
        self._records = pd.read_csv(file, dtype=str, keep_default_na=False)
        self._vectors = vectors(self._records, embedder, cache)
        self._embedder = embedder
        self._model = chat(endpoint)
        self._prompt = prompt("retrieval")

    def ask(self, question: str, now: str) -> Reply:
        nearest = np.argsort(-(self._vectors @ self._embedder.query(question)), kind="stable")[:NEAREST]
        context = as_context(self._records.iloc[nearest])
        said = self._model.invoke(self._prompt.format(now=now, question=question, context=context))
        return Reply(str(said.text).strip(), ("retrieve", "answer"))


def as_passages(records: pd.DataFrame) -> list[str]:
    """Each record as lines of `column: value`, without its empty cells."""
    rows = records.to_dict("records")
    return ["\n".join(f"{name}: {cell}" for name, cell in row.items() if cell) for row in rows]


def as_context(records: pd.DataFrame) -> str:
    """Records as CSV under one header, half the tokens of passages; long cells cut, times to the day."""
    cut = records.map(lambda cell: CLOCK.sub("", cell)[:LONGEST])
    return str(cut.to_csv(index=False)).strip()


def vectors(records: pd.DataFrame, embedder: Embedder, cache: Path) -> Matrix:
    """A row for each record, computed once for the same records and model."""
    passages = as_passages(records)
    digest = hashlib.sha256("\0".join([embedder.name, *passages]).encode()).hexdigest()[:16]
    path = cache / f"{digest}.npy"
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        parts = [embedder.passages(passages[at : at + PART]) for at in range(0, len(passages), PART)]
        np.save(path, np.concatenate(parts))
    return np.asarray(np.load(path), np.float32)
