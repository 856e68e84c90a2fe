"""All steps over a batch of texts: what a careful reader would write down about each."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from hashlib import blake2b
from pathlib import Path
from time import perf_counter

from retrieval.embedding import Matrix
from retrieval.understanding.aspects import ClauseScore, clause_feelings, score_at
from retrieval.understanding.batch import Batch
from retrieval.understanding.follow_up import follow_ups
from retrieval.understanding.intent import intents
from retrieval.understanding.language import languages
from retrieval.understanding.linear import model_versions
from retrieval.understanding.notes import Feeling, Note, TopicNote
from retrieval.understanding.sentiment import feelings
from retrieval.understanding.topics.reader import TopicReader
from retrieval.understanding.urgency import urgencies

__all__ = ["NoteReader"]

RULES = "1"
"""Counts up when code changes what is noted. Models, word lists and the taxonomy tell by themselves."""


class NoteReader:
    """Reads texts and notes what it finds. seconds: how long each step took so far, by its name.

    embed: gives texts vectors, by which topics are read better, a hundred times more slowly.
    """

    def __init__(self, topics: TopicReader, embed: Callable[[Sequence[str]], Matrix] | None = None) -> None:
        self.seconds: dict[str, float] = {}
        self._topics, self._embed = topics, embed

    @property
    def version(self) -> str:
        """Changes when the same text may be noted otherwise: with a model, a word list, the taxonomy."""
        parts = (RULES, *model_versions(), word_lists(), self._topics.taxonomy.version)
        return blake2b("\n".join(parts).encode(), digest_size=6).hexdigest()

    def read(self, texts: Sequence[str]) -> list[Note]:
        """In order. Texts are read as they are given: redact them first."""
        batch = Batch.of(texts)
        with self._step("language"):
            spoken = languages(texts)
        batch = Batch(batch.texts, tuple(each.value for each in spoken))
        with self._step("sentiment"):
            felt = feelings(batch, reasons=True)
        with self._step("intent"):
            meant = intents(batch, felt)
        with self._step("topics"):
            about = self._topics.topics(batch, self._embed(texts) if self._embed else None)
        with self._step("aspects"):
            about = _scored(batch, about, felt)
        with self._step("urgency"):
            pressing = urgencies(batch, felt, meant)
            asked = follow_ups(batch, felt, meant, pressing)
        rows = zip(spoken, felt, meant, about, pressing, asked, strict=True)
        return [Note(*row) for row in rows]

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        started = perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + perf_counter() - started


@cache
def word_lists() -> str:
    """A digest of every word list there is."""
    digest = blake2b(digest_size=8)
    for path in sorted(Path(__file__).parent.rglob("*.toml")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _scored(
    batch: Batch, topics: Sequence[tuple[TopicNote, ...]], felt: Sequence[Feeling]
) -> list[tuple[TopicNote, ...]]:
    """Topics with how the text feels about each: as the clause does in which the topic's words stand."""
    rows = [row for row, found in enumerate(topics) if found]
    languages = tuple(batch.languages[row] for row in rows)
    part = Batch(tuple(batch.texts[row] for row in rows), languages)
    clauses = dict(zip(rows, clause_feelings(part, [felt[row] for row in rows]), strict=True))
    return [
        tuple(replace(each, score=_score(batch.folded[row], each, clauses[row])) for each in found)
        for row, found in enumerate(topics)
    ]


def _score(folded: str, topic: TopicNote, clauses: Sequence[ClauseScore]) -> float:
    """Of the clause with the topic's first word; folding may move a place by a character or two."""
    if len(clauses) == 1 or not topic.reasons:
        return clauses[0][2] if len(clauses) == 1 else sum(score for _, _, score in clauses) / len(clauses)
    at = max(folded.find(topic.reasons[0]), 0)
    return score_at(clauses, at, at + len(topic.reasons[0]))
