"""Texts read by several processes at once: a long backlog is done sooner, with the same notes."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from retrieval.understanding.notes import Note
from retrieval.understanding.reading import NoteReader
from retrieval.understanding.topics.corrections import Correction
from retrieval.understanding.topics.reader import TopicReader
from retrieval.understanding.topics.taxonomy import load_taxonomy

__all__ = ["WORTH_IT", "ParallelReader", "open_reader"]

WORTH_IT = 6_000
"""Texts from which on starting processes costs less than it saves."""


class ParallelReader:
    """Reads like the `NoteReader` over the same taxonomy and corrections, in several processes."""

    def __init__(
        self,
        processes: ProcessPoolExecutor,
        parts: int,
        taxonomy: Path | None,
        corrections: tuple[Correction, ...],
    ) -> None:
        self._processes, self._parts = processes, parts
        self._of = (taxonomy, corrections)

    @property
    def version(self) -> str:
        return _reader(*self._of).version

    def read(self, texts: Sequence[str]) -> list[Note]:
        """In order. Raises BrokenProcessPool when a process is killed: what is not written is read again."""
        size = -(-len(texts) // self._parts) or 1
        parts = [texts[start : start + size] for start in range(0, len(texts), size)]
        futures = [self._processes.submit(_read, *self._of, part) for part in parts]
        return [note for future in futures for note in future.result()]


@contextmanager
def open_reader(
    texts: int, taxonomy: Path | None, corrections: Sequence[Correction] = ()
) -> Iterator[NoteReader | ParallelReader]:
    """A reader for so many texts: in this process for a few, in one process a processor for many."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if texts < WORTH_IT or processors == 1:
        yield NoteReader(TopicReader(load_taxonomy(taxonomy), corrections))
        return
    # A fresh start for each: threads and locks of this process cannot be forked into them.
    with ProcessPoolExecutor(processors, mp_context=get_context("spawn")) as pool:
        yield ParallelReader(pool, processors, taxonomy, tuple(corrections))


def _read(taxonomy: Path | None, corrections: tuple[Correction, ...], texts: Sequence[str]) -> list[Note]:
    return _reader(taxonomy, corrections).read(texts)


@cache
def _reader(taxonomy: Path | None, corrections: tuple[Correction, ...]) -> NoteReader:
    """One reader a process."""
    return NoteReader(TopicReader(load_taxonomy(taxonomy), corrections))
