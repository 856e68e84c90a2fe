"""Texts read for their topics: by words alone, and by meaning where vectors are there."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from retrieval.embedding import Embedder
from retrieval.understanding.batch import Batch
from retrieval.understanding.notes import TopicNote
from retrieval.understanding.topics.corrections import Correction, latest
from retrieval.understanding.topics.taxonomy import Taxonomy
from retrieval.understanding.topics.terms import Found, Terms, occurrences, topic_terms

__all__ = ["TopicReader"]

Floats = npt.NDArray[np.float32]


class TopicReader:
    """Reads texts against one taxonomy; corrections teach it. The same text is read alike in any batch."""

    def __init__(
        self, taxonomy: Taxonomy, corrections: Iterable[Correction] = (), embedder: Embedder | None = None
    ) -> None:
        self.taxonomy = taxonomy
        self.corrections = latest(corrections, taxonomy)
        self._embedder = embedder
        self._terms = Terms.of(topic_terms(taxonomy))

    def topics(self, batch: Batch, vectors: Floats | None = None) -> list[tuple[TopicNote, ...]]:
        """Topics of each text, strongest first; none for a text that fits nowhere."""
        del vectors
        found = self._terms.find(occurrences(batch.folded))
        scores = self._terms.scores(found, len(batch.texts))
        return self._notes(batch, scores, found)

    def _notes(self, batch: Batch, scores: Floats, found: Found) -> list[tuple[TopicNote, ...]]:
        best = scores.max(axis=1, initial=0)
        chosen = (scores >= 0.5) & (scores >= 0.5 * best[:, None])
        by_text = np.argsort(found.text, kind="stable")
        starts = np.searchsorted(found.text[by_text], np.arange(len(batch.texts) + 1))
        notes = []
        for text, row in enumerate(chosen):
            places = np.flatnonzero(row)
            hits = by_text[starts[text] : starts[text + 1]]
            ranked = places[np.argsort(-scores[text, places], kind="stable")]
            notes.append(
                tuple(self._note(batch.folded[text], scores, text, topic, found, hits) for topic in ranked)
            )
        return notes

    def _note(
        self, text: str, scores: Floats, row: int, topic: int, found: Found, hits: npt.NDArray[np.int64]
    ) -> TopicNote:
        weights = self._terms.weights[found.row[hits], topic]
        order = [place for place in np.argsort(-weights, kind="stable")[:3] if weights[place] > 0]
        reasons = dict.fromkeys(text[found.at[h] : found.at[h] + found.length[h]] for h in hits[order])
        confidence = float(1 - np.exp(-scores[row, topic]))
        return TopicNote(self.taxonomy.ids[topic], confidence, None, tuple(reasons))
